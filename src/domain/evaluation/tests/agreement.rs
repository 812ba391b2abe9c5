//! Krippendorff's alpha: published numbers, what leaves it as it is, and where there is none.

use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::domain::check::{Check, Faults};
use crate::domain::evaluation::{
    agreement::{AgreementReading, RaterAgreement, RaterAgreementInput, compute_agreement},
    alpha::{MeasurementLevel, NoAlpha},
};

const LEVELS: [MeasurementLevel; 4] = [
    MeasurementLevel::Nominal,
    MeasurementLevel::Ordinal,
    MeasurementLevel::Interval,
    MeasurementLevel::Ratio,
];

fn agreement(level: MeasurementLevel, ratings: Vec<Vec<Option<f64>>>) -> RaterAgreement {
    compute_agreement(&RaterAgreementInput { level, ratings, seed: 42 })
}

/// Rows of ratings, `*` where there is none.
fn rows(text: &[&str]) -> Vec<Vec<Option<f64>>> {
    text.iter().map(|row| row.split(' ').map(|cell| cell.parse().ok()).collect()).collect()
}

/// Krippendorff 2011, data C.
fn published() -> Vec<Vec<Option<f64>>> {
    rows(&[
        "1 2 3 3 2 1 4 1 2 * * *",
        "1 2 3 3 2 2 4 1 2 5 * 3",
        "* 3 3 3 2 3 4 2 2 5 1 *",
        "1 2 3 3 2 4 4 1 2 5 1 *",
    ])
}

#[test]
fn the_published_numbers_come_out() {
    let expected = [0.743_421_052_6, 0.815_387_503_8, 0.849_107_142_9, 0.797_402_774_8];
    for (level, expected) in LEVELS.into_iter().zip(expected) {
        let found = agreement(level, published());
        assert!((found.alpha.unwrap() - expected).abs() < 1e-10, "{level:?} {:?}", found.alpha);
        assert_eq!((found.observers, found.units, found.pairable_values), (4, 11, 40));
        assert_eq!((found.dropped_units, found.reason, found.resamples), (vec![11], None, 1_000));
        let [low, high] = found.interval.unwrap();
        assert!(low < expected && expected < high && high <= 1.0, "{low} {high}");
        assert_eq!(found.reading, Some(AgreementReading::DoNotConclude));
    }
}

#[test]
fn the_interval_is_this_everywhere() {
    assert_eq!(
        agreement(MeasurementLevel::Ordinal, published()).interval,
        Some([0.452_021_415_880_670_63, 1.0])
    );
}

#[test]
fn very_small_ratings_have_the_alpha_of_large_ones() {
    for level in LEVELS {
        let tiny = agreement(level, vec![vec![Some(1e-200), Some(2e-200)], vec![Some(2e-200), Some(1e-200)]]);
        let large = agreement(level, vec![vec![Some(1.0), Some(2.0)], vec![Some(2.0), Some(1.0)]]);
        assert_eq!((tiny.alpha, tiny.reason), (large.alpha, None), "{level:?}");
        assert!(tiny.alpha.is_some_and(f64::is_finite), "{level:?}");
    }
}

#[test]
fn equal_ratings_and_lonely_ones_have_no_alpha() {
    let equal = agreement(MeasurementLevel::Ordinal, rows(&["3 3 3", "3 3 *"]));
    assert_eq!((equal.alpha, equal.reason), (None, Some(NoAlpha::AllRatingsEqual)));
    assert_eq!((equal.interval, equal.reading, equal.units), (None, None, 2));
    let lonely = agreement(MeasurementLevel::Ordinal, rows(&["1 * 3", "* 2 *"]));
    assert_eq!((lonely.alpha, lonely.reason), (None, Some(NoAlpha::NothingPairable)));
    assert_eq!((lonely.units, lonely.pairable_values, lonely.dropped_units), (0, 0, vec![0, 1, 2]));
    // The only value that differs stands alone in its unit.
    let rest = agreement(MeasurementLevel::Nominal, rows(&["3 3 5", "3 3 *"]));
    assert_eq!(rest.reason, Some(NoAlpha::AllRatingsEqual));
}

#[test]
fn there_is_no_reading_below_ten_units_and_no_interval_of_very_many_ratings() {
    let nine = agreement(MeasurementLevel::Interval, rows(&["1 2 3 4 5 1 2 3 4", "1 2 3 4 5 1 2 3 4"]));
    assert_eq!((nine.alpha, nine.interval, nine.reading), (Some(1.0), Some([1.0, 1.0]), None));
    let ten = agreement(MeasurementLevel::Interval, rows(&["1 2 3 4 5 1 2 3 4 5", "1 2 3 4 5 1 2 3 4 5"]));
    assert_eq!(ten.reading, Some(AgreementReading::Reliable));
    let wide = |units: usize| {
        let row: Vec<_> = (0..units).map(|unit| Some(if unit % 3 == 0 { 1.0 } else { 2.0 })).collect();
        agreement(MeasurementLevel::Ordinal, vec![row.clone(), row])
    };
    assert!(wide(5_000).interval.is_some());
    assert_eq!((wide(5_001).interval, wide(5_001).alpha), (None, Some(1.0)));
}

#[test]
fn a_seed_gives_the_same_interval_and_another_seed_another() {
    let of = |seed| {
        let input = RaterAgreementInput { level: MeasurementLevel::Ordinal, ratings: published(), seed };
        compute_agreement(&input).interval.unwrap()
    };
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn what_cannot_be_is_told_with_its_place() {
    let of = |level, ratings| {
        let mut faults = Faults::default();
        RaterAgreementInput { level, ratings, seed: 1 << 53 }.check(&mut faults);
        faults.into_found().into_iter().map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
    };
    let found = of(MeasurementLevel::Ratio, vec![vec![Some(1.0), Some(-1.0)], vec![None]]);
    let expected = [("/ratings/0/1", "range"), ("/ratings/1", "ragged"), ("/seed", "range")];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let row: Vec<_> = (0..501).map(|value| Some(f64::from(value))).collect();
    assert_eq!(of(MeasurementLevel::Ratio, vec![row.clone(), row])[0].0, "/ratings");
    assert_eq!(of(MeasurementLevel::Nominal, vec![vec![None; 50_001]; 2])[0].1, "too_many");
    assert_eq!(of(MeasurementLevel::Nominal, vec![])[0].1, "empty");
}

/// Alpha by its definition: every pair of values, one after the other.
fn by_pairs(level: MeasurementLevel, ratings: &[Vec<Option<f64>>]) -> Option<f64> {
    let units: Vec<Vec<f64>> = (0..ratings[0].len())
        .map(|unit| ratings.iter().filter_map(|row| row[unit]).collect::<Vec<_>>())
        .filter(|values| values.len() > 1)
        .collect();
    let all: Vec<f64> = units.iter().flatten().copied().collect();
    let far = |a: f64, b: f64| match level {
        MeasurementLevel::Nominal => f64::from(u8::from(a != b)),
        MeasurementLevel::Interval => (a - b).powi(2),
        MeasurementLevel::Ratio => {
            if a == b {
                0.0
            } else {
                ((a - b) / (a + b)).powi(2)
            }
        }
        MeasurementLevel::Ordinal => {
            let count = |test: &dyn Fn(f64) -> bool| all.iter().filter(|value| test(**value)).count() as f64;
            let (low, high) = (a.min(b), a.max(b));
            let between = count(&|value| low <= value && value <= high);
            let ends = count(&|value| value == a) + count(&|value| value == b);
            if a == b { 0.0 } else { (between - ends / 2.0).powi(2) }
        }
    };
    let pairs = |values: &[f64]| {
        let mut sum = 0.0;
        for (i, a) in values.iter().enumerate() {
            for (j, b) in values.iter().enumerate() {
                sum += if i == j { 0.0 } else { far(*a, *b) };
            }
        }
        sum
    };
    let n = all.len() as f64;
    let observed: f64 = units.iter().map(|unit| pairs(unit) / (unit.len() as f64 - 1.0)).sum::<f64>() / n;
    let expected = pairs(&all) / (n * (n - 1.0));
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

fn any_ratings() -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let cell = prop::option::weighted(0.8, (0..6_i32).prop_map(f64::from));
    (1..6_usize, 1..15_usize).prop_flat_map(move |(raters, units)| {
        prop::collection::vec(prop::collection::vec(cell.clone(), units), raters)
    })
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    }
}

proptest! {
    #[test]
    fn it_is_the_alpha_of_the_definition(ratings in any_ratings()) {
        for level in LEVELS {
            let (own, pairs) = (agreement(level, ratings.clone()).alpha, by_pairs(level, &ratings));
            prop_assert!(close(own, pairs), "{level:?} {own:?} {pairs:?}");
        }
    }

    #[test]
    fn the_order_of_raters_and_units_changes_nothing(ratings in any_ratings(), turn in any::<usize>()) {
        let mut turned = ratings.clone();
        let raters = turned.len();
        turned.rotate_left(turn % raters);
        turned.iter_mut().for_each(|row| { let units = row.len(); row.rotate_left(turn % units) });
        for level in LEVELS {
            let (own, turned) = (agreement(level, ratings.clone()), agreement(level, turned.clone()));
            prop_assert!(close(own.alpha, turned.alpha));
            prop_assert_eq!((own.units, own.pairable_values), (turned.units, turned.pairable_values));
        }
    }

    #[test]
    fn a_constant_on_all_ratings_leaves_all_but_the_ratio(ratings in any_ratings(), more in -1_000..1_000_i32) {
        let moved: Vec<Vec<_>> = ratings
            .iter()
            .map(|row| row.iter().map(|cell| cell.map(|cell| cell + f64::from(more))).collect())
            .collect();
        for level in [MeasurementLevel::Nominal, MeasurementLevel::Ordinal, MeasurementLevel::Interval] {
            prop_assert!(close(agreement(level, ratings.clone()).alpha, agreement(level, moved.clone()).alpha));
        }
    }

    #[test]
    fn stretching_leaves_names_and_ranks_and_ratios(ratings in any_ratings(), times in 1..50_i32) {
        let moved: Vec<Vec<_>> = ratings
            .iter()
            .map(|row| row.iter().map(|cell| cell.map(|cell| cell * f64::from(times))).collect())
            .collect();
        for level in LEVELS {
            prop_assert!(close(agreement(level, ratings.clone()).alpha, agreement(level, moved.clone()).alpha));
        }
    }
}
