//! Tokens for programs: OAuth 2.0 client credentials (RFC 6749) and the metadata of the endpoint (RFC 8414).

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use url::form_urlencoded;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::identity::clients::Issue;
use crate::access::token::Subject;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call;
use crate::domain::identity::client::{ClientScope, ClientScopes, ClientToken, ClientTokenRefusal};
use crate::error::Result;
use crate::store::identity::client_secrets;

/// Bytes of a request for a token at most.
const LIMIT: usize = 1 << 14;
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(create_token).service(get_metadata);
}

/// Why there is no token: a status, a word of RFC 6749, 5.2, and a sentence.
struct Refusal(StatusCode, &'static str, Cow<'static, str>);

impl Refusal {
    const CLIENT: Self = Self(
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        Cow::Borrowed("client or secret is wrong, or may not be used now"),
    );

    fn request(what: &'static str) -> Self {
        Self(StatusCode::BAD_REQUEST, "invalid_request", what.into())
    }

    fn response(self) -> HttpResponse {
        let Self(status, error, error_description) = self;
        let mut response = HttpResponse::build(status);
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"ligature\", charset=\"UTF-8\""));
        }
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        response.json(ClientTokenRefusal { error, error_description: error_description.into_owned() })
    }
}

/// What is asked for.
struct Asked {
    client_id: String,
    client_secret: String,
    scope: Option<String>,
}

/// Ask for a token as a program
///
/// OAuth 2.0 client credentials: `grant_type=client_credentials`, with `client_id` and `client_secret` in the form or
/// by HTTP Basic, and perhaps `scope`, which is everything that the client may do unless given. There is no refresh
/// token: ask again. Needs no access token.
#[utoipa::path(tag = "clients", operation_id = "create_token", security(()),
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A token.", body = ClientToken),
        (status = 400, description = "The request is not one of the standard.", body = ClientTokenRefusal),
        (status = 401, description = "No such client, secret or right.", body = ClientTokenRefusal)))]
#[post("/oauth/token")]
async fn create_token(
    request: HttpRequest,
    service: Data<Service>,
    payload: Payload,
) -> Result<HttpResponse> {
    let body = call::bytes(&mut payload.into_inner(), LIMIT, service.settings.patience).await?;
    let Asked { client_id, client_secret, scope } = match asked(&request, &body) {
        Ok(asked) => asked,
        Err(refusal) => return Ok(refusal.response()),
    };
    let permit = Permit::<Issue>::system();
    let known = match Uuid::try_parse(&client_id) {
        Ok(id) => client_secrets::use_secret(&service.store, &permit, id, &client_secret).await?,
        Err(_) => None,
    };
    let Some(known) = known else { return Ok(Refusal::CLIENT.response()) };
    let scopes = match scope.as_deref().map(ClientScopes::parse) {
        None => known.scopes,
        Some(Some(asked)) if !asked.is_empty() && asked.and(known.scopes) == asked => asked,
        Some(_) => {
            let why = format!("the client has no more than these scopes: {}", known.scopes);
            return Ok(Refusal(StatusCode::BAD_REQUEST, "invalid_scope", why.into()).response());
        }
    };
    let source = service.store.source();
    let subject = Subject {
        id: source.id("token"),
        subject_id: known.client_id,
        grant_id: known.secret_id,
        organization_id: Some(known.organization_id),
        scopes: Some(scopes),
    };
    let token = ClientToken {
        access_token: service.tokens.issue(&subject, source.now().timestamp())?,
        token_type: "Bearer",
        expires_in: service.tokens.lifetime(),
        scope: scopes.to_string(),
    };
    let no_store = (CACHE_CONTROL, "no-store");
    Ok(HttpResponse::Ok().insert_header(no_store).insert_header((PRAGMA, "no-cache")).json(token))
}

/// The form of a request for a token.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only for the document; the form is read by the rules of the standard")]
struct TokenForm {
    /// What is asked for.
    #[schema(example = "client_credentials")]
    grant_type: String,
    /// The client, unless it is in the `Authorization` header.
    client_id: Option<String>,
    /// Its secret, unless it is in the `Authorization` header.
    client_secret: Option<String>,
    /// The scopes, separated by spaces.
    #[schema(example = "directory:read")]
    scope: Option<String>,
}

fn asked(request: &HttpRequest, body: &[u8]) -> Result<Asked, Refusal> {
    if !request.content_type().eq_ignore_ascii_case(FORM) {
        return Err(Refusal::request("send the request as application/x-www-form-urlencoded"));
    }
    let mut form = HashMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        // A parameter without value counts as left out.
        if !value.is_empty() && form.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(Refusal::request("a parameter is there twice"));
        }
    }
    match form.remove("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            let why = "grant_type must be client_credentials";
            return Err(Refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type", why.into()));
        }
        None => return Err(Refusal::request("grant_type must be given")),
    }
    let (client_id, client_secret) = credentials(request, &mut form)?;
    Ok(Asked { client_id, client_secret, scope: form.remove("scope") })
}

/// Client and secret, from the header or from the form, not from both.
fn credentials(
    request: &HttpRequest,
    form: &mut HashMap<String, String>,
) -> Result<(String, String), Refusal> {
    let (id, secret) = (form.remove("client_id"), form.remove("client_secret"));
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        return id.zip(secret).ok_or(Refusal::CLIENT);
    };
    let basic = || {
        let (scheme, credentials) = header.to_str().ok()?.split_once(' ')?;
        let decoded =
            STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
        Some((form_decoded(id), form_decoded(secret)))
    };
    let (by_header, given) = basic().ok_or(Refusal::CLIENT)?;
    if secret.is_some() || id.is_some_and(|id| id != by_header) {
        return Err(Refusal::request("client and secret are given twice"));
    }
    Ok((by_header, given))
}

/// A text as forms encode it (RFC 6749, 2.3.1).
fn form_decoded(text: &str) -> String {
    let text = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

/// The metadata of an authorization server (RFC 8414).
#[derive(Serialize, utoipa::ToSchema)]
struct Metadata {
    /// The address of this service.
    #[schema(example = "https://ligature.example")]
    issuer: String,
    /// Where tokens are asked for.
    token_endpoint: String,
    /// Where the keys are that verify them.
    jwks_uri: String,
    /// The ways to ask for a token.
    grant_types_supported: [&'static str; 1],
    /// The ways for a client to show its secret.
    token_endpoint_auth_methods_supported: [&'static str; 2],
    /// What a token may be asked for.
    scopes_supported: Vec<ClientScope>,
    /// The answers of an authorization endpoint, which there is not.
    response_types_supported: [&'static str; 0],
    /// The page with the documentation.
    service_documentation: String,
}

/// Get the metadata for programs
///
/// Where and how programs ask for tokens (RFC 8414). Needs no token.
#[utoipa::path(tag = "clients", operation_id = "get_oauth_metadata", security(()),
    responses((status = 200, description = "The metadata.", body = Metadata)))]
#[get("/.well-known/oauth-authorization-server")]
async fn get_metadata(request: HttpRequest, service: Data<Service>) -> Result<Answer> {
    let issuer = service.origin(&request);
    Answer::json(&Metadata {
        token_endpoint: format!("{issuer}/oauth/token"),
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        service_documentation: format!("{issuer}/docs/"),
        issuer,
        grant_types_supported: ["client_credentials"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        scopes_supported: ClientScope::ALL.iter().map(|(scope, _)| *scope).collect(),
        response_types_supported: [],
    })
}
