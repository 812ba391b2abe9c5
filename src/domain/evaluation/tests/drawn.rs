//! SMAA-2 by scores that are drawn from sheets, against cases that can be counted by hand; and the same on all threads.

use std::sync::atomic::AtomicBool;

use super::{instrument, sheets};
use crate::domain::evaluation::{
    drawn::Drawn,
    robustness::{Robustness, of_fixed, robustness},
    scoring::Sheet,
};

const DRAWS: u64 = 40_000;

/// Two partners with these sheets, by factors of so many items each.
fn two(items: &[usize], own: &[Sheet], other: &[Sheet]) -> Robustness {
    let content = instrument(items);
    let codes: Vec<&str> = content.factors.iter().map(|factor| factor.code.as_str()).collect();
    let partners = [(&content, own.iter().collect()), (&content, other.iter().collect())];
    let base = vec![vec![1.0; items.len()]; 2];
    let weights = vec![1.0; items.len()];
    let drawn = Drawn::new(&codes, &partners);
    robustness(&drawn, &base, &weights, DRAWS, 11, &AtomicBool::new(false)).unwrap()
}

fn assert_within(found: f64, exact: f64, draws: u64) {
    let error = (exact * (1.0 - exact) / f64::from(u32::try_from(draws).unwrap())).sqrt();
    assert!((found - exact).abs() <= 4.0 * error, "{found} is not {exact}, give or take {error}");
}

#[test]
fn a_mean_that_is_level_as_a_fraction_is_level() {
    // Of the 27 ways to draw three of A's sheets the mean of nine ratings is above 4 in some and exactly 4 in others.
    let ratings = [[3, 5, 1], [5, 5, 3], [5, 5, 4]];
    let (mut above, mut level) = (0_u32, 0_u32);
    for draw in 0..27_usize {
        let drawn = [draw % 3, draw / 3 % 3, draw / 9];
        let sum: i32 = drawn.iter().flat_map(|sheet| ratings[*sheet]).sum();
        above += u32::from(sum > 36);
        level += u32::from(sum == 36);
    }
    assert_eq!((above + level, level), (17, 6));
    let own = sheets(&["1a=3 1b=5 1c=1", "1a=5 1b=5 1c=3", "1a=5 1b=5 1c=4"]);
    let other = sheets(&["1a=4 1b=4 1c=4"; 3]);
    let found = two(&[3], &own, &other);
    assert_within(found.rank_acceptability[0][0], 17.0 / 27.0, DRAWS);
    assert_within(found.pairwise_winning[0][1], 14.0 / 27.0, DRAWS);
    assert_eq!((found.draws, found.confidence_draws), (DRAWS, DRAWS));
}

#[test]
fn a_factor_that_a_draw_lacks_leaves_that_draw() {
    // With the first sheet twice A has factor 1 alone, 5 against 3; else it is behind at one factor and level at the other.
    let own = sheets(&["1a=5", "1a=1 2a=3"]);
    let found = two(&[1, 1], &own, &sheets(&["1a=3 2a=4"]));
    assert_within(found.rank_acceptability[0][0], 0.25, DRAWS);
    assert_eq!(found.draws, DRAWS);
    // Each has a factor of its own in one of eight draws: then there is nothing to compare.
    let apart = sheets(&["1a=5", "2a=3"]);
    let found = two(&[1, 1], &apart, &apart);
    let share = found.draws as f64 / DRAWS as f64;
    assert_within(share, 7.0 / 8.0, DRAWS);
    let all: f64 = found.rank_acceptability[0].iter().sum();
    assert!((all - 1.0).abs() < 1e-12);
    assert_within(found.pairwise_winning[0][1], 0.5, found.draws);
}

#[test]
fn threads_change_nothing_and_the_figures_are_these_everywhere() {
    let own = sheets(&["1a=3 1b=5 1c=1 2a=4", "1a=5 1b=5 1c=3", "1a=5 1b=5 1c=4 2a=2"]);
    let other = sheets(&["1a=4 1b=4 1c=4 2a=3"; 3]);
    let fixed = [[5.0, 2.0, 3.0], [3.0, 4.0, 4.0], [2.0, 5.0, 1.0], [4.0, 3.0, 5.0]].map(Vec::from);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let fixed = of_fixed(&fixed, &[1.0; 3], DRAWS, 7, &AtomicBool::new(false)).unwrap();
            (fixed, two(&[3, 1], &own, &other))
        })
    };
    let (fixed, drawn) = on(1);
    for threads in [2, 5] {
        assert_eq!(on(threads), (fixed.clone(), drawn.clone()), "{threads} threads");
    }
    let counted =
        |row: &[f64]| row.iter().map(|share| (share * DRAWS as f64).round() as u64).collect::<Vec<_>>();
    let fixed: Vec<_> = fixed.rank_acceptability.iter().map(|row| counted(row)).collect();
    assert_eq!(
        fixed,
        [
            [6_495, 6_770, 14_749, 11_986],
            [4_988, 21_747, 13_265, 0],
            [5_006, 1_636, 5_344, 28_014],
            [23_511, 9_847, 6_642, 0]
        ]
    );
    assert_eq!((drawn.draws, counted(&drawn.rank_acceptability[0])), (DRAWS, vec![24_383, 15_617]));
}
