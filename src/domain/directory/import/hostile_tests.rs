//! Files that are broken, badly encoded or meant to do harm.

use std::io::Read;

use encoding_rs::WINDOWS_1252;
use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::strategy::{Just, Strategy};

use super::charset::{Charset, Guess};
use super::file::Records;
use super::mapping::ColumnNames;
use super::report::RowError;
use super::row::{Row, Rows};
use crate::error::{Error, Result};

type Outcome = (u64, Result<String, Vec<RowError>>);

/// Line and name, or errors, of each row.
fn read(bytes: &[u8], encoding: Option<&str>) -> Vec<Outcome> {
    let named = |row: Row| (row.line, row.outcome.map(|input| input.organization.name));
    rows(bytes, encoding).unwrap().into_iter().map(named).collect()
}

/// Every row, or why the file cannot be read; its bytes come a few at a time.
fn rows(bytes: &[u8], encoding: Option<&str>) -> Result<Vec<Row>> {
    let mut rows = Rows::new(Dripping(bytes), Charset::of(bytes, encoding).unwrap(), &ColumnNames::new())?;
    std::iter::from_fn(|| rows.read().transpose()).collect()
}

/// Bytes that come a few at a time.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(3);
        self.0.read(buffer.get_mut(..most).unwrap())
    }
}

fn names(bytes: &[u8], encoding: Option<&str>) -> Vec<String> {
    read(bytes, encoding).into_iter().map(|(_, outcome)| outcome.unwrap()).collect()
}

/// The line, the field, a part of the reason and the raw text of the first error of each row that failed.
fn failures(bytes: &[u8]) -> Vec<(u64, Option<String>, String, String)> {
    read(bytes, None)
        .into_iter()
        .filter_map(|(line, outcome)| outcome.err().map(|errors| (line, errors.into_iter().next().unwrap())))
        .map(|(line, error)| (line, error.field, error.reason, error.raw))
        .collect()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn text_is_read_in_the_encoding_it_is_in() {
    let text = "name,city\nMünchner Bücherei,Köln\n";
    assert_eq!(names(text.as_bytes(), None), ["Münchner Bücherei"]);
    assert_eq!(names(format!("\u{feff}{text}").as_bytes(), None), ["Münchner Bücherei"]);
    assert_eq!(names(&utf16(text, true), None), ["Münchner Bücherei"]);
    assert_eq!(names(&utf16(text, false), None), ["Münchner Bücherei"]);
    let (windows, _, _) = WINDOWS_1252.encode(text);
    assert_eq!(names(&windows, None), ["Münchner Bücherei"]);
    assert_eq!(names(&windows, Some("latin1")), ["Münchner Bücherei"]);
    assert_eq!(Charset::of(&windows, None).unwrap().name(), "windows-1252");
}

#[test]
fn an_encoding_that_nobody_knows_is_refused() {
    assert!(matches!(Charset::of(b"name\n", Some("klingon")), Err(Error::Invalid(_))));
}

#[test]
fn a_guess_is_the_same_however_the_bytes_come() {
    let text = "name\nMünchner Bücherei\n";
    let (windows, _, _) = WINDOWS_1252.encode(text);
    for bytes in [text.as_bytes(), &windows, &utf16(text, true), b"name\nLibrary\n", b""] {
        let mut guess = Guess::default();
        bytes.chunks(1).for_each(|byte| guess.feed(byte));
        assert_eq!(guess.finish(), Charset::of(bytes, None).unwrap());
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_takes_no_file_into_memory() {
    let text = format!("name\nGood\n\"Bad\n{}", "more\n".repeat(2_200_000));
    let mut rows =
        Rows::new(text.as_bytes(), Charset::of_label("utf-8").unwrap(), &ColumnNames::new()).unwrap();
    assert_eq!(rows.read().unwrap().unwrap().outcome.unwrap().organization.name, "Good");
    assert!(matches!(rows.read(), Err(Error::Invalid(_))));
}

#[test]
fn rows_with_bytes_outside_the_encoding_fail_alone() {
    let rows = read(b"name,city\nGood,x\nB\xfccherei,x\nAlso good,x\n", Some("utf-8"));
    let passed: Vec<_> = rows.iter().map(|(line, outcome)| (*line, outcome.is_ok())).collect();
    assert_eq!(passed, [(2, true), (3, false), (4, true)]);
}

#[test]
fn a_replacement_character_that_stands_in_the_file_is_text() {
    assert_eq!(names("name\nA\u{fffd}\n".as_bytes(), None), ["A\u{fffd}"]);
}

#[test]
fn lines_are_counted_by_every_kind_of_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["name,city", "A,x", "", "\"B", "b\",x", ",", "C,x"].join(end);
        let lines: Vec<_> = read(text.as_bytes(), None).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 4, 7], "{end:?}");
    }
}

#[test]
fn other_separators_are_seen_in_the_header() {
    assert_eq!(names(b"name;city\nA, B and C;x\n", None), ["A, B and C"]);
    assert_eq!(names(b"name\tcity\nA, B; C\tx\n", None), ["A, B; C"]);
    assert_eq!(names(b"\"name\",\"a;b;c\"\nA,x\n", None), ["A"]);
}

#[test]
fn ragged_rows_fail_with_their_text() {
    let found = failures(b"id,name,city\n1,A,x\n2,B\n3,C,x,more\n4,D,x,,\n");
    let expected = |line, cells: &str, raw: &str| {
        (line, None, format!("has cells: {cells}, and the header: 3"), raw.to_owned())
    };
    assert_eq!(found, [expected(3, "2", "2,B"), expected(4, "4", "3,C,x,more")]);
}

#[test]
fn a_quote_that_swallows_other_rows_is_reported_with_all_of_them() {
    let open = failures(b"name,city\nA,\"x\nB,y\nC,z\n");
    assert_eq!(open.len(), 1);
    let (line, _, reason, raw) = open.first().unwrap();
    assert_eq!((*line, raw.as_str()), (2, "A,\"x\nB,y\nC,z"));
    assert!(reason.contains("never closed"));
    let stray = failures(b"name,city\n\"A,x\n\"B\",y\nC,z\n");
    assert!(stray.first().unwrap().2.contains("behind a closing"));
    assert_eq!(names(b"name,city\nThe \"A\" team,5\" pipe\n", None), ["The \"A\" team"]);
}

#[test]
fn nul_and_other_invisible_names_fail() {
    let found = failures(b"name,city\nA\0B,x\n\xe2\x80\x8b,x\n");
    assert_eq!(found.iter().map(|failure| failure.0).collect::<Vec<_>>(), [2, 3]);
    assert!(found.first().unwrap().2.contains("NUL"));
}

#[test]
fn wide_and_long_files_are_read() {
    let header: Vec<_> = (0..10_000).map(|index| format!("c{index}")).collect();
    let text = format!("name,{}\nA{}\n", header.join(","), ",x".repeat(10_000));
    assert_eq!(names(text.as_bytes(), None), ["A"]);
    let huge = failures(format!("name\n{}\nB\n", "x".repeat(3_000_000)).as_bytes());
    assert_eq!(huge.len(), 1);
    assert_eq!(huge.first().unwrap().3.len(), 2_000);
    assert_eq!(read(b"name\n", None), []);
}

/// Pieces of which broken files are made.
fn pieces() -> impl Strategy<Value = String> {
    let nasty = prop_oneof![
        Just("\""),
        Just(","),
        Just("\n"),
        Just("\r"),
        Just("\r\n"),
        Just("\0"),
        Just(";"),
        Just("\t"),
        Just("\u{feff}"),
        Just("name"),
        Just("email"),
        Just("lat"),
        Just("a@"),
        Just("id"),
        Just("="),
        Just("é"),
        Just("phone"),
        Just("+1"),
        Just("-91"),
        Just("\u{202e}"),
        Just("1970"),
        Just("|")
    ];
    proptest::collection::vec(nasty, 0..60).prop_map(|pieces| pieces.concat())
}

/// Reads everything there is; whatever the bytes, this must end without harm.
fn exhaust(bytes: &[u8], encoding: Option<&str>) -> usize {
    let rows = rows(bytes, encoding).unwrap_or_default();
    assert!(rows.iter().all(|row| row.outcome.as_ref().err().is_none_or(|errors| !errors.is_empty())));
    rows.len()
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        exhaust(&bytes, None);
        for encoding in ["utf-16le", "shift_jis", "windows-1252", "iso-2022-jp"] {
            exhaust(&bytes, Some(encoding));
        }
    }

    #[test]
    fn any_rows_below_a_good_header_are_read_without_harm(rows in pieces()) {
        exhaust(format!("id,name,email,phone,lat,lon,offers,founded,country\n{rows}").as_bytes(), None);
        exhaust(rows.as_bytes(), None);
    }

    #[test]
    fn any_cells_are_read_without_harm(cells in proptest::collection::vec("\\PC{0,20}", 9)) {
        let cells: Vec<_> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let text = format!("id,name,email,phone,lat,lon,offers,founded,country\n{}\n", cells.join(","));
        let rows = exhaust(text.as_bytes(), Some("utf-8"));
        prop_assert!(rows <= 1);
    }

    #[test]
    fn no_text_of_the_file_is_lost(rows in pieces()) {
        let text = format!("name,city\n{rows}");
        let charset = Charset::of_label("utf-8").unwrap();
        let mut records = Records::new(Dripping(text.as_bytes()), charset).unwrap();
        let without_ends = |text: &str| text.replace(['\r', '\n'], "");
        let raw: String = std::iter::from_fn(|| records.read().unwrap()).map(|record| without_ends(&record.raw)).collect();
        prop_assert_eq!(raw, without_ends(&text));
    }

    #[test]
    fn names_come_back_as_they_were_written(names in proptest::collection::vec("[a-zA-Z\",;\t\r\néß]{0,12}[a-z]", 1..8)) {
        let rows: String = names.iter().map(|name| format!("x,\"{}\"\r\n", name.replace('"', "\"\""))).collect();
        let found = self::names(format!("city,name\r\n{rows}").as_bytes(), None);
        let wanted: Vec<_> = names.iter().map(|name| name.trim().to_owned()).collect();
        prop_assert_eq!(found, wanted);
    }
}
