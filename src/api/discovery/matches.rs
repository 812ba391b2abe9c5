//! Whom the directory has for an initiative.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::matches::List;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::path_id;
use crate::domain::discovery::matching::{Match, MatchFilter};
use crate::error::Result;
use crate::store::discovery::matches;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_matches);
}

/// List the matches of an initiative
///
/// Organizations that you see and that fit a term or a need of the initiative, within the radius of its place if it has
/// one (who has no place that you see is left out then), the best first; an initiative that names neither terms nor needs has none. The rank is the mean of five parts by
/// their weights, each part 0 to 1. `category`: 1 for a term that is named, one below it or one linked to it, 0.5 for
/// another one of the same group. `offers`: how many of the needs are offered, by how many there are. `distance`: 1 at the
/// place, falling to 0 at the radius. `score`: the mean of your library's latest closed rounds on it by each instrument, as
/// a share of the scale, as far as you may see it. `relation`: 1 active partner, 0.75 prospect, 0.5 former partner, 0.25
/// nothing yet, 0 declined. A part of which nothing is known does not count. Organizations that a deal-breaker
/// blocks, or may block where you may not know, are marked and come last. Of very many, the 1,000 that fit categories and needs best are ranked. Sorted by `rank`.
#[utoipa::path(tag = "initiatives", operation_id = "list_matches",
    params(("id" = Uuid, Path, description = "The initiative."), Paging, MatchFilter),
    responses((status = 200, description = "A page of matches.", body = ListOf<Match>)))]
#[get("/initiatives/{id}/matches")]
async fn list_matches(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<MatchFilter>,
    request: HttpRequest,
) -> Result<Answer> {
    let id = path_id(&request)?;
    list.answer(matches::list(&service.store, &permit, id, &list.filter, &list.listing).await?)
}
