//! The threads that hash passwords: few, behind everybody else, and with a queue that has an end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// Passwords that wait to be hashed at most: on one thread some three seconds' work.
pub(super) const QUEUE: usize = 128;

/// How much less the threads get of a processor that others want, from 0 to 19.
const NICENESS: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

/// What the threads have to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Passwords that are being hashed.
    pub running: u64,
    /// Passwords that wait for it.
    pub waiting: u64,
    /// Attempts that were refused so far, because too many waited.
    pub refused: u64,
}

#[derive(Debug, Default)]
struct Counts {
    running: AtomicU64,
    waiting: AtomicU64,
    refused: AtomicU64,
}

/// The threads, which end with their last user.
#[derive(Clone, Debug)]
pub(super) struct Hashing {
    queue: SyncSender<Work>,
    counts: Arc<Counts>,
}

impl Hashing {
    /// So many threads.
    pub(super) fn new(threads: usize) -> Result<Self> {
        let (queue, receiver) = sync_channel(QUEUE);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..threads {
            let receiver = receiver.clone();
            let thread = std::thread::Builder::new().name("passwords".to_owned());
            thread.spawn(move || work(&receiver)).map_err(Error::internal)?;
        }
        Ok(Self { queue, counts: Arc::default() })
    }

    /// Does the work when its turn comes.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait already.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let counts = self.counts.clone();
        let work = move || {
            counts.waiting.fetch_sub(1, Ordering::SeqCst);
            // Whoever waited may have hung up.
            if !reply.is_closed() {
                counts.running.fetch_add(1, Ordering::SeqCst);
                let done = work();
                counts.running.fetch_sub(1, Ordering::SeqCst);
                let _ = reply.send(done);
            }
        };
        self.counts.waiting.fetch_add(1, Ordering::SeqCst);
        if let Err(refused) = self.queue.try_send(Box::new(work)) {
            self.counts.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(match refused {
                TrySendError::Full(_) => self.refused(),
                TrySendError::Disconnected(_) => Error::internal("the threads that hash are gone"),
            });
        }
        answer.await.map_err(Error::internal)
    }

    /// Whether work would be refused.
    pub(super) fn is_full(&self) -> bool {
        self.counts.waiting.load(Ordering::SeqCst) >= QUEUE as u64
    }

    /// Counts a refusal.
    pub(super) fn refused(&self) -> Error {
        self.counts.refused.fetch_add(1, Ordering::SeqCst);
        Error::Unavailable("too many passwords wait to be looked at".to_owned())
    }

    /// What there is to do.
    pub(super) fn load(&self) -> Load {
        let Counts { running, waiting, refused } = &*self.counts;
        let now = |count: &AtomicU64| count.load(Ordering::SeqCst);
        Load { running: now(running), waiting: now(waiting), refused: now(refused) }
    }
}

/// Puts this thread behind all others; `what` is said of it where that fails.
pub(crate) fn step_back(what: &str) {
    // Elsewhere than on Linux this would be the priority of the whole process.
    if cfg!(target_os = "linux")
        && let Err(error) = rustix::process::setpriority_process(None, NICENESS)
    {
        tracing::warn!(%error, "{what} at the priority of everything else");
    }
}

fn work(queue: &Mutex<Receiver<Work>>) {
    step_back("passwords are hashed");
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        work();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Condvar, Mutex};

    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::{Hashing, Load, QUEUE};
    use crate::error::Error;

    const THREADS: usize = 3;

    /// How many work at once, and whether they may end; how many did work.
    #[derive(Default)]
    struct Gate {
        state: Mutex<(usize, usize, bool)>,
        changed: Condvar,
        passed: AtomicUsize,
    }

    impl Gate {
        fn pass(&self) {
            self.passed.fetch_add(1, Ordering::SeqCst);
            let mut state = self.state.lock().unwrap();
            state.0 += 1;
            state.1 = state.1.max(state.0);
            self.changed.notify_all();
            state = self.changed.wait_while(state, |(_, _, open)| !*open).unwrap();
            state.0 -= 1;
        }

        fn open(&self) -> usize {
            let mut state = self.state.lock().unwrap();
            state.2 = true;
            self.changed.notify_all();
            state.1
        }

        fn wait_for(&self, working: usize) {
            let state = self.state.lock().unwrap();
            drop(self.changed.wait_while(state, |(now, ..)| *now < working).unwrap());
        }
    }

    #[tokio::test]
    async fn only_so_many_work_at_once_and_only_so_many_wait() {
        let (hashing, gate) = (Hashing::new(THREADS).unwrap(), Arc::new(Gate::default()));
        let ask = || {
            let (hashing, gate) = (hashing.clone(), gate.clone());
            let mut asked = Box::pin(async move { hashing.run(move || gate.pass()).await });
            let refused = (&mut asked).now_or_never();
            (asked, refused)
        };
        let mut asked: Vec<_> = (0..THREADS).map(|_| ask().0).collect();
        gate.wait_for(THREADS);
        for place in 0..QUEUE {
            let (waiting, refused) = ask();
            assert!(refused.is_none(), "place {place}: {refused:?}");
            asked.push(waiting);
        }
        let (_, refused) = ask();
        assert!(matches!(refused, Some(Err(Error::Unavailable(_)))), "{refused:?}");
        let (running, waiting) = (THREADS as u64, QUEUE as u64);
        assert_eq!(hashing.load(), Load { running, waiting, refused: 1 });
        // Nothing is done for who hung up.
        asked.pop();
        assert_eq!(gate.open(), THREADS);
        assert!(join_all(asked).await.iter().all(Result::is_ok));
        assert_eq!(hashing.run(|| 7).await.unwrap(), 7);
        assert_eq!(gate.passed.load(Ordering::SeqCst), THREADS + QUEUE - 1);
        assert_eq!(gate.state.lock().unwrap().1, THREADS);
    }
}
