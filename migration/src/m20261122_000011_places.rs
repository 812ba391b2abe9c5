//! The cities, postal codes and countries of an entry with its name beside them, so that a list by one of them is read in its
//! order and no further than its page.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, uuid};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{create, drop, index, one_of, reference};

const TABLE: &str = "organization_place";

/// The kinds, and the columns of `address` that hold them.
const KINDS: [(&str, &str); 3] =
    [("city", "city_key"), ("postal_code", "postal_key"), ("country", "country")];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let place = Table::create()
            .table(TABLE)
            .col(one_of("kind", &KINDS.map(|(kind, _)| kind)))
            .col(text("value"))
            .col(uuid("organization_id"))
            .col(text("name_key"))
            .primary_key(Index::create().col("kind").col("value").col("organization_id"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        create(manager, [place], []).await?;
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            let bytewise = format!("ALTER TABLE {TABLE} ALTER COLUMN name_key TYPE text COLLATE \"C\"");
            connection.execute_unprepared(&bytewise).await?;
        }
        for (kind, column) in KINDS {
            let places = format!(
                "INSERT INTO {TABLE} (kind, value, organization_id, name_key)
                SELECT DISTINCT '{kind}', address.{column}, organization.id, organization.name_key FROM address
                JOIN location ON location.id = address.location_id AND location.deleted_at IS NULL
                JOIN organization ON organization.id = location.organization_id AND organization.deleted_at IS NULL
                WHERE address.{column} IS NOT NULL"
            );
            connection.execute_unprepared(&places).await?;
            let searched = Index::drop().name(format!("address_{column}")).table("address").to_owned();
            manager.drop_index(searched).await?;
        }
        manager.create_index(index(TABLE, &["kind", "value", "name_key", "organization_id"])).await?;
        manager.create_index(index(TABLE, &["organization_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, column) in KINDS {
            manager.create_index(index("address", &[column])).await?;
        }
        drop(manager, &[TABLE]).await
    }
}
