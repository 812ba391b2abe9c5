//! The problems of the document: one shared response for each status, and the page that their `type` names.
#![expect(clippy::indexing_slicing, reason = "a member that a JSON object lacks is null, not a panic")]

use actix_web::HttpResponse;
use maud::{DOCTYPE, html};
use serde_json::{Map, Value, json};

use crate::api::problem::{Kind, MEDIA_TYPE};
use crate::error::{Candidate, Choice, Code, Error, FieldError, MatchedOn};

/// One failure of each kind, with what it means and what to do.
fn kinds() -> Vec<(Error, &'static str)> {
    let fault = || FieldError::new("/name", "length", "must have 1 to 300 characters");
    let choice = Choice { id: uuid::Uuid::max(), name: "Riverside Public Library".to_owned() };
    let candidate = Candidate {
        id: Some(uuid::Uuid::max()),
        name: "Lakeshore Museum".to_owned(),
        matched_on: vec![MatchedOn::WebDomain],
    };
    vec![
        (
            Error::malformed("limit", "cannot be read"),
            "The request cannot be read: broken JSON, a query that is not percent-encoded, a number that is none.",
        ),
        (
            Error::Unauthenticated("the access token has expired"),
            "Nobody is known to be asking. Sign in, or renew the session.",
        ),
        (
            Error::Forbidden {
                operation: "create_organization",
                reason: "a coordinator writes the directory",
            },
            "You are known, and your role or ownership does not allow this.",
        ),
        (
            Error::ScopeNeeded { operation: "create_organization", scope: "directory:write" },
            "A program asks, and its token lacks the scope that the operation needs.",
        ),
        (
            Error::NotFound("organization"),
            "There is no such row, or you may not see it: the answer is the same.",
        ),
        (Error::MethodNotAllowed("GET, POST".to_owned()), "The path is known, the method is not; see Allow."),
        (Error::NotAcceptable("application/json"), "None of the formats in Accept can be made."),
        (Error::TooSlow(120), "The body did not come in time; nothing of it was carried out."),
        (
            Error::conflict(Code::RoundOpen, "the round is still open"),
            "Only the state of things forbids it; `code` says which state.",
        ),
        (
            Error::StepNotAllowed {
                detail: "the partnership is not where this step can be taken",
                steps: vec!["suspend_partnership"],
            },
            "The partnership is not where this step can be taken; `steps` are those that you can take now.",
        ),
        (
            Error::Duplicate(vec![candidate]),
            "You see entries that may be of the same organization: `candidates`. To make another all the same, say `allow_duplicate=true`.",
        ),
        (Error::PreconditionFailed, "The row changed since you read it. Read it again and decide anew."),
        (
            Error::TooLarge("the body may have at most 1048576 bytes".to_owned()),
            "The body is larger than the limit.",
        ),
        (
            Error::UnsupportedMediaType("application/json"),
            "The body is of another media type than is accepted.",
        ),
        (
            Error::Invalid(vec![fault()]),
            "The request can be read, and says what is not allowed; `errors` names it, 100 faults at most.",
        ),
        (
            Error::ChooseOrganization(vec![choice]),
            "You belong to several organizations; sign in again with one of them as `organization_id`.",
        ),
        (Error::KeyReused, "The Idempotency-Key was used with another request before. Take a new one."),
        (
            Error::TooManyRequests { retry_after: 600 },
            "Too many sign-ins failed. Wait as long as Retry-After says.",
        ),
        (Error::Internal(String::new()), "A fault of the service. `instance` finds it in the log."),
        (
            Error::Unavailable(String::new()),
            "The database is away or busy. Try again after Retry-After; nothing was written.",
        ),
    ]
}

/// The shared responses, by name.
pub(super) fn responses() -> Value {
    let mut responses = Map::new();
    for (error, meaning) in kinds() {
        let Kind(status, ..) = error.kind();
        let mut example = serde_json::to_value(error.problem()).unwrap_or_default();
        example["instance"] = json!("019b8d4f-5a80-7000-8000-000000000001");
        // Several kinds share 422; the first stands for it, the page tells of the others.
        responses.entry(name(status)).or_insert_with(|| {
            let content =
                json!({MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}});
            let mut response = json!({"description": meaning, "content": content});
            let header = |what: &str, schema: Value| json!({"description": what, "schema": schema});
            if matches!(status, 429 | 503) {
                let what = header("Seconds after which to try again.", json!({"type": "integer"}));
                response["headers"] = json!({"Retry-After": what});
            }
            response
        });
    }
    responses.into()
}

/// The name of the response of a status.
pub(super) fn name(status: u16) -> String {
    let found = kinds().into_iter().map(|(error, _)| error.kind()).find(|Kind(known, ..)| *known == status);
    let kind = found.map_or("problem", |Kind(_, kind, _)| kind);
    kind.split('-')
        .map(|word| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default())
        .collect()
}

/// `GET /problems`: the page that the `type` of problems names.
pub(in crate::api) async fn page() -> HttpResponse {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Problems" } }
            body {
                h1 { "Problems" }
                p { "Every failure is a problem as RFC 9457 has it. These are the kinds." }
                @for (error, meaning) in kinds() {
                    @let Kind(status, kind, title) = error.kind();
                    h2 id=(kind) { (status) " " (title) }
                    p { (meaning) }
                }
                h2 id="codes" { "Codes" }
                p { "The `code` of a problem, where its kind does not say what to do." }
                dl {
                    @for (code, meaning) in Code::ALL {
                        dt { code { (code) } }
                        dd { (meaning.trim()) }
                    }
                }
            }
        }
    };
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page.into_string())
}
