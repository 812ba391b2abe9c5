//! How a partnership does, in a fixed number of statements however much hangs on it.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{contributions, meetings};
use crate::access::partnership::health::GetHealth;
use crate::access::{Authorized, Permit};
use crate::domain::partnership::State;
use crate::domain::partnership::health::{
    Health, HealthAspect, HealthPart, HealthRow, HealthRowKind, LOOKED_BACK, Owed, TOLD,
};
use crate::domain::partnership::partnership::Partnership;
use crate::error::{Error, Result};
use crate::store::entity::{action_item, agreement, contribution, meeting, milestone, minutes};
use crate::store::evaluation::results;
use crate::store::scoped::{self, Tenanted};
use crate::store::{Db, Rows, Store, computed};

/// So many meetings at most are looked at, the newest first.
const MEETINGS: u64 = 200;

/// The health of a partnership today.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn of_partnership(store: &Store, whole: &Authorized<GetHealth>) -> Result<Health> {
    let (permit, whole) = (whole.permit(), whole.row());
    let today = store.now().date_naive();
    if !matches!(whole.state, State::Active | State::Suspended) {
        return Ok(Health::none(today));
    }
    let parts = vec![
        actions(store, permit, whole.id, today).await?,
        silence(store, permit, whole.id).await?,
        pledges(store, permit, whole, today).await?,
        imbalance(store, permit, whole).await?,
        evaluations(store, permit, whole).await?,
        terms(store, permit, whole, today).await?,
    ];
    Ok(Health::of(parts, today))
}

/// A table whose rows are due on a day.
struct Dated<E: EntityTrait> {
    kind: HealthRowKind,
    id: E::Column,
    partnership_id: E::Column,
    title: E::Column,
    due_on: E::Column,
    /// Which rows count.
    which: Condition,
    /// Whether a row is still open.
    open: SimpleExpr,
}

/// What was due before today, and how much of it is open.
async fn owed<E: EntityTrait + Tenanted>(
    db: &Db<'_>,
    permit: &Permit<GetHealth>,
    table: Dated<E>,
    partnership_id: Uuid,
    today: NaiveDate,
) -> Result<Owed> {
    let due = scoped::select::<E, _>(permit)
        .filter(table.partnership_id.eq(partnership_id))
        .filter(table.which)
        .filter(table.due_on.lt(today));
    let counted = due
        .clone()
        .filter(table.open.clone().or(table.due_on.gte(today - TimeDelta::days(LOOKED_BACK))))
        .select_only()
        .expr_as(Expr::col(table.id.as_column_ref()).count(), "due")
        .into_tuple::<i64>()
        .one(&db.executor)
        .await?;
    let open = due.filter(table.open);
    let overdue = open.clone().select_only().expr_as(Expr::col(table.id.as_column_ref()).count(), "overdue");
    let overdue = overdue.into_tuple::<i64>().one(&db.executor).await?;
    let rows = open
        .select_only()
        .columns([table.id, table.title, table.due_on])
        .order_by_asc(table.due_on)
        .order_by_asc(table.id)
        .limit(TOLD)
        .into_tuple::<(Uuid, String, NaiveDate)>()
        .all(&db.executor)
        .await?;
    let kind = table.kind;
    let row = |(id, title, on)| HealthRow { kind, id, title, on: Some(on), value: None, currency: None };
    let number = |count: Option<i64>| u64::try_from(count.unwrap_or_default()).map_err(Error::internal);
    Ok(Owed { due: number(counted)?, overdue: number(overdue)?, rows: rows.into_iter().map(row).collect() })
}

async fn actions(
    store: &Store,
    permit: &Permit<GetHealth>,
    id: Uuid,
    today: NaiveDate,
) -> Result<HealthPart> {
    use milestone::Column;
    let milestones = Dated::<milestone::Entity> {
        kind: HealthRowKind::Milestone,
        id: Column::Id,
        partnership_id: Column::PartnershipId,
        title: Column::Title,
        due_on: Column::DueOn,
        which: Condition::all(),
        open: Column::DoneOn.is_null(),
    };
    let items = Dated::<action_item::Entity> {
        kind: HealthRowKind::ActionItem,
        id: action_item::Column::Id,
        partnership_id: action_item::Column::PartnershipId,
        title: action_item::Column::Title,
        due_on: action_item::Column::DueOn,
        which: Condition::all(),
        open: action_item::Column::DoneOn.is_null(),
    };
    let milestones = owed(&store.db(), permit, milestones, id, today).await?;
    let items = owed(&store.db(), permit, items, id, today).await?;
    Ok(HealthPart::of_owed(HealthAspect::OverdueActions, items.and(milestones)))
}

/// A meeting that was due, in the order of time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: DateTime<Utc>,
    was_held: bool,
    id: Uuid,
    title: String,
    /// By its own clock.
    day: NaiveDate,
}

/// The meetings that were due in the last year and of which no minutes say that they were held, since the last one that was.
async fn silence(store: &Store, permit: &Permit<GetHealth>, id: Uuid) -> Result<HealthPart> {
    let (db, now) = (store.db(), store.now());
    let from = now - TimeDelta::days(LOOKED_BACK);
    let meetings = scoped::select::<meeting::Entity, _>(permit)
        .filter(meeting::Column::PartnershipId.eq(id))
        .order_by_desc(meeting::Column::CreatedAt)
        .order_by_desc(meeting::Column::Id)
        .limit(MEETINGS)
        .all(&db.executor)
        .await?;
    // A local clock is less than a day from that of the world.
    let since = meetings::stored((from - TimeDelta::days(1)).naive_utc());
    let held: HashSet<(Uuid, String)> = scoped::select::<minutes::Entity, _>(permit)
        .filter(minutes::Column::PartnershipId.eq(id))
        .filter(minutes::Column::OccursAt.gte(since))
        .filter(minutes::Column::Cancelled.eq(false))
        .select_only()
        .columns([minutes::Column::MeetingId, minutes::Column::OccursAt])
        .into_tuple()
        .all(&db.executor)
        .await?
        .into_iter()
        .collect();
    computed(move || silent(&meetings, &held, from, now)).await
}

/// The same of these meetings, of which those were held: rules are followed through a year.
fn silent(
    meetings: &[meeting::Model],
    held: &HashSet<(Uuid, String)>,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<HealthPart> {
    let rhythm = meetings.iter().any(|row| row.rule.is_some());
    let mut due = Vec::new();
    for row in meetings {
        for occurrence in meetings::schedule(row)?.between(from, now) {
            let was_held = held.contains(&(row.id, meetings::stored(occurrence.occurs_at)));
            // A meeting that does not recur is no rhythm, but it breaks the silence.
            if was_held || row.rule.is_some() {
                let (title, day) = (row.title.clone(), occurrence.starts_at.date());
                due.push(Due { at: occurrence.at, was_held, id: row.id, title, day });
            }
        }
    }
    due.sort_unstable();
    let any = !due.is_empty();
    let last = due.iter().rposition(|meeting| meeting.was_held);
    let missed = due.split_off(last.map_or(0, |last| last + 1));
    let row = |Due { id, title, day, .. }| HealthRow {
        kind: HealthRowKind::Meeting,
        id,
        title,
        on: Some(day),
        value: None,
        currency: None,
    };
    let total = u64::try_from(missed.len()).map_err(Error::internal)?;
    Ok(HealthPart::of_silence(rhythm, any, total, missed.into_iter().map(row).collect()))
}

async fn pledges(
    store: &Store,
    permit: &Permit<GetHealth>,
    whole: &Partnership,
    today: NaiveDate,
) -> Result<HealthPart> {
    use contribution::Column;
    // What somebody owes who has left can be settled by nobody.
    let out = whole.parties.iter().filter(|party| !party.status.is_current());
    let left: Vec<Uuid> = out.map(|party| party.organization.id).collect();
    let pledges = Dated::<contribution::Entity> {
        kind: HealthRowKind::Contribution,
        id: Column::Id,
        partnership_id: Column::PartnershipId,
        title: Column::Title,
        due_on: Column::DueOn,
        which: Condition::all()
            .add(Column::FromId.is_not_in(left.clone()))
            .add(Column::ToId.is_null().or(Column::ToId.is_not_in(left))),
        open: Column::Delivered.into_expr().lt(Column::Pledged.into_expr()),
    };
    let owed = owed(&store.db(), permit, pledges, whole.id, today).await?;
    Ok(HealthPart::of_owed(HealthAspect::UndeliveredPledges, owed))
}

async fn imbalance(store: &Store, permit: &Permit<GetHealth>, whole: &Partnership) -> Result<HealthPart> {
    let balance = contributions::balance_of(store, permit, whole).await?;
    let mut rows = Vec::new();
    for party in balance.parties {
        rows.extend(party.currencies.into_iter().map(|own| HealthRow {
            kind: HealthRowKind::Organization,
            id: party.organization.id,
            title: party.organization.name.clone(),
            on: None,
            value: own.reciprocity,
            currency: Some(own.currency),
        }));
    }
    Ok(HealthPart::of_balance(rows))
}

async fn evaluations(store: &Store, permit: &Permit<GetHealth>, whole: &Partnership) -> Result<HealthPart> {
    let current = || whole.parties.iter().filter(|party| party.status.is_current());
    let found = results::latest(store, permit, current().map(|party| party.organization.id)).await?;
    let mut rows = Vec::new();
    for party in current() {
        for result in found.of(party.organization.id) {
            let fall = result.mean_before.zip(result.mean).map(|(before, mean)| before - mean);
            rows.extend(fall.map(|fall| HealthRow {
                kind: HealthRowKind::Round,
                id: result.round_id,
                title: format!("{}, {}", party.organization.name, result.instrument),
                on: Some(result.closed_at.date_naive()),
                value: Some(fall),
                currency: None,
            }));
        }
    }
    Ok(HealthPart::of_falls(rows))
}

/// The end and renewal of the terms in force of the latest agreement, and the end of the partnership.
async fn terms(
    store: &Store,
    permit: &Permit<GetHealth>,
    whole: &Partnership,
    today: NaiveDate,
) -> Result<HealthPart> {
    use agreement::Column;
    let agreed = scoped::select::<agreement::Entity, _>(permit)
        .filter(Column::PartnershipId.eq(whole.id))
        .filter(Column::AgreedVersion.is_not_null())
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .select_only()
        .columns([Column::Id, Column::Title, Column::AgreedRenewalOn, Column::AgreedExpiresOn])
        .into_tuple::<(Uuid, String, Option<NaiveDate>, Option<NaiveDate>)>()
        .one(&store.db().executor)
        .await?;
    let row = |kind, id, title: &str, on| HealthRow {
        kind,
        id,
        title: title.to_owned(),
        on: Some(on),
        value: None,
        currency: None,
    };
    let mut rows = Vec::new();
    if let Some((id, title, renewal_on, expires_on)) = agreed {
        // The earlier of the two is what the parties have to act by.
        let act_by = [renewal_on, expires_on].into_iter().flatten().min();
        rows.extend(act_by.map(|on| row(HealthRowKind::Agreement, id, &title, on)));
    }
    rows.extend(whole.terms.ends_on.map(|on| row(HealthRowKind::Partnership, whole.id, &whole.name, on)));
    Ok(HealthPart::of_terms(rows, today))
}
