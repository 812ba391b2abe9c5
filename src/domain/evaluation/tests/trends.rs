//! Rounds over time: what changed, what can be compared, and what versions keep.

use chrono::{DateTime, TimeZone, Utc};
use uuid::Uuid;

use super::{all, instrument, sheets, subject, worksheet};
use crate::domain::{
    directory::named::Named,
    evaluation::{
        builtin::potential_partners_worksheet,
        compare::Subject,
        instrument::InstrumentInput,
        scoring::compute_score,
        trend::{Trend, trend},
        version_change::{ItemChange, ItemChangeKind},
        withhold::withhold,
    },
};

fn day(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, 12, 0, 0).unwrap()
}

fn of(rounds: Vec<Subject>) -> Trend {
    let rounds: Vec<_> = rounds.into_iter().zip((1..).map(day)).collect();
    trend(Named { id: Uuid::from_u128(7), name: "Museum".to_owned() }, &rounds)
}

/// A round of this version with these sheets.
fn round(number: u128, version: i32, content: &InstrumentInput, answers: &[&str]) -> Subject {
    let score = compute_score(content, None, &sheets(answers)).unwrap();
    let mut round = subject(number, content.clone(), score);
    round.instrument.version = version;
    round
}

#[test]
fn changes_and_bands_follow_the_exact_means() {
    let content = potential_partners_worksheet();
    let rounds = [(3, 3), (4, 4), (4, 5)];
    let rounds = rounds.iter().zip(1..).map(|((one, other), number)| {
        subject(number, content.clone(), worksheet(&[&all(*one), &all(*other)]))
    });
    let seen = of(rounds.collect());
    let told: Vec<_> = seen
        .rounds
        .iter()
        .map(|round| {
            let point = &round.overall;
            (point.mean, point.change, point.band_before.as_deref(), point.comparable, round.closed_at)
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(3.0), None, None, false, day(1)),
            (Some(4.0), Some(1.0), Some("borderline"), true, day(2)),
            (Some(4.5), Some(0.5), None, true, day(3)),
        ]
    );
    assert_eq!(seen.factors.len(), 6);
    let point = &seen.factors[5].points[2];
    assert_eq!(
        (point.mean, point.change, point.n_ratings, point.n_raters),
        (Some(4.5), Some(0.5), Some(4), Some(2))
    );
    assert!((point.sd.unwrap() - 0.5_f64.sqrt()).abs() < 1e-12);
    assert_eq!(seen.versions, []);
}

#[test]
fn a_version_with_other_items_breaks_the_factor_and_says_which() {
    let (old, mut new) = (instrument(&[2, 2, 1]), instrument(&[2, 2, 1]));
    new.factors[0].items[1].name = "Asked otherwise".to_owned();
    let moved = new.factors[1].items.pop().unwrap();
    new.factors[2].items.push(moved);
    new.factors[1].items.push(old.factors[1].items[0].clone());
    new.factors[1].items[1].code = "2z".to_owned();
    let row = "1a=3 1b=3 2a=3 2b=3 2z=5 3a=3";
    let seen = of(vec![round(1, 1, &old, &[row]), round(2, 2, &new, &[row]), round(3, 2, &new, &[row])]);
    let comparable: Vec<Vec<bool>> = seen
        .factors
        .iter()
        .map(|factor| factor.points.iter().map(|point| point.comparable).collect())
        .collect();
    assert_eq!(comparable, [[false, false, true], [false, false, true], [false, false, true]]);
    assert_eq!(seen.factors[1].points[1].change, None);
    assert_eq!(seen.factors[1].points[2].change, Some(0.0));
    let change = |item: &str, change| ItemChange { item: item.to_owned(), change };
    assert_eq!(seen.versions.len(), 1);
    assert_eq!(seen.versions[0].kept, ["1a", "2a", "3a"]);
    let expected = [
        change("1b", ItemChangeKind::Renamed),
        change("2b", ItemChangeKind::Moved),
        change("2z", ItemChangeKind::Added),
    ];
    assert_eq!(seen.versions[0].changed, expected);
    let back = of(vec![round(1, 2, &new, &[row]), round(2, 3, &old, &[row])]);
    assert!(back.versions[0].changed.contains(&change("2z", ItemChangeKind::Removed)));
}

#[test]
fn what_stays_the_same_is_compared_across_versions_unless_the_scale_changed() {
    let (old, mut new) = (instrument(&[1, 1]), instrument(&[1, 1]));
    new.factors[1].items[0].name = "Asked otherwise".to_owned();
    let seen = of(vec![round(1, 1, &old, &["1a=3 2a=3"]), round(2, 2, &new, &["1a=5 2a=5"])]);
    assert_eq!(seen.factors[0].points[1].change, Some(2.0));
    assert_eq!((seen.factors[1].points[1].change, seen.rounds[1].overall.change), (None, None));
    let mut reworded = old.clone();
    reworded.factors[0].items[0].prompt = Some("The opposite?".to_owned());
    let seen = of(vec![round(1, 1, &old, &["1a=3 2a=3"]), round(2, 2, &reworded, &["1a=5 2a=5"])]);
    assert_eq!((seen.factors[0].points[1].change, seen.factors[1].points[1].change), (None, Some(2.0)));
    assert_eq!(seen.versions[0].changed[0].change, ItemChangeKind::Reworded);
    let mut wide = old.clone();
    wide.scale.labels.pop();
    let seen = of(vec![round(1, 1, &old, &["1a=3 2a=3"]), round(2, 2, &wide, &["1a=4 2a=4"])]);
    assert!(seen.versions[0].scale_changed && !seen.factors[0].points[1].comparable);
}

#[test]
fn what_is_withheld_has_no_change() {
    let content = instrument(&[2, 1]);
    let few = |number, answers: &[&str]| {
        let mut round = round(number, 1, &content, answers);
        round.score = withhold(round.score);
        round
    };
    let three = ["1a=3 1b=3 2a=3", "1a=4 1b=4 2a=4", "1a=5 1b=5 2a=5"];
    let seen = of(vec![few(1, &three), few(2, &three[..2]), few(3, &three)]);
    let means: Vec<_> =
        seen.factors[0].points.iter().map(|point| (point.mean, point.change, point.sd)).collect();
    assert_eq!(means, [(Some(4.0), None, None), (None, None, None), (Some(4.0), None, None)]);
    assert!(seen.factors[0].points[1].withheld.is_some());
}

#[test]
fn what_was_not_rated_both_times_is_not_compared() {
    let content = instrument(&[2, 1]);
    let rounds = |answers: [&str; 2]| {
        let [before, now] = answers.map(|answers| [answers; 3]);
        (round(1, 1, &content, &before), round(2, 1, &content, &now))
    };
    let compared = |seen: &Trend| {
        let points = seen.factors.iter().map(|factor| &factor.points[1]).chain([&seen.rounds[1].overall]);
        points.map(|point| (point.comparable, point.change, point.band_before.clone())).collect::<Vec<_>>()
    };
    // Without 1b the mean of the first factor would seem to rise, and without the second factor the whole.
    let (before, now) = rounds(["1a=4 1b=1 2a=1", "1a=4 2a=1"]);
    let seen = of(vec![before.clone(), now.clone()]);
    assert_eq!(compared(&seen), [(false, None, None), (true, Some(0.0), None), (false, None, None)]);
    // Who may not see that nobody rated 1b is not told that it can be compared.
    let hidden = [before, now].map(|mut round| {
        round.score = withhold(round.score);
        round
    });
    let seen = of(hidden.into());
    assert_eq!(seen.factors[0].points[1].mean, Some(4.0));
    assert_eq!(compared(&seen), [(false, None, None), (true, Some(0.0), None), (false, None, None)]);
    let (before, now) = rounds(["1a=4 1b=4 2a=1", "1a=4 1b=4"]);
    let seen = of(vec![before, now]);
    assert_eq!(compared(&seen), [(true, Some(0.0), None), (false, None, None), (false, None, None)]);
}

#[test]
fn other_bands_are_told_and_not_compared() {
    let (old, mut new) = (instrument(&[1]), instrument(&[1]));
    new.bands.last_mut().unwrap().from = Some(3.0);
    new.bands[1].from = Some(2.0);
    let seen = of(vec![round(1, 1, &old, &["1a=3"]), round(2, 2, &new, &["1a=3"])]);
    let point = &seen.rounds[1].overall;
    assert_eq!((point.comparable, point.change, point.band.as_deref()), (true, Some(0.0), Some("strength")));
    assert_eq!(point.band_before, None);
    assert!(seen.versions[0].bands_changed && !seen.versions[0].scale_changed);
    let seen = of(vec![round(1, 1, &old, &["1a=3"]), round(2, 2, &old, &["1a=4"])]);
    assert_eq!(seen.rounds[1].overall.band_before.as_deref(), Some("borderline"));
    assert!(!seen.versions[0].bands_changed);
}
