//! Who was asked to do what until when.

use sea_orm::ActiveValue::Set;

use super::attached::{Names, Stored, Written};
use super::{meetings, roles};
use crate::access::{Action, Permit};
use crate::domain::partnership::action_item::{ActionItem, ActionItemInput};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::partnership::Partnership;
use crate::error::Result;
use crate::store::directory::views::of;
use crate::store::entity::action_item;
use crate::store::evaluation::views::people;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Db, Unit};

recorded!(action_item, "action_item", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for ActionItem {
    type Entity = action_item::Entity;

    const TEXTS: &[&str] = &["title", "description"];

    fn organizations(row: &action_item::Model) -> Vec<uuid::Uuid> {
        vec![row.owner_id]
    }

    async fn views(db: &Db<'_>, found: Vec<(action_item::Model, Whole)>, names: &Names) -> Result<Vec<Self>> {
        let named = found.iter().flat_map(|(row, _)| [row.person_id, row.done_by_id]).flatten();
        let people = people(db, named).await?;
        let meetings = meetings::named(db, found.iter().filter_map(|(row, _)| row.meeting_id)).await?;
        let view = |(row, partnership): (action_item::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                meeting: row.meeting_id.map(|id| meetings::reference(&meetings, id)).transpose()?,
                title: row.title,
                description: row.description,
                owner: of(names, row.owner_id)?,
                person: row.person_id.map(|id| of(&people, id)).transpose()?,
                due_on: row.due_on,
                done_on: row.done_on,
                done_by: row.done_by_id.map(|id| of(&people, id)).transpose()?,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for ActionItem {
    fn write(row: &mut action_item::ActiveModel, input: &ActionItemInput) -> Result<()> {
        let input = input.clone();
        row.meeting_id = Set(input.meeting_id);
        row.title = Set(input.title);
        row.description = Set(input.description);
        row.owner_id = Set(input.owner_id);
        row.person_id = Set(input.person_id);
        row.due_on = Set(input.due_on);
        row.done_on = Set(input.done_on);
        Ok(())
    }

    async fn settle<A: Action>(
        unit: &Unit,
        permit: &Permit<A>,
        _: &Partnership,
        before: Option<&Self>,
        input: &ActionItemInput,
        row: &mut action_item::ActiveModel,
    ) -> Result<()> {
        let meeting_before = before.and_then(|before| before.meeting.as_ref()).map(|meeting| meeting.id);
        if let Some(id) = input.meeting_id.filter(|id| Some(*id) != meeting_before) {
            meetings::referred(unit, permit, input.partnership_id, id).await?;
        }
        let done_before = before.is_some_and(|before| before.done_on.is_some());
        if before.is_none() || done_before != input.done_on.is_some() {
            row.done_by_id = Set(input.done_on.and(permit.author().person_id));
        }
        let who = |input: &ActionItemInput| (input.owner_id, input.person_id);
        let named_before = before.map(|before| who(&before.into()));
        roles::member(unit, permit, named_before, who(input)).await
    }
}
