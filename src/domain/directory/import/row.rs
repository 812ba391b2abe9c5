//! Rows of a list as input for the directory.

use std::collections::{BTreeSet, HashMap};

use super::cells::Cells;
use super::file::{CsvFile, Record, Records};
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
pub struct ParsedRow<'a> {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// The row as it stands in the file.
    pub raw: &'a str,
    /// What can be written, or why nothing can.
    pub outcome: Result<RowInput, Vec<RowError>>,
}

/// The rows of a file, read one by one. Rows in which every cell is empty are left out.
#[derive(Debug)]
pub struct Rows<'a> {
    file: &'a CsvFile,
    records: Records<'a>,
    mapping: Mapping,
    lines: HashMap<String, u64>,
}

impl<'a> Rows<'a> {
    /// Reads the header and settles which column holds which field.
    ///
    /// # Errors
    /// As [`Mapping::new`].
    pub fn new(file: &'a CsvFile, names: &ColumnNames) -> Result<Self> {
        let mut records = file.records();
        let mapping = Mapping::new(records.next().as_ref(), names)?;
        Ok(Self { file, records, mapping, lines: HashMap::new() })
    }

    /// Which column holds which field.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    fn parse(&mut self, record: &Record<'_>) -> Result<RowInput, Vec<RowError>> {
        if let Some(reason) = self.structural_fault(record) {
            return Err(vec![RowError::of_row(reason, record.raw)]);
        }
        let row = Cells::new(&self.mapping, self.file, &record.cells).read()?;
        if let Some(id) = &row.external_id {
            let first = *self.lines.entry(id.clone()).or_insert(record.line);
            if first != record.line {
                let reason = format!("stands on line {first} already");
                return Err(vec![RowError::of_field(Field::ExternalId.name(), reason, id)]);
            }
        }
        Ok(row)
    }

    /// Why the cells of the record cannot be trusted to be those of one row.
    fn structural_fault(&self, record: &Record<'_>) -> Option<String> {
        if let Some(fault) = self.file.quoting_fault(record.raw) {
            return Some(fault.to_owned());
        }
        let (width, found) = (self.mapping.width(), record.cells.len());
        let surplus = record.cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
        (found < width || surplus).then(|| format!("has cells: {found}, and the header: {width}"))
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = ParsedRow<'a>;

    fn next(&mut self) -> Option<ParsedRow<'a>> {
        let record =
            self.records.by_ref().find(|record| record.cells.iter().any(|cell| !cell.trim().is_empty()))?;
        let outcome = self.parse(&record);
        Some(ParsedRow { line: record.line, raw: record.raw, outcome })
    }
}
