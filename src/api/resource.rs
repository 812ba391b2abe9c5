//! What rows have in common on their way out.

use serde::Serialize;
use uuid::Uuid;

use crate::access::Principal;

/// A row that can be asked for by its id.
pub(super) trait Resource: Serialize {
    /// The path of its collection.
    const PATH: &'static str;

    /// The row's id.
    fn id(&self) -> Uuid;

    /// The operations that this caller may call on it now.
    fn actions(&self, principal: &Principal) -> Vec<&'static str>;
}

/// A row with what the caller may do to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct One<T> {
    #[serde(flatten)]
    row: T,
    /// The operations that you may call on it now.
    #[schema(value_type = Vec<String>)]
    actions: Vec<&'static str>,
}

impl<T: Resource> One<T> {
    /// The row as this caller sees it.
    pub(super) fn new(row: T, principal: &Principal) -> Self {
        let actions = row.actions(principal);
        Self { row, actions }
    }
}

/// Says how a type is a [`Resource`]: `resource!(Note, "/v1/notes", access::directory::notes::actions)`.
macro_rules! resource {
    ($row:ty, $path:literal, $actions:path) => {
        impl crate::api::resource::Resource for $row {
            const PATH: &'static str = $path;

            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn actions(&self, principal: &crate::access::Principal) -> Vec<&'static str> {
                $actions(principal, self)
            }
        }
    };
}
pub(super) use resource;
