//! Who sees a row of the directory.

use serde::{Deserialize, Serialize};

/// Who sees a row, from fewest to most.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Its steward only.
    Internal,
    /// Any signed-in caller.
    #[default]
    Partners,
    /// Everybody.
    Public,
}

impl Visibility {
    /// Every visibility, from fewest to most.
    pub const ALL: [Self; 3] = [Self::Internal, Self::Partners, Self::Public];

    /// What remains of it below a parent: a child is never more visible than its parent.
    #[must_use]
    pub fn within(self, parent: Self) -> Self {
        self.min(parent)
    }
}

#[cfg(test)]
mod tests {
    use super::Visibility::{Internal, Partners, Public};

    #[test]
    fn a_child_is_never_more_visible_than_its_parent() {
        assert_eq!(Public.within(Internal), Internal);
        assert_eq!(Public.within(Partners), Partners);
        assert_eq!(Internal.within(Public), Internal);
    }
}
