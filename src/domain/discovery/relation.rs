//! How a library and an organization stand to each other.

use serde::{Deserialize, Serialize};

/// How close an organization is to a library, from the farthest to the closest.
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
pub enum Relation {
    /// Nothing came of it.
    Declined,
    /// Nothing is known between them.
    #[default]
    None,
    /// A partnership ended.
    Ended,
    /// A prospect on its way, or won.
    Prospect,
    /// A partnership is active.
    Active,
}

impl Relation {
    /// Every relation, from the farthest to the closest.
    pub const ALL: [Self; 5] = [Self::Declined, Self::None, Self::Ended, Self::Prospect, Self::Active];

    /// The relation as the number by which the database compares it.
    pub fn closeness(self) -> i32 {
        match self {
            Self::Declined => 0,
            Self::None => 1,
            Self::Ended => 2,
            Self::Prospect => 3,
            Self::Active => 4,
        }
    }

    /// The relation of a number.
    pub fn of_closeness(closeness: i32) -> Self {
        Self::ALL.into_iter().find(|relation| relation.closeness() == closeness).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Relation;

    #[test]
    fn closer_relations_have_greater_numbers() {
        assert!(Relation::ALL.is_sorted());
        for relation in Relation::ALL {
            assert_eq!(Relation::of_closeness(relation.closeness()), relation);
        }
        assert!(Relation::ALL.map(Relation::closeness).is_sorted());
        assert_eq!(Relation::of_closeness(99), Relation::None);
    }
}
