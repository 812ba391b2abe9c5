//! Sheets that were filled in a spreadsheet.

use proptest::prelude::*;
use serde_json::json;

use super::{faults, instrument, potential_partners_worksheet};
use crate::domain::check::MOST_FAULTS;
use crate::{
    domain::evaluation::{
        answer::Answer,
        evaluation::RatingEntry,
        instrument::{InstrumentInput, Scale},
        sheet_file::SheetFile,
    },
    error::Error,
    render::worksheet::worksheet_csv,
};

fn accept(text: &str) -> Result<Vec<RatingEntry>, Error> {
    SheetFile::read(text.as_bytes(), None)?.accept(&potential_partners_worksheet())
}

/// The answer that a value stands for, or none.
fn answer(content: &InstrumentInput, value: &str) -> Option<Answer> {
    let file = format!("item;value\n1a;\"{}\"\n", value.replace('"', "\"\""));
    let taken = SheetFile::read(file.as_bytes(), None).unwrap().accept(content);
    taken.ok().map(|taken| taken[0].value)
}

fn scaled(labels: &[(i32, &str)]) -> InstrumentInput {
    let labels: Vec<_> =
        labels.iter().map(|(value, label)| json!({"value": value, "label": label})).collect();
    let scale: Scale = serde_json::from_value(json!({"labels": labels})).unwrap();
    InstrumentInput { scale, ..instrument(&[1]) }
}

#[test]
fn a_value_is_a_number_a_word_or_a_label() {
    let content = potential_partners_worksheet();
    for (value, expected) in [
        ("4", Answer::Rating(4)),
        (" 4.0 ", Answer::Rating(4)),
        ("+4", Answer::Rating(4)),
        ("'4", Answer::Rating(4)),
        ("Strongly  AGREE", Answer::Rating(5)),
        ("disagree", Answer::Rating(2)),
        ("unknown", Answer::Unknown),
        ("Don't know", Answer::Unknown),
        ("don\u{2019}t know", Answer::Unknown),
        ("?", Answer::Unknown),
        ("N/A", Answer::NotApplicable),
        ("not_applicable", Answer::NotApplicable),
        ("Not applicable", Answer::NotApplicable),
        ("", Answer::Blank),
        ("  ", Answer::Blank),
    ] {
        assert_eq!(answer(&content, value), Some(expected), "{value}");
    }
    for value in
        ["6", "0", "4.5", "4,5", "-4", "agre", "=4", "'=4", "NaN", "1e400", "true", "null", "''4", "\u{664}"]
    {
        assert_eq!(answer(&content, value), None, "{value}");
    }
}

#[test]
fn a_number_of_the_scale_is_not_taken_for_a_label() {
    let odd = scaled(&[(-1, "2"), (0, "-"), (1, "+"), (2, "'tis"), (3, "same"), (4, "Same"), (5, "unknown")]);
    for (value, expected) in [
        ("2", Some(Answer::Rating(2))),
        ("'-1", Some(Answer::Rating(-1))),
        ("-", Some(Answer::Rating(0))),
        ("'+", Some(Answer::Rating(1))),
        ("'tis", Some(Answer::Rating(2))),
        ("same", None),
        ("unknown", Some(Answer::Unknown)),
    ] {
        assert_eq!(answer(&odd, value), expected, "{value}");
    }
}

#[test]
fn every_fault_of_a_file_is_told_by_row_and_column() {
    let long = "x".repeat(4_001);
    let file = format!(
        "Item,Name,Value,Note,Evidence\r\n\
         1a,\"A history,\nin two lines\",9,{long},{long}\r\n\
         \r\n\
         ,,,,\r\n\
         9z,none,agree,,\r\n\
         1b,twice,3,,\r\n\
         1b,twice,sometimes,,\r\n\
         1c,short,3\r\n\
         2a,\"open\" quotes,3,,\r\n\
         2b,,3,nul\0,\r\n\
         ,no item,3,,\r\n"
    );
    assert_eq!(
        faults(accept(&file)),
        [
            "/rows/1/note length",
            "/rows/1/evidence length",
            "/rows/1/value not_on_scale",
            "/rows/4/item unknown_item",
            "/rows/6/item duplicate",
            "/rows/6/value not_on_scale",
            "/rows/7 unreadable",
            "/rows/8 unreadable",
            "/rows/9/note unreadable",
            "/rows/10/item unknown_item",
        ]
    );
}

#[test]
fn a_row_and_column_has_one_fault_at_most() {
    assert_eq!(
        faults(accept("item,value\n\0,\0\n")),
        ["/rows/1/item unreadable", "/rows/1/value unreadable"]
    );
    let damaged = SheetFile::read(b"item,value,note\n1a,3,\xff\xfe\n1b,3,fine\n", Some("utf-8")).unwrap();
    assert_eq!(faults(damaged.accept(&potential_partners_worksheet())), ["/rows/1/note unreadable"]);
}

#[test]
fn the_header_names_the_columns() {
    for (file, expected) in [
        ("", vec!["/columns/item required", "/columns/value required"]),
        ("\n\n", vec!["/columns/item required", "/columns/value required"]),
        ("item,note\n", vec!["/columns/value required"]),
        ("item,value,notes,item\n", vec!["/columns/3 unknown_column", "/columns/4 duplicate"]),
        ("item,,value\n", vec!["/columns/2 unknown_column"]),
    ] {
        assert_eq!(faults(accept(file)), expected, "{file}");
    }
    let wide = format!("item,value{}\n", ",x".repeat(100_000));
    assert_eq!(faults(accept(&wide)).len(), 99);
    assert_eq!(accept("VALUE , Item,,\n3,1a,,\n").unwrap()[0].value, Answer::Rating(3));
    assert_eq!(faults(accept("item,value,\n1a,3,lost\n")), ["/rows/1 unreadable"]);
    assert!(accept("item,value\n").unwrap().is_empty());
}

#[test]
fn a_file_has_at_most_as_many_rows_as_an_instrument_has_items() {
    let rows = |count: usize| format!("item,value\n{}\n{}", "1a,3\n".repeat(count), ",\n".repeat(1_000));
    assert_eq!(faults(accept(&rows(401))), ["/rows too_many"]);
    assert_eq!(faults(accept(&rows(400))).len(), MOST_FAULTS);
    assert_eq!(faults(accept(&rows(100))).len(), 99);
}

#[test]
fn encodings_delimiters_and_line_ends_do_not_matter() {
    let expected = ("1a", Answer::Rating(4), Some("Fête à l’école"), Some("=1+1"));
    let texts = [
        "item,value,note,evidence\n1a,4,Fête à l’école,'=1+1\n",
        "item;value;note;evidence\r\n1a;agree;Fête à l’école;\"'=1+1\"\r\n",
        "\u{feff}item\tvalue\tnote\tevidence\r1a\t4\tFête à l’école\t=1+1\r",
    ];
    let windows: Vec<_> =
        texts.iter().map(|text| encoding_rs::WINDOWS_1252.encode(text).0.into_owned()).collect();
    let utf16: Vec<u8> = texts[2].encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = texts.iter().map(|text| (text.as_bytes().to_vec(), None)).chain([
        (windows[0].clone(), None),
        (windows[1].clone(), Some("windows-1252")),
        (utf16, None),
    ]);
    for (bytes, encoding) in files {
        let taken =
            SheetFile::read(&bytes, encoding).unwrap().accept(&potential_partners_worksheet()).unwrap();
        let [entry] = taken.as_slice() else { panic!("{taken:?}") };
        assert_eq!(
            (entry.item.as_str(), entry.value, entry.note.as_deref(), entry.evidence.as_deref()),
            expected
        );
    }
    assert_eq!(faults(SheetFile::read(b"item,value\n", Some("morse"))), ["encoding unknown_encoding"]);
}

proptest! {
    #[test]
    fn an_empty_sheet_is_read_back_whatever_its_codes_and_names(
        codes in proptest::collection::hash_set("[A-Za-z0-9._-]{1,20}", 1..40),
        name in "\\PC{1,60}",
    ) {
        let mut content = instrument(&[1]);
        let item = content.factors[0].items[0].clone();
        let items = codes.iter().map(|code| {
            super::super::instrument::Item { code: code.clone(), name: name.clone(), ..item.clone() }
        });
        content.factors[0].items = items.collect();
        let sheet = worksheet_csv(&content).unwrap();
        let taken = SheetFile::read(sheet.as_bytes(), None).unwrap().accept(&content).unwrap();
        let read: Vec<_> = taken.iter().map(|entry| entry.item.clone()).collect();
        prop_assert_eq!(read, content.items().map(|item| item.code.clone()).collect::<Vec<_>>());
        prop_assert!(taken.iter().all(|entry| entry.value == Answer::Blank && entry.note.is_none()));
    }

    #[test]
    fn no_file_is_too_odd_to_be_answered(text in "(item,value|[\\PC\n\r\"',;]{0,12}|1a,4\n){0,12}") {
        let _ = SheetFile::read(text.as_bytes(), None).map(|file| file.accept(&potential_partners_worksheet()));
    }
}
