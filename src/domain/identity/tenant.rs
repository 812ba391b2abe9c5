//! Tenants: organizations that are here as a library or a partner.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::invitation::{Invitation, check_invited};
use super::role::Side;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::organization::OrganizationInput;

/// Which organization gets a side, and who is invited to be its first admin.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantInput {
    /// An entry of the directory; or else `organization`.
    #[serde(default)]
    pub organization_id: Option<Uuid>,
    /// A new entry; or else `organization_id`.
    #[serde(default)]
    pub organization: Option<OrganizationInput>,
    /// The side it gets when its first admin accepts.
    #[schema(example = "partner")]
    pub side: Side,
    /// The e-mail address of its first admin.
    #[schema(example = "director@familycenter.example", max_length = 254)]
    pub admin_email: String,
}

impl Check for TenantInput {
    fn check(&self, faults: &mut Faults) {
        check_invited(faults, "/admin_email", &self.admin_email);
        match (&self.organization_id, &self.organization) {
            (None, None) => {
                faults.add(
                    "/organization_id",
                    "required",
                    "name an entry, or give a new one as organization",
                );
            }
            (Some(_), Some(_)) => {
                faults.add("/organization", "one_of", "must be absent where organization_id is given");
            }
            (Some(_), None) => {}
            (None, Some(organization)) => {
                faults.below("/organization", |faults| organization.check(faults));
            }
        }
    }
}

/// How far a tenant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// Its first admin was invited.
    Invited,
    /// It has a side and members.
    Active,
}

/// An organization that is here as a library or a partner, or is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Tenant {
    /// The organization's id.
    pub id: Uuid,
    /// The organization's name.
    #[schema(example = "Riverside Public Library")]
    pub name: String,
    /// Its side; null until its first admin accepted.
    pub side: Option<Side>,
    /// How far it is.
    pub status: TenantStatus,
    /// The invitation of its first admin, until it is accepted.
    pub invitation: Option<Invitation>,
    /// When the organization was entered.
    pub created_at: DateTime<Utc>,
    /// When its entry last changed.
    pub updated_at: DateTime<Utc>,
}
