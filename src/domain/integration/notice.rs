//! What waits for a person, what is due and what went stale: read from the rows themselves, each time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// For so many days ahead something is told to be due.
pub const DAYS_AHEAD: i64 = 14;

/// After so many days in its stage a prospect is stale.
pub const PROSPECT_STALE: i64 = 90;

/// After so many days without any change an active partnership is stale.
pub const PARTNERSHIP_STALE: i64 = 180;

/// So many notices of each reason are told at most, the earliest first.
pub const TOLD: u64 = 200;

/// What kind of notice it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Others wait until you do something.
    Waiting,
    /// Something is due within 14 days, or was due before.
    Due,
    /// Nothing happened for long.
    Stale,
}

/// Why there is a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReason {
    /// A partnership was proposed, and your organization has not answered: to its coordinators and admins.
    PartnershipProposed,
    /// Somebody proposed a change of an entry that your organization keeps: to its coordinators and admins.
    ChangeProposed,
    /// Somebody claims an entry that your organization keeps: to its coordinators and admins.
    EntryClaimed,
    /// Another party assented to an agreement, and your organization has not: to its coordinators and admins.
    AgreementAssent,
    /// A round is open in which you rate and have not submitted your sheet.
    RoundOpen,
    /// An action item of yours, or one of your organization without a person.
    ActionItem,
    /// A milestone of your organization, or one that all parties share.
    Milestone,
    /// Something that your organization pledged and has not delivered in full.
    Contribution,
    /// The day until which notice can be given of an agreement.
    AgreementNotice,
    /// The day on which an agreement is to be renewed.
    AgreementRenewal,
    /// The day on which an agreement expires that has no day of renewal.
    AgreementExpiry,
    /// The day on which a partnership is to end.
    PartnershipEnd,
    /// A challenge that is to be looked at again, your organization's or one that all parties share.
    ChallengeReview,
    /// A strategy of your library that is to be looked at again.
    StrategyReview,
    /// What is to be done after an interview: given to you, or to nobody and you wrote the interview down.
    InterviewFollowUp,
    /// The next step of a prospect that you own.
    ProspectStep,
    /// A prospect that you own and that has been in its stage for 90 days.
    ProspectStale,
    /// An active partnership about which nothing was written for 180 days: to coordinators and admins.
    PartnershipStale,
}

impl NoticeReason {
    /// What kind of notice it makes.
    pub fn kind(self) -> NoticeKind {
        match self {
            Self::PartnershipProposed
            | Self::ChangeProposed
            | Self::EntryClaimed
            | Self::AgreementAssent
            | Self::RoundOpen => NoticeKind::Waiting,
            Self::ProspectStale | Self::PartnershipStale => NoticeKind::Stale,
            _ => NoticeKind::Due,
        }
    }
}

/// Something that a person should know of. It is gone once the row says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Notice {
    /// What kind of notice it is.
    pub kind: NoticeKind,
    /// Why there is a notice.
    pub reason: NoticeReason,
    /// The resource of the row.
    #[schema(example = "milestone")]
    pub resource: &'static str,
    /// The row.
    pub id: Uuid,
    /// What it is called, or whom it is about.
    #[schema(example = "First class visits")]
    pub title: String,
    /// When it is due, or since when it waits or is silent.
    pub on: NaiveDate,
    /// Whether that day has passed, of what is due.
    pub overdue: bool,
    /// The partnership on which it hangs.
    pub partnership: Option<Named>,
}

/// Filters of `list_notices`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NoticeFilter {
    /// What kind of notices.
    #[param(inline)]
    pub kind: Option<NoticeKind>,
    /// The partnership on which they hang.
    pub partnership_id: Option<Uuid>,
}

impl Check for NoticeFilter {
    fn check(&self, _: &mut Faults) {}
}
