//! Rows of a list as input for the directory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use sha2::{Digest, Sha256};

use super::cells::Cells;
use super::charset::Charset;
use super::file::{Record, Records};
use super::mapping::{ColumnNames, Field, Mapping};
use super::report::RowError;
use crate::domain::directory::organization::{OrganizationInput, Parts};
use crate::error::Result;

/// A row that can be written once its terms are looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct RowInput {
    /// The row's id in the list from which it comes.
    pub external_id: Option<String>,
    /// The organization, its terms still missing.
    pub organization: OrganizationInput,
    /// The terms by code or name.
    pub terms: Vec<String>,
    /// Contacts, telephone numbers and locations; the id of their organization is nil until it is known.
    pub parts: Parts,
    /// The fields in which the row has text.
    pub given: BTreeSet<Field>,
}

impl RowInput {
    /// The organization as it is after the row is read again: a field without text in the row stays as it is.
    ///
    /// Terms are taken from `self.organization`, where they have been put by then.
    pub fn onto(&self, existing: &OrganizationInput) -> OrganizationInput {
        let (mut changed, row) = (existing.clone(), self.organization.clone());
        for field in &self.given {
            match field {
                Field::Name => changed.name.clone_from(&row.name),
                Field::AlternateName => changed.alternate_name.clone_from(&row.alternate_name),
                Field::Description => changed.description.clone_from(&row.description),
                Field::Email => changed.email.clone_from(&row.email),
                Field::Website => changed.website.clone_from(&row.website),
                Field::YearIncorporated => changed.year_incorporated = row.year_incorporated,
                Field::LegalStatus => changed.legal_status.clone_from(&row.legal_status),
                Field::Logo => changed.logo.clone_from(&row.logo),
                Field::Uri => changed.uri.clone_from(&row.uri),
                Field::Terms => changed.terms.clone_from(&row.terms),
                Field::Offers => changed.offers.clone_from(&row.offers),
                Field::Needs => changed.needs.clone_from(&row.needs),
                Field::Visibility => changed.visibility = row.visibility,
                // Identifiers are added below; the others belong to parts.
                _ => {}
            }
        }
        for identifier in row.organization_identifiers {
            if !changed.organization_identifiers.contains(&identifier) {
                changed.organization_identifiers.push(identifier);
            }
        }
        changed
    }
}

/// A row of the file: what it says, or everything that is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// The row as it stands in the file.
    pub raw: String,
    /// What can be written, or why nothing can.
    pub outcome: Result<RowInput, Vec<RowError>>,
}

/// The rows of a file, read one by one. Rows in which every cell is empty are left out.
#[derive(Debug)]
pub struct Rows<R> {
    records: Records<R>,
    charset: Charset,
    mapping: Mapping,
    lines: Lines,
}

/// The line of each id so far. A list may have many: so of the id there is only a hash, in a tree, which grows with them and
/// not by doubling.
#[derive(Debug, Default)]
struct Lines(BTreeMap<[u8; 10], u32>);

impl Lines {
    /// The line on which the id stood first, this one if it did not before.
    fn first(&mut self, id: &str, line: u64) -> u64 {
        let digest = Sha256::digest(id);
        match (digest.first_chunk(), u32::try_from(line)) {
            (Some(hash), Ok(number)) => u64::from(*self.0.entry(*hash).or_insert(number)),
            _ => line,
        }
    }
}

impl<R: Read> Rows<R> {
    /// Reads the header and settles which column holds which field.
    ///
    /// # Errors
    /// As [`Mapping::new`] and [`Records::read`].
    pub fn new(source: R, charset: Charset, names: &ColumnNames) -> Result<Self> {
        let mut records = Records::new(source, charset)?;
        let mapping = Mapping::new(records.read()?.as_ref(), names)?;
        Ok(Self { records, charset, mapping, lines: Lines::default() })
    }

    /// Which column holds which field.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The encoding by which the file is read.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// The next row.
    ///
    /// # Errors
    /// As [`Records::read`].
    pub fn read(&mut self) -> Result<Option<Row>> {
        while let Some(record) = self.records.read()? {
            if !record.is_blank() {
                let outcome = self.parse(&record);
                return Ok(Some(Row { line: record.line, raw: record.raw, outcome }));
            }
        }
        Ok(None)
    }

    fn parse(&mut self, record: &Record) -> Result<RowInput, Vec<RowError>> {
        if let Some(reason) = self.records.structural_fault(record, self.mapping.width()) {
            return Err(vec![RowError::of_row(reason, &record.raw)]);
        }
        let row = Cells::new(&self.mapping, self.charset, record).read()?;
        if let Some(id) = &row.external_id {
            let first = self.lines.first(id, record.line);
            if first != record.line {
                let reason = format!("stands on line {first} already");
                return Err(vec![RowError::of_field(Field::ExternalId.name(), reason, id)]);
            }
        }
        Ok(row)
    }
}
