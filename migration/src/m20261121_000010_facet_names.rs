//! The name of an entry beside its facets, so that a list by one of them is read in its order and no further than its page.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::index;

const TABLE: &str = "organization_facet";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = Table::alter().table(TABLE).add_column(text("name_key").default("")).take();
        manager.alter_table(name).await?;
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            let bytewise = "ALTER TABLE organization_facet ALTER COLUMN name_key TYPE text COLLATE \"C\"";
            connection.execute_unprepared(bytewise).await?;
        }
        let names = "UPDATE organization_facet SET name_key = (SELECT organization.name_key FROM organization
            WHERE organization.id = organization_facet.organization_id)";
        connection.execute_unprepared(names).await?;
        manager.create_index(index(TABLE, &["kind", "value", "name_key", "organization_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let ordered = "organization_facet_kind_value_name_key_organization_id";
        manager.drop_index(Index::drop().name(ordered).table(TABLE).to_owned()).await?;
        manager.alter_table(Table::alter().table(TABLE).drop_column("name_key").take()).await
    }
}
