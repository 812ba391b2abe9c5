//! The end of the service: new connections are refused, and those that are there end with their next answer.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::net::{Shutdown, shutdown};

/// Whether the service is about to end.
#[derive(Clone, Debug)]
pub struct Drain(Arc<State>);

#[derive(Debug)]
struct State {
    begun: AtomicBool,
    listener: TcpListener,
}

impl Drain {
    pub(super) fn of(listener: TcpListener) -> Self {
        Self(Arc::new(State { begun: AtomicBool::new(false), listener }))
    }

    /// Says that it is. Callers whose connections are refused turn to another process; left to wait for an answer, they
    /// would not know whether they may.
    pub fn begin(&self) {
        self.0.begun.store(true, Ordering::SeqCst);
        if let Err(error) = shutdown(&self.0.listener, Shutdown::Both) {
            tracing::warn!(%error, "new connections are not refused");
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.0.begun.load(Ordering::SeqCst)
    }
}
