//! Reading a backup: what it says it holds, and that it holds this.

use std::io::{BufRead, Lines};

use serde::Deserialize;

use super::row::{Digest, Row};
use super::{Begin, Complete, End, FORMAT, Header, Summary, VERSION, known};
use crate::error::{Error, Result};

/// A backup that is being read.
pub(super) struct Reader<R> {
    lines: Lines<R>,
    pub(super) header: Header,
    summary: Summary,
}

/// What comes after the header, and after each table.
#[derive(Deserialize)]
#[serde(untagged)]
enum Next {
    Table(Begin),
    Complete(Complete),
}

/// What comes after the line of a table, and after each row.
#[derive(Deserialize)]
#[serde(untagged)]
enum Within {
    Row(Row),
    End(End),
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    pub(super) fn new(file: R) -> Result<Self> {
        let mut lines = file.lines();
        let first = lines.next().and_then(Result::ok);
        let header: Header = first
            .and_then(|line| serde_json::from_str(&line).ok())
            .filter(|header: &Header| header.format == FORMAT)
            .ok_or_else(|| {
                Error::Unavailable("the file is no backup made by `ligature backup`".to_owned())
            })?;
        if header.version > VERSION || !known(&header.migrations) {
            return Err(Error::Unavailable(format!(
                "the backup was made by version {} of Ligature, whose tables this version does not know; \
                 restore it with that version or a newer one",
                header.program
            )));
        }
        Ok(Self { lines, header, summary: Summary::default() })
    }

    /// The next table; none when the end was reached and everything was there.
    pub(super) fn table(&mut self) -> Result<Option<Begin>> {
        match self.line()? {
            Next::Table(begin) => Ok(Some(begin)),
            Next::Complete(Complete { complete }) if complete == self.summary => Ok(None),
            Next::Complete(_) => Err(damaged("there are tables or rows missing")),
        }
    }

    /// The next row of the table; none after the last, when they are what the backup was made of.
    pub(super) fn row(&mut self, table: &Begin, digest: &mut Digest) -> Result<Option<Row>> {
        match self.line()? {
            Within::Row(row) if row.len() == table.columns.len() => {
                digest.add(&table.columns, &row)?;
                Ok(Some(row))
            }
            Within::End(end) if end == (End { end: table.table.clone(), digest: *digest }) => {
                self.summary.tables += 1;
                self.summary.rows += digest.rows;
                Ok(None)
            }
            Within::Row(_) | Within::End(_) => {
                Err(damaged(format!("the rows of {} are not those it was made of", table.table)))
            }
        }
    }

    /// How much was read.
    pub(super) fn summary(&self) -> Summary {
        self.summary
    }

    fn line<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T> {
        let line = self.lines.next().ok_or_else(|| damaged("it ends too early"))?.map_err(damaged)?;
        serde_json::from_str(&line).map_err(damaged)
    }
}

/// Reads a backup to its end and tells how much it holds.
///
/// # Errors
/// [`Error::Unavailable`] when it is no backup, is of a newer version, or is not whole.
pub fn check(file: impl BufRead) -> Result<Summary> {
    let mut reader = Reader::new(file)?;
    while let Some(table) = reader.table()? {
        let mut digest = Digest::default();
        while reader.row(&table, &mut digest)?.is_some() {}
    }
    Ok(reader.summary())
}

pub(super) fn damaged(cause: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("the backup is damaged: {cause}"))
}
