//! What is known of occurrences of meetings.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::attached::{Names, Stored, Written};
use super::meetings;
use crate::access::{Action, Permit};
use crate::domain::check::Faults;
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::minutes::{Attendance, AttendanceInput, Minutes, MinutesInput};
use crate::domain::partnership::partnership::Partnership;
use crate::error::{Error, Result};
use crate::store::directory::views::{from_json, of, to_json};
use crate::store::entity::minutes;
use crate::store::evaluation::views::people;
use crate::store::identity::members;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Db, Rows, Unit, scoped};

recorded!(minutes, "minutes", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for Minutes {
    type Entity = minutes::Entity;

    const TEXTS: &[&str] = &["agenda", "text"];

    fn organizations(row: &minutes::Model) -> Vec<Uuid> {
        kept(row).unwrap_or_default().iter().map(|party| party.organization_id).collect()
    }

    async fn views(db: &Db<'_>, found: Vec<(minutes::Model, Whole)>, names: &Names) -> Result<Vec<Self>> {
        let attendances = found.iter().map(|(row, _)| kept(row)).collect::<Result<Vec<_>>>()?;
        let named = attendances.iter().flatten().flat_map(|party| party.person_ids.iter().copied());
        let people = people(db, named).await?;
        let meetings = meetings::named(db, found.iter().map(|(row, _)| row.meeting_id)).await?;
        let view = |((row, partnership), attendance): ((minutes::Model, Whole), Vec<AttendanceInput>)| {
            let party = |party: AttendanceInput| {
                Ok(Attendance {
                    organization: of(names, party.organization_id)?,
                    count: party.count,
                    people: party.person_ids.iter().map(|id| of(&people, *id)).collect::<Result<_>>()?,
                })
            };
            let occurs_at = meetings::local(&row.occurs_at)?;
            let schedule = meetings::schedule(&of(&meetings, row.meeting_id)?)?;
            Ok(Self {
                id: row.id,
                partnership,
                meeting: meetings::reference(&meetings, row.meeting_id)?,
                occurs_at,
                starts_at: schedule.occurrence(occurs_at).map(|occurrence| occurrence.at),
                cancelled: row.cancelled,
                agenda: row.agenda,
                text: row.text,
                attendance: attendance.into_iter().map(party).collect::<Result<_>>()?,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().zip(attendances).map(view).collect()
    }
}

fn kept(row: &minutes::Model) -> Result<Vec<AttendanceInput>> {
    from_json(row.attendance.clone())
}

impl Written for Minutes {
    fn write(row: &mut minutes::ActiveModel, input: &MinutesInput) -> Result<()> {
        let input = input.clone();
        row.meeting_id = Set(input.meeting_id);
        row.occurs_at = Set(meetings::stored(input.occurs_at));
        row.cancelled = Set(input.cancelled);
        row.agenda = Set(input.agenda);
        row.text = Set(input.text);
        row.attendance = Set(to_json(&input.attendance)?);
        Ok(())
    }

    async fn settle<A: Action>(
        unit: &Unit,
        permit: &Permit<A>,
        _: &Partnership,
        before: Option<&Self>,
        input: &MinutesInput,
        _: &mut minutes::ActiveModel,
    ) -> Result<()> {
        let before = before.map(MinutesInput::from);
        let about = |input: &MinutesInput| (input.meeting_id, input.occurs_at);
        if before.as_ref().map(about) != Some(about(input)) {
            of_an_occurrence(unit, permit, input).await?;
        }
        let before = before.map(|before| before.attendance).unwrap_or_default();
        own_members(unit, permit, &before, &input.attendance).await
    }
}

/// Passes when the meeting has the occurrence, of which there are no minutes yet.
async fn of_an_occurrence<A: Action>(unit: &Unit, permit: &Permit<A>, input: &MinutesInput) -> Result<()> {
    let schedule = meetings::referred(unit, permit, input.partnership_id, input.meeting_id).await?;
    if !schedule.has(input.occurs_at) {
        return Err(Error::invalid("/occurs_at", "no_occurrence", "the meeting has no such occurrence"));
    }
    let others = scoped::select::<minutes::Entity, A>(permit)
        .filter(minutes::Column::MeetingId.eq(input.meeting_id))
        .filter(minutes::Column::OccursAt.eq(meetings::stored(input.occurs_at)));
    match others.one(&unit.db().executor).await? {
        None => Ok(()),
        Some(other) => {
            let detail = format!("this occurrence has its minutes: {}", other.id);
            Err(Error::invalid("/occurs_at", "duplicate", detail))
        }
    }
}

/// Passes when those who are named, and were not before, are members of the caller's own organization.
async fn own_members<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    before: &[AttendanceInput],
    after: &[AttendanceInput],
) -> Result<()> {
    let known = |organization_id: Uuid, person_id: &Uuid| {
        let mut before = before.iter().filter(|party| party.organization_id == organization_id);
        before.any(|party| party.person_ids.contains(person_id))
    };
    let (mut own, mut faults) = (Vec::new(), Faults::default());
    for (place, party) in after.iter().enumerate() {
        let new = |id: &&Uuid| !known(party.organization_id, id);
        for (index, id) in party.person_ids.iter().enumerate().filter(|(_, id)| new(id)) {
            let pointer = format!("/attendance/{place}/person_ids/{index}");
            match Some(party.organization_id) == permit.scope().tenant() {
                true => own.push((pointer, *id)),
                false => faults.add(&pointer, "not_found", "there is no such row, or you may not see it"),
            }
        }
    }
    faults.finish()?;
    members::all_here(unit, permit, own).await
}
