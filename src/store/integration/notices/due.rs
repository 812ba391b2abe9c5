//! What is due: which rows, and for whom.

use chrono::TimeDelta;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::states::{going_on, to_who_is_there};
use super::{Asked, Called, Found, On, Source};
use crate::domain::discovery::interview::FollowUpInput;
use crate::domain::integration::notice::{DAYS_AHEAD, NoticeReason, TOLD};
use crate::domain::partnership::challenge::ChallengeStatus;
use crate::domain::partnership::strategy::StrategyStatus;
use crate::error::Result;
use crate::store::directory::views::{from_json, text_of};
use crate::store::entity::{
    action_item, agreement, challenge, contribution, interview, milestone, partnership, strategy,
};
use crate::store::partnership::reach::of_parties;
use crate::store::scoped;

impl Asked<'_> {
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
                .add(to_who_is_there())
                .add(
                    contribution::Column::Delivered.into_expr().lt(contribution::Column::Pledged.into_expr()),
                )
                .add(going_on(&contribution::Column::PartnershipId, tenant)?),
        })
        .await?;
        let unless_renewed = Condition::all().add(agreement::Column::AgreedRenewalOn.is_null());
        for (reason, on, which) in [
            (NoticeReason::AgreementNotice, agreement::Column::AgreedNoticeOn, Condition::all()),
            (NoticeReason::AgreementRenewal, agreement::Column::AgreedRenewalOn, Condition::all()),
            (NoticeReason::AgreementExpiry, agreement::Column::AgreedExpiresOn, unless_renewed),
        ] {
            self.add(Source::<agreement::Entity> {
                reason,
                resource: "agreement",
                id: agreement::Column::Id,
                on: On::Day(on),
                called: Called::Title(agreement::Column::Title),
                partnership_id: Some(agreement::Column::PartnershipId),
                which: Condition::all()
                    .add(which)
                    .add(agreement::Column::AgreedVersion.is_not_null())
                    .add(going_on(&agreement::Column::PartnershipId, tenant)?),
            })
            .await?;
        }
        self.add(Source::<partnership::Entity> {
            reason: NoticeReason::PartnershipEnd,
            resource: "partnership",
            id: partnership::Column::Id,
            on: On::Day(partnership::Column::EndsOn),
            called: Called::Title(partnership::Column::Name),
            partnership_id: Some(partnership::Column::Id),
            which: Condition::all()
                .add(of_parties(&partnership::Column::Id, self.permit.scope()))
                .add(going_on(&partnership::Column::Id, tenant)?),
        })
        .await?;
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
        .await?;
        self.follow_ups().await
    }

    /// What the person is to do after interviews: what is given to it, and what is given to nobody in those that it wrote
    /// down.
    async fn follow_ups(&mut self) -> Result<()> {
        use interview::Column;
        let reason = NoticeReason::InterviewFollowUp;
        let wanted = self.filter.kind.is_none_or(|kind| kind == reason.kind());
        if !wanted || self.filter.partnership_id.is_some() {
            return Ok(());
        }
        let person_id = self.permit.principal()?.subject_id();
        let until = (self.now + TimeDelta::days(DAYS_AHEAD)).date_naive();
        let names_me = Expr::col(Column::FollowUps).cast_as("text").like(format!("%{person_id}%"));
        let due = scoped::select::<interview::Entity, _>(self.permit)
            .filter(Condition::any().add(Column::AuthorId.eq(person_id)).add(names_me))
            .filter(Column::NextDueOn.lte(until))
            .order_by_asc(Column::NextDueOn)
            .order_by_asc(Column::Id)
            .limit(TOLD + 1)
            .all(&self.db.executor)
            .await?;
        for row in self.told(due)? {
            let written_by = row.author_id;
            let follow_ups: Vec<FollowUpInput> = from_json(row.follow_ups)?;
            for one in follow_ups.into_iter().filter(|one| !one.done) {
                let mine = one.owner_id.or(written_by) == Some(person_id);
                if let Some(on) = one.due_on.filter(|on| mine && *on <= until) {
                    self.found.push(Found {
                        reason,
                        resource: "interview",
                        id: row.id,
                        on,
                        title: Some(one.text),
                        organization_id: None,
                        partnership_id: None,
                    });
                }
            }
        }
        Ok(())
    }
}

/// Rows of the organization, and such as have no owner.
fn own_or_shared(owner: &impl ColumnTrait, tenant: Uuid) -> Condition {
    Condition::any().add(owner.eq(tenant)).add(owner.is_null())
}
