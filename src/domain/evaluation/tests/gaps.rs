//! The perception gap: exact, the same for both sides, and with nothing that is withheld.

use num_traits::ToPrimitive;
use proptest::prelude::{Strategy, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

use super::{builtin::potential_partners_worksheet, faults, instrument, sheets};
use crate::domain::{
    directory::named::Named,
    evaluation::{
        comparison::RemarkCode,
        fraction::Fraction,
        gap::{Gap, PerceptionGap, View, perception_gap},
        instrument::{InstrumentInput, InstrumentRef},
        score::{Level, ScoreStatus, Withheld},
        scoring::compute_score,
        withhold::{shared, withhold},
    },
};
use crate::render::gap::gap_csv;

const MUSEUM: u128 = 1;
const LIBRARY: u128 = 2;

fn named(number: u128) -> Named {
    Named { id: Uuid::from_u128(number), name: format!("Organization {number}") }
}

/// The view that `by` has of the museum.
fn view(by: u128, version: i32, content: &InstrumentInput, answers: &[&str]) -> View {
    let score = compute_score(content, None, &sheets(answers)).unwrap();
    View {
        round_id: Uuid::from_u128(100 + by),
        closed_at: chrono::DateTime::UNIX_EPOCH,
        by: named(by),
        organization: named(MUSEUM),
        instrument: InstrumentRef {
            id: Uuid::from_u128(version.unsigned_abs().into()),
            code: "own".to_owned(),
            version,
            name: "Own".to_owned(),
        },
        content: content.clone().into(),
        consented: answers.len() < 3,
        score: shared(score, answers.len() < 3),
    }
}

fn gap(own: &[&str], other: &[&str], items: &[usize]) -> PerceptionGap {
    let content = instrument(items);
    perception_gap(view(MUSEUM, 1, &content, own), view(LIBRARY, 1, &content, other)).unwrap()
}

fn codes(gaps: &[Gap]) -> Vec<&str> {
    gaps.iter().map(|gap| gap.code.as_str()).collect()
}

fn of<'a>(gaps: &'a [Gap], code: &str) -> &'a Gap {
    gaps.iter().find(|gap| gap.code == code).unwrap()
}

#[test]
fn gaps_are_own_minus_other_by_exact_means_and_the_largest_come_first() {
    let own = ["1a=3 1b=5 1c=1 2a=1", "1a=5 1b=5 1c=3 2a=2", "1a=5 1b=5 1c=4 2a=2"];
    let other = ["1a=3 1b=4 1c=4 2a=5", "1a=3 1b=4 1c=4 2a=5", "1a=4 1b=4 1c=4 2a=4"];
    let gap = gap(&own, &other, &[3, 1]);
    assert_eq!((gap.method.name, gap.method.version), ("perception_gap", "1.0"));
    // By item: 13/3 - 10/3 = 1, 5 - 4 = 1, 8/3 - 4 = -4/3, 5/3 - 14/3 = -3.
    assert_eq!(codes(&gap.items), ["2a", "1c", "1a", "1b"]);
    let exact = |code| of(&gap.items, code).exact.clone().unwrap();
    assert_eq!(exact("1a"), Fraction::ratio(1, 1).unwrap());
    assert_eq!(exact("1c"), Fraction::ratio(-4, 3).unwrap());
    assert_eq!(exact("2a"), Fraction::ratio(-3, 1).unwrap());
    assert_eq!(of(&gap.items, "2a").gap, Some(-3.0));
    // The factor: 4 - 34/9 = 2/9; in floating point the own mean is below 4.
    let first = of(&gap.factors, "1");
    assert_eq!((codes(&gap.factors), &first.exact), (vec!["2", "1"], &Fraction::ratio(2, 9)));
    assert_eq!((first.own.mean, first.own.band.as_deref()), (Some(4.0), Some("strength")));
    assert_eq!((first.own.n_ratings, first.other.n_raters), (Some(9), Some(3)));
    assert_eq!(
        (gap.own.n_raters, gap.own.by.id, gap.other.by.id),
        (Some(3), named(MUSEUM).id, named(LIBRARY).id)
    );
    assert!(gap.left_out.is_empty() && gap.remarks.is_empty());
}

#[test]
fn it_is_the_same_whoever_asks() {
    let content = instrument(&[2]);
    let own = view(MUSEUM, 1, &content, &["1a=1 1b=2", "1a=2 1b=2", "1a=2 1b=2"]);
    let other = view(LIBRARY, 1, &content, &["1a=5 1b=4"]);
    let asked_by_library = perception_gap(other.clone(), own.clone()).unwrap();
    assert_eq!(perception_gap(own, other).unwrap(), asked_by_library);
    assert_eq!((asked_by_library.own.consented, asked_by_library.other.consented), (false, true));
}

#[test]
fn what_either_side_withholds_has_no_gap() {
    let own = ["1a=5 1b=4 1c=3", "1a=5 1b=4 1c=3", "1b=4 1c=3"];
    let other = ["1a=1 1b=2 1c=3", "1a=1 1b=2 1c=3", "1a=1 1b=2 1c=3"];
    let gap = gap(&own, &other, &[3]);
    let few = Some(Withheld::FewerThanThreeRaters);
    assert_eq!(codes(&gap.items), ["1c", "1a", "1b"], "without gap they come last");
    for code in ["1a", "1b"] {
        let item = of(&gap.items, code);
        assert_eq!((item.gap, item.withheld, item.own.mean, item.own.n_ratings), (None, few, None, None));
    }
    assert_eq!((of(&gap.items, "1c").gap, of(&gap.items, "1c").withheld), (Some(0.0), None));
    let remark = &gap.remarks[0];
    assert_eq!((remark.code, &remark.round_ids), (RemarkCode::Withheld, &vec![gap.own.round_id]));
}

#[test]
fn a_mean_that_nobody_gave_is_missing_and_not_withheld() {
    let own = ["1a=5 1b=?", "1a=5", "1a=4"];
    let gap = gap(&own, &["1a=5 1b=3", "1a=5 1b=3", "1a=5 1b=3"], &[2]);
    let item = of(&gap.items, "1a");
    assert_eq!(
        item.withheld,
        Some(Withheld::FewerThanThreeRaters),
        "1b has few ratings, and takes 1a with it"
    );
    let few = ["1a=5"];
    let consented = self::gap(&few, &["1a=5 1b=3"], &[2]);
    let item = of(&consented.items, "1b");
    assert_eq!((item.gap, item.withheld, item.own.mean, item.own.n_ratings), (None, None, None, Some(0)));
}

#[test]
fn what_only_one_version_has_is_left_out_and_told() {
    let (old, new) = (instrument(&[2]), instrument(&[1, 2]));
    let own = view(MUSEUM, 1, &old, &["1a=5 1b=5", "1a=5 1b=5", "1a=5 1b=5"]);
    let other = view(LIBRARY, 2, &new, &["1a=3 2a=3 2b=3", "1a=3 2a=3 2b=3", "1a=3 2a=3 2b=3"]);
    let gap = perception_gap(own, other).unwrap();
    assert_eq!((codes(&gap.factors), codes(&gap.items)), (vec!["1"], vec!["1a"]));
    let left_out: Vec<_> =
        gap.left_out.iter().map(|part| (part.level, part.code.as_str(), part.round_id)).collect();
    let (mine, theirs) = (gap.own.round_id, gap.other.round_id);
    assert_eq!(
        left_out,
        [
            (Level::Factor, "2", theirs),
            (Level::Item, "1b", mine),
            (Level::Item, "2a", theirs),
            (Level::Item, "2b", theirs)
        ]
    );
    assert_eq!((gap.remarks[0].code, &gap.remarks[0].round_ids), (RemarkCode::VersionsDiffer, &vec![mine]));
}

#[test]
fn only_two_views_of_one_organization_one_of_them_its_own_have_a_gap() {
    let content = instrument(&[1]);
    let own = || view(MUSEUM, 1, &content, &["1a=3"]);
    let other = || view(LIBRARY, 1, &content, &["1a=3"]);
    let refused = |one, another| faults(perception_gap(one, another)).pop().unwrap();
    assert_eq!(refused(own(), own()), "other_round_id not_its_own");
    assert_eq!(refused(other(), other()), "other_round_id not_its_own");
    let elsewhere = View { organization: named(3), ..other() };
    assert_eq!(refused(own(), elsewhere), "other_round_id organizations_differ");
    let mut otherwise = other();
    otherwise.instrument.code = "another".to_owned();
    assert_eq!(refused(own(), otherwise), "other_round_id instruments_differ");
    let mut scale = potential_partners_worksheet();
    scale.scale.labels.pop();
    let otherwise = View { content: scale.into(), ..other() };
    assert_eq!(refused(own(), otherwise), "other_round_id scales_differ");
}

/// The sheets of three to five raters of four items, as texts, with ratings from 1 to `most`.
fn answers(most: i32) -> impl Strategy<Value = Vec<Vec<i32>>> {
    prop::collection::vec(prop::collection::vec(1..=most, 4), 3..=5)
}

const ITEMS: [&str; 4] = ["1a", "1b", "1c", "2a"];

fn texts(sheets: &[Vec<i32>], plus: i32) -> Vec<String> {
    let sheet = |sheet: &Vec<i32>| {
        let answers = ITEMS.iter().zip(sheet).map(|(item, rating)| format!("{item}={}", rating + plus));
        answers.collect::<Vec<_>>().join(" ")
    };
    sheets.iter().map(sheet).collect()
}

/// The gap of each factor and item, by code.
fn sizes(own: &[String], other: &[String]) -> Vec<(String, Fraction)> {
    let [own, other] = [own, other].map(|side| side.iter().map(String::as_str).collect::<Vec<_>>());
    let gap = gap(&own, &other, &[3, 1]);
    for gaps in [&gap.factors, &gap.items] {
        let sizes: Vec<f64> = gaps.iter().map(|gap| gap.gap.unwrap().abs()).collect();
        assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]), "{sizes:?}");
    }
    let both = gap.factors.into_iter().chain(gap.items);
    let mut sizes: Vec<_> = both.map(|gap| (gap.code, gap.exact.unwrap())).collect();
    sizes.sort_by(|(one, _), (another, _)| one.cmp(another));
    sizes
}

proptest! {
    #[test]
    fn changing_sides_turns_every_gap_around(own in answers(5), other in answers(5)) {
        let (own, other) = (texts(&own, 0), texts(&other, 0));
        let (there, back) = (sizes(&own, &other), sizes(&other, &own));
        prop_assert_eq!(there.len(), 6);
        for ((code, there), (same, back)) in there.iter().zip(&back) {
            prop_assert_eq!(code, same);
            prop_assert_eq!(there.plus(back), Fraction::zero());
        }
    }

    #[test]
    fn rating_one_higher_everywhere_moves_every_gap_by_one(own in answers(4), other in answers(5)) {
        let other = texts(&other, 0);
        let (before, after) = (sizes(&texts(&own, 0), &other), sizes(&texts(&own, 1), &other));
        for ((_, before), (_, after)) in before.iter().zip(&after) {
            prop_assert_eq!(after.minus(before), Fraction::ratio(1, 1).unwrap());
        }
    }

    #[test]
    fn a_gap_is_the_difference_of_the_means_that_are_shown(own in answers(5), other in answers(5)) {
        let (own, other) = (texts(&own, 0), texts(&other, 0));
        let [own, other] = [&own, &other].map(|side| side.iter().map(String::as_str).collect::<Vec<_>>());
        let gap = gap(&own, &other, &[3, 1]);
        for gap in gap.items.iter().chain(&gap.factors) {
            let shown = gap.own.mean.unwrap() - gap.other.mean.unwrap();
            prop_assert!((shown - gap.gap.unwrap()).abs() < 1e-12);
            prop_assert!(gap.gap.unwrap().to_f64().is_some());
        }
    }
}

#[test]
fn deal_breakers_stand_beside_the_means_of_both() {
    let mut content = instrument(&[1, 1]);
    content.factors[0].items[0].minimum = Some(3.0);
    let gap = perception_gap(
        view(MUSEUM, 1, &content, &["1a=4 2a=4"; 3]),
        view(LIBRARY, 1, &content, &["1a=2 2a=4"; 3]),
    )
    .unwrap();
    assert_eq!((gap.own.status, gap.other.status), (Some(ScoreStatus::Clear), Some(ScoreStatus::Blocked)));
    let missed = &gap.other.blocked_by[0];
    assert_eq!((missed.code.as_str(), missed.minimum, missed.mean), ("1a", 3.0, Some(2.0)));
    assert_eq!((gap.own.blocked_by.len(), of(&gap.items, "1a").other.minimum), (0, Some(3.0)));
    assert_eq!(of(&gap.items, "2a").own.minimum, None);
    let table = gap_csv(&gap).unwrap();
    assert!(table.contains("\r\nstatus,,Deal-breakers,clear,blocked,"), "{table}");
    assert!(table.contains("\r\ndeal_breaker,1a,item,,below 3,"), "{table}");
    let few = perception_gap(
        view(MUSEUM, 1, &content, &["1a=4 2a=4"; 3]),
        View {
            score: withhold(compute_score(&content, None, &sheets(&["1a=2 2a=4"])).unwrap()),
            ..view(LIBRARY, 1, &content, &["1a=2 2a=4"])
        },
    )
    .unwrap();
    assert_eq!((few.other.status, &few.other.blocked_by), (None, &vec![]));
    assert!(gap_csv(&few).unwrap().contains("Deal-breakers,clear,withheld,"));
}
