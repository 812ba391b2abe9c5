//! Talks with people in the community: guides of questions, interviews, and other interactions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, date_null, json_binary, text, text_null, uuid, uuid_null};

use crate::columns::{create, drop, index, one_of, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INTERVIEWED: [&str; 3] = ["community_leader", "librarian", "other"];
const CONSENT: [&str; 4] = ["not_asked", "refused", "given", "withdrawn"];
const KINDS: [&str; 5] = ["call", "visit", "mail", "meeting", "other"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guide = resource("guide")
            .col(uuid_null("library_id"))
            .col(text("name"))
            .col(one_of("interviewed", &INTERVIEWED))
            .col(json_binary("questions"))
            .foreign_key(&mut reference("library_id", "organization"))
            .take();
        let interview = talk("interview")
            .col(uuid_null("guide_id"))
            .col(date("held_on"))
            .col(text_null("person_name"))
            .col(text_null("person_role"))
            .col(one_of("consent", &CONSENT))
            .col(json_binary("answers"))
            .col(json_binary("follow_ups"))
            .col(date_null("next_due_on"))
            .foreign_key(&mut reference("guide_id", "guide"))
            .take();
        let interaction = talk("interaction")
            .col(one_of("kind", &KINDS))
            .col(date("happened_on"))
            .col(text_null("with_whom"))
            .col(text("summary"))
            .take();
        let mut indexes = vec![index("guide", &["library_id", "created_at", "id"])];
        for table in ["interview", "interaction"] {
            indexes.push(index(table, &["library_id", "created_at", "id"]));
            indexes.push(index(table, &["organization_id"]));
            indexes.push(index(table, &["prospect_id"]));
            indexes.push(index(table, &["author_id"]));
        }
        create(manager, [guide, interview, interaction], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["interaction", "interview", "guide"]).await
    }
}

/// A talk with an organization, perhaps for a prospect, and who wrote it down.
fn talk(name: &'static str) -> TableCreateStatement {
    resource(name)
        .col(uuid("library_id"))
        .col(uuid("organization_id"))
        .col(uuid_null("prospect_id"))
        .col(uuid_null("author_id"))
        .foreign_key(&mut reference("library_id", "organization"))
        .foreign_key(&mut reference("organization_id", "organization"))
        .foreign_key(&mut reference("prospect_id", "prospect"))
        .foreign_key(&mut reference("author_id", "person"))
        .take()
}
