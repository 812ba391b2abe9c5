//! A clock that tests can put forward.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use ligature::store::source::{Source, System};
use uuid::Uuid;

/// The machine's clock, so many seconds ahead.
#[derive(Debug, Default)]
pub struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead.fetch_add(by.num_seconds(), Ordering::SeqCst);
    }
}

impl Source for Clock {
    fn now(&self) -> DateTime<Utc> {
        System.now() + TimeDelta::seconds(self.ahead.load(Ordering::SeqCst))
    }

    fn id(&self, resource: &'static str) -> Uuid {
        System.id(resource)
    }
}
