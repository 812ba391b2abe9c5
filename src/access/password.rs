//! Passwords: Argon2id, off the async threads, a few at once, and only so many waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

use super::hashing::Hashing;
pub use super::hashing::Load;
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
    hashing: Hashing,
    lines: Arc<[Line]>,
    places: Arc<Semaphore>,
    dummy: Arc<str>,
}

/// The lines in which attempts wait; addresses that share one by chance only wait longer.
const LINES: usize = 256;
/// Attempts in one line at most: a class that signs in from one address.
const IN_LINE: usize = 64;
/// Attempts in all lines at most, so that what they hold in memory is bounded.
const IN_ALL_LINES: usize = 512;
/// Seconds after which an attempt may be made again when its line was full.
const LINE_FULL: u64 = 2;

/// Attempts from one address, one after the other.
#[derive(Debug, Default)]
struct Line {
    first: Mutex<()>,
    length: AtomicUsize,
}

/// A place in a line, given back when it is dropped, also by a caller who hangs up.
#[derive(Debug)]
struct Place<'p> {
    line: &'p Line,
    _of_all: SemaphorePermit<'p>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.line.length.fetch_sub(1, Ordering::SeqCst);
    }
}

/// An attempt to give a password. While it is held, nobody of the same address has another.
#[derive(Debug)]
pub struct Turn<'p> {
    passwords: &'p Passwords,
    _first: MutexGuard<'p, ()>,
    _place: Place<'p>,
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
        let lines = std::iter::repeat_with(Line::default).take(LINES).collect();
        let places = Arc::new(Semaphore::new(IN_ALL_LINES));
        Ok(Self { argon2, hashing: Hashing::new(at_once)?, lines, places, dummy: dummy.into() })
    }

    /// Waits until no other attempt from this address is under way.
    ///
    /// # Errors
    /// [`Error::TooManyRequests`] when too many of this address wait already, [`Error::Unavailable`] when too many of
    /// all do.
    pub async fn turn(&self, address: &str) -> Result<Turn<'_>> {
        let [line, ..]: [u8; 32] = Sha256::digest(address).into();
        let line = self.lines.get(usize::from(line)).ok_or_else(|| Error::internal("no line to wait in"))?;
        // What could not be hashed costs no look into the database either.
        if self.hashing.is_full() {
            return Err(self.hashing.refused());
        }
        let of_all = self.places.try_acquire().map_err(|_| self.hashing.refused())?;
        let before = line.length.fetch_add(1, Ordering::SeqCst);
        let place = Place { line, _of_all: of_all };
        if before >= IN_LINE {
            return Err(Error::TooManyRequests { retry_after: LINE_FULL });
        }
        Ok(Turn { passwords: self, _first: line.first.lock().await, _place: place })
    }

    /// How many passwords are being hashed, and how many wait.
    pub fn load(&self) -> Load {
        self.hashing.load()
    }

    /// The hash of a new password, in the PHC string format.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait to be hashed.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        self.hashing
            .run(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(Error::internal)
    }
}

impl Turn<'_> {
    /// Whether the password is the one of `hash`. Without a hash it takes as long and is false.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait to be hashed.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let argon2 = self.passwords.argon2.clone();
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.passwords.dummy).to_owned();
        let verify = move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
        };
        let matches = self.passwords.hashing.run(verify).await?;
        Ok(known && matches)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use futures_util::FutureExt;

    use super::super::hashing::QUEUE;
    use super::{Cost, Passwords};
    use crate::error::Error;

    #[tokio::test]
    async fn nobody_gets_a_turn_while_too_many_wait_to_be_hashed() {
        let passwords = Passwords::new(Cost::LEAST, 1).unwrap();
        let (end, ended) = channel::<()>();
        let mut work = vec![passwords.hashing.run(move || ended.recv().is_err()).boxed()];
        assert!((&mut work[0]).now_or_never().is_none());
        while passwords.load().running == 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..QUEUE {
            drop(passwords.turn("192.0.2.1").await.unwrap());
            let mut waiting = passwords.hashing.run(|| false).boxed();
            assert!((&mut waiting).now_or_never().is_none());
            work.push(waiting);
        }
        let refusal = passwords.turn("192.0.2.1").await.unwrap_err();
        assert!(matches!(refusal, Error::Unavailable(_)), "{refusal:?}");
        end.send(()).unwrap();
        for done in work {
            assert!(!done.await.unwrap());
        }
        assert!(passwords.turn("192.0.2.1").await.unwrap().verify("x", None).await.is_ok());
    }
}
