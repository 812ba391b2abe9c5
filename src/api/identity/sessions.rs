//! Sessions: signing in and out, renewing, and acting for another organization.

use actix_web::http::header::USER_AGENT;
use actix_web::web::Data;
use actix_web::{HttpRequest, delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::identity::sessions::{Create, Delete, Get, Read, Refresh, Switch};
use crate::access::token::Subject;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::person::Affiliation;
use crate::domain::identity::session::{RefreshInput, Session, SessionInput, SessionTokens, SwitchInput};
use crate::error::{Choice, Error, Result};
use crate::store::identity::sessions::{self, Opened, Origin, Refreshed};
use crate::store::identity::{members, people, throttle};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_session)
        .service(refresh_session)
        .service(switch_session)
        .service(list_sessions)
        .service(get_session)
        .service(delete_session);
}

resource!(Session, "/v1/sessions", crate::access::identity::sessions::actions);

/// Sign in
///
/// Answers an access token for `Authorization: Bearer`, valid for 15 minutes, and a refresh token with which the next
/// pair is asked for. A person with several memberships names the organization to act for. Needs no token.
#[utoipa::path(tag = "sessions", operation_id = "create_session", security(()), request_body = SessionInput,
    responses((status = 201, description = "Signed in.", body = SessionTokens)))]
#[post("/sessions")]
async fn create_session(
    request: HttpRequest,
    service: Data<Service>,
    call: Call<SessionInput>,
) -> Result<Answer> {
    let input = call.read()?;
    // Those who wait for their turn hold no body meanwhile.
    drop(call);
    let (email, address) = (&input.email, service.client_address(&request));
    let from = address.as_deref().unwrap_or("unknown");
    let permit = Permit::<Create>::system();
    // One attempt from an address at a time, counted before the next is looked at.
    let turn = service.passwords.turn(from).await?;
    throttle::check(&service.store, email, from).await?;
    let known = people::credentials(&service.store, &permit, email).await?;
    let hash = known.as_ref().map(|known| known.password_hash.as_str());
    let person = match (turn.verify(&input.password, hash).await?, known) {
        (true, Some(person)) => person,
        _ => {
            throttle::failed(&service.store, email, from).await?;
            return Err(sessions::WRONG_PASSWORD);
        }
    };
    let memberships = members::affiliations(&service.store, &permit, person.person_id).await?;
    let organization = choose(memberships, input.organization_id)?;
    let user_agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    let origin = Origin { address, user_agent: user_agent.map(|text| text.chars().take(300).collect()) };
    let opened = service
        .store
        .write(async |unit| {
            let organization_id = organization.as_ref().map(|organization| organization.id);
            let permit = permit.in_the_name_of(person.person_id);
            sessions::create(unit, &permit, &person, organization_id, &origin).await
        })
        .await?;
    let location = format!("/v1/sessions/{}", opened.id);
    Ok(tokens(&service, opened, organization)?.with_status(201).with_header("location", location))
}

/// The organization to act for: the one named, or the only one; none for a person who belongs nowhere.
fn choose(memberships: Vec<Affiliation>, named: Option<Uuid>) -> Result<Option<Affiliation>> {
    match named {
        Some(id) => {
            let found = memberships.into_iter().find(|membership| membership.id == id);
            found.map(Some).ok_or_else(|| Error::unknown_reference("/organization_id"))
        }
        None if memberships.len() > 1 => {
            let choices = memberships.into_iter().map(|Affiliation { id, name, .. }| Choice { id, name });
            Err(Error::ChooseOrganization(choices.collect()))
        }
        None => Ok(memberships.into_iter().next()),
    }
}

/// Renew a session
///
/// Each refresh token can be used once. One that is used again ends its session, since somebody else may have it.
/// Needs no access token.
#[utoipa::path(tag = "sessions", operation_id = "refresh_session", security(()), request_body = RefreshInput,
    responses((status = 200, description = "Renewed.", body = SessionTokens)))]
#[post("/sessions/refresh")]
async fn refresh_session(service: Data<Service>, call: Call<RefreshInput>) -> Result<Answer> {
    let input = call.read()?;
    let permit = Permit::<Refresh>::system();
    let refreshed = service
        .store
        .write(async |unit| sessions::refresh(unit, &permit, &input.refresh_token).await)
        .await?;
    let Refreshed::Opened(opened, organization) = refreshed else {
        return Err(Error::Unauthenticated("the refresh token was used before; the session is ended"));
    };
    tokens(&service, opened, organization)
}

/// Act for another organization
///
/// The session goes on with new tokens; earlier refresh tokens of the session can no longer be used.
#[utoipa::path(tag = "sessions", operation_id = "switch_session", request_body = SwitchInput,
    responses((status = 200, description = "Switched.", body = SessionTokens)))]
#[post("/sessions/switch")]
async fn switch_session(
    permit: Permit<Switch>,
    service: Data<Service>,
    call: Call<SwitchInput>,
) -> Result<Answer> {
    let input = call.read()?;
    let memberships =
        members::affiliations(&service.store, &permit, permit.principal()?.subject_id()).await?;
    let organization = choose(memberships, Some(input.organization_id))?;
    let opened = service
        .store
        .write(async |unit| sessions::switch(unit, &permit, input.organization_id).await)
        .await?;
    tokens(&service, opened, organization)
}

/// List your sessions
#[utoipa::path(tag = "account", operation_id = "list_sessions", params(Paging),
    responses((status = 200, description = "Your live sessions.", body = ListOf<Session>)))]
#[get("/sessions")]
async fn list_sessions(
    permit: Permit<Read>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(sessions::list(&service.store, &permit, &list.listing).await?)
}

/// Get one of your sessions
#[utoipa::path(tag = "account", operation_id = "get_session", params(("id" = Uuid, Path, description = "The session.")),
    responses((status = 200, description = "The session.", body = One<Session>)))]
#[get("/sessions/{id}")]
async fn get_session(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, sessions::get(&service.store, &permit, *id).await?)
}

/// End one of your sessions
///
/// Its tokens are refused at once by this process and within one second by every other.
#[utoipa::path(tag = "account", operation_id = "delete_session", params(("id" = Uuid, Path, description = "The session.")),
    responses((status = 204, description = "Ended.")))]
#[delete("/sessions/{id}")]
async fn delete_session(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let session = call.authorize(permit, sessions::get(unit, &permit, *id).await?)?;
        sessions::delete(unit, &session).await?;
        Ok(Answer::empty())
    })
    .await
}

/// The tokens of a session that was opened or renewed.
fn tokens(service: &Service, opened: Opened, organization: Option<Affiliation>) -> Result<Answer> {
    let source = service.store.source();
    let subject = Subject {
        id: source.id("token"),
        subject_id: opened.person_id,
        grant_id: opened.id,
        organization_id: opened.organization_id,
        scopes: None,
    };
    let access_token = service.tokens.issue(&subject, source.now().timestamp())?;
    let expires_in = service.tokens.lifetime();
    let Opened { id, refresh_token, .. } = opened;
    let answer =
        SessionTokens { id, access_token, refresh_token, token_type: "Bearer", expires_in, organization };
    Ok(Answer::json(&answer)?.secret(id))
}
