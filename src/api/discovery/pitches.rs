//! A page to print for one organization.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::pitches::Get;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::query::{Parameters, path_id};
use crate::domain::check::Check;
use crate::domain::discovery::pitch::PitchFilter;
use crate::error::Result;
use crate::render::pitch::{STYLE, pitch_html};
use crate::store::discovery::pitches;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_pitch);
}

/// Get a pitch for an organization as a page to print
///
/// Up to six talking points, your library's own first, then the advantages that it has not worded itself; what the
/// organization offers and looks for; and, with `initiative_id`, what it is about. Long lists and texts are cut, so that it
/// stays one page.
#[utoipa::path(tag = "talking points", operation_id = "get_pitch",
    params(("id" = Uuid, Path, description = "The organization."), PitchFilter),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")))]
#[get("/organizations/{id}/pitch.html")]
async fn get_pitch(
    permit: Permit<Get>,
    service: Data<Service>,
    request: HttpRequest,
    filter: Parameters<PitchFilter>,
) -> Result<Answer> {
    let (id, filter) = (path_id(&request)?, filter.0.checked()?);
    let pitch = pitches::get(&service.store, &permit, id, &filter).await?;
    Ok(Answer::page(pitch_html(&pitch), STYLE))
}
