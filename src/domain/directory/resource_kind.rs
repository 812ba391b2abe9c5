//! What organizations offer and look for.

use serde::{Deserialize, Serialize};

/// A kind of resource that an organization offers or needs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// Knowledge and advice.
    Expertise,
    /// Resources in general.
    Resources,
    /// Students who take part, as volunteers, interns or in courses.
    StudentTalent,
    /// Buildings, rooms and laboratories.
    Facilities,
    /// Devices and machines.
    Equipment,
    /// Staff.
    Personnel,
    /// Books, objects and other holdings.
    Collections,
    /// People who already come.
    Audiences,
    /// Contacts to other organizations.
    Networks,
    /// Ways to reach people who do not come yet.
    Outreach,
    /// Money.
    Funding,
    /// Goods and services in place of money.
    InKindContributions,
    /// Events, courses and exhibitions.
    Programming,
    /// Places to work.
    Workspace,
    /// Rooms for training or meetings.
    TrainingSpace,
    /// Skills with technology.
    TechnologySkills,
    /// Marketing and promotion.
    Marketing,
}

impl ResourceKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Expertise,
        Self::Resources,
        Self::StudentTalent,
        Self::Facilities,
        Self::Equipment,
        Self::Personnel,
        Self::Collections,
        Self::Audiences,
        Self::Networks,
        Self::Outreach,
        Self::Funding,
        Self::InKindContributions,
        Self::Programming,
        Self::Workspace,
        Self::TrainingSpace,
        Self::TechnologySkills,
        Self::Marketing,
    ];

    /// Its bit in sets that the database keeps as a number; it never changes, so new kinds come at the end.
    pub const fn bit(self) -> i32 {
        1 << self as i32
    }

    /// What people call it.
    pub fn words(self) -> String {
        let word = serde_json::to_value(self).unwrap_or_default();
        word.as_str().unwrap_or_default().replace('_', " ")
    }
}
