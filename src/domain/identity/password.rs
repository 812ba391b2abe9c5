//! Choosing a password, and the links with which somebody chooses a new one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::PersonRef;
use crate::domain::check::{Check, Faults};
use crate::domain::text::fold;

/// Adds a fault unless the password has 8 to 1,000 characters.
pub fn check_password(faults: &mut Faults, pointer: &str, password: &str) {
    faults.text(pointer, password, 8..=1_000);
}

/// Adds a fault when the password is the e-mail address, in whatever case.
pub fn check_not_email(faults: &mut Faults, pointer: &str, password: &str, email: &str) {
    if fold(password.trim()) == fold(email.trim()) {
        faults.add(pointer, "email", "must not be the e-mail address");
    }
}

/// A password to be changed by the one who knows it.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The password until now.
    #[schema(example = "demo-password", format = Password, max_length = 1000)]
    pub current_password: String,
    /// The new one, which is not the e-mail address.
    #[schema(example = "a longer passphrase", format = Password, min_length = 8, max_length = 1000)]
    pub new_password: String,
}

impl Check for PasswordInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/current_password", &self.current_password, 1..=1_000);
        check_password(faults, "/new_password", &self.new_password);
    }
}

/// Whose password is to be chosen anew.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordResetInput {
    /// The person.
    pub person_id: Uuid,
}

impl Check for PasswordResetInput {
    fn check(&self, _: &mut Faults) {}
}

/// The secret of a reset link, and the password to be.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordResetUse {
    /// The secret of the link.
    #[schema(max_length = 200)]
    pub secret: String,
    /// The new password, which is not the e-mail address.
    #[schema(format = Password, min_length = 8, max_length = 1000)]
    pub new_password: String,
}

impl Check for PasswordResetUse {
    fn check(&self, faults: &mut Faults) {
        faults.text("/secret", &self.secret, 1..=200);
        check_password(faults, "/new_password", &self.new_password);
    }
}

/// A link with which a person chooses a new password, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PasswordReset {
    /// The reset's id.
    pub id: Uuid,
    /// The person.
    pub person: PersonRef,
    /// Until when the link can be used.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
    /// The link, to be handed to the person. Only in the answer that made it, else null.
    #[schema(example = "https://ligature.example/#/password-resets/4f0c")]
    pub link: Option<String>,
    /// The secret at the end of the link, for programs. Only in the answer that made it, else null.
    pub secret: Option<String>,
    /// When the link was made.
    pub created_at: DateTime<Utc>,
    /// When the row last changed.
    pub updated_at: DateTime<Utc>,
}

/// The person whose password somebody else wants to be chosen anew, and what that hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetSubject {
    /// The person.
    pub person: PersonRef,
    /// Whether the person operates the installation.
    pub operator: bool,
    /// Whether the person is or was a member of another organization than the one the caller acts for.
    pub elsewhere: bool,
}

impl ResetSubject {
    /// Whether nothing but a membership in the caller's own organization was ever the person's.
    pub fn is_ours_alone(&self) -> bool {
        !self.operator && !self.elsewhere
    }
}
