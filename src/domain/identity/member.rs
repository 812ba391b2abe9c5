//! Members of an organization and their roles.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person::PersonRef;
use super::role::Role;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::error::{Code, Error, Result};

/// A person's membership in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Member {
    /// The membership's id.
    pub id: Uuid,
    /// The person.
    pub person: PersonRef,
    /// The organization.
    pub organization: Named,
    /// The person's role there.
    pub role: Role,
    /// Whether no other member is an admin; the last one stays and stays admin.
    pub last_admin: bool,
    /// When the person joined.
    pub created_at: DateTime<Utc>,
    /// When the membership last changed.
    pub updated_at: DateTime<Utc>,
}

impl Member {
    /// Passes unless the organization would be without admin.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `last_admin` for the last one.
    pub fn may_step_down(&self) -> Result<()> {
        match self.last_admin {
            true => Err(Error::conflict(Code::LastAdmin, "an organization keeps at least one admin")),
            false => Ok(()),
        }
    }
}

/// What can be changed of a membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberInput {
    /// The role.
    #[schema(example = "coordinator")]
    pub role: Role,
}

impl Check for MemberInput {
    fn check(&self, _: &mut Faults) {}
}

impl From<&Member> for MemberInput {
    fn from(member: &Member) -> Self {
        Self { role: member.role }
    }
}
