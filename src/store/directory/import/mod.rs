//! Lists of organizations: each row makes an entry or brings one up to date, and a rerun changes nothing.

mod again;
mod batch;
mod erasing;

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use again::again;
use batch::Batch;
pub(in crate::store) use erasing::erase_contact;

use super::{classification, duplicates, views};
use crate::access::Permit;
use crate::access::directory::organizations::Import;
use crate::domain::directory::import::list::List;
use crate::domain::directory::import::report::{ImportReport, RowError, RowReport, RowResult};
use crate::domain::directory::import::row::{Row, RowInput};
use crate::domain::directory::organization::Organization;
use crate::error::{Error, Result};
use crate::store::entity::{external_identifier, organization};
use crate::store::scoped::{self, PartOf};
use crate::store::{Rows, Store, Unit};

/// Rows that are looked up and written at once.
pub const CHUNK: usize = 500;

/// How a list is imported.
#[derive(Clone, Debug)]
pub struct Options {
    /// The list from which the rows come; its ids are unique in it.
    pub source: String,
    /// Only tell what would become of the rows.
    pub dry_run: bool,
    /// Write all rows or none.
    pub atomic: bool,
}

/// What is remembered of a row: what it said, and the parts that it made.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Imported {
    said: Value,
    contacts: Vec<Uuid>,
    locations: Vec<Uuid>,
    phones: Vec<Uuid>,
}

/// What an earlier import made of a row.
struct Known {
    row: external_identifier::Model,
    entry: Option<Organization>,
}

impl PartOf for external_identifier::Entity {
    const WHOLE: external_identifier::Column = external_identifier::Column::StewardId;
}

/// Writes the rows of a list, all in one transaction. New entries are written together, chunk by chunk.
///
/// # Errors
/// [`Error::Conflict`] when another import of the same list runs at the same time.
pub async fn run(
    unit: &Unit,
    permit: &Permit<Import>,
    list: &List,
    options: &Options,
) -> Result<ImportReport> {
    let mut report = ImportReport::new(options.dry_run, &list.encoding, list.ignored_columns.clone());
    let mut tried = HashSet::new();
    let terms = classification::lookup(&unit.db()).await?;
    for rows in list.rows.chunks(CHUNK) {
        let written = write(unit, permit, &terms, rows, options, &mut tried).await?;
        written.into_iter().for_each(|row| report.push(row));
    }
    if options.atomic && report.failed > 0 {
        unit.abandon();
        return Ok(nothing_written(report, list));
    }
    if options.dry_run {
        unit.abandon();
    }
    Ok(report)
}

/// Writes some rows of a list: at most [`CHUNK`] in one transaction, so that others come to write in between.
///
/// # Errors
/// [`Error::Conflict`] when another import of the same list runs at the same time.
pub async fn chunk(
    unit: &Unit,
    permit: &Permit<Import>,
    rows: &[Row],
    options: &Options,
) -> Result<Vec<RowReport>> {
    let terms = classification::lookup(&unit.db()).await?;
    let written = write(unit, permit, &terms, rows, options, &mut HashSet::new()).await?;
    if options.dry_run {
        unit.abandon();
    }
    Ok(written)
}

/// What a list fills.
const FILLED: &str = "organization, organization_facet, organization_key, organization_place, organization_search, \
    contact, location, address, phone, external_identifier";

/// Lets PostgreSQL count what a list has filled by now. By itself it does so a minute later, and reads whole tables for
/// every chunk until then. What another counts at the moment is left out. SQLite takes its indexes without counting.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn take_stock(store: &Store) -> Result<()> {
    if store.is_postgres() {
        store.writer.execute_unprepared(&format!("ANALYZE (SKIP_LOCKED) {FILLED}")).await?;
    }
    Ok(())
}

/// Writes rows: entries that an earlier import made one by one, and new ones together. Those that are only `tried` have ids
/// that say nothing to others.
async fn write(
    unit: &Unit,
    permit: &Permit<Import>,
    terms: &classification::Lookup,
    rows: &[Row],
    options: &Options,
    tried: &mut HashSet<Uuid>,
) -> Result<Vec<RowReport>> {
    let mut known = known(unit, permit, rows, options).await?;
    let new = |row: &&Row| {
        let id = row.outcome.as_ref().ok().and_then(|input| input.external_id.as_ref());
        id.is_none_or(|id| !known.contains_key(id))
    };
    let keys = rows.iter().filter(new).filter_map(|row| row.outcome.as_ref().ok()).flat_map(RowInput::keys);
    let mut matches = duplicates::find(unit, permit, &keys.collect(), None).await?;
    let mut batch = Batch::default();
    let mut reports = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.outcome.as_ref().ok().and_then(|input| input.external_id.as_ref());
        let known = id.and_then(|id| known.remove(id));
        let done = match row.outcome.as_ref().map_err(Clone::clone).and_then(|input| terms.resolve(input)) {
            Ok(input) => match known {
                Some(known) => again(unit, permit, terms, input, known).await,
                None => create(unit, permit, terms, &input, options, &mut batch).map(Ok),
            },
            Err(errors) => Ok(Err(errors)),
        };
        let mut report = told(row, done)?;
        if let (RowResult::Created, Some(id), Ok(input)) = (report.result, report.id, &row.outcome) {
            let keys = input.keys();
            report.duplicates = matches.candidates(&keys, Some(id));
            matches.add_new(&keys, id, &input.organization.name);
            if options.dry_run {
                for candidate in &mut report.duplicates {
                    candidate.id = candidate.id.filter(|id| !tried.contains(id));
                }
                tried.insert(id);
                report.id = None;
            }
        }
        reports.push(report);
    }
    batch.write(unit, permit).await?;
    Ok(reports)
}

/// The report of a row. A fault that only shows when it is written fails the row; the database being away, the import.
fn told(row: &Row, done: Result<Result<(RowResult, Uuid), Vec<RowError>>>) -> Result<RowReport> {
    let errors = match done {
        Ok(Ok((result, id))) => return Ok(RowReport::written(row.line, result, Some(id))),
        Ok(Err(errors)) => errors,
        Err(Error::Invalid(faults)) => {
            let error = |fault: crate::error::FieldError| {
                RowError::of_field(fault.pointer.trim_start_matches('/'), fault.detail, &row.raw)
            };
            faults.into_iter().map(error).collect()
        }
        Err(other) => return Err(other),
    };
    Ok(RowReport::failed(row.line, errors))
}

/// The report of a list that was to be written as a whole and was not.
fn nothing_written(report: ImportReport, list: &List) -> ImportReport {
    let mut told = ImportReport::new(report.dry_run, &report.encoding, report.ignored_columns);
    for (row, read) in report.rows.into_iter().zip(&list.rows) {
        let errors = match row.result {
            RowResult::Failed => row.errors,
            _ => vec![RowError::of_row("not written, since other rows of the list cannot be", &read.raw)],
        };
        told.push(RowReport::failed(row.line, errors));
    }
    told
}

/// What earlier imports made of these rows, by their ids in the list: two queries and those of a page of entries.
async fn known(
    unit: &Unit,
    permit: &Permit<Import>,
    rows: &[Row],
    options: &Options,
) -> Result<HashMap<String, Known>> {
    let db = unit.db();
    let ids = rows.iter().filter_map(|row| row.outcome.as_ref().ok()?.external_id.clone());
    let found = scoped::parts::<external_identifier::Entity>([permit.tenant()?])
        .filter(external_identifier::Column::Source.eq(&options.source))
        .filter(external_identifier::Column::ExternalId.is_in(ids))
        .order_by_asc(external_identifier::Column::Id);
    // Nobody else writes them until their rows are done.
    let found = db.to_write(found).all(&db.executor).await?;
    let entries = scoped::select::<organization::Entity, _>(permit)
        .filter(organization::Column::Id.is_in(found.iter().map(|row| row.organization_id)))
        .order_by_asc(organization::Column::Id);
    let entries = db.to_write_beside(entries).all(&db.executor).await?;
    let entries = views::organizations(&db, permit, entries).await?;
    let mut entries: HashMap<Uuid, Organization> =
        entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let known = |row: external_identifier::Model| {
        let entry = entries.remove(&row.organization_id);
        (row.external_id.clone(), Known { row, entry })
    };
    Ok(found.into_iter().map(known).collect())
}

/// Takes the new entry of a row into the batch.
fn create(
    unit: &Unit,
    permit: &Permit<Import>,
    terms: &classification::Lookup,
    input: &RowInput,
    options: &Options,
    batch: &mut Batch,
) -> Result<(RowResult, Uuid)> {
    let found = terms.models(&input.organization.terms);
    let (id, imported) = batch.add(unit, permit, input, &found, input.said())?;
    if let Some(external_id) = &input.external_id {
        batch.remember(unit, permit, options, external_id, id, &imported)?;
    }
    Ok((RowResult::Created, id))
}
