//! The history of prospects: from which stage to which, when, by whom and why.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, InsertMany, QueryFilter, QueryOrder, Select, UpdateOne};
use uuid::Uuid;

use super::prospects;
use crate::access::discovery::prospects::ListMoves;
use crate::access::{Action, Permit};
use crate::domain::discovery::prospect::Move;
use crate::domain::identity::erasure::ERASED;
use crate::domain::identity::export::ExportedText;
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::authored;
use crate::store::directory::views::of;
use crate::store::entity::{prospect, prospect_move};
use crate::store::evaluation::views::people;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, PartOf};
use crate::store::{Rows, Store, Unit};

impl PartOf for prospect_move::Entity {
    const WHOLE: prospect_move::Column = prospect_move::Column::ProspectId;
}

/// The moves of a prospect.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see the prospect.
pub async fn list(
    store: &Store,
    permit: &Permit<ListMoves>,
    prospect_id: Uuid,
    listing: &Listing,
) -> Result<Page<Move>> {
    let prospect = prospects::get(store, permit, prospect_id).await?;
    let db = store.db();
    let select = scoped::parts::<prospect_move::Entity>([prospect.id]);
    let found = page(&db, select, ids!(prospect_move), &[by_creation!(prospect_move)], listing).await?;
    found
        .then(async |rows| {
            let people = people(&db, rows.iter().filter_map(|row| row.person_id)).await?;
            let view = |row: prospect_move::Model| {
                Ok(Move {
                    id: row.id,
                    from_stage: row.from_stage,
                    to_stage: row.to_stage,
                    days_in_stage: row.from_since.map(|since| (row.created_at - since).num_days()),
                    reason: row.reason,
                    person: row.person_id.map(|id| of(&people, id)).transpose()?,
                    created_at: row.created_at,
                })
            };
            rows.into_iter().map(view).collect()
        })
        .await
}

/// Writes down a move, or the beginning.
pub(super) async fn put<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    after: &prospect::Model,
    before: Option<&prospect::Model>,
    reason: Option<String>,
) -> Result<()> {
    let row = prospect_move::ActiveModel {
        id: Set(unit.source().id("prospect_move")),
        created_at: Set(unit.now()),
        prospect_id: Set(after.id),
        from_stage: Set(before.map(|before| before.stage.clone())),
        to_stage: Set(after.stage.clone()),
        from_since: Set(before.map(|before| before.stage_since)),
        reason: Set(reason),
        person_id: Set(permit.author().person_id),
    };
    insert(row).exec_without_returning(unit.connection()).await?;
    Ok(())
}

/// The reasons that a person gave, in libraries to which the person belongs.
pub(in crate::store) async fn of_author(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<ExportedText>> {
    let readable = Query::select()
        .column(prospect::Column::Id)
        .from(prospect::Entity)
        .cond_where(authored::readable::<prospect::Entity>(memberships))
        .and_where(prospect::Column::DeletedAt.is_null())
        .take();
    let rows = all_of(person_id)
        .filter(prospect_move::Column::ProspectId.in_subquery(readable))
        .order_by_asc(prospect_move::Column::Id)
        .all(&store.db().executor)
        .await?;
    let text = |row: prospect_move::Model| {
        Some(ExportedText { id: row.prospect_id, text: row.reason?, created_at: row.created_at })
    };
    Ok(rows.into_iter().filter_map(text).collect())
}

/// Erases the reasons that a person gave.
pub(in crate::store) async fn erase(unit: &Unit, person_id: Uuid) -> Result<()> {
    for row in all_of(person_id).all(&unit.db().executor).await? {
        let erased = prospect_move::ActiveModel { reason: Set(Some(ERASED.to_owned())), ..row.into() };
        update(erased).exec(unit.connection()).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit")]
fn all_of(person_id: Uuid) -> Select<prospect_move::Entity> {
    let texts = prospect_move::Column::Reason.is_not_null();
    prospect_move::Entity::find().filter(prospect_move::Column::PersonId.eq(person_id)).filter(texts)
}

#[expect(clippy::disallowed_methods, reason = "the event is that of the prospect")]
fn insert(row: prospect_move::ActiveModel) -> InsertMany<prospect_move::ActiveModel> {
    prospect_move::Entity::insert_many([row])
}

#[expect(clippy::disallowed_methods, reason = "the erasure itself is an event")]
fn update(row: prospect_move::ActiveModel) -> UpdateOne<prospect_move::ActiveModel> {
    prospect_move::Entity::update(row)
}
