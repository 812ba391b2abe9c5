//! Partners side by side.

use uuid::Uuid;

use super::{Subject, all, faults, instrument, potential_partners_worksheet, sheets, subject};
use crate::domain::evaluation::{
    compare::compare,
    comparison::{Comparison, RemarkCode},
    instrument::InstrumentInput,
    round::RoundStatus,
    scoring::compute_score,
    withhold::withhold,
};

/// One partner for each list of sheets.
fn subjects(content: &InstrumentInput, partners: &[&[&str]]) -> Vec<Subject> {
    let scores = partners.iter().map(|answers| compute_score(content, None, &sheets(answers)).unwrap());
    (1..).zip(scores).map(|(number, score)| subject(number, content.clone(), score)).collect()
}

fn places(comparison: &Comparison) -> Vec<(u128, Option<u64>)> {
    comparison.partners.iter().map(|partner| (partner.round_id.as_u128(), partner.place)).collect()
}

fn codes(comparison: &Comparison) -> Vec<RemarkCode> {
    comparison.remarks.iter().map(|remark| remark.code).collect()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

#[test]
fn partners_are_ordered_by_the_exact_mean_and_ties_share_the_better_place() {
    let content = instrument(&[3]);
    let exactly_four: &[&str] = &["1a=3 1b=5 1c=1", "1a=5 1b=5 1c=3", "1a=5 1b=5 1c=4"];
    let fours: &[&str] = &["1a=4 1b=4 1c=4", "1a=4 1b=4 1c=4", "1a=4 1b=4 1c=4"];
    let threes: &[&str] = &["1a=3", "1a=3", "1a=3"];
    let fives: &[&str] = &["1a=5", "1a=5", "1a=5"];
    let comparison = compare(subjects(&content, &[threes, exactly_four, fours, fives])).unwrap();
    assert_eq!(places(&comparison), [(4, Some(1)), (2, Some(2)), (3, Some(2)), (1, Some(4))]);
    assert_eq!(codes(&comparison), []);
}

#[test]
fn a_factor_missing_for_one_is_left_out_for_all() {
    let content = instrument(&[1, 1]);
    let comparison = compare(subjects(&content, &[&["1a=2 2a=5", "1a=2"], &["1a=3", "1a=3"]])).unwrap();
    assert_eq!(places(&comparison), [(2, Some(1)), (1, Some(2))]);
    let means: Vec<_> = comparison.partners.iter().map(|partner| partner.compared_mean).collect();
    assert_eq!(means, [Some(3.0), Some(2.0)]);
    assert_eq!(
        comparison.partners[1].score.overall.mean,
        Some(3.5),
        "the round's own score keeps the factor"
    );
    let [left_out] = &comparison.left_out[..] else { panic!("{:?}", comparison.left_out) };
    assert_eq!((left_out.code.as_str(), &left_out.round_ids[..]), ("2", &[id(2)][..]));
    assert_eq!(comparison.factors.iter().map(|factor| factor.compared).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn differences_are_told_for_factors_and_items() {
    let content = instrument(&[2]);
    let comparison = compare(subjects(&content, &[&["1a=1 1b=5"], &["1a=4 1b=4"], &["1b=2"]])).unwrap();
    let factor = &comparison.factors[0];
    let row = |row: &crate::domain::evaluation::comparison::Row| {
        (row.values.iter().map(|value| value.difference).collect::<Vec<_>>(), row.difference)
    };
    assert_eq!(row(&factor.row), (vec![Some(0.0), Some(-1.0), Some(-2.0)], Some(2.0)));
    assert_eq!(row(&factor.items[0].row), (vec![Some(0.0), Some(-3.0), None], Some(3.0)));
    assert_eq!(row(&factor.items[1].row), (vec![Some(-1.0), Some(0.0), Some(-3.0)], Some(3.0)));
}

#[test]
fn blocked_and_undetermined_come_last_without_a_place() {
    let mut content = instrument(&[1, 1]);
    content.factors[1].items[0].minimum = Some(3.0);
    let blocked: &[&str] = &["1a=5 2a=2", "1a=5 2a=2"];
    let open: &[&str] = &["1a=5", "1a=5"];
    let clear: &[&str] = &["1a=1 2a=3", "1a=1 2a=3"];
    let comparison = compare(subjects(&content, &[blocked, open, clear])).unwrap();
    assert_eq!(places(&comparison), [(3, Some(1)), (1, None), (2, None)]);
    assert_eq!(codes(&comparison), [RemarkCode::NotPlaced]);
    assert_eq!(comparison.remarks[0].round_ids, [id(1), id(2)]);
}

#[test]
fn remarks_name_what_a_reader_must_know() {
    let content = instrument(&[1]);
    let mut subjects = subjects(&content, &[&["1a=5", "1a=5"], &["1a=4"], &["1a=?"]]);
    subjects[1].round_status = RoundStatus::Open;
    let comparison = compare(subjects.clone()).unwrap();
    assert_eq!(
        codes(&comparison),
        [
            RemarkCode::RoundOpen,
            RemarkCode::NoScore,
            RemarkCode::FewerThanTwoRaters,
            RemarkCode::RatersDiffer,
        ]
    );
    assert_eq!(
        places(&comparison),
        [(1, Some(1)), (2, Some(2)), (3, None)],
        "a partner without score is aside"
    );

    let mut newer = content.clone();
    newer.factors[0].weight = 2.0;
    subjects[0].content = newer.clone().into();
    subjects[0].instrument.version = 2;
    let remarks = codes(&compare(subjects.clone()).unwrap());
    assert!(remarks.contains(&RemarkCode::VersionsDiffer) && remarks.contains(&RemarkCode::WeightsDiffer));

    newer.scale.labels.pop();
    subjects[0].content = newer.into();
    let comparison = compare(subjects.clone()).unwrap();
    assert!(codes(&comparison).contains(&RemarkCode::ScalesDiffer));
    assert!(
        comparison.partners.iter().all(|partner| partner.place.is_none() && partner.compared_mean.is_none())
    );
}

#[test]
fn nothing_withheld_comes_back_in_a_comparison() {
    let content = instrument(&[1, 1]);
    let mut pair =
        subjects(&content, &[&["1a=2 2a=5", "1a=2 2a=5", "1a=2"], &["1a=3 2a=1", "1a=3 2a=1", "1a=3 2a=1"]]);
    for subject in &mut pair {
        subject.score = withhold(subject.score.clone());
    }
    let comparison = compare(pair.clone()).unwrap();
    assert_eq!(places(&comparison), [(2, Some(1)), (1, Some(2))]);
    assert_eq!(comparison.left_out[0].code, "2");
    assert_eq!(codes(&comparison), [RemarkCode::Withheld, RemarkCode::RatersNotShown]);

    let score = compute_score(&content, None, &sheets(&["1a=1 2a=1", "1a=1 2a=1"])).unwrap();
    pair.push(subject(3, content, withhold(score)));
    let comparison = compare(pair.clone()).unwrap();
    assert_eq!(places(&comparison), [(2, Some(1)), (1, Some(2)), (3, None)]);
    let hidden = &comparison.factors[0].row.values[2];
    assert_eq!((hidden.mean, hidden.difference, hidden.n_ratings), (None, None, None));
    assert!(hidden.withheld.is_some());
}

#[test]
fn two_to_fifty_rounds_of_one_instrument() {
    let full = all(4);
    let sheet = [full.as_str()];
    let partners = vec![&sheet[..]; 51];
    let mut many = subjects(&potential_partners_worksheet(), &partners);
    assert_eq!(faults(compare(many.clone())), ["round_id count"]);
    assert_eq!(faults(compare(many[..1].to_vec())), ["round_id count"]);
    many.truncate(50);
    assert!(places(&compare(many.clone()).unwrap()).iter().all(|(_, place)| *place == Some(1)));
    many[1].round_id = many[0].round_id;
    assert_eq!(faults(compare(many[..2].to_vec())), ["round_id duplicate"]);
    many[2].instrument.code = "other".to_owned();
    assert_eq!(faults(compare(many[1..3].to_vec())), ["round_id instruments_differ"]);
}

#[test]
fn another_order_of_factors_is_no_other_weight() {
    let (old, mut new) = (instrument(&[1, 1]), instrument(&[1, 1]));
    new.factors.reverse();
    let round = |number, content: &InstrumentInput| {
        let score = compute_score(content, None, &sheets(&["1a=3 2a=4", "1a=3 2a=4"])).unwrap();
        subject(number, content.clone(), score)
    };
    let differ = |new: &InstrumentInput| {
        let seen = compare(vec![round(1, &old), round(2, new)]).unwrap();
        seen.remarks.iter().any(|remark| remark.code == RemarkCode::WeightsDiffer)
    };
    assert!(!differ(&new));
    new.factors[0].weight = 2.0;
    assert!(differ(&new));
}
