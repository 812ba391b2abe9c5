//! Links with which somebody chooses a new password.

use actix_web::web::Data;
use actix_web::{HttpRequest, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::link;
use crate::access::Permit;
use crate::access::identity::password_resets::{Create, Get, Use};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::password::{PasswordReset, PasswordResetInput, PasswordResetUse};
use crate::error::Result;
use crate::store::identity::password_resets;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(create_password_reset).service(use_password_reset).service(get_password_reset);
}

resource!(PasswordReset, "/v1/password-resets", crate::access::identity::password_resets::actions);

/// Make a password reset link
///
/// For the operator; for an admin only where the person is and was nothing anywhere but a member of the admin's
/// organization. Hand the `link` over yourself: it is shown only now, can be used once, within 24 hours, and voids
/// earlier ones.
#[utoipa::path(tag = "password-resets", operation_id = "create_password_reset", request_body = PasswordResetInput,
    responses((status = 201, description = "Made.", body = One<PasswordReset>)))]
#[post("/password-resets")]
async fn create_password_reset(
    permit: Permit<Create>,
    request: HttpRequest,
    call: Call<PasswordResetInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let subject = permit.over(password_resets::subject(unit, &permit, input.person_id).await?)?;
        let made = password_resets::create(unit, &subject).await?;
        let origin = call.service().origin(&request);
        let link = made.secret.as_deref().map(|secret| link(&origin, "password-resets", secret));
        let id = made.id;
        Ok(Answer::created(&permit, PasswordReset { link, ..made })?.secret(id))
    })
    .await
}

/// Choose a new password by link
///
/// Ends all sessions of the person. Needs no token. Wrong, used, voided and expired secrets are answered alike.
#[utoipa::path(tag = "password-resets", operation_id = "use_password_reset", security(()), request_body = PasswordResetUse,
    responses((status = 204, description = "The password is the new one.")))]
#[post("/password-resets/use")]
async fn use_password_reset(call: Call<PasswordResetUse>) -> Result<Answer> {
    let (service, input) = (call.service(), call.read()?);
    let permit = Permit::<Use>::system();
    // Not before the secret was looked at: hashing is work that nobody else should be able to ask for.
    let hash = match password_resets::is_open(&service.store, &permit, &input.secret).await? {
        true => Some(service.passwords.hash(&input.new_password).await?),
        false => None,
    };
    call.run(async |unit| {
        password_resets::put_to_use(unit, &permit, &input, hash.clone()).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Get a password reset
///
/// Without its link: whether it was used, and until when it can be.
#[utoipa::path(tag = "password-resets", operation_id = "get_password_reset", params(("id" = Uuid, Path, description = "The reset.")),
    responses((status = 200, description = "The reset.", body = One<PasswordReset>)))]
#[get("/password-resets/{id}")]
async fn get_password_reset(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, password_resets::get(&service.store, &permit, *id).await?)
}
