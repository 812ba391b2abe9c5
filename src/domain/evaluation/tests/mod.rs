//! Tests of the evaluation core.

mod agreement;
mod attacks;
mod comparisons;
mod deal_breakers;
mod documents;
mod drawn;
mod exact;
mod gaps;
mod independent;
mod instruments;
mod labels;
mod robustness;
mod sharing;
mod sheet_files;
mod sheets;
mod trends;
mod withholding;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    answer::Answer,
    builtin::{self, potential_partners_worksheet},
    compare::Subject,
    evaluation::EvaluationStatus,
    instrument::{InstrumentInput, InstrumentRef},
    round::RoundStatus,
    score::{FactorScore, ItemScore, Score},
    scoring::{Sheet, compute_score},
};
use crate::{
    domain::directory::named::Named,
    error::{Error, FieldError},
};

/// The sheet of a rater who answers these items (`"1a=4 1b=? 1c=-"`: a rating, unknown, not applicable).
fn sheet(name: &str, answers: &str) -> Sheet {
    let answers = answers.split_whitespace().map(|pair| {
        let (item, answer) = pair.split_once('=').unwrap();
        let answer = match answer {
            "?" => Answer::Unknown,
            "-" => Answer::NotApplicable,
            rating => Answer::Rating(rating.parse().unwrap()),
        };
        (item.to_owned(), answer)
    });
    let id = Uuid::from_u128(name.bytes().fold(0, |id, byte| id * 256 + u128::from(byte)));
    Sheet {
        rater: Named { id, name: name.to_owned() }.into(),
        status: EvaluationStatus::Submitted,
        reopened: false,
        answers: answers.collect(),
    }
}

/// One sheet for each text, by the raters A, B, C, …
fn sheets(answers: &[&str]) -> Vec<Sheet> {
    answers.iter().zip('A'..).map(|(answers, name)| sheet(&name.to_string(), answers)).collect()
}

/// The worksheet's score of these sheets.
fn worksheet(answers: &[&str]) -> Score {
    compute_score(&potential_partners_worksheet(), None, &sheets(answers)).unwrap()
}

/// A sheet's text that answers every item of the worksheet with the same rating.
fn all(rating: i32) -> String {
    let content = potential_partners_worksheet();
    content.items().map(|item| format!("{}={rating}", item.code)).collect::<Vec<_>>().join(" ")
}

fn factor<'a>(score: &'a Score, code: &str) -> &'a FactorScore {
    score.factors.iter().find(|factor| factor.code == code).unwrap()
}

fn item<'a>(score: &'a Score, code: &str) -> &'a ItemScore {
    score.factors.iter().flat_map(|factor| &factor.items).find(|item| item.code == code).unwrap()
}

/// An instrument with one factor for each entry, holding so many items (`1a`, `1b`, …), on the scale 1 to 5.
fn instrument(items: &[usize]) -> InstrumentInput {
    let factors: Vec<Value> = items
        .iter()
        .zip(1..)
        .map(|(count, factor)| {
            let items: Vec<Value> = ('a'..)
                .take(*count)
                .map(|letter| json!({"code": format!("{factor}{letter}"), "name": "item"}))
                .collect();
            json!({"code": factor.to_string(), "name": format!("Factor {factor}"), "items": items})
        })
        .collect();
    let labels: Vec<Value> = (1..=5).map(|value| json!({"value": value, "label": "label"})).collect();
    let bands = potential_partners_worksheet().bands;
    serde_json::from_value(json!({
        "name": "Own", "scale": {"labels": labels}, "factors": factors, "bands": bands,
    }))
    .unwrap()
}

/// The round of a partner with this score.
fn subject(number: u128, content: InstrumentInput, score: Score) -> Subject {
    Subject {
        round_id: Uuid::from_u128(number),
        round_status: RoundStatus::Closed,
        organization: Named { id: Uuid::from_u128(1_000 + number), name: format!("Partner {number}") },
        label: format!("Partner {number}"),
        instrument: InstrumentRef {
            id: builtin::POTENTIAL_PARTNERS_WORKSHEET,
            code: "potential-partners-worksheet".to_owned(),
            version: 1,
            name: content.name.clone(),
        },
        content: content.into(),
        score,
    }
}

/// The faults as `pointer code`.
fn faults<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match result.unwrap_err() {
        Error::Invalid(faults) => {
            faults.into_iter().map(|FieldError { pointer, code, .. }| format!("{pointer} {code}")).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn assert_conflict(result: Result<(), Error>, expected: &str) {
    match result {
        Err(Error::Conflict { code, .. }) => assert_eq!(code.word(), expected),
        other => panic!("{other:?} is no conflict {expected}"),
    }
}
