//! A row as others name it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id and name of a row that another row refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Named {
    /// The row's id.
    pub id: Uuid,
    /// The row's name.
    #[schema(example = "Riverside Family Center")]
    pub name: String,
}

/// The entry of the directory to which a row belongs. Who keeps it decides who writes the row, and is not shown there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's id.
    pub id: Uuid,
    /// The entry's name.
    pub name: String,
    /// The tenant that keeps the entry; none for one made by the operator.
    #[serde(skip)]
    pub steward_id: Option<Uuid>,
    /// Whether the organization is here as a library or a partner.
    #[serde(skip)]
    pub is_tenant: bool,
}

impl From<Entry> for Named {
    fn from(Entry { id, name, .. }: Entry) -> Self {
        Self { id, name }
    }
}

/// A term as the rows that carry it name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TermRef {
    /// The term's id.
    pub id: Uuid,
    /// The term's code, unique in its taxonomy.
    #[schema(example = "educational-organizations.community-colleges")]
    pub code: String,
    /// The term's name.
    #[schema(example = "community colleges")]
    pub name: String,
    /// The code of the taxonomy.
    #[schema(example = "community-partners")]
    pub taxonomy: String,
}
