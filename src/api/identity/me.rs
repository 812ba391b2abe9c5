//! The caller's own account.

use actix_web::web::Data;
use actix_web::{HttpRequest, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::identity::me::{ChangePassword, Export, Get, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query;
use crate::api::resource::{One, resource};
use crate::domain::check::Faults;
use crate::domain::identity::export::PersonExport;
use crate::domain::identity::password::{PasswordInput, check_not_email};
use crate::domain::identity::person::{Me, MeInput};
use crate::error::Result;
use crate::store::identity::{export, me, throttle};

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_me).service(update_me).service(change_password).service(export_me);
}

resource!(Me, "/v1/me", crate::access::identity::me::actions);

/// Get your account
#[utoipa::path(tag = "account", operation_id = "get_me",
    responses((status = 200, description = "You, and the organizations you may act for.", body = One<Me>)))]
#[get("/me")]
async fn get_me(permit: Permit<Get>, request: HttpRequest, service: Data<Service>) -> Result<Answer> {
    query::none(request.query_string())?;
    Answer::row(&permit, me::get(&service.store, &permit).await?)
}

/// Update your account
///
/// A JSON merge patch: what is absent stays.
#[utoipa::path(tag = "account", operation_id = "update_me", request_body = MeInput,
    responses((status = 200, description = "Updated.", body = One<Me>)))]
#[patch("/me")]
async fn update_me(permit: Permit<Update>, call: Call<MeInput>) -> Result<Answer> {
    call.run(async |unit| {
        let proof = call.authorize(permit, me::get(unit, &permit).await?)?;
        let input = call.patch(&proof.row().into())?;
        Answer::row(&permit, me::update(unit, &proof, input).await?)
    })
    .await
}

/// Change your password
///
/// Ends all your other sessions. A wrong current password counts as a failed sign-in.
#[utoipa::path(tag = "account", operation_id = "change_password", request_body = PasswordInput,
    responses((status = 200, description = "Changed.", body = One<Me>)))]
#[post("/me/password")]
async fn change_password(
    permit: Permit<ChangePassword>,
    request: HttpRequest,
    call: Call<PasswordInput>,
) -> Result<Answer> {
    let (service, input) = (call.service(), call.read()?);
    let known = me::credentials(&service.store, &permit).await?;
    let mut faults = Faults::default();
    check_not_email(&mut faults, "/new_password", &input.new_password, &known.email);
    faults.finish()?;
    let from = service.client_address(&request).unwrap_or_else(|| "unknown".to_owned());
    let turn = service.passwords.turn(&from).await?;
    throttle::check(&service.store, &known.email, &from).await?;
    let right = turn.verify(&input.current_password, Some(&known.password_hash)).await?;
    let new = if right { Some(service.passwords.hash(&input.new_password).await?) } else { None };
    // A request sent again with its key is answered again, though the password is another by now.
    let answer = call
        .run(async |unit| {
            let proof = call.authorize(permit, me::get(unit, &permit).await?)?;
            let new = new.clone().ok_or_else(me::wrong_password)?;
            Answer::row(&permit, me::change_password(unit, &proof, &known.password_hash, new).await?)
        })
        .await;
    if !right && answer.is_err() {
        throttle::failed(&service.store, &known.email, &from).await?;
    }
    answer
}

/// Export what is stored about you
///
/// Your account, memberships, sessions, invitations, programs, your own sheets and notes as far as you may read them today, and the
/// events about your account and by you. No secrets.
#[utoipa::path(tag = "account", operation_id = "export_me",
    responses((status = 200, description = "What is stored about you.", body = PersonExport)))]
#[get("/me/export")]
async fn export_me(permit: Permit<Export>, request: HttpRequest, service: Data<Service>) -> Result<Answer> {
    query::none(request.query_string())?;
    Answer::json(&export::own(&service.store, &permit).await?)
}
