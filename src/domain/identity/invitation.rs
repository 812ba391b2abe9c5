//! Invitations: links with which a person joins an organization, once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::password::check_password;
use super::role::{Role, Side};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::formats::check_email;
use crate::domain::directory::named::Named;
use crate::error::{Code, Error, Result};

/// Who is invited, and as what.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationInput {
    /// The e-mail address of the account that may accept.
    #[schema(example = "new.colleague@riverside.example", max_length = 254)]
    pub email: String,
    /// The role the person will have.
    #[schema(example = "contributor")]
    pub role: Role,
}

impl Check for InvitationInput {
    fn check(&self, faults: &mut Faults) {
        check_invited(faults, "/email", &self.email);
    }
}

/// Adds a fault unless somebody can have an account with the address.
pub fn check_invited(faults: &mut Faults, pointer: &str, email: &String) {
    faults.text(pointer, email, 1..=254);
    check_email(faults, pointer, Some(email));
}

/// How far an invitation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStatus {
    /// Can be accepted.
    Open,
    /// The person joined.
    Accepted,
    /// Was not accepted in time.
    Expired,
}

/// An invitation to join an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Invitation {
    /// The invitation's id.
    pub id: Uuid,
    /// The e-mail address of the account that may accept.
    #[schema(example = "new.colleague@riverside.example")]
    pub email: String,
    /// The organization.
    pub organization: Named,
    /// The role the person will have.
    pub role: Role,
    /// The side that the organization gets when its first admin accepts; null in every other invitation.
    pub side: Option<Side>,
    /// Who invited.
    pub invited_by: Named,
    /// How far the invitation is.
    pub status: InvitationStatus,
    /// Until when it can be accepted.
    pub expires_at: DateTime<Utc>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The link, to be handed to the person. Only in the answer that made it, else null.
    #[schema(example = "https://ligature.example/#/invitations/4f0c")]
    pub link: Option<String>,
    /// The secret at the end of the link, for programs. Only in the answer that made it, else null.
    pub secret: Option<String>,
    /// When the invitation was made.
    pub created_at: DateTime<Utc>,
    /// When the invitation last changed.
    pub updated_at: DateTime<Utc>,
}

impl Invitation {
    /// Passes unless it was accepted.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `already_accepted`.
    pub fn may_be_revoked(&self) -> Result<()> {
        match self.status {
            InvitationStatus::Accepted => {
                Err(Error::conflict(Code::AlreadyAccepted, "the person joined; remove the member instead"))
            }
            InvitationStatus::Open | InvitationStatus::Expired => Ok(()),
        }
    }
}

/// The secret of an invitation, and who is to be when there is no account yet.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInput {
    /// The secret of the link.
    #[schema(max_length = 200)]
    pub secret: String,
    /// The name of the new account; needed where there is none with the address.
    #[serde(default)]
    #[schema(example = "Noor Rahman", min_length = 1, max_length = 300)]
    pub name: Option<String>,
    /// The password of the new account, which is not the e-mail address; needed where there is none with the address.
    #[serde(default)]
    #[schema(format = Password, min_length = 8, max_length = 1000)]
    pub password: Option<String>,
}

impl Check for AcceptInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/secret", &self.secret, 1..=200);
        faults.optional_text("/name", self.name.as_ref(), 300);
        if let Some(password) = &self.password {
            check_password(faults, "/password", password);
        }
    }
}
