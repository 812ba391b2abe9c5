//! What comes about by itself is waited for.

use std::time::{Duration, Instant};

/// Looks again and again until it is so: a minute at most, for what takes a moment on an idle machine.
pub async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !so().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
