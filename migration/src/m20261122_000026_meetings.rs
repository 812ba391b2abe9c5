//! Meetings of partnerships, what became of each occurrence, and what was agreed there to be done.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, date_null, integer, json_binary, text, text_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A table of rows that hang on a partnership.
fn attached(name: &'static str) -> TableCreateStatement {
    resource(name)
        .col(uuid("partnership_id"))
        .col(uuid_null("author_id"))
        .foreign_key(&mut reference("partnership_id", "partnership"))
        .foreign_key(&mut reference("author_id", "person"))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Times of a local clock are texts: no column type of a database means them on both.
        let meeting = attached("meeting")
            .col(text("title"))
            .col(text_null("agenda"))
            .col(text_null("place"))
            .col(text_null("url"))
            .col(text("starts_at"))
            .col(text("time_zone"))
            .col(integer("duration_minutes").check(Expr::col("duration_minutes").gt(0)))
            .col(text_null("rule"))
            .col(json_binary("exceptions"))
            .take();
        let minutes = attached("minutes")
            .col(uuid("meeting_id"))
            .col(text("occurs_at"))
            .col(boolean("cancelled"))
            .col(text_null("agenda"))
            .col(text_null("text"))
            .col(json_binary("attendance"))
            .foreign_key(&mut reference("meeting_id", "meeting"))
            .take();
        let action_item = attached("action_item")
            .col(uuid_null("meeting_id"))
            .col(text("title"))
            .col(text_null("description"))
            .col(uuid("owner_id"))
            .col(uuid_null("person_id"))
            .col(date("due_on"))
            .col(date_null("done_on"))
            .col(uuid_null("done_by_id"))
            .foreign_key(&mut reference("meeting_id", "meeting"))
            .foreign_key(&mut reference("owner_id", "organization"))
            .foreign_key(&mut reference("person_id", "person"))
            .foreign_key(&mut reference("done_by_id", "person"))
            .take();
        let mut indexes = vec![
            index("minutes", &["meeting_id", "occurs_at"]),
            index("action_item", &["meeting_id"]),
            index("action_item", &["partnership_id", "due_on"]),
            index("milestone", &["partnership_id", "due_on"]),
        ];
        for table in ["meeting", "minutes", "action_item"] {
            indexes.push(index(table, &["partnership_id", "created_at", "id"]));
            indexes.push(index(table, &["created_at", "id"]));
            indexes.push(index(table, &["author_id"]));
        }
        create(manager, [meeting, minutes, action_item], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let due = Index::drop().name("milestone_partnership_id_due_on").table("milestone").to_owned();
        manager.drop_index(due).await?;
        drop(manager, &["action_item", "minutes", "meeting"]).await
    }
}
