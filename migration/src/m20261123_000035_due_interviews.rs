//! A library's interviews by the day on which something is next to be done after them: the order of its notices.

use sea_orm_migration::prelude::*;

use crate::columns::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("interview", &["library_id", "next_due_on", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = "interview_library_id_next_due_on_id";
        manager.drop_index(Index::drop().name(name).table("interview").to_owned()).await
    }
}
