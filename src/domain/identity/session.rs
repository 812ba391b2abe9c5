//! Signing in, and what a caller gets for it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::Affiliation;
use crate::domain::check::{Check, Faults};

/// Who signs in, and for which organization.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionInput {
    /// The person's e-mail address.
    #[schema(example = "coordinator@riverside.example", max_length = 254)]
    pub email: String,
    /// The password.
    #[schema(example = "demo-password", format = Password, max_length = 1000)]
    pub password: String,
    /// The organization to act for; may be absent for a person with one membership.
    #[serde(default)]
    pub organization_id: Option<Uuid>,
}

impl Check for SessionInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/email", &self.email, 1..=254);
        faults.text("/password", &self.password, 1..=1_000);
    }
}

/// The token to renew a session with.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshInput {
    /// The refresh token of the last answer.
    pub refresh_token: String,
}

impl Check for RefreshInput {
    fn check(&self, _: &mut Faults) {}
}

/// The organization to act for from now on.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchInput {
    /// The organization.
    pub organization_id: Uuid,
}

impl Check for SwitchInput {
    fn check(&self, _: &mut Faults) {}
}

/// The tokens of a session.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct SessionTokens {
    /// The id of the session.
    pub id: Uuid,
    /// The token for the `Authorization` header.
    pub access_token: String,
    /// The token with which the next pair is asked for; it can be used once.
    pub refresh_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// The organization the token acts for; null for a person without membership, such as an operator.
    pub organization: Option<Affiliation>,
}

/// A session of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Session {
    /// The session's id.
    pub id: Uuid,
    /// Whether the request was made in this session.
    pub current: bool,
    /// The address from which it was opened.
    pub address: Option<String>,
    /// The program with which it was opened, by its own word.
    pub user_agent: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last renewed.
    pub updated_at: DateTime<Utc>,
    /// When it ends unless renewed.
    pub expires_at: DateTime<Utc>,
}
