//! What a link shows: the rows that its person may read for its organization now, in a fixed number of statements.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};
use uuid::Uuid;

use super::{meetings, reach};
use crate::access::partnership::calendar_links::Read;
use crate::access::{Permit, Scope};
use crate::domain::partnership::calendar::{Calendar, Due, Planned, Shown, Source, Told, Window};
use crate::error::{Error, Result};
use crate::store::entity::{
    action_item, agreement, calendar_link, meeting, membership, milestone, minutes, organization, partnership,
};
use crate::store::identity::sessions;
use crate::store::{Db, Rows, Store, scoped};

/// Rows of a kind that are looked at, the newest first.
const MOST: u64 = 2_000;

/// How far an occurrence may have been moved into the days that are shown.
const MOVED: TimeDelta = TimeDelta::days(366);

/// Wrong and revoked secrets, and such as show nothing any more, are told alike.
const NO_CALENDAR: Error = Error::NotFound("calendar");

/// For whom a link shows what.
#[derive(FromQueryResult)]
struct Link {
    organization_id: Uuid,
    person_id: Uuid,
    side: String,
    name: String,
    partnership_id: Option<Uuid>,
}

/// What the link with this secret shows.
///
/// # Errors
/// [`Error::NotFound`] when there is no such link, or it shows nothing any more.
pub async fn get(store: &Store, permit: &Permit<Read>, secret: &str) -> Result<Calendar> {
    let (db, window) = (store.db(), Window::around(store.now()));
    let link = link(&db, permit, secret).await?.ok_or(NO_CALENDAR)?;
    let side = link.side.parse().map_err(Error::internal)?;
    let scope = Scope::Tenant { organization_id: link.organization_id, side };
    let partnerships = partnerships(&db, permit, scope, link.partnership_id).await?;
    let only = link.partnership_id.map(|id| partnerships.get(&id).ok_or(NO_CALENDAR)).transpose()?;
    let name = only.map_or(link.name, |partnership| partnership.name.clone());
    let ids: Vec<Uuid> = partnerships.keys().copied().collect();
    let mut due = milestones(&db, permit, &ids, window).await?;
    // Of one partnership the feed has what all parties are to do, else what the person is.
    let own = only.is_none().then_some((link.organization_id, link.person_id));
    due.extend(action_items(&db, permit, &ids, window, own).await?);
    due.extend(agreements(&db, permit, &ids, window).await?);
    let meetings = planned(&db, permit, &ids, window).await?;
    let told = told(&db, permit, &ids, window).await?;
    Ok(Calendar { name, window, partnerships, meetings, told, due })
}

/// The link, when its membership lives.
async fn link(db: &Db<'_>, permit: &Permit<Read>, secret: &str) -> Result<Option<Link>> {
    let to_membership: RelationDef = calendar_link::Entity::belongs_to(membership::Entity)
        .from(calendar_link::Column::MembershipId)
        .to(membership::Column::Id)
        .into();
    let to_organization: RelationDef = calendar_link::Entity::belongs_to(organization::Entity)
        .from(calendar_link::Column::OrganizationId)
        .to(organization::Column::Id)
        .into();
    let found = scoped::select::<calendar_link::Entity, _>(permit)
        .filter(calendar_link::Column::SecretHash.eq(sessions::hash(secret)))
        .join(JoinType::InnerJoin, to_membership)
        .join(JoinType::InnerJoin, to_organization)
        .filter(membership::Column::DeletedAt.is_null())
        .filter(organization::Column::Side.is_not_null())
        .select_only()
        .columns([calendar_link::Column::OrganizationId, calendar_link::Column::PersonId])
        .column(calendar_link::Column::PartnershipId)
        .columns([organization::Column::Side, organization::Column::Name])
        .into_model()
        .one(&db.executor)
        .await?;
    Ok(found)
}

/// The partnerships to which the organization belongs now.
async fn partnerships(
    db: &Db<'_>,
    permit: &Permit<Read>,
    scope: Scope,
    only: Option<Uuid>,
) -> Result<HashMap<Uuid, Shown>> {
    let rows = scoped::select::<partnership::Entity, _>(permit)
        .filter(reach::of_parties(&partnership::Column::Id, scope))
        .filter(Condition::all().add_option(only.map(|id| partnership::Column::Id.eq(id))))
        .order_by_desc(partnership::Column::Id)
        .limit(MOST)
        .select_only()
        .columns([partnership::Column::Id, partnership::Column::Name, partnership::Column::EndedAt])
        .into_tuple::<(Uuid, String, Option<DateTime<Utc>>)>()
        .all(&db.executor)
        .await?;
    Ok(rows.into_iter().map(|(id, name, ended_at)| (id, Shown { name, ended_at })).collect())
}

/// The rows of an entity that hang on the partnerships, the newest of them.
macro_rules! of_partnerships {
    ($entity:ident, $permit:expr, $ids:expr) => {
        scoped::select::<$entity::Entity, _>($permit)
            .filter($entity::Column::PartnershipId.is_in($ids.iter().copied()))
            .order_by_desc($entity::Column::Id)
            .limit(MOST)
    };
}

/// Which row something in a calendar is.
macro_rules! source {
    ($row:ident) => {
        Source {
            id: $row.id,
            partnership_id: $row.partnership_id,
            version: $row.version,
            updated_at: $row.updated_at,
        }
    };
}

fn dates(window: Window) -> std::ops::RangeInclusive<NaiveDate> {
    window.from().date_naive()..=window.before().date_naive()
}

async fn milestones(db: &Db<'_>, permit: &Permit<Read>, ids: &[Uuid], window: Window) -> Result<Vec<Due>> {
    let (first, last) = dates(window).into_inner();
    let rows = of_partnerships!(milestone, permit, ids)
        .filter(milestone::Column::DueOn.between(first, last))
        .all(&db.executor)
        .await?;
    let due = |row: milestone::Model| Due {
        source: source!(row),
        date: "due",
        word: if row.done_on.is_some() { "Milestone reached" } else { "Milestone" },
        on: row.due_on,
        title: row.title,
    };
    Ok(rows.into_iter().map(due).collect())
}

/// What is still to be done.
async fn action_items(
    db: &Db<'_>,
    permit: &Permit<Read>,
    ids: &[Uuid],
    window: Window,
    own: Option<(Uuid, Uuid)>,
) -> Result<Vec<Due>> {
    use action_item::Column;
    let (first, last) = dates(window).into_inner();
    let own = own.map(|(organization_id, person_id)| {
        let person = Condition::any().add(Column::PersonId.is_null()).add(Column::PersonId.eq(person_id));
        Condition::all().add(Column::OwnerId.eq(organization_id)).add(person)
    });
    let rows = of_partnerships!(action_item, permit, ids)
        .filter(Condition::all().add_option(own))
        .filter(Column::DoneOn.is_null())
        .filter(Column::DueOn.between(first, last))
        .all(&db.executor)
        .await?;
    let due = |row: action_item::Model| Due {
        source: source!(row),
        date: "due",
        word: "To do",
        on: row.due_on,
        title: row.title,
    };
    Ok(rows.into_iter().map(due).collect())
}

#[derive(FromQueryResult)]
struct AgreementRow {
    id: Uuid,
    partnership_id: Uuid,
    version: i64,
    updated_at: DateTime<Utc>,
    title: String,
    agreed_at: Option<DateTime<Utc>>,
    effective_on: Option<NaiveDate>,
    agreed_expires_on: Option<NaiveDate>,
    agreed_renewal_on: Option<NaiveDate>,
    agreed_notice_on: Option<NaiveDate>,
}

/// The days of what is in force.
async fn agreements(db: &Db<'_>, permit: &Permit<Read>, ids: &[Uuid], window: Window) -> Result<Vec<Due>> {
    use agreement::Column;
    let rows = of_partnerships!(agreement, permit, ids)
        .select_only()
        .columns([Column::Id, Column::PartnershipId, Column::Version, Column::UpdatedAt, Column::Title])
        .columns([Column::AgreedAt, Column::EffectiveOn, Column::AgreedExpiresOn, Column::AgreedRenewalOn])
        .column(Column::AgreedNoticeOn)
        .filter(Column::AgreedVersion.is_not_null())
        .into_model::<AgreementRow>()
        .all(&db.executor)
        .await?;
    let shown = dates(window);
    let mut due = Vec::new();
    for row in rows {
        for (date, word, on) in [
            ("effective", "Agreement begins", row.effective_on.filter(|_| row.agreed_at.is_some())),
            ("expires", "Agreement expires", row.agreed_expires_on),
            ("renewal", "Agreement to be renewed", row.agreed_renewal_on),
            ("notice", "Last day to give notice", row.agreed_notice_on),
        ] {
            let on = on.filter(|on| shown.contains(on));
            due.extend(on.map(|on| Due { source: source!(row), date, word, on, title: row.title.clone() }));
        }
    }
    Ok(due)
}

async fn planned(db: &Db<'_>, permit: &Permit<Read>, ids: &[Uuid], window: Window) -> Result<Vec<Planned>> {
    let last = window.before().naive_utc() + TimeDelta::days(1);
    let rows = of_partnerships!(meeting, permit, ids)
        .filter(meeting::Column::StartsAt.lte(meetings::stored(last)))
        .all(&db.executor)
        .await?;
    let planned = |row: meeting::Model| {
        Ok(Planned {
            source: source!(row),
            schedule: meetings::schedule(&row)?,
            title: row.title,
            agenda: row.agenda,
            place: row.place,
            url: row.url,
            length: TimeDelta::minutes(row.duration_minutes.into()),
        })
    };
    rows.into_iter().map(planned).collect()
}

#[derive(FromQueryResult)]
struct MinutesRow {
    meeting_id: Uuid,
    occurs_at: String,
    cancelled: bool,
    agenda: Option<String>,
    version: i64,
    updated_at: DateTime<Utc>,
}

/// What minutes say of the occurrences.
async fn told(
    db: &Db<'_>,
    permit: &Permit<Read>,
    ids: &[Uuid],
    window: Window,
) -> Result<HashMap<(Uuid, chrono::NaiveDateTime), Told>> {
    use minutes::Column;
    let (first, last) = (window.from() - MOVED, window.before() + MOVED);
    let (first, last) = (meetings::stored(first.naive_utc()), meetings::stored(last.naive_utc()));
    let rows = of_partnerships!(minutes, permit, ids)
        .filter(Column::OccursAt.between(first, last))
        .select_only()
        .columns([Column::MeetingId, Column::OccursAt, Column::Cancelled, Column::Agenda])
        .columns([Column::Version, Column::UpdatedAt])
        .into_model::<MinutesRow>()
        .all(&db.executor)
        .await?;
    let told = |row: MinutesRow| {
        let MinutesRow { cancelled, agenda, version, updated_at, .. } = row;
        let told = Told { cancelled, agenda, version, updated_at };
        Ok(((row.meeting_id, meetings::local(&row.occurs_at)?), told))
    };
    rows.into_iter().map(told).collect()
}
