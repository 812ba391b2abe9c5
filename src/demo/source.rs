//! A clock and ids that are the same at each start.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::{Builder, Uuid};

use crate::store::source::Source;

/// Monday, 5 January 2026, 09:00 UTC, in seconds since 1970.
const BEGINNING: i64 = 1_767_603_600;

/// Each look at the clock finds it a second later; ids count up by resource.
#[derive(Debug, Default)]
pub struct Fixed {
    passed: u32,
    seconds: Mutex<i64>,
    counters: Mutex<HashMap<&'static str, u64>>,
}

impl Fixed {
    /// The same after the demonstration was made: a clock that is ahead by so many seconds, and ids beyond as many.
    pub fn after(passed: u32) -> Self {
        Self { passed, ..Self::default() }
    }
}

impl Source for Fixed {
    fn now(&self) -> DateTime<Utc> {
        let beginning = DateTime::from_timestamp(BEGINNING, 0).unwrap_or_default();
        let Ok(mut seconds) = self.seconds.lock() else { return beginning };
        *seconds += 1;
        beginning + TimeDelta::seconds(i64::from(self.passed) + *seconds)
    }

    fn id(&self, resource: &'static str) -> Uuid {
        let count = self.counters.lock().map_or(0, |mut counters| {
            let count = counters.entry(resource).or_insert(self.passed.into());
            *count += 1;
            *count
        });
        id(resource, count)
    }
}

/// The id of the row of a resource that was made as the `count`th.
pub(super) fn id(resource: &str, count: u64) -> Uuid {
    let kind = resource.bytes().fold(7_u16, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let [high, low] = kind.to_be_bytes();
    let mut random = [0; 10];
    random[..2].copy_from_slice(&[high, low]);
    random[2..].copy_from_slice(&count.to_be_bytes());
    let milliseconds = u64::try_from(BEGINNING).unwrap_or_default() * 1_000;
    Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}
