//! Who wrote initiatives and guides, and whom copies and papers name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, uuid, uuid_null};

use crate::columns::{create, drop, index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["guide", "initiative"] {
            let author = Table::alter().table(table).add_column(uuid_null("author_id")).take();
            manager.alter_table(author).await?;
            manager.create_index(index(table, &["author_id"])).await?;
        }
        let mention = Table::create()
            .table("mention")
            .col(uuid("row_id"))
            .col(text("key"))
            .primary_key(Index::create().col("row_id").col("key"))
            .take();
        create(manager, [mention], [index("mention", &["key"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["mention"]).await?;
        for table in ["guide", "initiative"] {
            let author = format!("{table}_author_id");
            manager.drop_index(Index::drop().name(author).table(table).to_owned()).await?;
            manager.alter_table(Table::alter().table(table).drop_column("author_id").take()).await?;
        }
        Ok(())
    }
}
