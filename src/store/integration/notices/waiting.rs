//! What others wait for: which rows, and for whom.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::states::settled;
use super::{Asked, Called, Found, On, Source};
use crate::access::evaluation::rates;
use crate::access::integration::notices::speaks;
use crate::domain::directory::claim::ClaimStatus;
use crate::domain::directory::proposal::ProposalStatus;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::integration::notice::{NoticeReason, TOLD};
use crate::domain::partnership::State;
use crate::domain::partnership::life::PartyStatus;
use crate::error::Result;
use crate::store::directory::views::{text_of, to_json};
use crate::store::entity::{agreement, claim, organization, partnership, party, proposal, round};
use crate::store::evaluation::evaluations;
use crate::store::partnership::agreements::kept;
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
            .filter(settled(&Column::PartnershipId, tenant)?)
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
        self.add(Source::<round::Entity> {
            reason: NoticeReason::RoundOpen,
            resource: "round",
            id: round::Column::Id,
            on: On::Time(round::Column::CreatedAt),
            called: Called::Organization(round::Column::OrganizationId),
            partnership_id: None,
            which: Condition::all()
                .add(round::Column::Status.eq(text_of(RoundStatus::Open)?))
                .add(evaluations::has_submitted(person_id)?.not())
                .add(evaluations::for_raters(person_id)),
        })
        .await
    }
}
