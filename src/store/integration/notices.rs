//! What waits for a person, what is due and what went stale: one statement for each reason, and two for names.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::access::Permit;
use crate::access::evaluation::rates;
use crate::access::integration::notices::{List, speaks};
use crate::domain::directory::claim::ClaimStatus;
use crate::domain::directory::named::Named;
use crate::domain::directory::proposal::ProposalStatus;
use crate::domain::discovery::pipeline::StageMeaning;
use crate::domain::evaluation::evaluation::EvaluationStatus;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::integration::notice::{
    DAYS_AHEAD, Notice, NoticeFilter, NoticeKind, NoticeReason, PARTNERSHIP_STALE, PROSPECT_STALE, TOLD,
};
use crate::domain::listing::{Listing, Page};
use crate::domain::partnership::State;
use crate::domain::partnership::challenge::ChallengeStatus;
use crate::domain::partnership::life::PartyStatus;
use crate::domain::partnership::strategy::StrategyStatus;
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of, text_of};
use crate::store::entity::{
    action_item, agreement, challenge, claim, contribution, evaluation, milestone, partnership, party,
    proposal, prospect, round, round_rater, strategy,
};
use crate::store::identity::sessions::hash;
use crate::store::page::page_of;
use crate::store::partnership::reach::of_parties;
use crate::store::scoped::{self, Tenanted};
use crate::store::{Db, Rows, Store};

/// Where a row's day stands.
enum On<C> {
    Day(C),
    Time(C),
}

/// What a row is called: by itself, or by the organization that it is about.
enum Called<C> {
    Title(C),
    Organization(C),
}

/// The rows of a table that make notices for one reason.
struct Source<E: EntityTrait> {
    reason: NoticeReason,
    resource: &'static str,
    id: E::Column,
    on: On<E::Column>,
    called: Called<E::Column>,
    partnership_id: Option<E::Column>,
    which: Condition,
}

/// A notice whose names are still to be looked up.
struct Found {
    reason: NoticeReason,
    resource: &'static str,
    id: Uuid,
    on: NaiveDate,
    title: Option<String>,
    organization_id: Option<Uuid>,
    partnership_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    day: Option<NaiveDate>,
    time: Option<DateTime<Utc>>,
    title: Option<String>,
    organization_id: Option<Uuid>,
    partnership_id: Option<Uuid>,
}

/// The notices of the caller.
///
/// # Errors
/// [`Error::Invalid`] for another order.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &NoticeFilter,
    listing: &Listing,
) -> Result<Page<Notice>> {
    let descending = match listing.sort.as_deref() {
        None | Some("on") => false,
        Some("-on") => true,
        Some(_) => {
            return Err(Error::invalid("sort", "enum", "must be on, with - before it for the other way"));
        }
    };
    let db = store.db();
    let now = store.now();
    let mut asked = Asked { db: &db, permit, filter, now, found: Vec::new(), more: false };
    asked.waiting().await?;
    asked.due().await?;
    asked.prospects_and_silence().await?;
    let Asked { mut found, more, .. } = asked;
    found.sort_by_key(|row| (row.on, row.reason, row.id));
    if descending {
        found.reverse();
    }
    let sort = hash(&format!("{descending} {filter:?}"));
    let page = page_of(found, &sort, listing, more)?;
    page.then(async |found| views(&db, permit, now.date_naive(), found).await).await
}

/// The question of a caller, and what was found for it.
struct Asked<'a> {
    db: &'a Db<'a>,
    permit: &'a Permit<List>,
    filter: &'a NoticeFilter,
    now: DateTime<Utc>,
    found: Vec<Found>,
    more: bool,
}

impl Asked<'_> {
    /// Adds the rows of a source, unless the filter leaves them out.
    async fn add<E: EntityTrait + Tenanted>(&mut self, source: Source<E>) -> Result<()> {
        let hangs = self.filter.partnership_id.map(|id| source.partnership_id.map(|column| column.eq(id)));
        let kind = source.reason.kind();
        if self.filter.kind.is_some_and(|wanted| wanted != kind) || matches!(hangs, Some(None)) {
            return Ok(());
        }
        let mut select = scoped::select::<E, _>(self.permit)
            .filter(source.which)
            .filter(Condition::all().add_option(hangs.flatten()));
        let null = || Expr::cust("NULL");
        let until = self.now + TimeDelta::days(DAYS_AHEAD);
        let (on, day, time) = match source.on {
            On::Day(column) => {
                select = select.filter(column.lte(until.date_naive()));
                (column, column.into_expr(), null())
            }
            On::Time(column) => (column, null(), column.into_expr()),
        };
        let (title, organization_id) = match source.called {
            Called::Title(column) => (column.into_expr(), null()),
            Called::Organization(column) => (null(), column.into_expr()),
        };
        let rows = select
            .select_only()
            .column_as(source.id, "id")
            .expr_as(day, "day")
            .expr_as(time, "time")
            .expr_as(title, "title")
            .expr_as(organization_id, "organization_id")
            .expr_as(source.partnership_id.map_or_else(null, |column| column.into_expr()), "partnership_id")
            .order_by_asc(on)
            .order_by_asc(source.id)
            .limit(TOLD + 1)
            .into_model::<Row>()
            .all(&self.db.executor)
            .await?;
        let told = usize::try_from(TOLD).map_err(Error::internal)?;
        self.more |= rows.len() > told;
        for Row { id, day, time, title, organization_id, partnership_id } in rows.into_iter().take(told) {
            let (reason, resource) = (source.reason, source.resource);
            let on = day.or(time.map(|time| time.date_naive()));
            let on = on.ok_or_else(|| Error::internal("a notice without a day"))?;
            self.found.push(Found { reason, resource, id, on, title, organization_id, partnership_id });
        }
        Ok(())
    }

    /// What others wait for.
    async fn waiting(&mut self) -> Result<()> {
        let principal = *self.permit.principal()?;
        if speaks(&principal) {
            self.asked_of_tenant().await?;
        }
        if rates(&principal) { self.to_rate(principal.subject_id()).await } else { Ok(()) }
    }

    async fn asked_of_tenant(&mut self) -> Result<()> {
        let tenant = self.permit.tenant()?;
        let invited = Query::select()
            .column(party::Column::PartnershipId)
            .from(party::Entity)
            .and_where(party::Column::OrganizationId.eq(tenant))
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
        .await
    }

    /// The open rounds that name the person as a rater, or nobody, and in which it has submitted no sheet.
    async fn to_rate(&mut self, person_id: Uuid) -> Result<()> {
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
    async fn due(&mut self) -> Result<()> {
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
                .add(going_on(&action_item::Column::PartnershipId)?),
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
                .add(going_on(&milestone::Column::PartnershipId)?),
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
                .add(going_on(&contribution::Column::PartnershipId)?),
        })
        .await?;
        for (reason, on) in [
            (NoticeReason::AgreementNotice, agreement::Column::NoticeOn),
            (NoticeReason::AgreementRenewal, agreement::Column::RenewalOn),
        ] {
            self.add(Source::<agreement::Entity> {
                reason,
                resource: "agreement",
                id: agreement::Column::Id,
                on: On::Day(on),
                called: Called::Title(agreement::Column::Title),
                partnership_id: Some(agreement::Column::PartnershipId),
                which: Condition::all()
                    .add(agreement::Column::AgreedAt.is_not_null())
                    .add(going_on(&agreement::Column::PartnershipId)?),
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
                .add(going_on(&challenge::Column::PartnershipId)?),
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
    async fn prospects_and_silence(&mut self) -> Result<()> {
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
                .add(of_parties(&partnership::Column::Id, self.permit.scope())),
        })
        .await
    }
}

/// Rows of the organization, and such as have no owner.
fn own_or_shared(owner: &impl ColumnTrait, tenant: Uuid) -> Condition {
    Condition::any().add(owner.eq(tenant)).add(owner.is_null())
}

/// Rows of partnerships that are active or suspended.
fn going_on(partnership_id: &impl ColumnTrait) -> Result<SimpleExpr> {
    let states = [text_of(State::Active)?, text_of(State::Suspended)?];
    let going_on = Query::select()
        .column(partnership::Column::Id)
        .from(partnership::Entity)
        .and_where(partnership::Column::State.is_in(states))
        .take();
    Ok(partnership_id.in_subquery(going_on))
}

/// Notices with the names of what they are about.
async fn views(
    db: &Db<'_>,
    permit: &Permit<List>,
    today: NaiveDate,
    found: Vec<Found>,
) -> Result<Vec<Notice>> {
    let organizations = names(db, permit, found.iter().filter_map(|row| row.organization_id)).await?;
    let partnerships: HashSet<Uuid> = found.iter().filter_map(|row| row.partnership_id).collect();
    let partnerships: HashMap<Uuid, String> =
        scoped::named::<partnership::Entity>(partnership::Column::Id.is_in(partnerships))
            .select_only()
            .columns([partnership::Column::Id, partnership::Column::Name])
            .into_tuple::<(Uuid, String)>()
            .all(&db.executor)
            .await?
            .into_iter()
            .collect();
    let view = |row: Found| {
        let partnership =
            row.partnership_id.map(|id| Ok::<_, Error>(Named { id, name: of(&partnerships, id)? }));
        let about =
            row.organization_id.map(|id| of(&organizations, id).map(|named| named.name)).transpose()?;
        let kind = row.reason.kind();
        Ok(Notice {
            kind,
            reason: row.reason,
            resource: row.resource,
            id: row.id,
            title: row.title.or(about).unwrap_or_default(),
            on: row.on,
            overdue: kind == NoticeKind::Due && row.on < today,
            partnership: partnership.transpose()?,
        })
    };
    found.into_iter().map(view).collect()
}
