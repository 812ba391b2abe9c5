//! What SMAA-2 costs beside a plain loop that only draws weights, multiplies and ranks: `cargo bench --bench robustness`.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use divan::Bencher;
use ligature::domain::evaluation::robustness::{RobustnessInput, compute_robustness};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ALTERNATIVES: usize = 50;
const CRITERIA: usize = 6;
const DRAWS: u64 = 100_000;

fn main() {
    divan::main();
}

/// Means from 1 to 5 without a pattern.
fn scores() -> Vec<Vec<f64>> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    (0..ALTERNATIVES).map(|_| (0..CRITERIA).map(|_| 1.0 + 4.0 * uniform(&mut random)).collect()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
fn uniform(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// All that the service works out, on so many threads; with one block of draws it is nearly all what no second thread shares.
#[divan::bench(args = [(1, 1_024), (1, DRAWS), (2, DRAWS)], sample_count = 10)]
fn smaa(bencher: Bencher<'_, '_>, (threads, iterations): (usize, u64)) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.unwrap_or_else(|error| panic!("{error}"));
    let input = RobustnessInput { scores: scores(), iterations, seed: 1, weights: None };
    bencher.bench(|| pool.install(|| compute_robustness(&input, &AtomicBool::new(false))));
}

/// The plain loop on each of so many threads at once: what the machine itself makes of a second thread.
#[divan::bench(args = [1, 2], sample_count = 10)]
fn plain(bencher: Bencher<'_, '_>, threads: usize) {
    let scores = scores();
    bencher.bench(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| black_box(plain_loop(&scores)));
            }
        });
    });
}

#[expect(clippy::indexing_slicing, reason = "as plain as can be")]
fn plain_loop(scores: &[Vec<f64>]) -> Vec<Vec<u64>> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut counts = vec![vec![0_u64; ALTERNATIVES]; ALTERNATIVES];
    let mut order: Vec<usize> = (0..ALTERNATIVES).collect();
    for _ in 0..DRAWS {
        let mut cuts: Vec<f64> = (1..CRITERIA).map(|_| uniform(&mut random)).collect();
        cuts.sort_by(f64::total_cmp);
        cuts.push(1.0);
        let mut before = 0.0;
        let weights: Vec<f64> = cuts.iter().map(|cut| cut - std::mem::replace(&mut before, *cut)).collect();
        let value = |row: &Vec<f64>| row.iter().zip(&weights).map(|(score, weight)| score * weight).sum();
        let values: Vec<f64> = scores.iter().map(value).collect();
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        for (rank, alternative) in order.iter().enumerate() {
            counts[*alternative][rank] += 1;
        }
    }
    counts
}
