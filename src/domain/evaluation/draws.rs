//! Random numbers that are the same on every machine: ChaCha with eight rounds (Bernstein 2008), a stream for each block of
//! draws, and nothing but integers and exact steps of floating point behind it.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The largest seed: JSON keeps whole numbers exactly up to here.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// A stream of random numbers.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    /// The numbers of this block under this seed.
    pub(super) fn new(seed: u64, block: u64) -> Self {
        let mut key = [0; 32];
        for (byte, own) in key.iter_mut().zip(seed.to_le_bytes()) {
            *byte = own;
        }
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(block);
        Self(generator)
    }

    /// A number from 0 to below 1, one of 2^53.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
    pub(super) fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// A whole number from 0 to below `bound`, which is not 0.
    #[expect(clippy::cast_possible_truncation, reason = "it is below the bound, which has the type")]
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }

    /// Weights that add up to 1, every such set as likely as any other: the gaps between sorted uniform numbers (David and
    /// Nagaraja 2003), which needs no logarithm.
    pub(super) fn weights(&mut self, weights: &mut [f64]) {
        let Some((last, cuts)) = weights.split_last_mut() else { return };
        cuts.iter_mut().for_each(|cut| *cut = self.uniform());
        cuts.sort_unstable_by(f64::total_cmp);
        let mut before = 0.0;
        for cut in cuts.iter_mut() {
            let gap = *cut - before;
            before = *cut;
            *cut = gap;
        }
        *last = 1.0 - before;
    }
}
