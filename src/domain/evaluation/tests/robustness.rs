//! SMAA-2: exact cases, what never changes the result, and the smallest change of weights.

use std::sync::atomic::AtomicBool;

use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::domain::check::{Check, Faults};
use crate::domain::evaluation::{
    robustness::{Robustness, RobustnessInput, compute_robustness},
    winning::winning,
};

fn input(scores: &[&[f64]]) -> RobustnessInput {
    let scores = scores.iter().map(|row| row.to_vec()).collect();
    RobustnessInput { scores, iterations: 20_000, seed: 7, weights: None }
}

fn robust(input: &RobustnessInput) -> Robustness {
    compute_robustness(input, &AtomicBool::new(false)).unwrap()
}

const CASE: [&[f64]; 4] = [&[5.0, 2.0, 3.0], &[3.0, 4.0, 4.0], &[2.0, 5.0, 1.0], &[4.0, 3.0, 5.0]];

#[test]
fn the_exact_case_lies_within_its_errors() {
    let found = robust(&input(&CASE));
    let first = [1.0 / 6.0, 1.0 / 8.0, 1.0 / 8.0, 7.0 / 12.0];
    let last = [0.3, 0.0, 0.7, 0.0];
    for (alternative, (first, last)) in first.into_iter().zip(last).enumerate() {
        for (rank, exact) in [(0, first), (3, last)] {
            let (share, error) =
                (found.rank_acceptability[alternative][rank], found.standard_error[alternative][rank]);
            assert!((share - exact).abs() <= 4.0 * error, "{alternative} {rank} {share} {exact} {error}");
        }
    }
    assert_eq!(found.confidence_factors, [Some(1.0); 4]);
    let share = found.rank_acceptability[3][0];
    assert_eq!(found.standard_error[3][0], (share * (1.0 - share) / 20_000.0).sqrt());
    assert_eq!((found.draws, found.pairwise_standard_error), (20_000, None));
}

#[test]
fn pairs_win_as_the_fractions_say() {
    let cases: [(&[f64], f64); 9] = [
        (&[2.0, -1.0], 2.0 / 3.0),
        (&[3.0, 1.0, -2.0], 11.0 / 15.0),
        (&[4.0, 1.0, -1.0, -2.0], 59.0 / 90.0),
        (&[1.0, 1.0, -1.0], 3.0 / 4.0),
        (&[1.0, 1.0, -1.0, -1.0], 1.0 / 2.0),
        (&[2.0, 2.0, 2.0, -1.0, -1.0, 0.0], 8.0 / 9.0),
        (&[0.0, 0.0], 0.5),
        (&[0.0, 1.0], 1.0),
        (&[0.0, -1.0], 0.0),
    ];
    for (differences, expected) in cases {
        let found = winning(differences.iter().copied());
        assert!((found - expected).abs() < 1e-12, "{differences:?} {found} {expected}");
    }
}

#[test]
fn equal_alternatives_share_the_better_rank_and_nothing_changes_their_winner() {
    let found = robust(&input(&[&[1.0, 2.0], &[1.0, 2.0]]));
    assert_eq!(found.rank_acceptability, [[1.0, 0.0], [1.0, 0.0]]);
    assert_eq!(found.pairwise_winning, [[0.5, 0.5], [0.5, 0.5]]);
    assert_eq!(found.smallest_change, None);
}

#[test]
fn the_smallest_change_moves_weight_from_the_best_to_the_worst_difference() {
    // By equal weights 3 and 2: ahead by 4 and 0 at the first two, behind by 1 at the last; in all by 1.
    let mut given = input(&[&[5.0, 2.0, 2.0], &[1.0, 2.0, 3.0]]);
    let change = robust(&given).smallest_change.unwrap();
    assert_eq!((change.winner, change.challenger), (0, 1));
    // Each step moves 4 - -1 = 5: of 1 in all a fifth.
    assert!((change.distance - 0.2).abs() < 1e-12, "{change:?}");
    let expected = [1.0 / 3.0 - 0.2, 1.0 / 3.0, 1.0 / 3.0 + 0.2];
    assert!(change.weights.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{change:?}");
    // With little weight on the first, all of that moves, and then from the second.
    given.weights = Some(vec![1.0, 8.0, 1.0]);
    let change = robust(&given).smallest_change.unwrap();
    assert!((change.distance - 0.06).abs() < 1e-12, "{change:?}");
    given.weights = Some(vec![0.0, 0.0, 2.0]);
    let change = robust(&given).smallest_change.unwrap();
    assert_eq!((change.winner, change.challenger), (1, 0));
    assert!((change.distance - 0.2).abs() < 1e-12, "{change:?}");
}

#[test]
fn whoever_leaves_stops_it() {
    assert!(compute_robustness(&input(&CASE), &AtomicBool::new(true)).is_err());
}

#[test]
fn what_cannot_be_is_told_with_its_place() {
    let of = |input: &RobustnessInput| {
        let mut faults = Faults::default();
        input.check(&mut faults);
        faults.into_found().into_iter().map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
    };
    let pair = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    let mut given = input(&[&[1.0, 2.0], &[1.0]]);
    (given.iterations, given.seed) = (0, 1 << 53);
    given.weights = Some(vec![0.0, -1.0, 0.0]);
    let expected = [
        pair("/scores/1", "ragged"),
        pair("/weights", "length"),
        pair("/weights/1", "range"),
        pair("/seed", "range"),
        pair("/iterations", "range"),
    ];
    assert_eq!(of(&given), expected);
    let wide = vec![vec![1.0; 40]; 200];
    let most = |iterations| RobustnessInput { scores: wide.clone(), iterations, seed: 0, weights: None };
    assert_eq!((of(&most(62_500)), of(&most(62_501))), (vec![], vec![pair("/iterations", "range")]));
    let many = RobustnessInput { scores: vec![vec![1.0; 41]; 201], iterations: 1, seed: 0, weights: None };
    assert_eq!(of(&many), [pair("/scores", "too_many"), pair("/scores/0", "too_many")]);
    assert_eq!(of(&RobustnessInput { scores: vec![], ..many })[0], pair("/scores", "empty"));
}

#[test]
fn one_that_is_dominated_by_less_than_rounding_tells_is_never_first() {
    for rows in [
        vec![vec![1e9, 1.0], vec![1e9, 0.999_999_99]],
        vec![vec![4.1, 3.3], vec![4.1, 3.3 - 1e-15]],
        vec![vec![-1e9, 9.0], vec![1e9, 1.0], vec![1e9, 0.999_999_99]],
    ] {
        let last = rows.len() - 1;
        let found = of(rows, 3);
        assert_eq!(found.rank_acceptability[last][0], 0.0);
        assert_eq!((&found.central_weights[last], found.confidence_factors[last]), (&None, None));
    }
}

fn any_scores() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let score = (0..9_i32).prop_map(f64::from);
    (1..6_usize, 1..6_usize).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(score.clone(), columns), rows)
    })
}

fn of(scores: Vec<Vec<f64>>, seed: u64) -> Robustness {
    robust(&RobustnessInput { scores, iterations: 1_000, seed, weights: None })
}

proptest! {
    #[test]
    fn the_shares_of_an_alternative_add_up_to_one(scores in any_scores(), seed in 0..1_000_u64) {
        for row in of(scores, seed).rank_acceptability {
            prop_assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn pairs_win_and_lose_to_one_and_agree_with_the_draws(scores in any_scores()) {
        let found = of(scores.clone(), 3);
        for (own, row) in found.pairwise_winning.iter().enumerate() {
            for (other, share) in row.iter().enumerate() {
                prop_assert!((share + found.pairwise_winning[other][own] - 1.0).abs() < 1e-9);
                let two = of(vec![scores[own].clone(), scores[other].clone()], 3);
                let (drawn, error) = (two.rank_acceptability[0][0], two.standard_error[0][0]);
                if scores[own] != scores[other] {
                    prop_assert!((drawn - share).abs() <= 6.0 * error + 0.006, "{drawn} {share}");
                }
            }
        }
    }

    #[test]
    fn one_that_is_dominated_is_never_first(
        scores in any_scores(),
        less in prop::collection::vec(0..4_i32, 6),
        somewhere in 0..6_usize,
    ) {
        let mut below: Vec<f64> = scores[0].iter().zip(less).map(|(score, less)| score - f64::from(less)).collect();
        let place = somewhere % below.len();
        below[place] -= 1.0;
        let mut with = scores;
        with.push(below);
        let last = with.len() - 1;
        let found = of(with, 9);
        prop_assert_eq!(found.rank_acceptability[last][0], 0.0);
        prop_assert_eq!((&found.central_weights[last], found.confidence_factors[last]), (&None, None));
        prop_assert_eq!(found.pairwise_winning[last][0], 0.0);
    }

    #[test]
    fn the_order_of_alternatives_changes_only_the_order(scores in any_scores(), turn in any::<usize>()) {
        let (mut turned, rows) = (scores.clone(), scores.len());
        turned.rotate_left(turn % rows);
        let (mut own, turned) = (of(scores, 5).rank_acceptability, of(turned, 5).rank_acceptability);
        own.rotate_left(turn % rows);
        prop_assert_eq!(own, turned);
    }

    #[test]
    fn at_the_smallest_change_two_are_level_and_nowhere_nearer(
        scores in any_scores(),
        base in prop::collection::vec(1..9_i32, 6),
        steps in prop::collection::vec((0..6_usize, 0..6_usize, 0.0..1.0), 40),
    ) {
        let columns = scores[0].len();
        let base: Vec<f64> = base.iter().take(columns).map(|weight| f64::from(*weight)).collect();
        let total: f64 = base.iter().sum();
        let base: Vec<f64> = base.iter().map(|weight| weight / total).collect();
        let given = RobustnessInput { scores: scores.clone(), iterations: 1, seed: 0, weights: Some(base.clone()) };
        let change = robust(&given).smallest_change;
        let value = |row: &Vec<f64>, weights: &[f64]| row.iter().zip(weights).map(|(a, b)| a * b).sum::<f64>();
        let best = |weights: &[f64]| scores.iter().map(|row| value(row, weights)).fold(f64::MIN, f64::max);
        let winner = scores.iter().position(|row| value(row, &base) >= best(&base)).unwrap();
        let distance = change.as_ref().map_or(f64::INFINITY, |change| change.distance);
        if let Some(change) = &change {
            let level = value(&scores[winner], &change.weights) - value(&scores[change.challenger], &change.weights);
            prop_assert!(level.abs() < 1e-9, "{change:?}");
            let moved: f64 = base.iter().zip(&change.weights).map(|(a, b)| (a - b).abs()).sum();
            prop_assert!((moved / 2.0 - change.distance).abs() < 1e-9);
            prop_assert!((change.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        for (from, to, share) in steps {
            let (from, to) = (from % columns, to % columns);
            let mut near = base.clone();
            let moved = f64::min(near[from], distance) * share * 0.999;
            if from != to {
                near[from] -= moved;
                near[to] += moved;
            }
            prop_assert!(value(&scores[winner], &near) >= best(&near) - 1e-9, "{near:?} {change:?}");
        }
    }
}
