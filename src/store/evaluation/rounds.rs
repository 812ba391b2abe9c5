//! Rounds: opened, read and closed.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use super::{instruments, scores, views};
use crate::access::evaluation::rounds::{Close, Create, List, may_be_rated};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::check::Faults;
use crate::domain::evaluation::filter::RoundFilter;
use crate::domain::evaluation::round::{Round, RoundInput, RoundStatus};
use crate::domain::identity::role::Role;
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::reach::of_library;
use crate::store::directory::views::text_of;
use crate::store::entity::{instrument, membership, round, round_rater};
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::partnership::reach::is_party;
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

// A row names no raters; these have a table of their own, which is in no event.
recorded!(round, "round", |row| vec![Audience::Tenant(row.tenant_id)]);

/// A round is its tenant's alone: the organization that is rated sees none of it, nor does the operator. What others are shown
/// of it is a row of its own, `round_share`.
impl Tenanted for round::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&round::Column::TenantId, scope)
    }
}

/// Rounds without the score that was kept at their closing: it is most of the row, and these do not show it.
pub(super) fn without_score(select: Select<round::Entity>) -> Select<round::Entity> {
    let others = round::Column::iter().filter(|column| !matches!(column, round::Column::Score));
    select.select_only().columns(others).expr_as(Expr::cust("NULL"), "score")
}

/// The tenant's own rounds that fit the filter.
///
/// # Errors
/// [`Error::Invalid`] for an organization or instrument that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &RoundFilter,
    listing: &Listing,
) -> Result<Page<Round>> {
    let db = store.db();
    let mut select = without_score(scoped::select::<round::Entity, _>(permit));
    if let Some(id) = filter.organization_id {
        views::organization_exists(&db, permit, id, "organization_id").await?;
        select = select.filter(round::Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.instrument_id {
        let known = scoped::select::<instrument::Entity, _>(permit).filter(instrument::Column::Id.eq(id));
        known.one(&db.executor).await?.ok_or_else(|| Error::unknown_reference("instrument_id"))?;
        select = select.filter(round::Column::InstrumentId.eq(id));
    }
    if let Some(id) = filter.partnership_id {
        views::partnership_exists(&db, permit, id, "partnership_id").await?;
        select = select.filter(round::Column::PartnershipId.eq(id));
    }
    if let Some(status) = filter.status {
        select = select.filter(round::Column::Status.eq(text_of(status)?));
    }
    let found = page(&db, select, ids!(round), &[by_creation!(round)], listing).await?;
    found.then(async |rows| views::rounds(&db, permit, rows).await).await
}

/// One round. Within a unit of work it is locked: whatever is written in a round waits here first.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Round> {
    let row = scoped::one::<round::Entity, _>(rows, permit, id).await?;
    view(rows, permit, row).await
}

/// Opens a round.
///
/// # Errors
/// [`Error::Invalid`] for an organization, instrument or rater that is not there, [`Error::Conflict`] for an instrument that
/// cannot be used.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: RoundInput) -> Result<Round> {
    let db = unit.db();
    may_be_rated(permit.principal()?, input.organization_id)?;
    views::organization_exists(&db, permit, input.organization_id, "/organization_id").await?;
    if let Some(id) = input.partnership_id {
        parties_exist(&db, permit, id, input.organization_id).await?;
    }
    let raters = input.rater_ids.unwrap_or_default();
    raters_exist(&db, permit, &raters).await?;
    instruments::usable(unit, permit, input.instrument_id, "/instrument_id").await?;
    let row = round::ActiveModel {
        tenant_id: Set(permit.tenant()?),
        organization_id: Set(input.organization_id),
        instrument_id: Set(input.instrument_id),
        name: Set(input.name),
        status: Set(text_of(RoundStatus::Open)?),
        closed_at: Set(None),
        score: Set(None),
        partnership_id: Set(input.partnership_id),
        ..Default::default()
    };
    let row = unit.insert::<round::Entity, _>(permit, row).await?;
    if !raters.is_empty() {
        put_raters(row.id, raters).exec_without_returning(unit.connection()).await?;
    }
    view(unit, permit, row).await
}

/// Closes a round, and keeps of its score what those see who may not see raters.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn close(unit: &Unit, round: &Authorized<Close>) -> Result<Round> {
    let permit = round.permit();
    let status = text_of(round.row().status.close()?)?;
    let score = scores::withheld(unit, round.row()).await?;
    let (before, now) = (scoped::one::<round::Entity, _>(unit, permit, round.row().id).await?, unit.now());
    let row = unit
        .update::<round::Entity, _>(permit, before, |row| {
            row.status = Set(status);
            row.closed_at = Set(Some(now));
            row.score = Set(Some(score));
        })
        .await?;
    view(unit, permit, row).await
}

async fn view<A: Action>(rows: &impl Rows, permit: &Permit<A>, row: round::Model) -> Result<Round> {
    views::rounds(&rows.db(), permit, vec![row]).await?.pop().ok_or(Error::NotFound("round"))
}

/// Passes where both organizations belong to the partnership now.
async fn parties_exist(
    db: &Db<'_>,
    permit: &Permit<Create>,
    partnership_id: Uuid,
    organization_id: Uuid,
) -> Result<()> {
    const POINTER: &str = "/partnership_id";
    views::partnership_exists(db, permit, partnership_id, POINTER).await?;
    for id in [permit.tenant()?, organization_id] {
        if !is_party(db, partnership_id, id).await? {
            let detail = "your organization and the one that is rated have to be parties of it";
            return Err(Error::invalid(POINTER, "not_party", detail));
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Member {
    person_id: Uuid,
    role: String,
}

/// Passes where all of them are members of the caller's organization who may rate.
async fn raters_exist(db: &Db<'_>, permit: &Permit<Create>, raters: &[Uuid]) -> Result<()> {
    let members = scoped::select::<membership::Entity, _>(permit)
        .filter(membership::Column::OrganizationId.eq(permit.tenant()?))
        .filter(membership::Column::PersonId.is_in(raters.iter().copied()))
        .select_only()
        .columns([membership::Column::PersonId, membership::Column::Role])
        .into_model::<Member>()
        .all(&db.executor)
        .await?;
    let roles: HashMap<Uuid, String> = members.into_iter().map(|row| (row.person_id, row.role)).collect();
    let mut faults = Faults::default();
    for (index, id) in raters.iter().enumerate() {
        let pointer = format!("/rater_ids/{index}");
        match roles.get(id).map(|role| role.parse::<Role>().map_err(Error::internal)).transpose()? {
            None => faults.add(&pointer, "not_found", "your organization has no such member"),
            Some(role) if role < Role::Contributor => {
                faults.add(&pointer, "may_not_rate", "a viewer does not rate; a contributor does");
            }
            Some(_) => {}
        }
    }
    faults.finish()
}

#[expect(clippy::disallowed_methods, reason = "who may rate in a round is told to few, and by no event")]
fn put_raters(round_id: Uuid, raters: Vec<Uuid>) -> sea_orm::InsertMany<round_rater::ActiveModel> {
    round_rater::Entity::insert_many(
        raters
            .into_iter()
            .map(|person_id| round_rater::ActiveModel { round_id: Set(round_id), person_id: Set(person_id) }),
    )
}
