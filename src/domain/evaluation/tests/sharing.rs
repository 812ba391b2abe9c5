//! What other organizations get of a result, and whose consent it takes.

use std::collections::HashSet;

use uuid::Uuid;

use super::{all, builtin::shared_perspectives, factor, item, sheets, worksheet};
use crate::domain::evaluation::{
    score::{Score, ScoreStatus},
    scoring::compute_score,
    withhold::{consented, counts, shared, withhold},
};
use crate::error::{Code, Error};

/// The raters of a score by their places.
fn raters(score: &Score, places: &[usize]) -> HashSet<Uuid> {
    let raters = score.raters.as_ref().unwrap();
    places.iter().map(|place| raters[*place].rater.id.unwrap()).collect()
}

fn missing(score: &Score, places: &[usize]) -> String {
    match consented(score, &raters(score, places)) {
        Err(Error::Conflict { code: Code::ConsentMissing, detail, id: None }) => detail,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_two_raters_each_has_to_agree() {
    let score = worksheet(&[&all(3), &all(4), "1a=?"]);
    for agreed in [&[0][..], &[1], &[0, 2]] {
        assert_eq!(missing(&score, agreed), missing(&score, &[]), "neither who nor how many");
    }
    assert!(consented(&score, &raters(&score, &[0, 1])).unwrap());
    assert!(counts(&score, *raters(&score, &[0]).iter().next().unwrap()));
    assert!(!counts(&score, *raters(&score, &[2]).iter().next().unwrap()));
}

#[test]
fn of_three_raters_nobody_is_asked_and_without_any_there_is_nothing() {
    assert!(!consented(&worksheet(&[&all(3), &all(4), &all(5)]), &HashSet::new()).unwrap());
    for score in [worksheet(&[]), worksheet(&["1a=?"])] {
        let refused = consented(&score, &HashSet::new());
        assert!(matches!(refused, Err(Error::Conflict { code: Code::NothingToShare, .. })), "{refused:?}");
    }
}

#[test]
fn without_consent_others_get_what_a_viewer_gets() {
    for answers in [vec![all(3), all(4), "1a=5".to_owned()], vec![all(2), all(3)], vec![]] {
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let score = worksheet(&answers);
        assert_eq!(shared(score.clone(), false), withhold(score));
    }
}

#[test]
fn with_consent_mean_band_n_and_coverage_stay_and_nothing_else() {
    let score = shared(worksheet(&[&all(3), "1a=5 1b=? 1c=-"]), true);
    assert_eq!((score.withheld, score.overall.withheld, score.overall.n_raters), (None, None, Some(2)));
    assert_eq!((&score.raters, &score.excluded), (&None, &None));
    let first = &item(&score, "1a").figures;
    assert_eq!((first.mean, first.band.as_deref(), first.n_raters), (Some(4.0), Some("strength"), Some(2)));
    assert_eq!(item(&score, "1b").figures.coverage.value, Some(0.5));
    let items = score.factors.iter().flat_map(|factor| &factor.items).map(|item| &item.figures);
    for figures in score.factors.iter().map(|factor| &factor.figures).chain(items) {
        assert_eq!((figures.sd, figures.min, figures.max), (None, None, None));
        assert_eq!((figures.n_unknown, figures.n_not_applicable, figures.n_blank), (None, None, None));
    }
    assert!(factor(&score, "1").share.is_some());
}

#[test]
fn with_consent_the_deal_breakers_are_told() {
    let content = shared_perspectives();
    let score = compute_score(&content, None, &sheets(&["1a=1 1b=0"])).unwrap();
    let told = shared(score, true);
    assert_eq!((told.status, told.blocked_by.len()), (Some(ScoreStatus::Blocked), 1));
}
