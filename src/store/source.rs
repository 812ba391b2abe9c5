//! The one clock and the one source of ids and secrets.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Where times, ids and random bytes come from.
pub trait Source: Send + Sync + std::fmt::Debug {
    /// The time, cut to microseconds, as both databases keep it.
    fn now(&self) -> DateTime<Utc>;

    /// A new id for a row of `resource`, greater than those before it.
    fn id(&self, resource: &'static str) -> Uuid;

    /// 32 random bytes from the operating system.
    ///
    /// # Errors
    /// [`Error::Internal`] when it gives none.
    fn random(&self) -> Result<[u8; 32]> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(bytes)
    }
}

/// The machine's clock, and ids by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Source for System {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the source of ids")]
    fn id(&self, _: &'static str) -> Uuid {
        Uuid::now_v7()
    }
}
