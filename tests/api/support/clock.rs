//! A clock that tests can put forward.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use ligature::store::source::{Source, System};
use uuid::Uuid;

/// The machine's clock, so many seconds ahead, or what it said when it was stopped.
#[derive(Debug, Default)]
pub struct Clock {
    ahead: AtomicI64,
    stopped: Option<DateTime<Utc>>,
}

impl Clock {
    /// A clock that stands until it is put forward.
    pub fn stopped() -> Self {
        Self { stopped: Some(System.now()), ..Self::default() }
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead.fetch_add(by.num_seconds(), Ordering::SeqCst);
    }
}

impl Source for Clock {
    fn now(&self) -> DateTime<Utc> {
        self.stopped.unwrap_or_else(|| System.now()) + TimeDelta::seconds(self.ahead.load(Ordering::SeqCst))
    }

    fn id(&self, resource: &'static str) -> Uuid {
        System.id(resource)
    }
}
