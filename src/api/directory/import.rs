//! Lists of organizations.

use actix_web::post;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::organizations::Import;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::Parameters;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::import::list::List;
use crate::domain::directory::import::report::ImportReport;
use crate::error::{Error, Result};
use crate::store::directory::import::{self, Options};

/// Rows of a list at most.
const MOST_ROWS: usize = 10_000;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(import_organizations);
}

/// How a list is imported.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// Only tell what would become of the rows.
    #[serde(default)]
    dry_run: bool,
    /// Write all rows or none. Otherwise good rows are written and bad ones reported.
    #[serde(default)]
    atomic: bool,
    /// A JSON object of column to field, or to null for a column to leave out; columns not named are guessed by their
    /// headers.
    #[param(example = "{\"Agency\": \"name\"}")]
    mapping: Option<String>,
    /// The list from which the rows come. The ids in it are remembered under this name, so lists whose ids mean different
    /// things need different names.
    #[serde(default = "csv")]
    #[param(default = "csv", min_length = 1, max_length = 100)]
    source: String,
    /// The encoding by its WHATWG name, such as `windows-1252`; unless given, the `charset` of Content-Type, and without
    /// that it is guessed.
    encoding: Option<String>,
}

fn csv() -> String {
    "csv".to_owned()
}

impl Check for ImportQuery {
    fn check(&self, faults: &mut Faults) {
        faults.text("source", &self.source, 1..=100);
    }
}

/// Import a list of organizations
///
/// A CSV list of up to 10 MB and 10,000 rows. Each row makes an entry that your organization keeps. A row with an
/// external id (a column `id` or `external_id`) brings the entry of an earlier import up to date, so that a rerun
/// changes nothing; a row without one makes a new entry each time. Larger lists are imported by `create_import`.
///
/// Columns are separated by comma, semicolon or tab; the first line names them. The fields are `external_id`, `name`
/// (needed), `alternate_name`, `description`, `email`, `website`, `tax_id`, `ein`, `year_incorporated`, `legal_status`,
/// `logo`, `uri` and `visibility`; `phone`; `contact_name`, `contact_email` and `contact_title`; `address_1`,
/// `address_2`, `city`, `state_province`, `postal_code`, `country`, `latitude` and `longitude`; `terms` by code or name,
/// `offers` and `needs`. Usual other headers, such as `Agency` or `Zip`, are known too. Several phones or terms in one
/// cell are separated by `;` or `|`, offers and needs also by a comma.
#[utoipa::path(tag = "organizations", operation_id = "import_organizations", params(ImportQuery),
    request_body(content = String, content_type = "text/csv", description = "The list, its first row the header."),
    responses((status = 200, description = "What became of each row.", body = ImportReport)))]
#[post("/organizations/import")]
async fn import_organizations(
    permit: Permit<Import>,
    query: Parameters<ImportQuery>,
    call: Call<String>,
) -> Result<Answer> {
    let ImportQuery { dry_run, atomic, mapping, source, encoding } = query.0.checked()?;
    let (bytes, charset) = call.csv()?;
    let (bytes, encoding) = (bytes.to_vec(), encoding.or_else(|| charset.map(str::to_owned)));
    let read = move || List::read(&bytes, encoding.as_deref(), mapping.as_deref(), MOST_ROWS);
    let list = tokio::task::spawn_blocking(read).await.map_err(Error::internal)??;
    let options = Options { source, dry_run, atomic };
    call.run(async |unit| Answer::json(&import::run(unit, &permit, &list, &options).await?)).await
}
