//! What waits, what is due and what went stale.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::integration::notices::List;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::list::{ListOf, Listed, Paging};
use crate::domain::integration::notice::{Notice, NoticeFilter};
use crate::error::Result;
use crate::store::integration::notices;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_notices);
}

/// List notices
///
/// What waits for you, what is due within 14 days or overdue, and what went stale, at the organization for which you act. Notices are read
/// from the rows, so that one is gone once its row was dealt with. Of each reason 200 at most, the earliest first. Sorted by `on`.
#[utoipa::path(tag = "notices", operation_id = "list_notices", params(Paging, NoticeFilter),
    responses((status = 200, description = "A page of notices.", body = ListOf<Notice>)))]
#[get("/notices")]
async fn list_notices(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<NoticeFilter>,
) -> Result<Answer> {
    list.answer(notices::list(&service.store, &permit, &list.filter, &list.listing).await?)
}
