//! What an entry offers stands in the index of its facets: matches in a circle read no rows.

use sea_orm_migration::prelude::*;

use crate::columns::replace;

const FACETS: [&str; 3] = ["organization_id", "kind", "value"];
const READ: [&str; 4] = ["organization_id", "kind", "value", "offers"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "organization_facet", &FACETS, &READ).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, "organization_facet", &READ, &FACETS).await
    }
}
