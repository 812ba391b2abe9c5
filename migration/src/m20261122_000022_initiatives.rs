//! What libraries look for partners for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_binary, json_binary_null, text, uuid};

use crate::columns::{create, drop, index, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let initiative = resource("initiative")
            .col(uuid("library_id"))
            .col(text("name"))
            .col(text("cause"))
            .col(json_binary("goals"))
            .col(json_binary("target_groups"))
            .col(json_binary("needs"))
            .col(json_binary("terms"))
            .col(json_binary("rewards"))
            .col(json_binary_null("place"))
            .col(json_binary_null("weights"))
            .foreign_key(&mut reference("library_id", "organization"))
            .take();
        create(manager, [initiative], [index("initiative", &["library_id", "created_at", "id"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["initiative"]).await
    }
}
