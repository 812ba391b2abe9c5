//! What callers see who may not see raters, and that nothing else can be computed from it.

use num_traits::ToPrimitive;
use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{all, builtin::shared_perspectives, factor, instrument, item, sheets, worksheet};
use crate::domain::evaluation::{
    score::{Coverage, Score, ScoreStatus, Withheld},
    scoring::compute_score,
    withhold::{K, withhold},
};

const FEW: Option<Withheld> = Some(Withheld::FewerThanThreeRaters);

fn seen(items: &[usize], answers: &[&str]) -> Score {
    withhold(compute_score(&instrument(items), None, &sheets(answers)).unwrap())
}

#[test]
fn of_three_raters_mean_band_n_and_coverage_stay() {
    let score = withhold(worksheet(&[&all(3), &all(4), &all(5)]));
    assert_eq!(
        (score.withheld, score.overall.mean, score.status),
        (None, Some(4.0), Some(ScoreStatus::Clear))
    );
    assert_eq!((score.raters.clone(), score.excluded.clone()), (None, None));
    for figures in score.factors.iter().map(|factor| &factor.figures).chain([&item(&score, "3c").figures]) {
        assert_eq!(
            (figures.mean, figures.band.as_deref(), figures.n_raters),
            (Some(4.0), Some("strength"), Some(3))
        );
        assert_eq!((figures.sd, figures.min, figures.max), (None, None, None));
        assert_eq!((figures.n_unknown, figures.n_not_applicable, figures.n_blank), (None, None, None));
        assert_eq!(figures.coverage.value, Some(1.0));
    }
}

#[test]
fn of_two_raters_nothing_stays() {
    let score = withhold(worksheet(&[&all(3), &all(4), "1a=?"]));
    assert_eq!((score.withheld, score.overall.withheld, score.status), (FEW, FEW, None));
    assert_eq!(
        (score.overall.mean, score.overall.n_raters, score.coverage),
        (None, None, Coverage::default())
    );
    let json = serde_json::to_string(&score.factors).unwrap();
    let numbers: Vec<&str> =
        json.split([',', '{', '}', '[', ']']).filter(|part| part.contains("mean\":")).collect();
    assert!(numbers.iter().all(|part| part.ends_with("null")), "{numbers:?}");
    assert_eq!(worksheet(&[]).withheld, None);
    assert_eq!(withhold(worksheet(&[])).withheld, FEW);
}

#[test]
fn an_item_of_two_ratings_takes_the_next_fewest_with_it() {
    let score = seen(&[4], &["1a=5 1b=4 1c=3 1d=2", "1a=5 1b=4 1c=3 1d=2", "1b=4 1c=3 1d=2", "1c=3 1d=2"]);
    let withheld: Vec<_> = factor(&score, "1").items.iter().map(|item| item.figures.withheld).collect();
    assert_eq!(withheld, [FEW, FEW, None, None]);
    assert_eq!((item(&score, "1a").figures.mean, item(&score, "1b").figures.n_ratings), (None, None));
    assert_eq!(factor(&score, "1").figures.mean, Some(3.5));
    assert_eq!(score.overall.mean, Some(3.5));
}

#[test]
fn two_small_items_of_the_same_raters_take_a_larger_one_with_them() {
    let score = seen(&[4], &["1a=5 1b=4 1c=3 1d=2", "1a=5 1b=4 1c=3 1d=2", "1c=3 1d=2"]);
    let withheld: Vec<_> = factor(&score, "1").items.iter().map(|item| item.figures.withheld).collect();
    assert_eq!(withheld, [FEW, FEW, FEW, None], "1a and 1b alone would be a mean of two raters");
    let score = seen(&[3], &["1a=5 1b=4 1c=3", "1b=4 1c=3", "1c=3"]);
    assert!(factor(&score, "1").items.iter().all(|item| item.figures.withheld == FEW));
    assert_eq!(factor(&score, "1").figures.withheld, None);
}

#[test]
fn an_item_nobody_rated_does_not_uncover_a_small_one() {
    let score = seen(&[3], &["1b=4 1c=3", "1b=4 1c=3", "1c=3"]);
    assert!(factor(&score, "1").items.iter().all(|item| item.figures.withheld == FEW));
}

#[test]
fn a_small_factor_takes_overall_and_totals_with_it() {
    let score = seen(&[1, 2, 1], &["1a=5 2a=3 2b=3 3a=3", "1a=4 2a=3 2b=3 3a=3", "2a=3 2b=3 3a=3"]);
    assert_eq!(factor(&score, "1").figures.withheld, FEW);
    assert_eq!((score.withheld, score.overall.withheld, score.overall.mean), (None, FEW, None));
    assert_eq!((score.overall.n_ratings, score.coverage), (None, Coverage::default()));
    assert!(score.factors.iter().all(|factor| factor.share.is_none()));
    assert_eq!(factor(&score, "2").figures.mean, Some(3.0));
}

#[test]
fn a_factor_nobody_rated_leaves_the_overall_mean() {
    let score = seen(&[1, 1], &["1a=5 2a=-", "1a=4 2a=-", "1a=3 2a=-"]);
    assert_eq!((factor(&score, "2").figures.withheld, score.overall.mean), (FEW, Some(4.0)));
}

#[test]
fn deal_breakers_tell_nothing_about_what_is_withheld() {
    let status = |answers: &[&str]| {
        let score = withhold(compute_score(&shared_perspectives(), None, &sheets(answers)).unwrap());
        (score.status, score.blocked_by.len())
    };
    assert_eq!(status(&["1a=1 1b=1", "1a=1 1b=1", "1a=1 1b=1"]), (Some(ScoreStatus::Clear), 0));
    assert_eq!(status(&["1a=1 1b=1", "1a=1 1b=0", "1a=1 1b=1"]), (Some(ScoreStatus::Blocked), 1));
    for second in ["1a=1 1b=1", "1a=1 1b=0"] {
        assert_eq!(status(&["1a=1 1b=1", second, "1a=1 1b=?"]), (None, 0), "{second}");
        assert_eq!(status(&["1a=1 1b=1", second]), (None, 0), "{second}");
    }
}

/// Answers of up to five raters to two factors: 0 is blank.
fn grids() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0_u8..=5, 7), 0..6)
}

fn text(row: &[u8]) -> String {
    let codes = ["1a", "1b", "1c", "1d", "2a", "2b", "3a"];
    let cells = codes.iter().zip(row).filter(|(_, rating)| **rating > 0);
    cells.map(|(code, rating)| format!("{code}={rating}")).collect::<Vec<_>>().join(" ")
}

proptest! {
    /// Whatever can be had by subtraction is a mean over three raters or more.
    #[test]
    fn subtraction_gives_no_mean_of_fewer_than_three(grid in grids()) {
        let rows: Vec<String> = grid.iter().map(|row| text(row)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let full = compute_score(&instrument(&[4, 2, 1]), None, &sheets(&rows)).unwrap();
        let seen = withhold(full.clone());
        let mut place = 0;
        let mut hidden_factors = 0;
        for (factor, shown) in full.factors.iter().zip(&seen.factors) {
            let columns: Vec<usize> = (place..place + factor.items.len()).collect();
            place += factor.items.len();
            for (item, shown) in factor.items.iter().zip(&shown.items) {
                prop_assert!(shown.figures.withheld.is_some() || item.figures.n_raters >= Some(K));
                prop_assert_eq!(shown.figures.withheld.is_some(), shown.figures.exact.is_none());
            }
            if shown.figures.withheld.is_some() {
                hidden_factors += usize::from(factor.figures.mean.is_some());
                continue;
            }
            let hidden: Vec<usize> = columns
                .into_iter()
                .zip(&shown.items)
                .filter(|(column, item)| {
                    item.figures.withheld.is_some() && grid.iter().any(|row| row[*column] > 0)
                })
                .map(|(column, _)| column)
                .collect();
            if !hidden.is_empty() {
                let raters = grid.iter().filter(|row| hidden.iter().any(|column| row[*column] > 0)).count();
                prop_assert!(raters.to_u64() >= Some(K), "the hidden items are a mean of {raters} raters");
            }
        }
        prop_assert!(hidden_factors == 0 || seen.overall.mean.is_none());
        prop_assert!(seen.overall.withheld.is_some() || full.overall.n_raters >= Some(K));
    }

    /// Two rounds that differ only in what is withheld look the same.
    #[test]
    fn a_withheld_rating_changes_nothing_that_is_seen(grid in grids(), other in 1_u8..=5, mode in any::<bool>()) {
        let mut minimums = instrument(&[4, 2, 1]);
        minimums.factors[0].minimum = mode.then_some(3.0);
        minimums.factors[2].items[0].minimum = Some(3.0);
        let look = |grid: &[Vec<u8>]| {
            let rows: Vec<String> = grid.iter().map(|row| text(row)).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            withhold(compute_score(&minimums, None, &sheets(&rows)).unwrap())
        };
        let before = look(&grid);
        if before.factors[2].figures.withheld.is_some() {
            let mut changed = grid.clone();
            for row in changed.iter_mut().filter(|row| row[6] > 0) {
                row[6] = other;
            }
            prop_assert_eq!(before, look(&changed));
        }
    }
}
