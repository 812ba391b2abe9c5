//! Events: who did what to which row, from what to what.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// One write of one row, as the caller may know of it. It never changes, unless a person in it is erased.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Event {
    /// The event's id.
    pub id: Uuid,
    /// The operation that wrote, by its id in this document.
    #[schema(example = "update_organization")]
    pub operation: String,
    /// What kind of row was written.
    #[schema(example = "organization")]
    pub resource: String,
    /// The row.
    pub resource_id: Uuid,
    /// The organization that the row is, belongs to or is about; sheets name none.
    pub organization: Option<Named>,
    /// Who did it, where the caller may know: an admin the people of the own organization, the operator everybody.
    pub person: Option<Named>,
    /// The program that did it, for the admins of its organization.
    pub client: Option<Named>,
    /// The organization for which it was done; none for the operator and for people who were just joining.
    pub acting_for: Option<Named>,
    /// The fields that changed, as they were; null for a new row. Fields are named as they are stored.
    pub before: Option<Map<String, Value>>,
    /// The same fields afterwards; null in an import. A deleted row has `deleted_at`.
    pub after: Option<Map<String, Value>>,
    /// When it was done.
    pub created_at: DateTime<Utc>,
}

/// Which events are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventFilter {
    /// Only writes of this kind of row.
    #[param(example = "organization")]
    pub resource: Option<String>,
    /// Only writes of this row, which may be deleted by now.
    pub resource_id: Option<Uuid>,
    /// Only writes of rows that are this organization, belong to it or are about it.
    pub organization_id: Option<Uuid>,
    /// Only what this person or program did.
    pub actor_id: Option<Uuid>,
    /// Only writes by this operation.
    #[param(example = "update_organization")]
    pub operation: Option<String>,
    /// Only what was done then or later.
    pub created_from: Option<DateTime<Utc>>,
    /// Only what was done before then.
    pub created_before: Option<DateTime<Utc>>,
}

impl Check for EventFilter {
    fn check(&self, _: &mut Faults) {}
}
