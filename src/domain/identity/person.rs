//! Accounts of people, as they see themselves and as others see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::role::{Role, Side};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::error::{Code, Error, Result};

/// A person as rows name one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PersonRef {
    /// The person's id.
    pub id: Uuid,
    /// The person's name.
    #[schema(example = "Dana Okafor")]
    pub name: String,
    /// The person's e-mail address.
    #[schema(example = "coordinator@riverside.example")]
    pub email: String,
}

impl From<&PersonRef> for Named {
    fn from(person: &PersonRef) -> Self {
        Self { id: person.id, name: person.name.clone() }
    }
}

/// An organization a person acts for, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Affiliation {
    /// The organization's id.
    pub id: Uuid,
    /// The organization's name.
    #[schema(example = "Riverside Public Library")]
    pub name: String,
    /// The organization's side.
    pub side: Side,
    /// The person's role there.
    pub role: Role,
    /// The id of the membership, with which the person can leave.
    pub membership_id: Uuid,
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Me {
    /// The person's id.
    pub id: Uuid,
    /// The person's e-mail address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Whether the person operates this installation.
    pub operator: bool,
    /// The organization the token acts for.
    pub organization: Option<Affiliation>,
    /// Every organization the person may act for.
    pub memberships: Vec<Affiliation>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When the account last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a person changes of the own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeInput {
    /// The name, of which one character has to be visible.
    #[schema(example = "Dana Okafor", min_length = 1, max_length = 300)]
    pub name: String,
}

impl Check for MeInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=300);
    }
}

impl From<&Me> for MeInput {
    fn from(me: &Me) -> Self {
        Self { name: me.name.clone() }
    }
}

/// An account, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// The person's id.
    pub id: Uuid,
    /// The person's e-mail address.
    #[schema(example = "coordinator@riverside.example")]
    pub email: String,
    /// The person's name.
    #[schema(example = "Dana Okafor")]
    pub name: String,
    /// Whether the person operates this installation.
    pub operator: bool,
    /// Every organization the person may act for.
    pub memberships: Vec<Affiliation>,
    /// Whether one of them has no other admin; then the account stays.
    pub last_admin: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When the account last changed.
    pub updated_at: DateTime<Utc>,
}

impl Person {
    /// Passes unless an organization would be without admin.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `last_admin`.
    pub fn may_be_erased(&self) -> Result<()> {
        match self.last_admin {
            true => Err(Error::conflict(Code::LastAdmin, "an organization keeps at least one admin")),
            false => Ok(()),
        }
    }
}

/// Which accounts are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PersonFilter {
    /// The e-mail address, in whatever case.
    #[param(example = "coordinator@riverside.example")]
    pub email: Option<String>,
}

impl Check for PersonFilter {
    fn check(&self, _: &mut Faults) {}
}
