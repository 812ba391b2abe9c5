//! The rows that make notices: which of them, and for whom.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Asked, Called, Found, On, Source};
use crate::access::evaluation::rates;
use crate::access::integration::notices::speaks;
use crate::domain::directory::claim::ClaimStatus;
use crate::domain::directory::proposal::ProposalStatus;
use crate::domain::discovery::pipeline::StageMeaning;
use crate::domain::evaluation::evaluation::EvaluationStatus;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::integration::notice::{NoticeReason, PARTNERSHIP_STALE, PROSPECT_STALE, TOLD};
use crate::domain::partnership::State;
use crate::domain::partnership::challenge::ChallengeStatus;
use crate::domain::partnership::life::PartyStatus;
use crate::domain::partnership::strategy::StrategyStatus;
use crate::error::Result;
use crate::store::directory::views::{text_of, to_json};
use crate::store::entity::{
    action_item, agreement, challenge, claim, contribution, evaluation, milestone, organization, partnership,
    party, proposal, prospect, round, round_rater, strategy,
};
use crate::store::partnership::agreements::kept;
use crate::store::partnership::reach::of_parties;
use crate::store::scoped;

impl Asked<'_> {
    /// What others wait for.
    pub(super) async fn waiting(&mut self) -> Result<()> {
        let principal = *self.permit.principal()?;
        if speaks(&principal) {
            self.asked_of_tenant().await?;
        }
        if rates(&principal) { self.rounds(principal.subject_id()).await } else { Ok(()) }
    }

    async fn asked_of_tenant(&mut self) -> Result<()> {
        let tenant = self.permit.tenant()?;
        let answered = self.answered_for(tenant);
        let invited = Query::select()
            .column(party::Column::PartnershipId)
            .from(party::Entity)
            .cond_where(answered)
            .and_where(party::Column::Status.eq(text_of(PartyStatus::Invited)?))
            .and_where(party::Column::DeletedAt.is_null())
            .take();
        self.add(Source::<partnership::Entity> {
            reason: NoticeReason::PartnershipProposed,
            resource: "partnership",
            id: partnership::Column::Id,
            on: On::Time(partnership::Column::ProposedAt),
            called: Called::Title(partnership::Column::Name),
            partnership_id: Some(partnership::Column::Id),
            which: Condition::all()
                .add(partnership::Column::State.eq(text_of(State::Proposed)?))
                .add(partnership::Column::Id.in_subquery(invited)),
        })
        .await?;
        self.add(Source::<proposal::Entity> {
            reason: NoticeReason::ChangeProposed,
            resource: "proposal",
            id: proposal::Column::Id,
            on: On::Time(proposal::Column::CreatedAt),
            called: Called::Organization(proposal::Column::OrganizationId),
            partnership_id: None,
            which: Condition::all()
                .add(proposal::Column::Status.eq(text_of(ProposalStatus::Open)?))
                .add(proposal::Column::ProposerId.ne(tenant)),
        })
        .await?;
        self.add(Source::<claim::Entity> {
            reason: NoticeReason::EntryClaimed,
            resource: "claim",
            id: claim::Column::Id,
            on: On::Time(claim::Column::CreatedAt),
            called: Called::Organization(claim::Column::OrganizationId),
            partnership_id: None,
            which: Condition::all()
                .add(claim::Column::Status.eq(text_of(ClaimStatus::Open)?))
                .add(claim::Column::ClaimantId.ne(tenant)),
        })
        .await?;
        self.assents(tenant).await
    }

    /// The party itself, and those without accounts in partnerships that it leads.
    fn answered_for(&self, tenant: Uuid) -> Condition {
        let led = Query::select()
            .column(partnership::Column::Id)
            .from(partnership::Entity)
            .and_where(partnership::Column::LeadId.eq(tenant))
            .take();
        // Looked up by id for each such party: most organizations have no accounts.
        let silent = Query::select()
            .expr(Expr::val(1))
            .from(organization::Entity)
            .and_where(
                Expr::col(organization::Column::Id.as_column_ref())
                    .equals(party::Column::OrganizationId.as_column_ref()),
            )
            .and_where(organization::Column::Side.is_null())
            .take();
        let for_others =
            Condition::all().add(party::Column::PartnershipId.in_subquery(led)).add(Expr::exists(silent));
        Condition::any().add(party::Column::OrganizationId.eq(tenant)).add(for_others)
    }

    /// The agreements to which a party has assented, and one for which the caller's answers has not.
    async fn assents(&mut self, tenant: Uuid) -> Result<()> {
        use agreement::Column;
        let wanted = self.filter.kind.is_none_or(|kind| kind == NoticeReason::AgreementAssent.kind());
        if !wanted {
            return Ok(());
        }
        let hangs = self.filter.partnership_id.map(|id| Column::PartnershipId.eq(id));
        let open = scoped::select::<agreement::Entity, _>(self.permit)
            .filter(Condition::all().add_option(hangs))
            .filter(Column::AgreedAt.is_null())
            .filter(Column::Assents.ne(to_json(&Vec::<Uuid>::new())?))
            .filter(not_over(&Column::PartnershipId, tenant)?)
            .order_by_asc(Column::UpdatedAt)
            .order_by_asc(Column::Id)
            .limit(TOLD + 1)
            .all(&self.db.executor)
            .await?;
        let open = self.told(open)?;
        let mut asked: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let parties = scoped::parts::<party::Entity>(open.iter().map(|row| row.partnership_id))
            .filter(self.answered_for(tenant))
            .filter(
                party::Column::Status
                    .is_in([text_of(PartyStatus::Invited)?, text_of(PartyStatus::Assented)?]),
            )
            .filter(party::Column::DeletedAt.is_null());
        for row in parties.all(&self.db.executor).await? {
            asked.entry(row.partnership_id).or_default().push(row.organization_id);
        }
        for row in open {
            let assents = kept(&row)?;
            let to_this: Vec<_> = assents
                .iter()
                .filter(|assent| assent.version == row.edition)
                .map(|assent| assent.organization_id)
                .collect();
            let lacks = |id: &Uuid| !to_this.contains(id);
            let asked = asked.get(&row.partnership_id).into_iter().flatten();
            if !to_this.is_empty() && asked.clone().any(lacks) {
                self.found.push(Found {
                    reason: NoticeReason::AgreementAssent,
                    resource: "agreement",
                    id: row.id,
                    on: row.updated_at.date_naive(),
                    title: Some(row.title),
                    organization_id: None,
                    partnership_id: Some(row.partnership_id),
                });
            }
        }
        Ok(())
    }

    /// The open rounds that name the person as a rater, or nobody, and in which it has submitted no sheet.
    async fn rounds(&mut self, person_id: Uuid) -> Result<()> {
        let submitted = Query::select()
            .column(evaluation::Column::RoundId)
            .from(evaluation::Entity)
            .and_where(evaluation::Column::RaterId.eq(person_id))
            .and_where(evaluation::Column::Status.eq(text_of(EvaluationStatus::Submitted)?))
            .take();
        let naming = Query::select().column(round_rater::Column::RoundId).from(round_rater::Entity).take();
        let naming_me = naming.clone().and_where(round_rater::Column::PersonId.eq(person_id)).take();
        let rater = Condition::any()
            .add(round::Column::Id.in_subquery(naming_me))
            .add(round::Column::Id.not_in_subquery(naming));
        self.add(Source::<round::Entity> {
            reason: NoticeReason::RoundOpen,
            resource: "round",
            id: round::Column::Id,
            on: On::Time(round::Column::CreatedAt),
            called: Called::Organization(round::Column::OrganizationId),
            partnership_id: None,
            which: Condition::all()
                .add(round::Column::Status.eq(text_of(RoundStatus::Open)?))
                .add(round::Column::Id.not_in_subquery(submitted))
                .add(rater),
        })
        .await
    }

    /// What is due in partnerships that are not over.
    pub(super) async fn due(&mut self) -> Result<()> {
        let tenant = self.permit.tenant()?;
        let mine = Condition::any()
            .add(action_item::Column::PersonId.eq(self.permit.principal()?.subject_id()))
            .add(action_item::Column::PersonId.is_null());
        self.add(Source::<action_item::Entity> {
            reason: NoticeReason::ActionItem,
            resource: "action_item",
            id: action_item::Column::Id,
            on: On::Day(action_item::Column::DueOn),
            called: Called::Title(action_item::Column::Title),
            partnership_id: Some(action_item::Column::PartnershipId),
            which: Condition::all()
                .add(action_item::Column::DoneOn.is_null())
                .add(action_item::Column::OwnerId.eq(tenant))
                .add(mine)
                .add(going_on(&action_item::Column::PartnershipId, tenant)?),
        })
        .await?;
        self.add(Source::<milestone::Entity> {
            reason: NoticeReason::Milestone,
            resource: "milestone",
            id: milestone::Column::Id,
            on: On::Day(milestone::Column::DueOn),
            called: Called::Title(milestone::Column::Title),
            partnership_id: Some(milestone::Column::PartnershipId),
            which: Condition::all()
                .add(milestone::Column::DoneOn.is_null())
                .add(own_or_shared(&milestone::Column::OwnerId, tenant))
                .add(going_on(&milestone::Column::PartnershipId, tenant)?),
        })
        .await?;
        self.add(Source::<contribution::Entity> {
            reason: NoticeReason::Contribution,
            resource: "contribution",
            id: contribution::Column::Id,
            on: On::Day(contribution::Column::DueOn),
            called: Called::Title(contribution::Column::Title),
            partnership_id: Some(contribution::Column::PartnershipId),
            which: Condition::all()
                .add(contribution::Column::FromId.eq(tenant))
                .add(
                    contribution::Column::Delivered.into_expr().lt(contribution::Column::Pledged.into_expr()),
                )
                .add(going_on(&contribution::Column::PartnershipId, tenant)?),
        })
        .await?;
        for (reason, on) in [
            (NoticeReason::AgreementNotice, agreement::Column::AgreedNoticeOn),
            (NoticeReason::AgreementRenewal, agreement::Column::AgreedRenewalOn),
        ] {
            self.add(Source::<agreement::Entity> {
                reason,
                resource: "agreement",
                id: agreement::Column::Id,
                on: On::Day(on),
                called: Called::Title(agreement::Column::Title),
                partnership_id: Some(agreement::Column::PartnershipId),
                which: Condition::all()
                    .add(agreement::Column::AgreedVersion.is_not_null())
                    .add(going_on(&agreement::Column::PartnershipId, tenant)?),
            })
            .await?;
        }
        self.add(Source::<challenge::Entity> {
            reason: NoticeReason::ChallengeReview,
            resource: "challenge",
            id: challenge::Column::Id,
            on: On::Day(challenge::Column::ReviewOn),
            called: Called::Title(challenge::Column::Title),
            partnership_id: Some(challenge::Column::PartnershipId),
            which: Condition::all()
                .add(challenge::Column::Status.ne(text_of(ChallengeStatus::Closed)?))
                .add(own_or_shared(&challenge::Column::OwnerId, tenant))
                .add(going_on(&challenge::Column::PartnershipId, tenant)?),
        })
        .await?;
        self.add(Source::<strategy::Entity> {
            reason: NoticeReason::StrategyReview,
            resource: "strategy",
            id: strategy::Column::Id,
            on: On::Day(strategy::Column::ReviewOn),
            called: Called::Title(strategy::Column::Title),
            partnership_id: Some(strategy::Column::PartnershipId),
            which: Condition::all().add(strategy::Column::Status.eq(text_of(StrategyStatus::Followed)?)),
        })
        .await
    }

    /// The steps and the age of the person's prospects, and partnerships about which nobody writes.
    pub(super) async fn prospects_and_silence(&mut self) -> Result<()> {
        let principal = *self.permit.principal()?;
        let own = Condition::all()
            .add(prospect::Column::OwnerId.eq(principal.subject_id()))
            .add(prospect::Column::Meaning.eq(text_of(StageMeaning::Open)?));
        let prospects = |reason, on, which| Source::<prospect::Entity> {
            reason,
            resource: "prospect",
            id: prospect::Column::Id,
            on,
            called: Called::Organization(prospect::Column::OrganizationId),
            partnership_id: None,
            which,
        };
        let step = On::Day(prospect::Column::NextStepOn);
        self.add(prospects(NoticeReason::ProspectStep, step, own.clone())).await?;
        let long = prospect::Column::StageSince.lte(self.now - TimeDelta::days(PROSPECT_STALE));
        let since = On::Time(prospect::Column::StageSince);
        self.add(prospects(NoticeReason::ProspectStale, since, own.add(long))).await?;
        if !speaks(&principal) {
            return Ok(());
        }
        let silent = self.now - TimeDelta::days(PARTNERSHIP_STALE);
        self.add(Source::<partnership::Entity> {
            reason: NoticeReason::PartnershipStale,
            resource: "partnership",
            id: partnership::Column::Id,
            on: On::Time(partnership::Column::UpdatedAt),
            called: Called::Title(partnership::Column::Name),
            partnership_id: Some(partnership::Column::Id),
            which: Condition::all()
                .add(partnership::Column::State.eq(text_of(State::Active)?))
                .add(partnership::Column::UpdatedAt.lte(silent))
                .add(of_parties(&partnership::Column::Id, self.permit.scope()))
                .add(going_on(&partnership::Column::Id, self.permit.tenant()?)?),
        })
        .await
    }
}

/// Rows of the organization, and such as have no owner.
fn own_or_shared(owner: &impl ColumnTrait, tenant: Uuid) -> Condition {
    Condition::any().add(owner.eq(tenant)).add(owner.is_null())
}

/// Rows of the organization's partnerships that are active or suspended. They are named, so that the rows are found by them and not
/// the other way round.
fn going_on(partnership_id: &impl ColumnTrait, tenant: Uuid) -> Result<SimpleExpr> {
    in_state(partnership_id, tenant, &[State::Active, State::Suspended])
}

/// Rows of those that are not over.
fn not_over(partnership_id: &impl ColumnTrait, tenant: Uuid) -> Result<SimpleExpr> {
    let states = [State::Draft, State::Proposed, State::Active, State::Suspended];
    in_state(partnership_id, tenant, &states)
}

fn in_state(partnership_id: &impl ColumnTrait, tenant: Uuid, states: &[State]) -> Result<SimpleExpr> {
    let states = states.iter().map(|state| text_of(*state)).collect::<Result<Vec<_>>>()?;
    let same = Expr::col((party::Entity, party::Column::PartnershipId))
        .equals((partnership::Entity, partnership::Column::Id));
    let going_on = Query::select()
        .column((partnership::Entity, partnership::Column::Id))
        .from(partnership::Entity)
        .inner_join(party::Entity, same)
        .and_where(party::Column::OrganizationId.eq(tenant))
        .and_where(party::Column::DeletedAt.is_null())
        .and_where(partnership::Column::State.is_in(states))
        .take();
    Ok(partnership_id.in_subquery(going_on))
}
