//! The entries that are internal, to be left out of queries over very many.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let internal = "CREATE INDEX organization_internal ON organization (id, steward_id) WHERE visibility = 'internal'";
        manager.get_connection().execute_unprepared(internal).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("organization_internal").table("organization").to_owned()).await
    }
}
