//! Passwords: Argon2id, off the async threads, a few at once.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::{Error, Result};

/// How much work a hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// 19 MiB and two passes, as OWASP advises for Argon2id.
    pub const OWASP: Self = Self { memory: 19_456, passes: 2 };
    /// The least that Argon2 knows: for tests only.
    pub const LEAST: Self = Self { memory: 8, passes: 1 };
}

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    dummy: Arc<str>,
}

/// A turn to work on one password. At most a few are out at once.
#[derive(Debug)]
pub struct Turn<'p> {
    passwords: &'p Passwords,
    _permit: SemaphorePermit<'p>,
}

impl Passwords {
    /// Passwords of this cost, `at_once` at a time.
    ///
    /// # Errors
    /// [`Error::Internal`] when Argon2 does not know the cost.
    pub fn new(cost: Cost, at_once: usize) -> Result<Self> {
        let params = Params::new(cost.memory, cost.passes, 1, None).map_err(Error::internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = argon2.hash_password(b"nobody has this password").map_err(Error::internal)?.to_string();
        Ok(Self { argon2, turns: Arc::new(Semaphore::new(at_once)), dummy: dummy.into() })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the program is ending.
    pub async fn turn(&self) -> Result<Turn<'_>> {
        let permit = self.turns.acquire().await.map_err(|_| Error::Unavailable("ending".to_owned()))?;
        Ok(Turn { passwords: self, _permit: permit })
    }

    /// The hash of a new password, in the PHC string format.
    ///
    /// # Errors
    /// [`Error::Internal`] when hashing fails.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let _turn = self.turn().await?;
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        blocking(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(Error::internal)
    }
}

impl Turn<'_> {
    /// Whether the password is the one of `hash`. Without a hash it takes as long and is false.
    ///
    /// # Errors
    /// [`Error::Internal`] when the work could not be done.
    pub async fn verify(self, password: &str, hash: Option<&str>) -> Result<bool> {
        let argon2 = self.passwords.argon2.clone();
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.passwords.dummy).to_owned();
        let matches = blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await?;
        Ok(known && matches)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}
