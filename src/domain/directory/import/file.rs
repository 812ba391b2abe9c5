//! A CSV file, read as it comes: decoded, and cut into records with line number and raw text.

use std::io::{self, ErrorKind, Read};

use csv::{Reader, ReaderBuilder, StringRecord};
use encoding_rs::{CoderResult, Decoder};

use super::charset::Charset;
use crate::error::{Error, Result};

/// Bytes of a record at most, so that a quotation mark that is never closed takes no file into memory.
const LONGEST: usize = 10_000_000;

/// Bytes that are read at once.
const BLOCK: usize = 1 << 16;

/// One record of a CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its text as it stands in the file, without the line end.
    pub raw: String,
    /// Its cells, without quotes.
    pub cells: Vec<String>,
    /// Whether the file had bytes so far that its encoding does not know.
    pub damaged: bool,
}

impl Record {
    /// How many lines of the file it goes on for after the first.
    pub fn further_lines(&self) -> u64 {
        lines(&self.raw)
    }

    /// Whether no cell of it has any text.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// What makes the text of one of its cells unreadable.
    pub fn character_fault(&self, cell: &str, charset: Charset) -> Option<String> {
        if cell.contains('\0') {
            return Some("holds a character NUL; the file may be in another encoding".to_owned());
        }
        let damaged = self.damaged && cell.contains(char::REPLACEMENT_CHARACTER);
        damaged.then(|| format!("holds bytes that {} does not know", charset.name()))
    }
}

/// The records of a file in order, the header among them. Empty lines are none.
#[derive(Debug)]
pub struct Records<R> {
    reader: Reader<Text<R>>,
    delimiter: u8,
    line: u64,
    /// What was read since the last record began.
    passed: String,
}

impl<R: Read> Records<R> {
    /// The records of the text that the bytes of `source` are in `charset`.
    ///
    /// # Errors
    /// As [`Records::next`].
    pub fn new(source: R, charset: Charset) -> Result<Self> {
        let mut text = Text {
            source,
            decoder: charset.decoder(),
            damaged: false,
            ended: false,
            kept: String::new(),
            start: 0,
            mark: 0,
            given: 0,
        };
        let delimiter = text.guess_delimiter().map_err(failure)?;
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
        Ok(Self { reader, delimiter, line: 1, passed: String::new() })
    }

    /// Why the cells of a record cannot be trusted to be those of one row of so many columns.
    pub fn structural_fault(&self, record: &Record, width: usize) -> Option<String> {
        if let Some(fault) = self.quoting_fault(&record.raw) {
            return Some(fault.to_owned());
        }
        let found = record.cells.len();
        let surplus = record.cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
        (found < width || surplus).then(|| format!("has cells: {found}, and the header: {width}"))
    }

    /// What is wrong with the quotes of a record, by which it may have swallowed others.
    fn quoting_fault(&self, raw: &str) -> Option<&'static str> {
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

    /// The next record.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a record of more than 10 MB, and what the source answers.
    pub fn read(&mut self) -> Result<Option<Record>> {
        let mut cells = StringRecord::new();
        let read = self.reader.read_record(&mut cells).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => failure(error),
            // The text is UTF-8, and records may be of any length.
            other => Error::internal(format!("{other:?}")),
        });
        if !read? {
            return Ok(None);
        }
        let end = self.reader.position().byte();
        let source = self.reader.get_mut();
        let damaged = source.damaged;
        let text = source.take(end);
        let raw = text.trim_start_matches(['\r', '\n']);
        let (ends, raw) = text.split_at(text.len() - raw.len());
        self.passed.push_str(ends);
        self.line += lines(&self.passed);
        self.passed = raw.to_owned();
        let raw = raw.trim_end_matches(['\r', '\n']).to_owned();
        Ok(Some(Record { line: self.line, raw, cells: cells.iter().map(str::to_owned).collect(), damaged }))
    }
}

/// How many lines end in the text; files that know only carriage returns have lines too.
fn lines(text: &str) -> u64 {
    let ends = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    u64::try_from(ends - text.matches("\r\n").count()).unwrap_or_default()
}

fn failure(error: io::Error) -> Error {
    error.downcast::<Error>().unwrap_or_else(Error::internal)
}

/// The text of a file as it is read, kept from the start of the record under way.
#[derive(Debug)]
struct Text<R> {
    source: R,
    decoder: Decoder,
    damaged: bool,
    ended: bool,
    kept: String,
    /// The place in the file, in bytes of UTF-8, at which `kept` begins.
    start: u64,
    /// Where in `kept` the record under way begins.
    mark: usize,
    /// How much of `kept` was given out.
    given: usize,
}

impl<R: Read> Text<R> {
    /// Reads and decodes a block more.
    fn fill(&mut self) -> io::Result<()> {
        if self.kept.len() - self.mark > LONGEST {
            let fault = "a record is longer than 10 MB; a quotation mark may not be closed";
            return Err(io::Error::other(Error::invalid("", "length", fault)));
        }
        self.kept.drain(..self.mark);
        self.start += u64::try_from(self.mark).unwrap_or_default();
        self.given -= self.mark;
        self.mark = 0;
        let mut bytes = Vec::with_capacity(BLOCK);
        let read = u64::try_from(BLOCK).unwrap_or_default();
        self.ended = self.source.by_ref().take(read).read_to_end(&mut bytes)? == 0;
        let mut rest = bytes.as_slice();
        loop {
            self.kept.reserve(BLOCK);
            let (result, used, damaged) = self.decoder.decode_to_string(rest, &mut self.kept, self.ended);
            self.damaged |= damaged;
            rest = rest.get(used..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
    }

    /// The text up to a place in the file, from where the last one ended.
    fn take(&mut self, end: u64) -> &str {
        let end = usize::try_from(end - self.start).unwrap_or(usize::MAX);
        let from = std::mem::replace(&mut self.mark, end);
        self.kept.get(from..end).unwrap_or_default()
    }

    /// The separator that the first line has most often outside of quotes; a comma when it has none.
    fn guess_delimiter(&mut self) -> io::Result<u8> {
        let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
        let (mut seen, mut quoted, mut begun) = (0, false, false);
        'line: loop {
            for byte in self.kept.bytes().skip(seen) {
                match byte {
                    b'\r' | b'\n' if !begun => {}
                    b'\r' | b'\n' if !quoted => break 'line,
                    _ => {
                        begun = true;
                        quoted ^= byte == b'"';
                        let known = counts.iter_mut().filter(|(known, _)| *known == byte && !quoted);
                        known.for_each(|(_, count)| *count += 1);
                    }
                }
            }
            seen = self.kept.len();
            if self.ended {
                break;
            }
            self.fill()?;
        }
        // The first of equals wins, so the comma stands first.
        Ok(counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter))
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.kept.len() && !self.ended {
            match self.fill() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                filled => filled?,
            }
        }
        let mut rest = self.kept.as_bytes().get(self.given..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.given += read;
        Ok(read)
    }
}
