//! Partnerships: drafted, read, changed and deleted while they are drafts.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{parties, reach, views};
use crate::access::partnership::partnerships::{Create, Delete, GetCopy, List, Override, Update};
use crate::access::{Action, Authorized, Permit};
use crate::domain::discovery::prospect::BlockingRound;
use crate::domain::listing::{Listing, Page};
use crate::domain::partnership::State;
use crate::domain::partnership::action::WaiverInput;
use crate::domain::partnership::partnership::{Partnership, PartnershipFilter, PartnershipInput, Terms};
use crate::error::{Code, Error, Result};
use crate::store::directory::organizations;
use crate::store::directory::views::{only, text_of, to_json};
use crate::store::entity::{partnership, party, waiver};
use crate::store::evaluation::results;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(partnership, "partnership", |row| vec![Audience::Partnership(row.id)]);
recorded!(waiver, "waiver", |row| vec![Audience::Tenant(row.library_id)]);

/// The partnerships of the caller's organization that fit the filter. Those that it left are as they were then.
///
/// # Errors
/// [`Error::Invalid`] for an organization or partnership that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &PartnershipFilter,
    listing: &Listing,
) -> Result<Page<Partnership>> {
    let (db, scope) = (store.db(), permit.scope());
    let mut select = scoped::select::<partnership::Entity, _>(permit);
    if let Some(state) = filter.state {
        let state = text_of(state)?;
        let standing = || reach::standing(&partnership::Column::Id, scope);
        let now = standing().and_where(party::Column::ToldUntil.is_null()).take();
        let then = standing().and_where(party::Column::LeftState.eq(state.clone())).take();
        let now = Condition::all().add(partnership::Column::State.eq(state)).add(Expr::exists(now));
        select = select.filter(Condition::any().add(now).add(Expr::exists(then)));
    }
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        let of = Query::select()
            .column(party::Column::PartnershipId)
            .from(party::Entity)
            .and_where(party::Column::OrganizationId.eq(id))
            .and_where(party::Column::DeletedAt.is_null())
            .take();
        select = select.filter(partnership::Column::Id.in_subquery(of));
    }
    if let Some(id) = filter.continues_id {
        get(store, permit, id).await.map_err(|error| error.of_reference("continues_id"))?;
        select = select.filter(partnership::Column::ContinuesId.eq(id));
    }
    let found = page(&db, select, ids!(partnership), &[by_creation!(partnership)], listing).await?;
    found.then(async |rows| views::partnerships(&db, permit, rows).await).await
}

/// One partnership. Within a unit of work it is locked: whatever is written about a partnership waits here first.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Partnership> {
    let row = scoped::one::<partnership::Entity, _>(rows, permit, id).await?;
    only(views::partnerships(&rows.db(), permit, vec![row]).await?)
}

/// Drafts a partnership, which the caller's library leads.
///
/// # Errors
/// [`Error::Invalid`] for parties that are not there, and for a partnership that cannot be continued.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: PartnershipInput) -> Result<Partnership> {
    let lead_id = permit.tenant()?;
    continued(unit, permit, None, input.continues_id).await?;
    let mut row = partnership::ActiveModel {
        lead_id: Set(lead_id),
        state: Set(text_of(State::Draft)?),
        terms_version: Set(1),
        suspended_by: Set(None),
        lessons: Set(None),
        proposed_at: Set(None),
        activated_at: Set(None),
        ended_at: Set(None),
        ..Default::default()
    };
    row.name = Set(input.name);
    row.continues_id = Set(input.continues_id);
    put_terms(&mut row, input.terms)?;
    let row = unit.insert::<partnership::Entity, _>(permit, row).await?;
    parties::name(unit, permit, &row, &input.parties).await?;
    only(views::partnerships(&unit.db(), permit, vec![row]).await?)
}

/// Changes a draft.
///
/// # Errors
/// As [`create`].
pub async fn update(unit: &Unit, draft: &Authorized<Update>, input: PartnershipInput) -> Result<Partnership> {
    let (permit, before) = (draft.permit(), draft.row());
    let row = scoped::one::<partnership::Entity, _>(unit, permit, before.id).await?;
    // A link to what the caller does not see any more stays as it is.
    let hidden = before.continues.is_none() && input.continues_id.is_none();
    let continues_id = if hidden { row.continues_id } else { input.continues_id };
    continued(unit, permit, row.continues_id, continues_id).await?;
    let mut faulty = Ok(());
    let mut row = unit
        .update::<partnership::Entity, _>(permit, row, |row| {
            row.name = Set(input.name);
            row.continues_id = Set(continues_id);
            faulty = put_terms(row, input.terms);
        })
        .await?;
    faulty?;
    if parties::name(unit, permit, &row, &input.parties).await? && row.updated_at == before.updated_at {
        unit.touch::<partnership::Entity>(row, |_| {}).await?;
        row = scoped::one::<partnership::Entity, _>(unit, permit, before.id).await?;
    }
    only(views::partnerships(&unit.db(), permit, vec![row]).await?)
}

/// Removes a draft.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, draft: &Authorized<Delete>) -> Result<()> {
    let (permit, id) = (draft.permit(), draft.row().id);
    let row = scoped::one::<partnership::Entity, _>(unit, permit, id).await?;
    unit.delete::<partnership::Entity, _>(permit, row).await?;
    parties::remove(unit, permit, id).await
}

/// Lets a draft be proposed although the latest closed rounds speak against it: those that do now.
///
/// # Errors
/// [`Error::Conflict`] with `nothing_to_override` when none does.
pub async fn override_deal_breakers(
    unit: &Unit,
    draft: &Authorized<Override>,
    input: WaiverInput,
) -> Result<Partnership> {
    let (permit, before) = (draft.permit(), draft.row());
    let found = results::against(unit, permit, others(before)).await?;
    if found.is_empty() {
        return Err(Error::conflict(Code::NothingToOverride, "no evaluation speaks against the proposal"));
    }
    let rounds: Vec<Uuid> = found.iter().map(|(_, round)| round.round_id).collect();
    let row = waiver::ActiveModel {
        partnership_id: Set(before.id),
        library_id: Set(permit.tenant()?),
        round_ids: Set(to_json(&rounds)?),
        reason: Set(input.reason),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    unit.insert::<waiver::Entity, _>(permit, row).await?;
    touch(unit, permit, before.id).await?;
    get(unit, permit, before.id).await
}

/// Passes when no latest closed round of the lead speaks against proposing it, but those that were overridden.
pub(super) async fn not_blocked<A: Action>(unit: &Unit, permit: &Permit<A>, row: &Partnership) -> Result<()> {
    let mut found = results::against(unit, permit, others(row)).await?;
    let waived = row.waiver.iter().flat_map(|waiver| &waiver.round_ids).flatten().collect::<Vec<_>>();
    found.retain(|(_, round)| !waived.contains(&&round.round_id));
    let Some((_, first)) = found.first() else { return Ok(()) };
    let name = |id: Uuid| row.parties.iter().find(|party| party.organization.id == id);
    let say = |(id, round): &(Uuid, BlockingRound)| {
        let name = name(*id).map_or("", |party| &party.organization.name);
        Ok(format!("{name} by {} ({})", round.instrument, text_of(round.status)?))
    };
    let told = found.iter().map(say).collect::<Result<Vec<_>>>()?.join(", ");
    let detail = format!("closed rounds speak against it: {told}; an admin may override that");
    Err(Error::conflict(Code::DealBreaker, detail).over(first.round_id))
}

/// What the caller's organization saw when it left.
///
/// # Errors
/// [`Error::NotFound`] when it did not leave.
pub async fn copy(store: &Store, left: &Authorized<GetCopy>) -> Result<serde_json::Value> {
    let (permit, id) = (left.permit(), left.row().id);
    let copies = views::copies(&store.db(), permit.scope().tenant(), &[id].into()).await?;
    copies.into_values().next().ok_or(Error::NotFound("partnership"))
}

/// Counts the write of something that hangs on a partnership as a write of the partnership.
pub(super) async fn touch<A: Action>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    let row = scoped::one::<partnership::Entity, A>(unit, permit, id).await?;
    Ok(unit.touch::<partnership::Entity>(row, |_| {}).await?)
}

/// Puts the terms into a row.
pub(super) fn put_terms(row: &mut partnership::ActiveModel, terms: Terms) -> Result<()> {
    row.purposes = Set(to_json(&terms.purposes)?);
    row.purpose_text = Set(terms.purpose_text);
    row.statement = Set(terms.statement);
    row.starts_on = Set(terms.starts_on);
    row.ends_on = Set(terms.ends_on);
    Ok(())
}

fn others(row: &Partnership) -> Vec<Uuid> {
    let lead = row.lead_id();
    row.parties.iter().map(|party| party.organization.id).filter(|id| Some(*id) != lead).collect()
}

/// Passes when the partnership that is to be continued has ended.
async fn continued<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    before: Option<Uuid>,
    after: Option<Uuid>,
) -> Result<()> {
    let Some(id) = after.filter(|_| before != after) else { return Ok(()) };
    let earlier = get(unit, permit, id).await.map_err(|error| error.of_reference("/continues_id"))?;
    match earlier.state {
        State::Ended => Ok(()),
        _ => Err(Error::invalid("/continues_id", "not_ended", "only an ended partnership is continued")),
    }
}
