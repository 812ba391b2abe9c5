//! Means, bands, spread, coverage and what was left out, in cases worked out by hand.

use std::collections::BTreeMap;

use super::{all, factor, instrument, item, potential_partners_worksheet, sheet, sheets, worksheet};
use crate::domain::evaluation::{
    evaluation::EvaluationStatus,
    fraction::Fraction,
    score::{Coverage, ExcludedReason},
    scoring::compute_score,
};

#[test]
fn a_mean_of_exactly_four_is_a_strength() {
    let score = worksheet(&["1a=3 1b=5 1c=1", "1a=5 1b=5 1c=3", "1a=5 1b=5 1c=4"]);
    let environment = &factor(&score, "1").figures;
    assert_eq!(environment.mean, Some(4.0));
    assert_eq!(environment.band.as_deref(), Some("strength"));
    let in_floating_point = (13.0_f64 / 3.0 + 5.0 + 8.0 / 3.0) / 3.0;
    assert!(in_floating_point < 4.0, "the case shows what exact arithmetic is for");
}

#[test]
fn bands_look_at_the_exact_mean() {
    let band = |ratings: &[&str]| item(&worksheet(ratings), "1a").figures.band.clone().unwrap();
    assert_eq!(band(&["1a=4"]), "strength");
    assert_eq!(band(&["1a=4", "1a=4", "1a=3"]), "borderline");
    assert_eq!(band(&["1a=3"]), "borderline");
    assert_eq!(band(&["1a=3", "1a=3", "1a=2"]), "concern");
    let almost_four: Vec<String> =
        (0..100).map(|rater| format!("1a={}", if rater == 0 { 3 } else { 4 })).collect();
    assert_eq!(band(&almost_four.iter().map(String::as_str).collect::<Vec<_>>()), "borderline");
}

#[test]
fn the_mean_over_factors_is_not_the_mean_over_items() {
    let score = worksheet(&["1a=5 1b=5 1c=5 4a=1 4b=2"]);
    assert_eq!(score.overall.mean, Some(3.25), "(5 + 3/2) / 2, and not 18/5");
    assert_eq!((score.overall.n_ratings, score.overall.n_raters), (Some(5), Some(1)));
    assert_eq!(factor(&score, "1").share, Some(0.5));
    assert_eq!((factor(&score, "2").share, factor(&score, "2").figures.mean), (None, None));
}

#[test]
fn given_weights_replace_the_instruments_own() {
    let weights = BTreeMap::from([("1".to_owned(), 0.1), ("2".to_owned(), 0.2)]);
    let content = instrument(&[1, 1, 1]);
    let score = compute_score(&content, Some(&weights), &[sheet("A", "1a=5 2a=2")]).unwrap();
    assert_eq!(score.overall.mean, Some(3.0), "renormalized over the factors that have a mean");
    assert_eq!(score.overall.exact, Fraction::ratio(3, 1), "a tenth and two tenths are exact");
    assert_eq!(factor(&score, "3").weight, 1.0);
    let only_third = BTreeMap::from([("1".to_owned(), 0.0), ("2".to_owned(), 0.0)]);
    let score = compute_score(&content, Some(&only_third), &[sheet("A", "1a=5 2a=2")]).unwrap();
    assert_eq!(score.overall.mean, None, "no factor with a weight has a mean");
}

#[test]
fn spread_of_a_factor_is_over_the_raters_own_means() {
    let score = worksheet(&["1a=5 1b=5", "1a=2 1b=3 1c=4", "1c=1"]);
    let environment = &factor(&score, "1").figures;
    assert_eq!((environment.min, environment.max), (Some(1.0), Some(5.0)));
    assert_eq!(environment.sd, Some(2.0), "of 5, 3 and 1");
    assert_eq!((environment.n_ratings, environment.n_raters), (Some(6), Some(3)));
    let first = &item(&score, "1a").figures;
    assert_eq!(first.sd, Some(4.5_f64.sqrt()), "of 5 and 2");
    assert_eq!(item(&worksheet(&["1a=5"]), "1a").figures.sd, None, "one rating has no spread");
    assert_eq!(item(&worksheet(&["1b=5"]), "1a").figures.min, None);
}

#[test]
fn coverage_counts_cells_of_counted_raters() {
    let content = instrument(&[4]);
    let answers = ["1a=5 1b=? 1c=-", "1a=3 1b=4 1c=- 1d=1", "1a=? 1b=-", ""];
    let score = compute_score(&content, None, &sheets(&answers)).unwrap();
    assert_eq!(score.coverage, Coverage::new(4, 6));
    assert_eq!(item(&score, "1c").figures.coverage, Coverage { value: None, ..Coverage::new(0, 0) });
    let figures = &factor(&score, "1").figures;
    assert_eq!((figures.n_unknown, figures.n_not_applicable, figures.n_blank), (Some(1), Some(2), Some(1)));
    let counted: Vec<bool> = score.raters.unwrap().iter().map(|rater| rater.counted).collect();
    assert_eq!(counted, [true, true, false, false]);
}

#[test]
fn what_is_left_out_is_listed_with_the_reason() {
    let mut given = sheets(&["1a=5 1b=? 1c=-", "1a=1", "1a=2", "1b=?"]);
    given[0].reopened = true;
    given[1].status = EvaluationStatus::Draft;
    given[2].status = EvaluationStatus::Reopened;
    let score = compute_score(&instrument(&[4]), None, &given).unwrap();
    let excluded: Vec<_> = score
        .excluded
        .unwrap()
        .into_iter()
        .map(|entry| (entry.rater.name, entry.item.unwrap_or_default(), entry.reason))
        .collect();
    let entry = |rater: &str, item: &str, reason| (rater.to_owned(), item.to_owned(), reason);
    assert_eq!(
        excluded,
        [
            entry("A", "1b", ExcludedReason::Unknown),
            entry("A", "1c", ExcludedReason::NotApplicable),
            entry("A", "1d", ExcludedReason::Blank),
            entry("B", "", ExcludedReason::Draft),
            entry("C", "", ExcludedReason::Reopened),
            entry("D", "", ExcludedReason::NoRating),
        ]
    );
    assert_eq!(score.overall.mean, Some(5.0));
    let raters: Vec<_> =
        score.raters.unwrap().into_iter().map(|rater| (rater.counted, rater.reopened)).collect();
    assert_eq!(raters, [(true, true), (false, false), (false, false), (false, false)]);
}

#[test]
fn without_ratings_there_is_no_mean() {
    let score = worksheet(&[]);
    assert_eq!((score.overall.mean, score.overall.band), (None, None));
    assert_eq!(score.coverage, Coverage { value: None, ..Coverage::new(0, 0) });
    assert_eq!(score.factors.len(), 6);
}

#[test]
fn many_raters_who_leave_different_items_blank_overflow_nothing() {
    let content = potential_partners_worksheet();
    let codes: Vec<&str> = content.items().map(|item| item.code.as_str()).collect();
    let raters: Vec<_> = (0..1_000)
        .map(|rater| {
            let answered = codes.iter().enumerate().filter(|(place, _)| rater % (place * 13 + 7) != 0);
            let answers: Vec<String> = answered.map(|(_, code)| format!("{code}=3")).collect();
            sheet(&rater.to_string(), &answers.join(" "))
        })
        .collect();
    let score = compute_score(&content, None, &raters).unwrap();
    assert_eq!(score.overall.exact, Fraction::ratio(3, 1));
    assert_eq!(factor(&score, "3").figures.sd, Some(0.0));
    let too_many: Vec<_> = (0..10_001).map(|rater| sheet(&rater.to_string(), "1a=3")).collect();
    assert!(compute_score(&content, None, &too_many).is_err());
}

#[test]
fn the_json_names_method_and_figures() {
    let score = serde_json::to_value(worksheet(&[&all(4)])).unwrap();
    assert_eq!(score["method"]["name"], "mean_over_factors");
    assert!(score["method"]["description"].as_str().unwrap().contains("own construct"));
    assert_eq!(score["factors"][0]["items"][0]["mean"], 4.0);
    assert_eq!(score["factors"][0]["coverage"]["value"], 1.0);
    assert_eq!(score["raters"][0]["name"], "A");
    assert_eq!(score["factors"][0].get("exact"), None);
    assert_eq!(score["status"], "clear");
}

#[test]
fn decimals_are_read_as_they_are_written() {
    assert_eq!(Fraction::decimal(0.1), Fraction::ratio(1, 10));
    assert_eq!(Fraction::decimal(-2.5), Fraction::ratio(-5, 2));
    assert_eq!(Fraction::decimal(3.95), Fraction::ratio(79, 20));
    assert_eq!(Fraction::decimal(f64::NAN), None);
    assert_eq!(Fraction::decimal(0.000_001).as_ref().and_then(Fraction::to_f64), Some(0.000_001));
    assert_eq!(Fraction::ratio(1, 0), None);
}

#[test]
fn fractions_of_any_size_stay_exact() {
    let third = Fraction::ratio(1, 3).unwrap();
    let tiny = (0..100).fold(third.clone(), |power, _| power.times(&third));
    let sum = tiny.plus(&third);
    assert!(sum > third && sum.minus(&tiny) == third, "3^-101 is not lost");
    assert_eq!(tiny.over(&tiny), Fraction::ratio(1, 1));
    assert_eq!(sum.to_f64(), Some(1.0 / 3.0));
    assert_eq!(third.over(&Fraction::zero()), None);
    assert_eq!(
        Fraction::decimal(1e300).unwrap().over(&Fraction::decimal(1e299).unwrap()),
        Fraction::ratio(10, 1)
    );
}
