//! What raters write, and ratings given in one request.

use serde_json::{Value, json};

use super::{assert_conflict, faults, potential_partners_worksheet};
use crate::domain::{
    check::Check,
    evaluation::{
        answer::Answer,
        evaluation::{EvaluationInput, EvaluationStatus, RatingEntry},
        preview::ScoreInput,
        round::RoundInput,
        scoring::compute_score,
    },
};

#[test]
fn an_answer_is_a_number_a_word_or_null() {
    for (json, answer) in [
        (json!(4), Answer::Rating(4)),
        (json!(4.0), Answer::Rating(4)),
        (json!("unknown"), Answer::Unknown),
        (json!("not_applicable"), Answer::NotApplicable),
        (json!(null), Answer::Blank),
    ] {
        assert_eq!(serde_json::from_value::<Answer>(json).unwrap(), answer);
        let written = serde_json::to_value(answer).unwrap();
        assert_eq!(serde_json::from_value::<Answer>(written).unwrap(), answer);
    }
    for json in [json!(4.5), json!("4"), json!(true), json!(1e300), json!([4]), json!(4_294_967_300_i64)] {
        assert!(serde_json::from_value::<Answer>(json.clone()).is_err(), "{json}");
    }
}

fn accept(ratings: &Value) -> Result<Vec<RatingEntry>, crate::error::Error> {
    let input: EvaluationInput = serde_json::from_value(json!({"ratings": ratings})).unwrap();
    input.accept(&potential_partners_worksheet())
}

#[test]
fn every_fault_of_a_sheet_is_named_at_once() {
    let long = "x".repeat(4_001);
    let found = accept(&json!([
        {"item": "1a", "value": 5, "note": long},
        {"item": "7a", "value": 6},
        {"item": "1a", "value": 4.5, "evidence": long},
        {"item": "1b", "value": "maybe"},
        {"item": "1c", "value": "unknown", "note": "Ask again in spring."},
        {"item": "2a"},
    ]));
    assert_eq!(
        faults(found),
        [
            "/ratings/0/note length",
            "/ratings/1/item unknown_item",
            "/ratings/1/value not_on_scale",
            "/ratings/2/item duplicate",
            "/ratings/2/evidence length",
            "/ratings/2/value not_on_scale",
            "/ratings/3/value not_on_scale",
        ]
    );
    let kept = accept(&json!([{"item": "1c", "value": 4, "note": "fine"}, {"item": "2a"}])).unwrap();
    assert_eq!(
        (kept[0].value, kept[0].note.as_deref(), kept[1].value),
        (Answer::Rating(4), Some("fine"), Answer::Blank)
    );
}

#[test]
fn a_sheet_is_written_submitted_and_reopened() {
    use EvaluationStatus::{Draft, Reopened, Submitted};
    assert_eq!(Draft.submit().unwrap(), Submitted);
    assert_eq!(Reopened.submit().unwrap(), Submitted);
    assert_eq!(Submitted.reopen().unwrap(), Reopened);
    assert!(Draft.write().is_ok() && Reopened.write().is_ok());
    assert_conflict(Submitted.write(), "already_submitted");
    assert_conflict(Submitted.submit().map(drop), "already_submitted");
    assert_conflict(Draft.reopen().map(drop), "not_submitted");
    assert_conflict(Reopened.reopen().map(drop), "not_submitted");
}

#[test]
fn a_round_names_raters_once_or_none() {
    let id = "01900000-0000-7000-8000-0000000e0001";
    let input = |raters: Value| {
        let json = json!({"organization_id": id, "instrument_id": id, "name": "", "rater_ids": raters});
        serde_json::from_value::<RoundInput>(json).unwrap()
    };
    assert_eq!(faults(input(json!([id, id])).checked()), ["/name length", "/rater_ids/1 duplicate"]);
    assert_eq!(faults(input(json!([])).checked()), ["/name length", "/rater_ids empty"]);
    assert_eq!(faults(input(json!(null)).checked()), ["/name length"]);
}

fn preview(json: Value) -> ScoreInput {
    let mut json = json;
    json["instrument_id"] = json!("01900000-0000-7000-8000-0000000e0001");
    serde_json::from_value(json).unwrap()
}

#[test]
fn a_preview_scores_raters_by_their_labels() {
    let input = preview(json!({"weights": {"1": 3}, "ratings": [
        {"rater": "Ana", "item": "1a", "value": 5},
        {"rater": "Ben", "item": "1a", "value": 4},
        {"rater": "Ana", "item": "2a", "value": 1},
        {"rater": "Cy", "item": "2a", "value": "unknown"},
    ]}));
    let content = potential_partners_worksheet();
    let sheets = input.accept(&content).unwrap();
    let score = compute_score(&content, input.weights.as_ref(), &sheets).unwrap();
    assert_eq!(score.overall.mean, Some((3.0 * 4.5 + 1.0) / 4.0));
    let raters: Vec<_> =
        score.raters.unwrap().into_iter().map(|rater| (rater.rater.name, rater.counted)).collect();
    assert_eq!(raters, [("Ana".to_owned(), true), ("Ben".to_owned(), true), ("Cy".to_owned(), false)]);
}

#[test]
fn every_fault_of_a_preview_is_named_at_once() {
    let input = preview(json!({"weights": {"1": -1, "9/~": 1}, "ratings": [
        {"rater": "", "item": "1a", "value": 5},
        {"rater": "Ana", "item": "1a", "value": 0},
        {"rater": "Ana", "item": "1a"},
        {"rater": "Ana", "item": "nothing", "value": {}},
    ]}));
    assert_eq!(
        faults(input.accept(&potential_partners_worksheet())),
        [
            "/weights/1 range",
            "/weights/9~1~0 unknown_factor",
            "/ratings/0/rater length",
            "/ratings/1/value not_on_scale",
            "/ratings/2/item duplicate",
            "/ratings/3/item unknown_item",
            "/ratings/3/value not_on_scale",
        ]
    );
    let none = json!({"1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0});
    let input = preview(json!({"weights": none, "ratings": []}));
    assert_eq!(faults(input.accept(&potential_partners_worksheet())), ["/weights all_weights_zero"]);
}

#[test]
fn a_preview_has_a_limit() {
    let rating = json!({"rater": "Ana", "item": "1a", "value": 5});
    let input = preview(json!({"ratings": vec![rating; 100_001]}));
    assert_eq!(faults(input.accept(&potential_partners_worksheet())), ["/ratings too_many"]);
    let raters: Vec<Value> =
        (0..10_001).map(|rater| json!({"rater": rater.to_string(), "item": "1a"})).collect();
    let input = preview(json!({"ratings": raters}));
    assert_eq!(faults(input.accept(&potential_partners_worksheet())), ["/ratings too_many"]);
}
