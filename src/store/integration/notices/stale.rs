//! What a person's prospects ask for, and what went stale.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, Condition};

use super::states::going_on;
use super::{Asked, Called, On, Source};
use crate::access::integration::notices::speaks;
use crate::domain::discovery::pipeline::StageMeaning;
use crate::domain::integration::notice::{NoticeReason, PARTNERSHIP_STALE, PROSPECT_STALE};
use crate::domain::partnership::State;
use crate::error::Result;
use crate::store::directory::views::text_of;
use crate::store::entity::{partnership, prospect};
use crate::store::partnership::reach::of_parties;

impl Asked<'_> {
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
