//! Jobs: imports of any size.

use std::cell::Cell;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, get, post};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::integration::jobs::{Cancel, CreateImport, Follow, Get, List, ListRows};
use crate::api::answer::Answer;
use crate::api::authenticate::caller;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::{Id, Parameters, path_id};
use crate::api::resource::{One, resource};
use crate::api::upload::Upload;
use crate::api::{Drain, Service};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::import::charset::Charset;
use crate::domain::directory::import::mapping::parse_column_names;
use crate::domain::directory::import::report::RowReport;
use crate::domain::integration::job::{ImportOptions, Job, JobRowFilter};
use crate::error::{Error, Result};
use crate::store::integration::{job_rows, jobs};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_import)
        .service(list_jobs)
        .service(follow_job)
        .service(list_job_rows)
        .service(cancel_job)
        .service(get_job);
}

resource!(Job, "/v1/jobs", crate::access::integration::jobs::actions);

/// How a list is imported.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportJobQuery {
    /// Only tell what would become of the rows. Of duplicates within the list, those in the same chunk are told.
    #[serde(default)]
    dry_run: bool,
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

impl Check for ImportJobQuery {
    fn check(&self, faults: &mut Faults) {
        faults.text("source", &self.source, 1..=100);
    }
}

/// Import a list of any size
///
/// As `import_organizations`, for lists of up to 1 GB. The file is kept as it comes, and the answer is a job: ask after it,
/// follow it, or cancel it. It is carried out in chunks of 500 rows, each written whole or not at all, and goes on after
/// the service was ended, however it ended. It may do what you may: when your session ends before it does, it stops, and
/// a program's job when its secret ends. What became of each row is in its report, `list_job_rows`.
#[utoipa::path(tag = "jobs", operation_id = "create_import", params(ImportJobQuery),
    request_body(content = String, content_type = "text/csv", description = "The list, its first row the header."),
    responses((status = 202, description = "It will be imported.", body = One<Job>)))]
#[post("/jobs/imports")]
async fn create_import(
    permit: Permit<CreateImport>,
    query: Parameters<ImportJobQuery>,
    mut upload: Upload,
) -> Result<Answer> {
    let ImportJobQuery { dry_run, mapping, source, encoding } = query.0.checked()?;
    mapping.as_deref().map(parse_column_names).transpose()?;
    encoding.as_deref().map(Charset::of_label).transpose()?;
    let store = upload.service.store.clone();
    let options = ImportOptions { source, dry_run, mapping, encoding };
    let id = store.write(async |unit| jobs::open(unit, &permit, &options).await).await?;
    let mut number = 0;
    let received = upload
        .receive(options.encoding.as_deref(), async |bytes| {
            store.write(async |unit| jobs::append(unit, &permit, id, number, &bytes).await).await?;
            number += 1;
            Ok(())
        })
        .await;
    let submitted = Cell::new(false);
    let answer = match received {
        Ok(charset) => {
            upload
                .run(async |unit| {
                    let job = jobs::submit(unit, &permit, id, charset.name()).await?;
                    submitted.set(true);
                    Answer::accepted(&permit, job)
                })
                .await
        }
        Err(error) => Err(error),
    };
    if answer.is_err() || !submitted.get() {
        let why = answer.as_ref().err().map_or("the request was made before".to_owned(), Error::to_string);
        let discarded = store.write(async |unit| jobs::discard(unit, &permit, id, &why).await).await;
        // What cannot be discarded now is when its file is no longer waited for.
        drop(discarded);
    }
    answer
}

/// List jobs
///
/// Those of your organization. Sorted by `created_at`.
#[utoipa::path(tag = "jobs", operation_id = "list_jobs", params(Paging),
    responses((status = 200, description = "A page of jobs.", body = ListOf<Job>)))]
#[get("/jobs")]
async fn list_jobs(permit: Permit<List>, service: Data<Service>, list: Listed<Unfiltered>) -> Result<Answer> {
    list.answer(jobs::list(&service.store, &permit, &list.listing).await?)
}

/// Get a job
///
/// Its state and its progress.
#[utoipa::path(tag = "jobs", operation_id = "get_job", params(("id" = Uuid, Path, description = "The job.")),
    responses((status = 200, description = "The job.", body = One<Job>)))]
#[get("/jobs/{id}")]
async fn get_job(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, jobs::get(&service.store, &permit, *id).await?)
}

/// Follow a job
///
/// Server-sent events: the job, as `get_job` has it, as `event: job` each time it has changed, at most once a second. The
/// stream ends with the job, or when your rights do.
#[utoipa::path(tag = "jobs", operation_id = "follow_job", params(("id" = Uuid, Path, description = "The job.")),
    responses((status = 200, description = "The job, again and again.", body = String, content_type = "text/event-stream")))]
#[get("/jobs/{id}/stream")]
async fn follow_job(
    permit: Permit<Follow>,
    service: Data<Service>,
    id: Id,
    request: HttpRequest,
) -> Result<HttpResponse> {
    jobs::get(&service.store, &permit, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compressed, events would wait for each other.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(events(service, request, *id)))
}

/// How far a stream is.
enum Sent {
    /// This was sent last.
    Last(String),
    /// The job has ended.
    All,
}

/// Seconds after which a proxy hears that the stream lives.
const QUIET: u64 = 15;

fn events(
    service: Data<Service>,
    request: HttpRequest,
    id: Uuid,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    stream::unfold(Sent::Last(String::new()), move |sent| {
        let (service, request) = (service.clone(), request.clone());
        async move {
            let Sent::Last(last) = sent else { return None };
            for _ in 0..QUIET {
                if request.app_data::<Data<Drain>>().is_some_and(|drain| drain.has_begun()) {
                    return None;
                }
                // Asked for each time: rights that are gone end the stream within a second.
                let (told, ended) = look(&service, &request, id).await.ok()?;
                if told != last {
                    let event = Bytes::from(format!("event: job\ndata: {told}\n\n"));
                    return Some((Ok(event), if ended { Sent::All } else { Sent::Last(told) }));
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Some((Ok(Bytes::from_static(b": the job is at work\n\n")), Sent::Last(last)))
        }
    })
}

/// The job as the caller sees it now, and whether it has ended.
async fn look(service: &Service, request: &HttpRequest, id: Uuid) -> Result<(String, bool)> {
    let principal = caller(request).await?;
    let permit = Permit::<Follow>::grant(&principal)?;
    let job = jobs::get(&service.store, &permit, id).await?;
    let ended = job.state.is_final();
    Ok((serde_json::to_string(&One::new(job, &principal)).map_err(Error::internal)?, ended))
}

/// Cancel a job
///
/// The chunk under way is still written, or not at all; what was written stays.
#[utoipa::path(tag = "jobs", operation_id = "cancel_job", params(("id" = Uuid, Path, description = "The job.")),
    request_body = Nothing, responses((status = 200, description = "Cancelled.", body = One<Job>)))]
#[post("/jobs/{id}/cancel")]
async fn cancel_job(permit: Permit<Cancel>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let job = call.authorize(permit, jobs::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, jobs::cancel(unit, &job).await?)
    })
    .await
}

/// List the rows of a job
///
/// What became of each row of the file so far, in the order of the file, for the organization that imports. Kept for 30
/// days after the job's end.
#[utoipa::path(tag = "jobs", operation_id = "list_job_rows",
    params(("id" = Uuid, Path, description = "The job."), Paging, JobRowFilter),
    responses((status = 200, description = "A page of the report.", body = ListOf<RowReport>)))]
#[get("/jobs/{id}/rows")]
async fn list_job_rows(
    permit: Permit<ListRows>,
    service: Data<Service>,
    list: Listed<JobRowFilter>,
    request: HttpRequest,
) -> Result<Answer> {
    let job = permit.over(jobs::get(&service.store, &permit, path_id(&request)?).await?)?;
    list.answer(job_rows::list(&service.store, &job, &list.filter, &list.listing).await?)
}
