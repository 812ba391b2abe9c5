//! The built-in instruments, and what an instrument has to fulfil.

use super::{builtin, faults, instrument};
use crate::domain::{
    check::Check,
    evaluation::{
        instrument::{Instrument, InstrumentInput, InstrumentStatus, MAX_CODE},
        round::RoundStatus,
    },
};

fn built_in() -> [Instrument; 3] {
    builtin::instruments(chrono::DateTime::UNIX_EPOCH)
}

#[test]
fn built_in_instruments_are_complete_and_valid() {
    let counts = built_in().map(|row| {
        row.content.clone().checked().unwrap();
        let items: Vec<usize> = row.content.factors.iter().map(|factor| factor.items.len()).collect();
        (row.code, items)
    });
    assert_eq!(
        counts,
        [
            ("potential-partners-worksheet".to_owned(), vec![3, 4, 6, 2, 3, 2]),
            ("approach-considerations".to_owned(), vec![4]),
            ("shared-perspectives".to_owned(), vec![2]),
        ]
    );
    let [worksheet, considerations, perspectives] = built_in().map(|row| row.content);
    let codes: Vec<&str> = worksheet.items().map(|item| item.code.as_str()).collect();
    assert_eq!(codes.join(" "), "1a 1b 1c 2a 2b 2c 2d 3a 3b 3c 3d 3e 3f 4a 4b 5a 5b 5c 6a 6b");
    assert_eq!(worksheet.scale.range(), (1, 5));
    assert_eq!(worksheet.scale, considerations.scale);
    assert_eq!(perspectives.scale.range(), (0, 1));
    assert!(perspectives.items().all(|item| item.minimum == Some(1.0)));
    assert!(worksheet.items().all(|item| item.minimum.is_none() && item.prompt.is_none()));
}

#[test]
fn an_instrument_shows_its_content_at_the_top_and_reads_back() {
    let [row, ..] = built_in();
    let json = serde_json::to_value(&row).unwrap();
    assert_eq!(json["factors"][2]["items"][4]["name"], "Adaptability");
    assert_eq!(json["status"], "published");
    let content = serde_json::to_value(&row.content).unwrap();
    assert_eq!(serde_json::from_value::<InstrumentInput>(content).unwrap(), row.content);
}

#[test]
fn an_instrument_that_was_stored_without_help_texts_still_reads() {
    let [row, ..] = built_in();
    let mut stored = serde_json::to_value(&row.content).unwrap();
    for factor in stored["factors"].as_array_mut().unwrap() {
        factor.as_object_mut().unwrap().remove("help").unwrap();
        for item in factor["items"].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("help").unwrap();
        }
    }
    assert_eq!(serde_json::from_value::<InstrumentInput>(stored).unwrap(), row.content);
}

#[test]
fn a_code_is_made_of_the_names_letters_and_never_too_long() {
    let mut input = instrument(&[1]);
    for (name, code) in
        [("Bücher für Kinder!", "bucher-fur-kinder"), (" ?! ", "instrument"), ("Книги 2", "книги-2")]
    {
        input.name = name.to_owned();
        assert_eq!(input.code(), code);
    }
    input.name = "\u{fdfa}".repeat(200);
    let code = input.code();
    assert!(code.chars().count() <= MAX_CODE && !code.ends_with('-'), "{code}");
}

#[test]
fn every_fault_of_an_instrument_is_named_at_once() {
    let mut input = instrument(&[2, 1, 0]);
    input.name = " ".to_owned();
    input.scale.labels[1].value = 1;
    input.scale.labels[4].value = 101;
    input.factors[0].weight = -1.0;
    input.factors[0].help = Some("x".repeat(2_001));
    input.factors[0].items[1].code = "1a".to_owned();
    input.factors[0].items[1].help = Some("x".repeat(1_001));
    input.factors[1].code = "1".to_owned();
    input.factors[1].minimum = Some(0.5);
    input.factors[1].items[0].code = "2 a".to_owned();
    input.bands[0].from = Some(1.0);
    input.bands[2].from = Some(2.0);
    assert_eq!(
        faults(input.checked()),
        [
            "/name blank",
            "/scale/labels/1/value order",
            "/scale/labels/4/value range",
            "/factors/0/help length",
            "/factors/0/weight range",
            "/factors/0/items/1/code duplicate",
            "/factors/0/items/1/help length",
            "/factors/1/code duplicate",
            "/factors/1/minimum range",
            "/factors/1/items/0/code code",
            "/factors/2/items empty",
            "/bands/0/from edge",
            "/bands/2/from order",
        ]
    );
}

#[test]
fn sizes_and_weights_have_limits() {
    assert_eq!(faults(instrument(&[]).checked()), ["/factors empty"]);
    assert_eq!(faults(instrument(&[1; 41]).checked()), ["/factors too_many"]);
    assert_eq!(faults(instrument(&[26]).checked()), ["/factors/0/items too_many"]);
    assert_eq!(faults(instrument(&[20; 21]).checked()), ["/factors too_many"]);
    let mut weightless = instrument(&[1, 1]);
    weightless.factors.iter_mut().for_each(|factor| factor.weight = 0.0);
    assert_eq!(faults(weightless.clone().checked()), ["/factors all_weights_zero"]);
    weightless.factors[0].weight = f64::NAN;
    assert_eq!(faults(weightless.clone().checked()), ["/factors/0/weight range"]);
    weightless.factors[0].weight = 1.0 / 3.0;
    weightless.checked().unwrap();
    let mut narrow = instrument(&[1]);
    narrow.scale.labels.truncate(1);
    assert_eq!(
        faults(narrow.checked()),
        ["/scale/labels length", "/bands/1/from range", "/bands/2/from range"]
    );
}

#[test]
fn a_version_goes_from_draft_to_published_to_retired() {
    use InstrumentStatus::{Draft, Published, Retired};
    assert_eq!(Draft.publish().unwrap(), Published);
    assert_eq!(Published.retire().unwrap(), Retired);
    assert!(Published.usable().is_ok());
    for (refused, code) in [
        (Published.edit(), "instrument_published"),
        (Retired.edit(), "instrument_published"),
        (Draft.usable(), "instrument_draft"),
        (Retired.usable(), "instrument_retired"),
        (Published.publish().map(drop), "instrument_published"),
        (Draft.retire().map(drop), "instrument_draft"),
        (RoundStatus::Closed.close().map(drop), "round_closed"),
    ] {
        super::assert_conflict(refused, code);
    }
    assert_eq!(RoundStatus::Open.close().unwrap(), RoundStatus::Closed);
}

#[test]
fn the_schema_of_an_instrument_admits_its_row_beside_its_content() {
    let schema = serde_json::to_value(<Instrument as utoipa::PartialSchema>::schema()).unwrap();
    let parts = schema["allOf"].as_array().unwrap();
    assert!(parts.iter().all(|part| part.get("additionalProperties").is_none()));
    assert!(parts.iter().any(|part| part["properties"]["factors"]["type"] == "array"));
    assert!(parts.iter().any(|part| part["properties"]["id"]["format"] == "uuid"));
}
