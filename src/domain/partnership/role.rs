//! Who does what in a partnership: roles and duties, by party and by person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(PartnershipRole, PartnershipRoleInput, parties: |input| {
    vec![("/organization_id".to_owned(), input.organization_id)]
});

/// A role to be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipRoleInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// The party that fills the role.
    pub organization_id: Uuid,
    /// A member of your own organization who fills it.
    #[serde(default)]
    pub person_id: Option<Uuid>,
    /// Who fills it, in words, where it is no member.
    #[serde(default)]
    #[schema(example = "The head of the fourth grade", min_length = 1, max_length = 200)]
    pub holder: Option<String>,
    /// What the role is called.
    #[schema(example = "Keeper of the travelling case", min_length = 1, max_length = 200)]
    pub title: String,
    /// What it is responsible for.
    #[serde(default)]
    #[schema(example = "Packs the case, and knows where it is.", min_length = 1, max_length = 5000)]
    pub duties: Option<String>,
}

impl Check for PartnershipRoleInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=200);
        faults.optional_text("/holder", self.holder.as_ref(), 200);
        faults.optional_text("/duties", self.duties.as_ref(), 5_000);
        if self.person_id.is_some() && self.holder.is_some() {
            faults.add("/holder", "one_of", "is said of somebody who is no member");
        }
    }
}

/// A role in a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PartnershipRole {
    /// The role's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// The party that fills the role.
    pub organization: Named,
    /// The member who fills it.
    pub person: Option<Named>,
    /// Who fills it, in words, where it is no member.
    pub holder: Option<String>,
    /// What the role is called.
    pub title: String,
    /// What it is responsible for.
    pub duties: Option<String>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&PartnershipRole> for PartnershipRoleInput {
    fn from(role: &PartnershipRole) -> Self {
        let PartnershipRole { holder, title, duties, .. } = role.clone();
        Self {
            partnership_id: role.partnership.id,
            organization_id: role.organization.id,
            person_id: role.person.as_ref().map(|person| person.id),
            holder,
            title,
            duties,
        }
    }
}
