//! When the parties come together.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::attached::{self, Names, Stored, Written};
use crate::access::partnership::meetings::GetOccurrences;
use crate::access::{Action, Permit};
use crate::domain::check::Faults;
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::meeting::{
    Days, Meeting, MeetingInput, MeetingOccurrence, MeetingOccurrences, MeetingRef,
};
use crate::domain::partnership::schedule::{Occurrence, Schedule};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::{from_json, of, to_json};
use crate::store::entity::{meeting, minutes};
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit, scoped};

recorded!(meeting, "meeting", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for Meeting {
    type Entity = meeting::Entity;

    // The web address is one of the parties, and no text.
    const TEXTS: &[&str] = &["title", "agenda", "place"];

    async fn views(_: &Db<'_>, found: Vec<(meeting::Model, Whole)>, _: &Names) -> Result<Vec<Self>> {
        let view = |(row, partnership): (meeting::Model, Whole)| {
            let schedule = schedule(&row)?;
            Ok(Self {
                id: row.id,
                partnership,
                title: row.title,
                agenda: row.agenda,
                place: row.place,
                url: row.url,
                starts_at: local(&row.starts_at)?,
                time_zone: row.time_zone,
                duration_minutes: row.duration_minutes,
                rule: row.rule,
                exceptions: from_json(row.exceptions)?,
                every_days: schedule.every_days(),
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for Meeting {
    fn write(row: &mut meeting::ActiveModel, input: &MeetingInput) -> Result<()> {
        let input = input.clone();
        row.title = Set(input.title);
        row.agenda = Set(input.agenda);
        row.place = Set(input.place);
        row.url = Set(input.url);
        row.starts_at = Set(stored(input.starts_at));
        row.time_zone = Set(input.time_zone);
        row.duration_minutes = Set(input.duration_minutes);
        row.rule = Set(input.rule);
        row.exceptions = Set(to_json(&input.exceptions)?);
        Ok(())
    }

    async fn free<A: Action>(unit: &Unit, permit: &Permit<A>, before: &Self) -> Result<()> {
        let kept = scoped::select::<minutes::Entity, A>(permit)
            .filter(minutes::Column::MeetingId.eq(before.id))
            .one(&unit.db().executor)
            .await?;
        kept.map_or(Ok(()), |minutes| {
            let detail = "the meeting has minutes; to end it, end its rule";
            Err(Error::conflict(Code::InUse, detail).over(minutes.id))
        })
    }
}

/// A time of a local clock as the tables have it, which is in the order of time.
pub(super) fn stored(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The same as it is read.
pub(super) fn local(text: &str) -> Result<NaiveDateTime> {
    text.parse().map_err(Error::internal)
}

/// The schedule of a meeting, which was one when it was written.
pub(super) fn schedule(row: &meeting::Model) -> Result<Schedule> {
    let exceptions: Vec<_> = from_json(row.exceptions.clone())?;
    let (starts_at, rule) = (local(&row.starts_at)?, row.rule.as_deref());
    let mut faults = Faults::default();
    Schedule::read(&mut faults, starts_at, &row.time_zone, rule, &exceptions)
        .ok_or_else(|| Error::internal(format!("the schedule of the meeting {}: {faults:?}", row.id)))
}

/// The meetings that other rows name, those that were removed as well.
pub(super) async fn named(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, meeting::Model>> {
    let rows = scoped::named::<meeting::Entity>(meeting::Column::Id.is_in(ids)).all(&db.executor).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A meeting as other rows name it.
pub(super) fn reference(meetings: &HashMap<Uuid, meeting::Model>, id: Uuid) -> Result<MeetingRef> {
    of(meetings, id).map(|row| MeetingRef { id, title: row.title })
}

/// The schedule of a meeting of this partnership that a row is to name.
///
/// # Errors
/// [`Error::Invalid`] when there is no such meeting.
pub(super) async fn referred<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    partnership_id: Uuid,
    id: Uuid,
) -> Result<Schedule> {
    let row = scoped::select::<meeting::Entity, A>(permit)
        .filter(meeting::Column::Id.eq(id))
        .filter(meeting::Column::PartnershipId.eq(partnership_id))
        .one(&rows.db().executor)
        .await?;
    schedule(&row.ok_or_else(|| Error::unknown_reference("/meeting_id"))?)
}

#[derive(FromQueryResult)]
struct Told {
    id: Uuid,
    occurs_at: String,
    cancelled: bool,
}

/// When a meeting takes place, in a span of days.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn occurrences(
    store: &Store,
    permit: &Permit<GetOccurrences>,
    id: Uuid,
    days: Days,
) -> Result<MeetingOccurrences> {
    let meeting = attached::get::<Meeting, _>(store, permit, id).await?;
    let input = MeetingInput::from(&meeting);
    let schedule = input.schedule(&mut Faults::default());
    let schedule = schedule.ok_or_else(|| Error::internal("a meeting without a schedule"))?;
    let (from, before) = days.on(&schedule);
    let before = meeting.partnership.ended_at.map_or(before, |ended_at| before.min(ended_at));
    let found = schedule.between(from, before);
    let told = scoped::select::<minutes::Entity, _>(permit)
        .filter(minutes::Column::MeetingId.eq(id))
        .filter(minutes::Column::OccursAt.is_in(found.iter().map(|found| stored(found.occurs_at))))
        .select_only()
        .columns([minutes::Column::Id, minutes::Column::OccursAt, minutes::Column::Cancelled])
        .into_model::<Told>()
        .all(&store.db().executor)
        .await?;
    let told: HashMap<_, _> = told.into_iter().map(|told| (told.occurs_at.clone(), told)).collect();
    let length = TimeDelta::minutes(meeting.duration_minutes.into());
    let view = |found: Occurrence| {
        let told = told.get(&stored(found.occurs_at));
        MeetingOccurrence {
            occurs_at: found.occurs_at,
            starts_at: found.at,
            ends_at: found.at + length,
            moved: found.starts_at != found.occurs_at,
            cancelled: told.is_some_and(|told| told.cancelled),
            minutes_id: told.map(|told| told.id),
        }
    };
    Ok(MeetingOccurrences {
        meeting: MeetingRef { id, title: meeting.title },
        occurrences: found.into_iter().map(view).collect(),
    })
}
