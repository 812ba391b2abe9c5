//! The nine strategies of working together as a checklist: each met by what the library has written down, or marked by hand.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// Ids of records that are told with a strategy at most.
pub const TOLD: u64 = 5;

/// A strategy of working together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CollaborationStrategy {
    /// Begin to talk.
    Conversation,
    /// Interview leaders of the community.
    LeaderInterviews,
    /// Have the library's story at hand.
    LibraryStory,
    /// Look for partners nearby.
    LocalPartners,
    /// Put the cause and the people first.
    CauseAndPeople,
    /// Name shared goals and rewards.
    GoalsAndRewards,
    /// Keep each other informed.
    OpenCommunication,
    /// Say who does what.
    Roles,
    /// Be able to decide.
    Decisions,
}

impl CollaborationStrategy {
    /// All, in their order.
    pub const ALL: [Self; 9] = [
        Self::Conversation,
        Self::LeaderInterviews,
        Self::LibraryStory,
        Self::LocalPartners,
        Self::CauseAndPeople,
        Self::GoalsAndRewards,
        Self::OpenCommunication,
        Self::Roles,
        Self::Decisions,
    ];

    /// What is to be done.
    pub fn text(self) -> &'static str {
        match self {
            Self::Conversation => "Begin to talk with those who might become partners.",
            Self::LeaderInterviews => "Ask those to whom the community listens what it needs.",
            Self::LibraryStory => "Know what to say of the library, before somebody asks.",
            Self::LocalPartners => "Look nearby for those with whom something would change.",
            Self::CauseAndPeople => "Put the cause and the people first, not what each house gains.",
            Self::GoalsAndRewards => "Write down which goals are shared, and what each gets out of it.",
            Self::OpenCommunication => "Share the timetable, and keep each other informed.",
            Self::Roles => "Say who does what, and who answers for it.",
            Self::Decisions => "Make sure that what comes up can be decided, and write it down.",
        }
    }

    /// Which records show that it is followed.
    pub fn shown_by(self) -> &'static str {
        match self {
            Self::Conversation => "Interactions: calls, visits, mails and meetings.",
            Self::LeaderInterviews => "Interviews that were held by a guide for community leaders.",
            Self::LibraryStory => "Talking points of the library's own.",
            Self::LocalPartners => "Prospects of initiatives that have a place.",
            Self::CauseAndPeople => "Initiatives that say for whom they are.",
            Self::GoalsAndRewards => {
                "Goals of partnerships that are or were active and name what a party gets out of them."
            }
            Self::OpenCommunication => "Meetings of partnerships that are or were active.",
            Self::Roles => "Roles with duties, in partnerships that are or were active.",
            Self::Decisions => "Decisions in partnerships that are or were active.",
        }
    }
}

/// A strategy to be marked as followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyMarkInput {
    /// The strategy.
    #[schema(example = "library_story")]
    pub strategy: CollaborationStrategy,
    /// What speaks for it.
    #[serde(default)]
    #[schema(example = "The film for the town hall is done.", min_length = 1, max_length = 1000)]
    pub note: Option<String>,
}

impl Check for StrategyMarkInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/note", self.note.as_ref(), 1_000);
    }
}

/// A strategy whose mark is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyUnmarkInput {
    /// The strategy.
    #[schema(example = "library_story")]
    pub strategy: CollaborationStrategy,
}

impl Check for StrategyUnmarkInput {
    fn check(&self, _: &mut Faults) {}
}

/// A strategy that was marked by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StrategyMark {
    /// The strategy.
    pub strategy: CollaborationStrategy,
    /// Who marked it; null for a program.
    pub by: Option<Named>,
    /// When.
    pub at: DateTime<Utc>,
    /// What speaks for it.
    pub note: Option<String>,
}

/// What is written down that shows a strategy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StrategyRecords {
    /// Which records show it.
    #[schema(example = "Interactions: calls, visits, mails and meetings.")]
    pub shown_by: &'static str,
    /// What kind of rows these are.
    #[schema(example = "interaction")]
    pub resource: &'static str,
    /// How many there are.
    #[schema(example = 3)]
    pub count: i64,
    /// The ids of the latest, five at most.
    pub ids: Vec<Uuid>,
}

/// A strategy of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChecklistItem {
    /// The strategy.
    pub strategy: CollaborationStrategy,
    /// What is to be done.
    pub text: &'static str,
    /// Where the strategy comes from.
    #[schema(example = "Community Partnership and Collaboration Guide")]
    pub source: &'static str,
    /// Whether it is followed: by the records, or by a mark.
    pub met: bool,
    /// What is written down.
    pub records: StrategyRecords,
    /// The mark by hand; null where there is none.
    pub mark: Option<StrategyMark>,
}

/// The checklist of a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Checklist {
    /// The library.
    pub id: Uuid,
    /// How many of the strategies are met.
    #[schema(example = 7)]
    pub met: usize,
    /// The nine strategies in their order.
    pub strategies: Vec<ChecklistItem>,
}
