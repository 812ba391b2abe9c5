//! People to turn to at an organization.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::formats::check_email;
use super::named::{Entry, Named};
use super::visibility::Visibility;
use crate::domain::check::{Check, Faults};

/// What is written about a contact; at least a name, a title, a department or an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactInput {
    /// The organization to which the contact belongs.
    pub organization_id: Uuid,
    /// The person's name.
    #[serde(default)]
    #[schema(example = "Susan Houston", max_length = 300)]
    pub name: Option<String>,
    /// The person's title or job.
    #[serde(default)]
    #[schema(example = "Director of Older Adult Services", max_length = 300)]
    pub title: Option<String>,
    /// The department in which the person works.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub department: Option<String>,
    /// The person's e-mail address.
    #[serde(default)]
    #[schema(example = "susan@example.org")]
    pub email: Option<String>,
    /// Who sees the contact; internal until changed.
    #[serde(default = "internal")]
    pub visibility: Visibility,
}

fn internal() -> Visibility {
    Visibility::Internal
}

impl Check for ContactInput {
    fn check(&self, faults: &mut Faults) {
        if [&self.name, &self.title, &self.department, &self.email].into_iter().all(Option::is_none) {
            faults.add("/name", "required", "give a name, a title, a department or an e-mail address");
        }
        faults.optional_text("/name", self.name.as_ref(), 300);
        faults.optional_text("/title", self.title.as_ref(), 300);
        faults.optional_text("/department", self.department.as_ref(), 300);
        check_email(faults, "/email", self.email.as_ref());
    }
}

/// A person to turn to at an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Contact {
    /// The contact's id.
    pub id: Uuid,
    /// The organization to which the contact belongs.
    #[schema(value_type = Named)]
    pub organization: Entry,
    /// The person's name.
    pub name: Option<String>,
    /// The person's title or job.
    pub title: Option<String>,
    /// The department in which the person works.
    pub department: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// Who sees the contact.
    pub visibility: Visibility,
    /// When the contact was made.
    pub created_at: DateTime<Utc>,
    /// When the contact last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Contact> for ContactInput {
    fn from(contact: &Contact) -> Self {
        Self {
            organization_id: contact.organization.id,
            name: contact.name.clone(),
            title: contact.title.clone(),
            department: contact.department.clone(),
            email: contact.email.clone(),
            visibility: contact.visibility,
        }
    }
}
