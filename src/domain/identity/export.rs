//! What is stored about a person, to be handed out.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::invitation::Invitation;
use super::person::Person;
use super::role::Role;
use crate::domain::directory::named::Named;
use crate::domain::directory::note::Note;
use crate::domain::discovery::checklist::StrategyMark;
use crate::domain::discovery::guide::Guide;
use crate::domain::discovery::initiative::Initiative;
use crate::domain::discovery::interaction::Interaction;
use crate::domain::discovery::interview::Interview;
use crate::domain::discovery::prospect::Prospect;
use crate::domain::discovery::talking_point::TalkingPoint;
use crate::domain::evaluation::evaluation::Evaluation;
use crate::domain::partnership::action_item::ActionItem;
use crate::domain::partnership::challenge::Challenge;
use crate::domain::partnership::contribution::Contribution;
use crate::domain::partnership::decision::PartnershipDecision;
use crate::domain::partnership::goal::Goal;
use crate::domain::partnership::meeting::Meeting;
use crate::domain::partnership::milestone::Milestone;
use crate::domain::partnership::minutes::Minutes;
use crate::domain::partnership::note::PartnershipNote;
use crate::domain::partnership::role::PartnershipRole;
use crate::domain::partnership::step::StepTaken;
use crate::domain::partnership::strategy::Strategy;

/// What is stored about a person. Secrets and their hashes are not in it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PersonExport {
    /// The account.
    pub account: Person,
    /// The memberships, those that ended as well.
    pub memberships: Vec<ExportedMembership>,
    /// The sessions that are kept.
    pub sessions: Vec<ExportedSession>,
    /// The invitations to the person's address that were not revoked.
    pub invitations: Vec<Invitation>,
    /// The programs for which the person answers.
    pub clients: Vec<Named>,
    /// The person's sheets, in libraries for which the person rates today; null for the operator.
    pub evaluations: Option<Vec<Evaluation>>,
    /// The notes with texts of the person, in libraries to which the person belongs today; null for the operator.
    pub notes: Option<Vec<Note>>,
    /// What hangs on partnerships with texts of the person, of organizations to which it belongs today; null for the operator.
    pub partnerships: Option<ExportedTexts>,
    /// The prospects whose next step the person wrote, in the same libraries; null for the operator.
    pub prospects: Option<Vec<Prospect>>,
    /// Why the person moved prospects to other stages, in the same libraries; null for the operator.
    pub moves: Option<Vec<ExportedText>>,
    /// The interviews that the person wrote down, in the same libraries; null for the operator.
    pub interviews: Option<Vec<Interview>>,
    /// The interactions that the person wrote down, in the same libraries; null for the operator.
    pub interactions: Option<Vec<Interaction>>,
    /// The initiatives that the person wrote, in the same libraries; null for the operator.
    pub initiatives: Option<Vec<Initiative>>,
    /// The guides that the person wrote, in the same libraries; null for the operator.
    pub guides: Option<Vec<Guide>>,
    /// The talking points that the person wrote, in the same libraries; null for the operator.
    pub talking_points: Option<Vec<TalkingPoint>>,
    /// The strategies that the person marked last, in the same libraries; null for the operator.
    pub strategy_marks: Option<Vec<StrategyMark>>,
    /// The events about the account with what changed, and those that the person brought about without.
    pub events: Vec<ExportedEvent>,
    /// What the caller may not read, and is left out for that.
    #[schema(example = json!([]))]
    pub left_out: Vec<&'static str>,
}

/// What a person wrote in partnerships.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportedTexts {
    /// Notes for the own side.
    pub notes: Vec<PartnershipNote>,
    /// Steps that the person took.
    pub steps: Vec<StepTaken>,
    /// Goals.
    pub goals: Vec<Goal>,
    /// Roles.
    pub roles: Vec<PartnershipRole>,
    /// Decisions.
    pub decisions: Vec<PartnershipDecision>,
    /// Challenges.
    pub challenges: Vec<Challenge>,
    /// Milestones.
    pub milestones: Vec<Milestone>,
    /// Meetings.
    pub meetings: Vec<Meeting>,
    /// Minutes.
    pub minutes: Vec<Minutes>,
    /// Action items.
    pub action_items: Vec<ActionItem>,
    /// Contributions.
    pub contributions: Vec<Contribution>,
    /// Strategies of the library.
    pub strategies: Vec<Strategy>,
    /// Reasons for which the person waived deal-breakers, each of a partnership.
    pub waivers: Vec<ExportedText>,
    /// What was learned in partnerships that the person ended.
    pub lessons: Vec<ExportedText>,
}

/// A text that stands in a row of which it is a small part.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportedText {
    /// The prospect or the partnership that it is about.
    pub id: Uuid,
    /// The text.
    pub text: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// A membership, perhaps one that ended.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportedMembership {
    /// The membership's id.
    pub id: Uuid,
    /// The organization.
    pub organization: Named,
    /// The role, the last one where it ended.
    pub role: Role,
    /// When the person joined.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A session, perhaps one that ended.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportedSession {
    /// The session's id.
    pub id: Uuid,
    /// From which address it was opened.
    pub address: Option<String>,
    /// By which program, by its own word.
    pub user_agent: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Until when it can be renewed.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// An event about a person or brought about by one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportedEvent {
    /// The event's id.
    pub id: Uuid,
    /// The operation.
    #[schema(example = "create_session")]
    pub operation: String,
    /// What kind of row was written.
    #[schema(example = "session")]
    pub resource: String,
    /// The row.
    pub resource_id: Uuid,
    /// The organization for which it was done.
    pub acting_for: Option<Named>,
    /// The fields that changed as they were, where the event is about the person's account.
    pub before: Option<Map<String, Value>>,
    /// The same fields afterwards.
    pub after: Option<Map<String, Value>>,
    /// When it was done.
    pub created_at: DateTime<Utc>,
}
