//! What a search by distance asks of a place stands in the index of its points: a circle reads no rows.

use sea_orm_migration::prelude::*;

use crate::columns::replace;

const POINTS: [&str; 3] = ["x", "y", "z"];
const READ: [&str; 6] = ["x", "y", "z", "organization_id", "visibility", "deleted_at"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "location", &POINTS, &READ).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "location", &READ, &POINTS).await
    }
}
