//! The end of the service: connections end with their next answer, so that what was begun comes to its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the service is about to end.
#[derive(Clone, Debug, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// Says that it is: from now on each connection is closed after its answer.
    pub fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(super) fn has_begun(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
