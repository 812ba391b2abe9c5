//! What can go wrong, in the service's own words. HTTP is added in `api::problem`, SQL is left behind in `store`.

mod code;

use std::fmt::Display;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use code::Code;

/// What a fallible function of the service answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One fault of an input: where it is, its code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) into the body, or the name of a query parameter or header.
    #[schema(example = "/name")]
    pub pointer: String,
    /// A stable word for programs.
    #[schema(example = "length")]
    pub code: String,
    /// A sentence for people.
    #[schema(example = "must have 1 to 300 characters")]
    pub detail: String,
}

impl FieldError {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.to_owned(), detail: detail.into() }
    }
}

/// An organization to choose from when signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Choice {
    /// The organization's id.
    pub id: Uuid,
    /// The organization's name.
    pub name: String,
}

/// An entry that may be of the same organization as a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Candidate {
    /// The entry's id; null for one of the same list that is only tried.
    pub id: Option<Uuid>,
    /// The entry's name.
    pub name: String,
    /// What both have.
    pub matched_on: Vec<MatchedOn>,
}

/// What two entries of the same organization have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchedOn {
    /// An identifier of the same scheme.
    Identifier,
    /// A telephone number.
    Phone,
    /// The domain of a website.
    WebDomain,
}

/// Every way in which an operation can fail.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is known to be asking; the reason is for the caller.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The caller may read the row, or there is no row, but may not do this.
    #[error("{reason}")]
    Forbidden {
        /// The operation refused.
        operation: &'static str,
        /// Why, in a sentence.
        reason: &'static str,
    },
    /// No such row for this caller; the name of the resource.
    #[error("there is no such {0}, or you may not see it")]
    NotFound(&'static str),
    /// Only the state of things forbids it.
    #[error("{detail}")]
    Conflict {
        /// A stable word for programs.
        code: Code,
        /// A sentence for people.
        detail: String,
        /// The row concerned, where that helps.
        id: Option<Uuid>,
    },
    /// A step of a partnership that cannot be taken now.
    #[error("{detail}")]
    StepNotAllowed {
        /// A sentence for people.
        detail: &'static str,
        /// The operations that the caller may call on the partnership now.
        steps: Vec<&'static str>,
    },
    /// Other entries may be of the same organization.
    #[error(
        "you see entries that may be of the same organization; with allow_duplicate=true in the query it is written all the same"
    )]
    Duplicate(Vec<Candidate>),
    /// The program's token lacks a scope.
    #[error("{operation} needs the scope {scope}")]
    ScopeNeeded {
        /// The operation.
        operation: &'static str,
        /// The scope.
        scope: &'static str,
    },
    /// The row is no longer the one named by `If-Match`.
    #[error("the row changed since you read it")]
    PreconditionFailed,
    /// The request cannot be read.
    #[error("{detail}")]
    Malformed {
        /// A sentence for people.
        detail: String,
        /// Where, as far as it is known.
        errors: Vec<FieldError>,
    },
    /// The request can be read, but says what is not allowed.
    #[error("{}", if .0.len() == 1 { "a value is not allowed".to_owned() } else { format!("{} values are not allowed", .0.len()) })]
    Invalid(Vec<FieldError>),
    /// The person belongs to several organizations and has to name one.
    #[error("name the organization to act for")]
    ChooseOrganization(Vec<Choice>),
    /// The idempotency key was used with another body.
    #[error("this Idempotency-Key was used with another request")]
    KeyReused,
    /// The body did not come in time.
    #[error("the body did not come within {0} seconds")]
    TooSlow(u64),
    /// The body is larger than the limit, in bytes or rows.
    #[error("{0}")]
    TooLarge(String),
    /// The body is of another media type than those accepted.
    #[error("send the body as {0}")]
    UnsupportedMediaType(&'static str),
    /// None of the formats asked for can be made.
    #[error("this is available as {0}")]
    NotAcceptable(&'static str),
    /// Another method is needed for this path.
    #[error("this path answers {0} only")]
    MethodNotAllowed(String),
    /// Too many attempts; try again after so many seconds.
    #[error("too many attempts; try again in {retry_after} seconds")]
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// Something this service needs is away for the moment.
    #[error("the service is busy or its database is away; try again shortly")]
    Unavailable(String),
    /// Another write came in between; the work is run again, and only the last try is told.
    #[error("another request changed the same rows; try again")]
    Clash,
    /// A fault of the service; the text is for the log only.
    #[error("the service failed")]
    Internal(String),
}

impl Error {
    /// A single fault of the input.
    pub fn invalid(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, detail)])
    }

    /// An id in a body or query that names no row the caller may read.
    pub fn unknown_reference(pointer: impl Into<String>) -> Self {
        Self::invalid(pointer, "not_found", "there is no such row, or you may not see it")
    }

    /// The same failure of a row that is named at `pointer` of a body or query.
    #[must_use]
    pub fn of_reference(self, pointer: &str) -> Self {
        match self {
            Self::NotFound(_) => Self::unknown_reference(pointer),
            other => other,
        }
    }

    /// A state that forbids the operation.
    pub fn conflict(code: Code, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into(), id: None }
    }

    /// The same, with the row concerned.
    #[must_use]
    pub fn over(self, row: Uuid) -> Self {
        match self {
            Self::Conflict { code, detail, .. } => Self::Conflict { code, detail, id: Some(row) },
            other => other,
        }
    }

    /// A value of the request that cannot be read.
    pub fn malformed(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        Self::Malformed {
            detail: format!("{pointer} {detail}"),
            errors: vec![FieldError::new(pointer, "malformed", detail)],
        }
    }

    /// A fault of the service; the cause goes to the log.
    pub fn internal(cause: impl Display) -> Self {
        Self::Internal(cause.to_string())
    }
}
