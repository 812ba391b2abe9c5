//! The bytes of a CSV file, decoded and cut into records with line number and raw text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use csv::{Reader, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8};

use crate::error::{Error, Result};

/// A CSV file as text.
#[derive(Debug)]
pub struct CsvFile {
    text: String,
    encoding: &'static str,
    damaged: bool,
    delimiter: u8,
}

/// One record of a CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its text as it stands in the file, without the line end.
    pub raw: &'a str,
    /// Its cells, without quotes.
    pub cells: Vec<String>,
}

impl CsvFile {
    /// Decodes the bytes by the encoding with the given label (a name of the WHATWG), or else by the byte order mark, as
    /// UTF-8 where they are that, or by the guess that fits the bytes best.
    ///
    /// # Errors
    /// [`Error::Invalid`] when no encoding has the label.
    pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<Self> {
        let encoding = match label {
            Some(label) => Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
                Error::invalid(
                    "encoding",
                    "unknown_encoding",
                    "must name an encoding, such as utf-8 or windows-1252",
                )
            })?,
            None => guess(bytes),
        };
        let (text, damaged) = encoding.decode_with_bom_removal(bytes);
        let text = text.into_owned();
        let delimiter = guess_delimiter(&text);
        Ok(Self { text, encoding: encoding.name(), damaged, delimiter })
    }

    /// The name of the encoding by which the bytes were read.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Whether the text had bytes at this place that the encoding does not know.
    pub fn is_damaged(&self, text: &str) -> bool {
        self.damaged && text.contains(char::REPLACEMENT_CHARACTER)
    }

    /// The records in order, the header among them. Empty lines are none.
    pub fn records(&self) -> Records<'_> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes());
        Records { text: &self.text, reader, line: 1, counted: 0 }
    }

    /// What is wrong with the quotes of a record, by which it may have swallowed others.
    pub fn quoting_fault(&self, raw: &str) -> Option<&'static str> {
        let mut characters = raw.chars().peekable();
        let delimiter = char::from(self.delimiter);
        let mut at_start = true;
        while let Some(character) = characters.next() {
            if !(at_start && character == '"') {
                at_start = character == delimiter;
                continue;
            }
            loop {
                match characters.next() {
                    None => return Some("a quotation mark is never closed"),
                    Some('"') if characters.next_if_eq(&'"').is_none() => break,
                    Some(_) => {}
                }
            }
            if characters.peek().is_some_and(|next| *next != delimiter) {
                return Some("there is text behind a closing quotation mark");
            }
            at_start = false;
        }
        None
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The separator that the first line has most often outside of quotes; a comma when it has none.
fn guess_delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start_matches(['\r', '\n']).bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(known, _)| *known == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    // The first of equals wins, so the comma stands first.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

/// The records of a file, read one by one.
#[derive(Debug)]
pub struct Records<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    line: u64,
    counted: usize,
}

impl Records<'_> {
    /// The line that begins at the byte; files that know only carriage returns have lines too.
    fn line_at(&mut self, byte: usize) -> u64 {
        let passed = self.text.get(self.counted..byte).unwrap_or_default();
        let ends = passed.bytes().filter(|byte| *byte == b'\n').count()
            + passed.bytes().filter(|byte| *byte == b'\r').count()
            - passed.matches("\r\n").count();
        self.counted = byte;
        self.line += u64::try_from(ends).unwrap_or_default();
        self.line
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let before = self.offset();
        let mut cells = StringRecord::new();
        // Text in memory cannot fail to be read.
        if !self.reader.read_record(&mut cells).unwrap_or(false) {
            return None;
        }
        let text = self.text.get(before..self.offset()).unwrap_or_default();
        let raw = text.trim_start_matches(['\r', '\n']);
        let line = self.line_at(before + (text.len() - raw.len()));
        Some(Record {
            line,
            raw: raw.trim_end_matches(['\r', '\n']),
            cells: cells.iter().map(str::to_owned).collect(),
        })
    }
}
