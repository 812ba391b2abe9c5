//! API clients, and the secrets with which they ask for tokens.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::identity::clients::{
    Create, CreateSecret, Delete, DeleteSecret, Get, GetSecret, List, ListSecrets, Update,
};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::check::{Check, Faults};
use crate::domain::identity::client::{Client, ClientInput, ClientSecret, ClientSecretInput};
use crate::error::Result;
use crate::store::identity::{client_secrets, clients};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_clients)
        .service(create_client)
        .service(get_client)
        .service(update_client)
        .service(delete_client)
        .service(list_client_secrets)
        .service(create_client_secret)
        .service(get_client_secret)
        .service(delete_client_secret);
}

resource!(Client, "/v1/clients", crate::access::identity::clients::actions);
resource!(ClientSecret, "/v1/client-secrets", crate::access::identity::clients::secret_actions);

/// List API clients
///
/// The programs that act for your organization, for its admins. Sorted by `created_at`.
#[utoipa::path(tag = "clients", operation_id = "list_clients", params(Paging),
    responses((status = 200, description = "A page of clients.", body = ListOf<Client>)))]
#[get("/clients")]
async fn list_clients(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(clients::list(&service.store, &permit, &list.listing).await?)
}

/// Make an API client
///
/// A program that acts for your organization. It asks for tokens at `/oauth/token` with the `id` and the
/// `client_secret` of this answer, which shows the secret only now. It may do what its role and its scopes allow, and
/// never more than the admin who made or last changed it may.
#[utoipa::path(tag = "clients", operation_id = "create_client", request_body = ClientInput,
    responses((status = 201, description = "Made.", body = One<Client>)))]
#[post("/clients")]
async fn create_client(permit: Permit<Create>, call: Call<ClientInput>) -> Result<Answer> {
    call.run(async |unit| {
        let made = clients::create(unit, &permit, &call.read()?).await?;
        let id = made.id;
        Ok(Answer::created(&permit, made)?.secret(id))
    })
    .await
}

/// Get an API client
#[utoipa::path(tag = "clients", operation_id = "get_client", params(("id" = Uuid, Path, description = "The client.")),
    responses((status = 200, description = "The client.", body = One<Client>)))]
#[get("/clients/{id}")]
async fn get_client(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, clients::get(&service.store, &permit, *id).await?)
}

/// Change an API client
///
/// What it may do changes at once, also for tokens that it has; `enabled: false` refuses them all. You answer for the
/// client from now on.
#[utoipa::path(tag = "clients", operation_id = "update_client", params(("id" = Uuid, Path, description = "The client.")),
    request_body = ClientInput,
    responses((status = 200, description = "Changed.", body = One<Client>)))]
#[patch("/clients/{id}")]
async fn update_client(permit: Permit<Update>, id: Id, call: Call<ClientInput>) -> Result<Answer> {
    call.run(async |unit| {
        let client = call.authorize(permit, clients::get(unit, &permit, *id).await?)?;
        let input = call.patch(&ClientInput::from(client.row()))?;
        Answer::row(&permit, clients::update(unit, &client, &input).await?)
    })
    .await
}

/// Delete an API client
///
/// Its tokens are refused at once by this process and within one second by every other.
#[utoipa::path(tag = "clients", operation_id = "delete_client", params(("id" = Uuid, Path, description = "The client.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/clients/{id}")]
async fn delete_client(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let client = call.authorize(permit, clients::get(unit, &permit, *id).await?)?;
        clients::delete(unit, &client).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Which secrets are listed.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SecretFilter {
    /// Only those of this client.
    client_id: Option<Uuid>,
}

impl Check for SecretFilter {
    fn check(&self, _: &mut Faults) {}
}

/// List the secrets of API clients
///
/// When they were made and last used, never the secrets themselves. Sorted by `created_at`.
#[utoipa::path(tag = "clients", operation_id = "list_client_secrets", params(Paging, SecretFilter),
    responses((status = 200, description = "A page of secrets.", body = ListOf<ClientSecret>)))]
#[get("/client-secrets")]
async fn list_client_secrets(
    permit: Permit<ListSecrets>,
    service: Data<Service>,
    list: Listed<SecretFilter>,
) -> Result<Answer> {
    let client_id = list.filter.client_id;
    list.answer(client_secrets::list(&service.store, &permit, client_id, &list.listing).await?)
}

/// Make another secret of an API client
///
/// A client has at most two secrets that can be used: make the second, bring it to the program, delete the first. The
/// answer shows the secret only now.
#[utoipa::path(tag = "clients", operation_id = "create_client_secret", request_body = ClientSecretInput,
    responses((status = 201, description = "Made.", body = One<ClientSecret>)))]
#[post("/client-secrets")]
async fn create_client_secret(permit: Permit<CreateSecret>, call: Call<ClientSecretInput>) -> Result<Answer> {
    call.run(async |unit| {
        let made = client_secrets::create(unit, &permit, &call.read()?).await?;
        let id = made.id;
        Ok(Answer::created(&permit, made)?.secret(id))
    })
    .await
}

/// Get a secret of an API client
///
/// When it was made and last used, never the secret itself.
#[utoipa::path(tag = "clients", operation_id = "get_client_secret",
    params(("id" = Uuid, Path, description = "The id of the secret.")),
    responses((status = 200, description = "The secret.", body = One<ClientSecret>)))]
#[get("/client-secrets/{id}")]
async fn get_client_secret(permit: Permit<GetSecret>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, client_secrets::get(&service.store, &permit, *id).await?)
}

/// Delete a secret of an API client
///
/// Tokens that were made with it are refused at once by this process and within one second by every other.
#[utoipa::path(tag = "clients", operation_id = "delete_client_secret",
    params(("id" = Uuid, Path, description = "The id of the secret.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/client-secrets/{id}")]
async fn delete_client_secret(permit: Permit<DeleteSecret>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let secret = call.authorize(permit, client_secrets::get(unit, &permit, *id).await?)?;
        client_secrets::delete(unit, &secret).await?;
        Ok(Answer::empty())
    })
    .await
}
