//! Instruments as documents that go from one installation to another.

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::{builtin, faults, instrument};
use crate::domain::{
    check::Check,
    evaluation::{
        instrument::{Factor, Instrument, InstrumentInput, Item, Scale, ScaleLabel},
        instrument_document::InstrumentDocument,
    },
};

/// The row of an instrument that holds this.
fn row(content: InstrumentInput) -> Instrument {
    let [row, ..] = builtin::instruments(chrono::DateTime::UNIX_EPOCH);
    Instrument { code: content.code(), content, ..row }
}

fn document(content: InstrumentInput) -> Value {
    serde_json::to_value(InstrumentDocument::from(row(content))).unwrap()
}

#[test]
fn a_document_holds_no_ids_and_not_whose_it_is() {
    let document = document(builtin::shared_perspectives());
    let members: Vec<_> = document.as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["code", "content", "format", "format_version", "version"]);
    assert_eq!(document["format"], "ligature-instrument");
    assert_eq!((&document["code"], &document["format_version"]), (&json!("shared-perspectives"), &json!(1)));
}

#[test]
fn every_fault_of_a_document_is_named_at_once() {
    let mut document = document(instrument(&[1, 1]));
    document["format_version"] = json!(2);
    document["code"] = json!("Reading Partners");
    document["version"] = json!(0);
    document["content"]["name"] = json!("");
    document["content"]["factors"][1]["items"][0]["code"] = json!("1a");
    let read: InstrumentDocument = serde_json::from_value(document).unwrap();
    assert_eq!(
        faults(read.checked()),
        [
            "/format_version range",
            "/code code",
            "/version range",
            "/content/name length",
            "/content/factors/1/items/0/code duplicate",
        ]
    );
}

#[test]
fn a_document_is_of_one_format_and_has_no_other_members() {
    let good = document(instrument(&[1]));
    serde_json::from_value::<InstrumentDocument>(good.clone()).unwrap().checked().unwrap();
    for (pointer, value) in [("format", json!("other")), ("id", json!("1")), ("content", json!({}))] {
        let mut bad = good.clone();
        bad[pointer] = value;
        assert!(serde_json::from_value::<InstrumentDocument>(bad).is_err(), "{pointer}");
    }
    for code in ["", "a--b", "-a", "A", "a b", &"a".repeat(401)] {
        let mut bad = good.clone();
        bad["code"] = json!(code);
        let bad: InstrumentDocument = serde_json::from_value(bad).unwrap();
        assert!(faults(bad.checked()).iter().all(|fault| fault.starts_with("/code ")), "{code}");
    }
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{1,30}".prop_map(|text| format!("{text}x"))
}

fn item() -> impl Strategy<Value = Item> {
    (text(), option::of(text()), option::of(text()), option::of(0.0..1.0))
        .prop_map(|(name, prompt, help, minimum)| Item { code: String::new(), name, prompt, help, minimum })
}

fn factor() -> impl Strategy<Value = Factor> {
    let fields = (text(), option::of(text()), 0.000_001..1e6, option::of(0.0..1.0), vec(item(), 1..6));
    fields.prop_map(|(name, help, weight, minimum, items)| Factor {
        code: String::new(),
        name,
        help,
        weight,
        minimum,
        items,
    })
}

/// Instruments with any texts, weights and minima.
fn content() -> impl Strategy<Value = InstrumentInput> {
    let fields = (text(), option::of(text()), option::of(text()), vec(text(), 2..11), vec(factor(), 1..8));
    fields.prop_map(|(name, description, credit, labels, mut factors)| {
        for (place, factor) in factors.iter_mut().enumerate() {
            factor.code = format!("F{place}");
            for (letter, item) in ('a'..).zip(&mut factor.items) {
                item.code = format!("{place}.{letter}");
            }
        }
        let labels = (0..).zip(labels).map(|(value, label)| ScaleLabel { value, label }).collect();
        InstrumentInput { name, description, credit, scale: Scale { labels }, factors, bands: Vec::new() }
    })
}

proptest! {
    #[test]
    fn what_was_exported_is_imported_as_it_was(content in content()) {
        let exported = serde_json::to_string(&InstrumentDocument::from(row(content.clone()))).unwrap();
        let imported: InstrumentDocument = serde_json::from_str(&exported).unwrap();
        let imported = imported.checked().unwrap();
        prop_assert_eq!(&imported.content, &content);
        let again = Instrument { code: imported.code, content: imported.content, ..row(content) };
        prop_assert_eq!(serde_json::to_string(&InstrumentDocument::from(again)).unwrap(), exported);
    }
}
