//! Invitations to join an organization.

use actix_web::web::Data;
use actix_web::{HttpRequest, delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::link;
use crate::access::Permit;
use crate::access::identity::invitations::{Accept, Create, Delete, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::authenticate::principal;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::invitation::{AcceptInput, Invitation, InvitationInput};
use crate::domain::identity::member::Member;
use crate::error::Result;
use crate::store::identity::invitations;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_invitations)
        .service(create_invitation)
        .service(accept_invitation)
        .service(get_invitation)
        .service(delete_invitation);
}

resource!(Invitation, "/v1/invitations", crate::access::identity::invitations::actions);

/// The invitation with the link to hand over, in the answer that made it.
pub(super) fn linked(invitation: Invitation, origin: &str) -> Invitation {
    let link = invitation.secret.as_deref().map(|secret| link(origin, "invitations", secret));
    Invitation { link, ..invitation }
}

/// List invitations
///
/// The invitations of your organization, for its coordinators and admins. Sorted by `created_at`.
#[utoipa::path(tag = "invitations", operation_id = "list_invitations", params(Paging),
    responses((status = 200, description = "A page of invitations.", body = ListOf<Invitation>)))]
#[get("/invitations")]
async fn list_invitations(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(invitations::list(&service.store, &permit, &list.listing).await?)
}

/// Invite somebody to your organization
///
/// A coordinator invites up to contributor, an admin to every role. Hand the `link` over yourself: the service sends
/// no mail and shows it only now. It can be used once, within seven days.
#[utoipa::path(tag = "invitations", operation_id = "create_invitation", request_body = InvitationInput,
    responses((status = 201, description = "Invited.", body = One<Invitation>)))]
#[post("/invitations")]
async fn create_invitation(
    permit: Permit<Create>,
    request: HttpRequest,
    call: Call<InvitationInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let role = permit.over(input.role)?;
        let made = invitations::create(unit, &role, input.email).await?;
        let id = made.id;
        let answer = Answer::created(&permit, linked(made, &call.service().origin(&request)))?;
        Ok(answer.secret(id))
    })
    .await
}

/// Accept an invitation
///
/// Where the address has no account, name and password make one, and no token is needed; sign in afterwards. Where it
/// has one, only that account may accept, signed in. Wrong, used, revoked and expired secrets are answered alike.
#[utoipa::path(tag = "invitations", operation_id = "accept_invitation", security((), ("bearer" = [])),
    request_body = AcceptInput,
    responses((status = 200, description = "Accepted: the new membership.", body = Member)))]
#[post("/invitations/accept")]
async fn accept_invitation(request: HttpRequest, call: Call<AcceptInput>) -> Result<Answer> {
    let (service, input) = (call.service(), call.read()?);
    let permit = Permit::<Accept>::system();
    let person = principal(&request).filter(|principal| !principal.is_program());
    let caller = person.map(|person| person.subject_id());
    let hash = match &input.password {
        // Not before the secret was looked at: hashing is work that nobody else should be able to ask for.
        Some(password) if invitations::is_open(&service.store, &permit, &input.secret).await? => {
            Some(service.passwords.hash(password).await?)
        }
        _ => None,
    };
    call.run(async |unit| {
        Answer::json(&invitations::accept(unit, &permit, &input, hash.clone(), caller).await?)
    })
    .await
}

/// Get an invitation
///
/// Without its link, which was shown once.
#[utoipa::path(tag = "invitations", operation_id = "get_invitation", params(("id" = Uuid, Path, description = "The invitation.")),
    responses((status = 200, description = "The invitation.", body = One<Invitation>)))]
#[get("/invitations/{id}")]
async fn get_invitation(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, invitations::get(&service.store, &permit, *id).await?)
}

/// Revoke an invitation
///
/// For admins, and for whoever made it.
#[utoipa::path(tag = "invitations", operation_id = "delete_invitation", params(("id" = Uuid, Path, description = "The invitation.")),
    responses((status = 204, description = "Revoked.")))]
#[delete("/invitations/{id}")]
async fn delete_invitation(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let invitation = call.authorize(permit, invitations::get(unit, &permit, *id).await?)?;
        invitations::delete(unit, &invitation).await?;
        Ok(Answer::empty())
    })
    .await
}
