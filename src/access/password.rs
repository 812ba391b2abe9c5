//! Passwords: Argon2id, off the async threads, a few at once.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, MutexGuard, Semaphore};

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
    at_once: Arc<Semaphore>,
    lines: Arc<[Mutex<()>]>,
    dummy: Arc<str>,
}

/// The lines in which attempts wait; addresses that share one by chance only wait longer.
const LINES: usize = 256;

/// An attempt to give a password. While it is held, nobody of the same address has another.
#[derive(Debug)]
pub struct Turn<'p> {
    passwords: &'p Passwords,
    _line: MutexGuard<'p, ()>,
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
        let lines = std::iter::repeat_with(Mutex::default).take(LINES).collect();
        Ok(Self { argon2, at_once: Arc::new(Semaphore::new(at_once)), lines, dummy: dummy.into() })
    }

    /// Waits until no other attempt from this address is under way.
    ///
    /// # Errors
    /// [`Error::Internal`] when there is no line to wait in, which would be a fault of this program.
    pub async fn turn(&self, address: &str) -> Result<Turn<'_>> {
        let [line, ..]: [u8; 32] = Sha256::digest(address).into();
        let line = self.lines.get(usize::from(line)).ok_or_else(|| Error::internal("no line to wait in"))?;
        Ok(Turn { passwords: self, _line: line.lock().await })
    }

    /// The hash of a new password, in the PHC string format.
    ///
    /// # Errors
    /// [`Error::Internal`] when hashing fails.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        self.blocking(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(Error::internal)
    }

    /// Does the work on a thread of its own, a few at once.
    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _permit = self.at_once.acquire().await.map_err(|_| Error::Unavailable("ending".to_owned()))?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

impl Turn<'_> {
    /// Whether the password is the one of `hash`. Without a hash it takes as long and is false.
    ///
    /// # Errors
    /// [`Error::Internal`] when the work could not be done.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let argon2 = self.passwords.argon2.clone();
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.passwords.dummy).to_owned();
        let verify = move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
        };
        let matches = self.passwords.blocking(verify).await?;
        Ok(known && matches)
    }
}
