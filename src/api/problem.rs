//! Failures as problem details (RFC 9457).

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use uuid::Uuid;

use crate::error::{Candidate, Choice, Code, Error, FieldError};

/// The media type of problems.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a request may be tried again when the database was away.
const RETRY_AFTER: u64 = 2;

/// What went wrong.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A page about this kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/problems#invalid")]
    pub kind: String,
    /// The kind of problem in words.
    #[schema(example = "Values not allowed")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What went wrong this time.
    #[schema(example = "a value is not allowed")]
    pub detail: String,
    /// The id of the request, as it stands in the log.
    #[schema(example = "019b76da-a800-7000-8000-000000000001")]
    pub instance: String,
    /// A stable word for programs, where the kind alone does not say what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// The row concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The faults of the input, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The organizations to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<Choice>,
    /// The steps of the partnership that you can take now, as operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<&'static str>>,
    /// The entries that may be of the same organization.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}

/// A kind of problem: its status, the word in its `type`, and its title.
pub(super) struct Kind(pub(super) u16, pub(super) &'static str, pub(super) &'static str);

impl Error {
    /// The kind of problem that this is to the caller.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Malformed { .. } => Kind(400, "malformed", "Malformed request"),
            Self::Unauthenticated(_) => Kind(401, "unauthenticated", "Not signed in"),
            Self::Forbidden { .. } => Kind(403, "forbidden", "Not permitted"),
            Self::ScopeNeeded { .. } => Kind(403, "scope-needed", "Scope needed"),
            Self::NotFound(_) => Kind(404, "not-found", "Not found"),
            Self::MethodNotAllowed(_) => Kind(405, "method-not-allowed", "Method not allowed"),
            Self::NotAcceptable(_) => Kind(406, "not-acceptable", "Not available in this format"),
            Self::TooSlow(_) => Kind(408, "too-slow", "Too slow"),
            Self::Conflict { .. } => Kind(409, "conflict", "Not possible now"),
            Self::StepNotAllowed { .. } => Kind(409, "step-not-allowed", "Not the time for this step"),
            Self::Duplicate(_) => Kind(409, "duplicate", "Perhaps a duplicate"),
            Self::PreconditionFailed => Kind(412, "precondition-failed", "Changed meanwhile"),
            Self::TooLarge(_) => Kind(413, "too-large", "Too large"),
            Self::UnsupportedMediaType(_) => Kind(415, "unsupported-media-type", "Unsupported media type"),
            Self::Invalid(_) => Kind(422, "invalid", "Values not allowed"),
            Self::ChooseOrganization(_) => Kind(422, "choose-organization", "Organization needed"),
            Self::KeyReused => Kind(422, "key-reused", "Idempotency key used before"),
            Self::TooManyRequests { .. } => Kind(429, "too-many-requests", "Too many requests"),
            Self::Internal(_) => Kind(500, "internal", "Internal error"),
            Self::Unavailable(_) | Self::Clash => Kind(503, "unavailable", "Unavailable for the moment"),
        }
    }

    /// The problem as told to the caller; the causes of 5xx stay in the log.
    pub(super) fn problem(&self) -> Problem {
        let Kind(status, kind, title) = self.kind();
        let (code, id) = match self {
            Self::Conflict { code, id, .. } => (Some(*code), *id),
            Self::StepNotAllowed { .. } => (Some(Code::StepNotAllowed), None),
            Self::Duplicate(_) => (Some(Code::Duplicate), None),
            Self::ChooseOrganization(_) => (Some(Code::ChooseOrganization), None),
            _ => (None, None),
        };
        let errors = match self {
            Self::Invalid(errors) | Self::Malformed { errors, .. } => errors.clone(),
            Self::ChooseOrganization(_) => {
                vec![FieldError::new(
                    "/organization_id",
                    "choose_organization",
                    "name one of the organizations",
                )]
            }
            _ => Vec::new(),
        };
        let organizations = match self {
            Self::ChooseOrganization(choices) => choices.clone(),
            _ => Vec::new(),
        };
        let candidates = match self {
            Self::Duplicate(candidates) => candidates.clone(),
            _ => Vec::new(),
        };
        let steps = match self {
            Self::StepNotAllowed { steps, .. } => Some(steps.clone()),
            _ => None,
        };
        let (kind, detail) = (format!("/problems#{kind}"), self.to_string());
        let instance = String::new();
        Problem { kind, title, status, detail, instance, code, id, errors, organizations, steps, candidates }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind().0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// `observe` writes the body once more, with the request's id.
    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Internal(cause) => tracing::error!(cause, "internal error"),
            Self::Unavailable(cause) => tracing::warn!(cause, "unavailable"),
            _ => {}
        }
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::MethodNotAllowed(allowed) => {
                response.insert_header((header::ALLOW, allowed.as_str()));
            }
            Self::Unauthenticated(_) => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::ScopeNeeded { scope, .. } => {
                let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
                response.insert_header((header::WWW_AUTHENTICATE, challenge));
            }
            Self::TooManyRequests { retry_after } => {
                response.insert_header((header::RETRY_AFTER, *retry_after));
                response.insert_header(("RateLimit", format!("\"sign-in\";r=0;t={retry_after}")));
                response.insert_header(("RateLimit-Policy", "\"sign-in\";q=10;w=900"));
            }
            Self::Unavailable(_) | Self::Clash => {
                response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
            }
            _ => {}
        }
        let problem = self.problem();
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = response.content_type(MEDIA_TYPE).body(body);
        response.extensions_mut().insert(problem);
        response
    }
}
