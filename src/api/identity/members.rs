//! Members of the organization that the caller acts for.

use actix_web::web::Data;
use actix_web::{delete, get, patch};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::identity::members::{Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::member::{Member, MemberInput};
use crate::error::Result;
use crate::store::identity::members;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_members).service(get_member).service(update_member).service(delete_member);
}

resource!(Member, "/v1/members", crate::access::identity::members::actions);

/// List members
///
/// The members of your organization, for its coordinators and admins; for the operator those of all. Sorted by
/// `created_at`.
#[utoipa::path(tag = "members", operation_id = "list_members", params(Paging),
    responses((status = 200, description = "A page of members.", body = ListOf<Member>)))]
#[get("/members")]
async fn list_members(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(members::list(&service.store, &permit, &list.listing).await?)
}

/// Get a member
///
/// Viewers and contributors see their own membership.
#[utoipa::path(tag = "members", operation_id = "get_member", params(("id" = Uuid, Path, description = "The membership.")),
    responses((status = 200, description = "The member.", body = One<Member>)))]
#[get("/members/{id}")]
async fn get_member(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, members::get(&service.store, &permit, *id).await?)
}

/// Change the role of a member
///
/// For admins. Takes effect at once. The last admin stays admin.
#[utoipa::path(tag = "members", operation_id = "update_member", params(("id" = Uuid, Path, description = "The membership.")),
    request_body = MemberInput,
    responses((status = 200, description = "Updated.", body = One<Member>)))]
#[patch("/members/{id}")]
async fn update_member(permit: Permit<Update>, id: Id, call: Call<MemberInput>) -> Result<Answer> {
    call.run(async |unit| {
        let member = call.authorize(permit, members::get(unit, &permit, *id).await?)?;
        let input = call.patch(&member.row().into())?;
        Answer::row(&permit, members::update(unit, &member, &input).await?)
    })
    .await
}

/// Remove a member
///
/// For admins, and for everybody who wants to leave. Takes effect at once; the account stays. The last admin stays.
#[utoipa::path(tag = "members", operation_id = "delete_member", params(("id" = Uuid, Path, description = "The membership.")),
    responses((status = 204, description = "Removed.")))]
#[delete("/members/{id}")]
async fn delete_member(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let member = call.authorize(permit, members::get(unit, &permit, *id).await?)?;
        members::delete(unit, &member).await?;
        Ok(Answer::empty())
    })
    .await
}
