//! Computations that take seconds: on threads of their own, behind everybody else, two at once, and given up when whoever
//! asked leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{Semaphore, oneshot};

use crate::access::step_back;
use crate::error::{Error, Result};

/// How many run at once.
const AT_ONCE: usize = 2;

/// The threads that compute, as many as there are processors.
#[derive(Clone, Debug)]
pub struct Simulations {
    turns: Arc<Semaphore>,
    threads: Arc<ThreadPool>,
}

/// Tells the work to stop when whoever waits for it is gone.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Simulations {
    /// With all processors.
    ///
    /// # Errors
    /// [`Error::Internal`] when threads cannot be started.
    pub fn new() -> Result<Self> {
        let threads = ThreadPoolBuilder::new()
            .thread_name(|number| format!("simulation {number}"))
            .start_handler(|_| step_back("simulations run"))
            // Whoever waits is answered 500, since nobody replies any more; without this the program would end.
            .panic_handler(|_| tracing::error!("a simulation panicked"))
            .build()
            .map_err(Error::internal)?;
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), threads: Arc::new(threads) })
    }

    /// Runs the work, which looks now and then whether it shall stop.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when others run already, and what the work fails with.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&AtomicBool) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.turns.clone().try_acquire_owned();
        let turn = turn.map_err(|_| Error::Unavailable("other computations run already".to_owned()))?;
        let waiting = Waiting(Arc::default());
        let stop = waiting.0.clone();
        let (reply, answer) = oneshot::channel();
        self.threads.spawn(move || {
            let done = work(&stop);
            drop(turn);
            // Nobody may be there to take it.
            let _ = reply.send(done);
        });
        answer.await.map_err(Error::internal)?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    use super::Simulations;
    use crate::error::{Error, Result};

    /// Works until it shall stop.
    fn endless(begun: Sender<()>, ended: Sender<()>) -> impl FnOnce(&AtomicBool) -> Result<()> {
        move |stop| {
            begun.send(()).unwrap();
            while !stop.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(1));
            }
            ended.send(()).unwrap();
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_panic_is_a_failure_of_that_one_alone() {
        let simulations = Simulations::new().unwrap();
        let panics = |_: &AtomicBool| -> Result<()> { unreachable!("on purpose") };
        assert!(matches!(simulations.run(panics).await, Err(Error::Internal(_))));
        simulations.run(|_| Ok(())).await.unwrap();
    }

    #[tokio::test]
    async fn two_run_at_once_a_third_is_refused_and_whoever_leaves_makes_room() {
        let simulations = Simulations::new().unwrap();
        let ((begun, has_begun), (ended, has_ended)) = (channel(), channel());
        let start = || {
            let (simulations, work) = (simulations.clone(), endless(begun.clone(), ended.clone()));
            tokio::spawn(async move { simulations.run(work).await })
        };
        let running = [start(), start()];
        tokio::task::yield_now().await;
        // One of them may have to wait for the only thread.
        has_begun.recv().unwrap();
        let refused = simulations.run(|_| Ok(())).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        for task in running {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
        has_ended.recv().unwrap();
        has_ended.recv().unwrap();
        // Work makes room a moment after it ended.
        drop(simulations.turns.acquire_many(2).await.unwrap());
        assert_eq!(simulations.run(|_| Ok(7)).await.unwrap(), 7);
    }
}
