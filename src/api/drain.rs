//! The end of the service: new connections are refused, and those that are there end with their next answer.

use std::net::{Shutdown, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use socket2::SockRef;

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

    /// Lets no new connection begin, while those that wait to be accepted still are: a socket that is shut resets what
    /// waits. Whoever knocks meanwhile knocks again within a second, and is refused. On Linux alone.
    pub fn hold(&self) {
        #[cfg(target_os = "linux")]
        if let Err(error) = SockRef::from(&self.0.listener).attach_filter(&NO_SYN) {
            tracing::warn!(%error, "connections that wait to be accepted may be reset");
        }
    }

    /// Says that it is. Callers whose connections are refused turn to another process; left to wait for an answer, they
    /// would not know whether they may.
    pub fn begin(&self) {
        self.0.begun.store(true, Ordering::SeqCst);
        if let Err(error) = SockRef::from(&self.0.listener).shutdown(Shutdown::Both) {
            tracing::warn!(%error, "new connections are not refused");
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.0.begun.load(Ordering::SeqCst)
    }
}

/// A program for the kernel's packet filter: loads the flags of TCP, and drops what has SYN among them.
#[cfg(target_os = "linux")]
const NO_SYN: [socket2::SockFilter; 4] = [
    socket2::SockFilter::new(0x30, 0, 0, 13),
    socket2::SockFilter::new(0x45, 0, 1, 2),
    socket2::SockFilter::new(0x06, 0, 0, 0),
    socket2::SockFilter::new(0x06, 0, 0, u32::MAX),
];
