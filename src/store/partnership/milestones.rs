//! What is to be done until when.

use sea_orm::ActiveValue::Set;

use super::attached::{Names, Stored, Written};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::milestone::{Milestone, MilestoneInput};
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::views::of;
use crate::store::entity::milestone;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;

recorded!(milestone, "milestone", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for Milestone {
    type Entity = milestone::Entity;

    const TEXTS: &[&str] = &["title", "description"];

    fn organizations(row: &milestone::Model) -> Vec<uuid::Uuid> {
        row.owner_id.into_iter().collect()
    }

    async fn views(_: &Db<'_>, found: Vec<(milestone::Model, Whole)>, names: &Names) -> Result<Vec<Self>> {
        let view = |(row, partnership): (milestone::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                title: row.title,
                description: row.description,
                due_on: row.due_on,
                done_on: row.done_on,
                owner: row.owner_id.map(|id| of(names, id)).transpose()?,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for Milestone {
    fn write(row: &mut milestone::ActiveModel, input: &MilestoneInput) -> Result<()> {
        let input = input.clone();
        row.title = Set(input.title);
        row.description = Set(input.description);
        row.due_on = Set(input.due_on);
        row.done_on = Set(input.done_on);
        row.owner_id = Set(input.owner_id);
        Ok(())
    }
}
