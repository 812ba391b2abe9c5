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
