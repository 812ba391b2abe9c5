//! A library's checklist: what shows that the strategies are followed, and what was marked by hand.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::access::discovery::checklist::{Mark, Unmark};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::discovery::checklist::{
    Checklist, ChecklistItem, CollaborationStrategy, StrategyMark, StrategyMarkInput, StrategyRecords, TOLD,
};
use crate::domain::discovery::guide::Interviewed;
use crate::domain::discovery::talking_point::SOURCE;
use crate::domain::identity::person::Affiliation;
use crate::error::{Error, Result};
use crate::store::authored::{self, Authored};
use crate::store::directory::reach::of_library;
use crate::store::directory::views::{of, text_of, to_json, word};
use crate::store::entity::{
    decision, goal, guide, initiative, interaction, interview, meeting, partnership, partnership_role, party,
    prospect, strategy_mark, talking_point,
};
use crate::store::evaluation::views::people;
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, Tenanted};
use crate::store::write::{Recorded, recorded};
use crate::store::{Db, Rows, Store, Unit};

recorded!(strategy_mark, "strategy_mark", |row| vec![Audience::Tenant(row.library_id)]);

/// A mark is its library's alone.
impl Tenanted for strategy_mark::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&strategy_mark::Column::LibraryId, scope)
    }
}

impl Authored for strategy_mark::Entity {
    const TEXTS: &'static [&'static str] = &["note"];
}

/// The checklist of the caller's library: one query for each strategy, and two for the marks.
///
/// # Errors
/// [`Error::Forbidden`] for a caller who acts for nobody.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>) -> Result<Checklist> {
    let db = rows.db();
    let marked =
        scoped::select::<strategy_mark::Entity, A>(permit).filter(strategy_mark::Column::Met.eq(true));
    let mut marks = marks(&db, marked.all(&db.executor).await?).await?;
    let mut strategies = Vec::new();
    for strategy in CollaborationStrategy::ALL {
        let records = records(rows, permit, strategy).await?;
        let place = marks.iter().position(|mark| mark.strategy == strategy);
        let mark = place.map(|place| marks.swap_remove(place));
        let met = records.count > 0 || mark.is_some();
        strategies.push(ChecklistItem {
            strategy,
            text: strategy.text(),
            source: SOURCE,
            met,
            records,
            mark,
        });
    }
    let met = strategies.iter().filter(|item| item.met).count();
    Ok(Checklist { id: permit.tenant()?, met, strategies })
}

/// Marks a strategy as followed.
///
/// # Errors
/// [`Error::Clash`] when another one marks it at the same time: it is done once more.
pub async fn mark(unit: &Unit, row: &Authorized<Mark>, input: StrategyMarkInput) -> Result<Checklist> {
    put(unit, row.permit(), input.strategy, true, input.note).await?;
    get(unit, row.permit()).await
}

/// Takes the mark back.
///
/// # Errors
/// [`Error::Clash`] when another one marks it at the same time: it is done once more.
pub async fn unmark(
    unit: &Unit,
    row: &Authorized<Unmark>,
    strategy: CollaborationStrategy,
) -> Result<Checklist> {
    put(unit, row.permit(), strategy, false, None).await?;
    get(unit, row.permit()).await
}

async fn put<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    strategy: CollaborationStrategy,
    met: bool,
    note: Option<String>,
) -> Result<()> {
    let (db, strategy, author_id) = (unit.db(), text_of(strategy)?, permit.author().person_id);
    let before = scoped::select::<strategy_mark::Entity, A>(permit);
    let before = before.filter(strategy_mark::Column::Strategy.eq(&strategy));
    match db.to_write(before).one(&db.executor).await? {
        Some(before) if before.met == met && before.note == note => {}
        Some(before) => {
            unit.update::<strategy_mark::Entity, A>(permit, before, |row| {
                row.met = Set(met);
                row.note = Set(note);
                row.author_id = Set(author_id);
            })
            .await?;
        }
        None if met => {
            let row = strategy_mark::ActiveModel {
                library_id: Set(permit.tenant()?),
                strategy: Set(strategy),
                met: Set(met),
                note: Set(note),
                author_id: Set(author_id),
                ..Default::default()
            };
            let written = unit.insert::<strategy_mark::Entity, A>(permit, row).await;
            written.map_err(|error| match error.sql_err() {
                Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Error::Clash,
                _ => error.into(),
            })?;
        }
        None => {}
    }
    Ok(())
}

/// What shows that a strategy is followed.
async fn records<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    strategy: CollaborationStrategy,
) -> Result<StrategyRecords> {
    let (db, scope) = (rows.db(), permit.scope());
    let lived = || {
        let column = partnership::Column::Id;
        scoped::column_within::<partnership::Entity>(column, scope)
            .and_where(partnership::Column::ActivatedAt.is_not_null())
            .take()
    };
    let records = match strategy {
        CollaborationStrategy::Conversation => {
            latest(&db, scoped::select::<interaction::Entity, A>(permit)).await
        }
        CollaborationStrategy::LeaderInterviews => {
            // By a guide that is there no more as well: the interview is the library's own.
            let guides = Query::select()
                .column(guide::Column::Id)
                .from(guide::Entity)
                .and_where(guide::Column::Interviewed.eq(text_of(Interviewed::CommunityLeader)?))
                .take();
            let held = scoped::select::<interview::Entity, A>(permit)
                .filter(interview::Column::GuideId.in_subquery(guides))
                .filter(interview::Column::HeldOn.lte(rows.now().date_naive()));
            latest(&db, held).await
        }
        CollaborationStrategy::LibraryStory => {
            let own = scoped::select::<talking_point::Entity, A>(permit)
                .filter(talking_point::Column::LibraryId.is_not_null());
            latest(&db, own).await
        }
        CollaborationStrategy::LocalPartners => {
            let placed = scoped::column_within::<initiative::Entity>(initiative::Column::Id, scope)
                .and_where(initiative::Column::Place.is_not_null())
                .take();
            let sought = scoped::select::<prospect::Entity, A>(permit)
                .filter(prospect::Column::InitiativeId.in_subquery(placed));
            latest(&db, sought).await
        }
        CollaborationStrategy::CauseAndPeople => {
            let for_whom = scoped::select::<initiative::Entity, A>(permit)
                .filter(initiative::Column::TargetGroups.ne(to_json(&Vec::<String>::new())?));
            latest(&db, for_whom).await
        }
        CollaborationStrategy::GoalsAndRewards => {
            let rewarded = Query::select()
                .column(party::Column::PartnershipId)
                .from(party::Entity)
                .and_where(party::Column::Rewards.ne(to_json(&Vec::<String>::new())?))
                .and_where(party::Column::DeletedAt.is_null())
                .take();
            let goals = scoped::select::<goal::Entity, A>(permit)
                .filter(goal::Column::PartnershipId.in_subquery(lived()))
                .filter(goal::Column::PartnershipId.in_subquery(rewarded));
            latest(&db, goals).await
        }
        CollaborationStrategy::OpenCommunication => {
            let meetings = scoped::select::<meeting::Entity, A>(permit)
                .filter(meeting::Column::PartnershipId.in_subquery(lived()));
            latest(&db, meetings).await
        }
        CollaborationStrategy::Roles => {
            let roles = scoped::select::<partnership_role::Entity, A>(permit)
                .filter(partnership_role::Column::Duties.is_not_null())
                .filter(partnership_role::Column::PartnershipId.in_subquery(lived()));
            latest(&db, roles).await
        }
        CollaborationStrategy::Decisions => {
            let decisions = scoped::select::<decision::Entity, A>(permit)
                .filter(decision::Column::PartnershipId.in_subquery(lived()));
            latest(&db, decisions).await
        }
    }?;
    Ok(StrategyRecords { shown_by: strategy.shown_by(), ..records })
}

/// How many rows there are, and the latest of them.
async fn latest<E: Recorded>(db: &Db<'_>, select: Select<E>) -> Result<StrategyRecords> {
    let found: Vec<(Uuid, i64)> = select
        .select_only()
        .column(E::stamps().id)
        .expr_as(Expr::cust("COUNT(*) OVER ()"), "counted")
        .order_by_desc(E::stamps().created_at)
        .order_by_desc(E::stamps().id)
        .limit(TOLD)
        .into_tuple()
        .all(&db.executor)
        .await?;
    let count = found.first().map(|(_, count)| *count).unwrap_or_default();
    let ids = found.into_iter().map(|(id, _)| id).collect();
    Ok(StrategyRecords { resource: E::RESOURCE, count, ids, ..StrategyRecords::default() })
}

/// The marks with notes of a person, in libraries to which the person belongs.
pub(in crate::store) async fn of_author(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<StrategyMark>> {
    let found = authored::of_author::<strategy_mark::Entity>(store, person_id, memberships).await?;
    marks(&store.db(), found).await
}

async fn marks(db: &Db<'_>, found: Vec<strategy_mark::Model>) -> Result<Vec<StrategyMark>> {
    let people = people(db, found.iter().filter_map(|row| row.author_id)).await?;
    let view = |row: strategy_mark::Model| {
        Ok(StrategyMark {
            strategy: word(&row.strategy)?,
            by: row.author_id.map(|id| of(&people, id)).transpose()?,
            at: row.updated_at,
            note: row.note,
        })
    };
    found.into_iter().map(view).collect()
}
