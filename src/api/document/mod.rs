//! The OpenAPI document, made from the routes that are served.
#![expect(clippy::indexing_slicing, reason = "a member that a JSON object lacks is null, not a panic")]

mod answers;
mod conventions;
mod examples;
mod patches;
mod problems;

use std::sync::OnceLock;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{App, HttpResponse};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

pub(super) use patches::{body_schemas, patch_name};
pub(super) use problems::page;

use super::problem::Problem;
use crate::access::scopes;
use crate::domain::identity::client::ClientScope;

/// The parts of the document that no handler carries.
#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Base;

/// Tags in the order of the page, with what is found there.
const TAGS: &[(&str, &str)] = &[
    ("sessions", "Sign in, renew, act for another organization."),
    ("account", "Your account, your sessions, your password."),
    ("organizations", "The directory."),
    ("contacts", "People to turn to at an organization."),
    ("phones", "Telephone numbers."),
    ("locations", "Places, with coordinates and addresses."),
    ("taxonomies", "Classifications, built-in and a library's own."),
    ("terms", "The terms of taxonomies."),
    ("own terms", "A library's own terms on an entry."),
    ("notes", "A library's own notes on an entry."),
    ("claims", "A partner claims the entry that is about it."),
    ("proposals", "Changes that somebody other than the steward proposes."),
    ("initiatives", "What a library looks for partners for."),
    ("prospects", "Organizations on their way to become partners."),
    ("coverage", "Where a library has partners, and where the gaps are."),
    ("guides", "What to ask in interviews."),
    ("interviews", "What people in the community told a library."),
    ("interactions", "Calls, visits and mails."),
    ("talking points", "Why to work together, and a page that says it."),
    ("checklist", "The strategies of working together, and which a library follows."),
    ("instruments", "What partners are evaluated with."),
    ("rounds", "One assessment of one organization: a library's of anybody, a partner's of itself."),
    ("evaluations", "One rater's sheet in a round."),
    ("comparisons", "Partners side by side."),
    (
        "shared results",
        "What other organizations show yours of their rounds, and the gap between both views.",
    ),
    ("partnerships", "What organizations do together: drafted, proposed, agreed, lived, ended."),
    ("agreements", "Memoranda, in versions to which the parties assent."),
    ("goals", "What the parties of a partnership want to reach."),
    ("roles", "Who does what in a partnership."),
    ("decisions", "What the parties of a partnership decided, and why."),
    ("challenges", "What may go wrong in a partnership, and what is done about it."),
    ("contributions", "What parties give and take, and how even that is."),
    ("rates", "What an hour is worth, and when."),
    ("milestones", "What is to be done in a partnership, and until when."),
    ("meetings", "When the parties of a partnership come together."),
    ("minutes", "What was on the agenda of a meeting, what was said, and who was there."),
    ("action items", "Who was asked to do what in a partnership, and until when."),
    ("calendars", "Links by which calendar programs read what is to come."),
    ("strategies", "A library's strategies to strengthen partnerships and to develop new ones."),
    ("partnership notes", "What one side notes about a partnership."),
    ("compute", "Scores that are computed and not stored."),
    ("tenants", "Organizations that are here as a library or a partner."),
    ("members", "The people of an organization, and their roles."),
    ("invitations", "Links by which people join."),
    ("password-resets", "Links by which people choose a new password."),
    ("clients", "Programs that act for an organization, and how they ask for tokens."),
    ("notices", "What waits for you, what is due, and what went stale."),
    ("jobs", "Long work: imports of any size, their progress and their reports."),
    ("people", "Accounts, for the operator."),
    ("events", "Who changed what, from what to what."),
    ("health", "Whether the service lives and can work."),
    ("keys", "The public keys of the access tokens."),
];

const DESCRIPTION: &str = "Libraries find, evaluate, form and run partnerships with the organizations around them.\n\n\
    Sign in with `create_session`, paste the `access_token` into **Authorize**, and try an operation. A program is an \
    API client: an admin makes it with `create_client`, and it asks for tokens at `/oauth/token`. \
    Every failure is a problem (RFC 9457). Lists are read page by page with `cursor`. `PATCH` takes a JSON merge patch \
    (RFC 7396). `If-Match` with the `ETag` of a row keeps others' writes from being lost; \
    `Idempotency-Key` on a `POST` makes it safe to send twice.";

/// The document as it is served.
static TEXT: OnceLock<String> = OnceLock::new();

/// The routes that are served, as the macros on the handlers describe them.
pub(super) fn routes() -> utoipa::openapi::OpenApi {
    App::new().into_utoipa_app().openapi(Base::openapi()).configure(super::routes).split_for_parts().1
}

/// The OpenAPI document: the routes, with what the conventions add to each of them.
pub fn document() -> Value {
    let mut document = serde_json::to_value(routes()).unwrap_or_default();
    document["info"]["title"] = json!("Ligature");
    document["info"]["description"] = json!(DESCRIPTION);
    document["info"]["license"] = json!({"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"});
    document["info"]["contact"] = json!({"name": "The Ligature contributors"});
    document["servers"] = json!([{"url": "/"}]);
    document["security"] = json!([{"bearer": []}]);
    let meanings: Map<_, _> =
        ClientScope::ALL.iter().map(|(scope, meaning)| (scope.word().to_owned(), json!(meaning))).collect();
    document["components"]["securitySchemes"] = json!({
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token."},
        "oauth2": {
            "type": "oauth2",
            "description": "API clients ask for a token with their id and secret.",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": meanings}}
        }
    });
    document["components"]["responses"] = problems::responses();
    document["tags"] =
        TAGS.iter().map(|(name, description)| json!({"name": name, "description": description})).collect();
    answers::name_rows(&mut document);
    patches::add_schemas(&mut document);
    answers::require_members(&mut document);
    let examples = examples::Examples::read();
    for_each_operation(&mut document, |path, method, operation| {
        security(operation);
        conventions::apply(path, method, operation);
        examples::add(&examples, operation);
    });
    document
}

/// Makes the text that is served.
pub(super) fn prepare(document: &Value) {
    TEXT.get_or_init(|| document.to_string());
}

/// Says of an operation that needs a token what scope a program needs for it.
fn security(operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    if let (Some(scope), false) = (scopes::needed(id), operation.contains_key("security")) {
        operation.insert("security".to_owned(), json!([{"bearer": []}, {"oauth2": [scope]}]));
    }
}

/// Calls `change` with path, method and every operation of the document.
fn for_each_operation(document: &mut Value, mut change: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                change(path, method, operation);
            }
        }
    }
}

/// `GET /openapi.json`.
pub(super) async fn serve() -> HttpResponse {
    let no_cache = (CACHE_CONTROL, "no-cache");
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(no_cache)
        .body(TEXT.get_or_init(|| document().to_string()).as_str())
}
