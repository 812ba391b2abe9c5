//! What became of the rows of a job's file.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::Authorized;
use crate::access::integration::jobs::ListRows;
use crate::domain::directory::import::report::RowReport;
use crate::domain::integration::job::JobRowFilter;
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::views::{from_json, text_of, to_json, word};
use crate::store::entity::job_row;
use crate::store::page::{Ids, Sorting, page};
use crate::store::scoped::{self, PartOf};
use crate::store::write::batches;
use crate::store::{Rows, Store, Unit};

impl PartOf for job_row::Entity {
    const WHOLE: job_row::Column = job_row::Column::JobId;
}

/// What became of the rows, in the order of the file.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(
    store: &Store,
    job: &Authorized<ListRows>,
    filter: &JobRowFilter,
    listing: &Listing,
) -> Result<Page<RowReport>> {
    let mut select = scoped::parts::<job_row::Entity>([job.row().id]);
    if let Some(result) = filter.result {
        select = select.filter(job_row::Column::Result.eq(text_of(result)?));
    }
    let by_line = Sorting {
        name: "line",
        column: job_row::Column::Line,
        key: |row: &job_row::Model| row.line.to_string(),
        parse: |text| text.parse::<i64>().ok().map(Into::into),
    };
    // A line stands in a job once.
    let ids = Ids { column: job_row::Column::JobId, id: |row: &job_row::Model| row.job_id };
    let found = page(&store.db(), select, ids, &[by_line], listing).await?;
    found.then(async |rows| rows.into_iter().map(view).collect()).await
}

fn view(row: job_row::Model) -> Result<RowReport> {
    Ok(RowReport {
        line: u64::try_from(row.line).map_err(Error::internal)?,
        result: word(&row.result)?,
        id: row.organization_id,
        errors: row.errors.map_or_else(|| Ok(Vec::new()), from_json)?,
        duplicates: row.duplicates.map_or_else(|| Ok(Vec::new()), from_json)?,
    })
}

/// Keeps what became of further rows.
pub(super) async fn insert(unit: &Unit, job_id: Uuid, rows: &[RowReport]) -> Result<()> {
    let row = |report: &RowReport| {
        let told = |told: bool, value: Result<serde_json::Value>| told.then_some(value).transpose();
        Ok(job_row::ActiveModel {
            job_id: Set(job_id),
            line: Set(i64::try_from(report.line).map_err(Error::internal)?),
            result: Set(text_of(report.result)?),
            organization_id: Set(report.id),
            errors: Set(told(!report.errors.is_empty(), to_json(&report.errors))?),
            duplicates: Set(told(!report.duplicates.is_empty(), to_json(&report.duplicates))?),
        })
    };
    let rows = rows.iter().map(row).collect::<Result<Vec<_>>>()?;
    for rows in batches(rows) {
        insert_rows(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "rows of a job that was read by permit")]
fn insert_rows(rows: Vec<job_row::ActiveModel>) -> sea_orm::InsertMany<job_row::ActiveModel> {
    job_row::Entity::insert_many(rows)
}
