//! Why to work together, in a library's words, and which strategies it has marked as followed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text, text_null, uuid, uuid_null};

use crate::columns::{create, drop, index, one_of, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STRATEGIES: [&str; 9] = [
    "conversation",
    "leader_interviews",
    "library_story",
    "local_partners",
    "cause_and_people",
    "goals_and_rewards",
    "open_communication",
    "roles",
    "decisions",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let talking_point = resource("talking_point")
            .col(uuid_null("library_id"))
            .col(text_null("advantage"))
            .col(text("text"))
            .col(text("audiences"))
            .col(uuid_null("author_id"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let mark = resource("strategy_mark")
            .col(uuid("library_id"))
            .col(one_of("strategy", &STRATEGIES))
            .col(boolean("met"))
            .col(text_null("note"))
            .col(uuid_null("author_id"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let indexes = [
            index("talking_point", &["library_id", "created_at", "id"]),
            index("talking_point", &["author_id"]),
            unique("strategy_mark", &["library_id", "strategy"]),
            index("strategy_mark", &["author_id"]),
        ];
        create(manager, [talking_point, mark], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["strategy_mark", "talking_point"]).await
    }
}
