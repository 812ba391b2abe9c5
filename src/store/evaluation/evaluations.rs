//! Evaluations: the sheets of a round, each written by its rater.
//!
//! Whatever is written locks the round first, so that closing, submitting and writing follow one another.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::views;
use crate::access::evaluation::evaluations::{Create, List, Reopen, Submit, Write};
use crate::access::evaluation::{rates, sees_raters};
use crate::access::{Action, Authorized, Permit, Principal, RowAction, Scope};
use crate::domain::evaluation::evaluation::{Evaluation, EvaluationStatus, RatingEntry, ReopenInput};
use crate::domain::evaluation::filter::EvaluationFilter;
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::evaluation::scoring::MAX_CELLS;
use crate::domain::identity::erasure::{ERASED, erase_members};
use crate::domain::identity::person::Affiliation;
use crate::domain::identity::role::Role;
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::directory::reach::of_library;
use crate::store::directory::views::{text_of, to_json};
use crate::store::entity::{evaluation, instrument, round, round_rater};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::{self, Audience};
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

/// Where a sheet has texts.
const TEXTS: [&str; 3] = ["note", "evidence", "reopened_reason"];

// Others of the organization may not see that a sheet is there, nor what was rated.
recorded!(evaluation, "evaluation", |row| vec![Audience::Evaluation(row.id)]);

/// A sheet is its tenant's alone; which of them a person sees there, [`readable`] says.
impl Tenanted for evaluation::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&evaluation::Column::TenantId, scope)
    }
}

/// The sheets that the caller may read: its own, and those of rounds in which it sees raters.
pub(in crate::store) fn readable<A: Action>(permit: &Permit<A>) -> Result<Select<evaluation::Entity>> {
    let principal = permit.principal()?;
    let person_id = principal.subject_id();
    let mut readable = Condition::any();
    if rates(principal) {
        readable = readable.add(evaluation::Column::RaterId.eq(person_id));
    }
    if sees_raters(principal) {
        readable = readable.add(uncovered(permit, principal)?);
    }
    if readable.is_empty() {
        readable = scoped::nothing();
    }
    Ok(scoped::select::<evaluation::Entity, A>(permit).filter(readable))
}

/// The sheets of rounds in which who may see raters sees the others' sheets: closed ones, and of the open ones those where the
/// person has submitted or may not rate. A program sees none of an open one.
fn uncovered<A: Action>(permit: &Permit<A>, principal: &Principal) -> Result<SimpleExpr> {
    let person_id = principal.subject_id();
    let mut shown = Condition::any().add(round::Column::Status.eq(text_of(RoundStatus::Closed)?));
    if !principal.is_program() {
        shown = shown.add(has_submitted(person_id)?).add(for_raters(person_id).not());
    }
    let rounds = scoped::ids_within::<round::Entity>(permit.scope()).cond_where(shown).take();
    Ok(scoped::exists::<round::Entity>(&evaluation::Column::RoundId, rounds))
}

/// The rounds in which the person has submitted a sheet.
pub(in crate::store) fn has_submitted(person_id: Uuid) -> Result<SimpleExpr> {
    let submitted = Query::select()
        .column(evaluation::Column::RoundId)
        .from(evaluation::Entity)
        .and_where(evaluation::Column::RaterId.eq(person_id))
        .and_where(evaluation::Column::Status.eq(text_of(EvaluationStatus::Submitted)?))
        .take();
    Ok(round::Column::Id.in_subquery(submitted))
}

/// The rounds that name the person as a rater, or nobody.
pub(in crate::store) fn for_raters(person_id: Uuid) -> Condition {
    let naming = Query::select().column(round_rater::Column::RoundId).from(round_rater::Entity).take();
    let naming_the_person = naming.clone().and_where(round_rater::Column::PersonId.eq(person_id)).take();
    Condition::any()
        .add(round::Column::Id.in_subquery(naming_the_person))
        .add(round::Column::Id.not_in_subquery(naming))
}

/// The sheets that the caller may see and that fit the filter.
///
/// # Errors
/// [`Error::Invalid`] for a round that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &EvaluationFilter,
    listing: &Listing,
) -> Result<Page<Evaluation>> {
    let db = store.db();
    let mut select = readable(permit)?;
    if let Some(id) = filter.round_id {
        let known = scoped::select::<round::Entity, _>(permit).filter(round::Column::Id.eq(id));
        known.one(&db.executor).await?.ok_or_else(|| Error::unknown_reference("round_id"))?;
        select = select.filter(evaluation::Column::RoundId.eq(id));
    }
    if let Some(status) = filter.status {
        select = select.filter(evaluation::Column::Status.eq(text_of(status)?));
    }
    let found = page(&db, select, ids!(evaluation), &[by_creation!(evaluation)], listing).await?;
    found.then(async |rows| views::evaluations(&db, permit, rows).await).await
}

/// One sheet.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Evaluation> {
    let row = one(rows, permit, id).await?;
    view(rows, permit, row).await
}

/// Begins the caller's sheet in a round.
///
/// # Errors
/// [`Error::Conflict`] with `already_rated` when the caller has one, with `round_full` when a score could not hold more.
pub async fn create(unit: &Unit, round: &Authorized<Create>) -> Result<Evaluation> {
    let (permit, round) = (round.permit(), round.row());
    let items = content(unit, permit, round.id).await?.items().count();
    let sheets = scoped::parts::<evaluation::Entity>([round.id]).count(&unit.db().executor).await?;
    let sheets = usize::try_from(sheets).map_err(Error::internal)?;
    if (sheets + 1) * items > MAX_CELLS {
        return Err(Error::conflict(Code::RoundFull, "the round has as many sheets as a score can hold"));
    }
    let row = evaluation::ActiveModel {
        tenant_id: Set(permit.tenant()?),
        round_id: Set(round.id),
        rater_id: Set(permit.principal()?.subject_id()),
        status: Set(text_of(EvaluationStatus::Draft)?),
        ratings: Set(serde_json::json!([])),
        submitted_at: Set(None),
        reopened: Set(0),
        reopened_reason: Set(None),
        ..Default::default()
    };
    let row = unit
        .insert::<evaluation::Entity, _>(permit, row)
        .await
        .on_duplicate(Code::AlreadyRated, "you have a sheet in this round")?;
    view(unit, permit, row).await
}

/// Writes all answers of a sheet, those that `accept` finds to fit its instrument.
///
/// # Errors
/// [`Error::Invalid`] with every answer that does not.
pub async fn update<A: Write>(
    unit: &Unit,
    sheet: &Authorized<A>,
    accept: impl FnOnce(&InstrumentInput) -> Result<Vec<RatingEntry>>,
) -> Result<Evaluation> {
    let content = content(unit, sheet.permit(), sheet.row().round_id).await?;
    let ratings = to_json(&accept(&content)?)?;
    change(unit, sheet, |row| row.ratings = Set(ratings)).await
}

/// Submits a sheet.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn submit(unit: &Unit, sheet: &Authorized<Submit>) -> Result<Evaluation> {
    let status = text_of(sheet.row().status.submit()?)?;
    let now = unit.now();
    change(unit, sheet, |row| {
        row.status = Set(status);
        row.submitted_at = Set(Some(now));
    })
    .await
}

/// Lets the rater write a sheet again.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn reopen(unit: &Unit, sheet: &Authorized<Reopen>, input: ReopenInput) -> Result<Evaluation> {
    let status = text_of(sheet.row().status.reopen()?)?;
    let times = sheet.row().reopened + 1;
    change(unit, sheet, |row| {
        row.status = Set(status);
        row.reopened = Set(times);
        row.reopened_reason = Set(Some(input.reason));
    })
    .await
}

async fn change<A: RowAction<Row = Evaluation>>(
    unit: &Unit,
    sheet: &Authorized<A>,
    change: impl FnOnce(&mut evaluation::ActiveModel),
) -> Result<Evaluation> {
    let before = one(unit, sheet.permit(), sheet.row().id).await?;
    let row = unit.update::<evaluation::Entity, A>(sheet.permit(), before, change).await?;
    view(unit, sheet.permit(), row).await
}

/// The sheets of a person, in organizations for which the person rates.
pub(in crate::store) async fn of_rater<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Evaluation>> {
    let mut readable = Condition::any().add(scoped::nothing());
    for to in memberships.iter().filter(|to| to.role >= Role::Contributor) {
        let scope = Scope::Tenant { organization_id: to.id, side: to.side };
        readable = readable.add(evaluation::Entity::within(scope));
    }
    let sheets = all_of(person_id).filter(evaluation::Column::DeletedAt.is_null()).filter(readable);
    let found = sheets.order_by_asc(evaluation::Column::Id).all(&store.db().executor).await?;
    views::evaluations(&store.db(), permit, found).await
}

/// Erases the texts on the sheets of a person; what was rated stays. The ids of the sheets.
pub(in crate::store) async fn erase<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    let found = all_of(person_id).all(&unit.db().executor).await?;
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    for row in found {
        let (mut ratings, reason) = (row.ratings.clone(), row.reopened_reason.is_some());
        erase_members(&mut ratings, &TEXTS);
        unit.update::<evaluation::Entity, A>(permit, row, |row| {
            row.ratings = Set(ratings);
            row.reopened_reason = Set(reason.then(|| ERASED.to_owned()));
        })
        .await?;
    }
    events::erase(unit, "evaluation", &ids, &TEXTS).await?;
    Ok(ids)
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit, whose texts are erased unread")]
fn all_of(person_id: Uuid) -> Select<evaluation::Entity> {
    evaluation::Entity::find().filter(evaluation::Column::RaterId.eq(person_id))
}

/// The stored row, its round locked when it is read to be written.
async fn one<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<evaluation::Model> {
    let db = rows.db();
    let find = async || {
        let found = readable(permit)?.filter(evaluation::Column::Id.eq(id)).one(&db.executor).await?;
        found.ok_or(Error::NotFound("evaluation"))
    };
    let found = find().await?;
    if !db.locks {
        return Ok(found);
    }
    scoped::one::<round::Entity, _>(rows, permit, found.round_id).await?;
    find().await
}

async fn view<A: Action>(rows: &impl Rows, permit: &Permit<A>, row: evaluation::Model) -> Result<Evaluation> {
    views::evaluations(&rows.db(), permit, vec![row]).await?.pop().ok_or(Error::NotFound("evaluation"))
}

/// What the instrument of a round holds.
async fn content<A: Action>(rows: &impl Rows, permit: &Permit<A>, round_id: Uuid) -> Result<InstrumentInput> {
    let of_round = scoped::column_within::<round::Entity>(round::Column::InstrumentId, permit.scope())
        .and_where(round::Column::Id.eq(round_id))
        .take();
    let row = scoped::named::<instrument::Entity>(instrument::Column::Id.in_subquery(of_round))
        .one(&rows.db().executor)
        .await?;
    views::from_json(row.ok_or(Error::NotFound("instrument"))?.content)
}
