//! API clients and their secrets, and by which client an event came.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, json_binary, text, timestamp_with_time_zone_null, uuid, uuid_null};

use crate::columns::{ROLES, create, drop, index, one_of, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let client = resource("client")
            .col(uuid("organization_id"))
            .col(text("name"))
            .col(one_of("role", &ROLES))
            .col(json_binary("scopes"))
            .col(boolean("enabled"))
            .col(uuid("responsible_id"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("responsible_id", "person"))
            .take();
        let secret = resource("client_secret")
            .col(uuid("client_id"))
            .col(uuid("organization_id"))
            .col(text("hash"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .foreign_key(&mut reference("client_id", "client"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        let indexes = [
            index("client", &["organization_id", "id"]),
            index("client", &["responsible_id"]),
            unique("client_secret", &["hash"]),
            index("client_secret", &["organization_id", "id"]),
            index("client_secret", &["client_id"]),
        ];
        create(manager, [client, secret], indexes).await?;
        let by_client = Table::alter().table("event").add_column(uuid_null("client_id")).take();
        manager.alter_table(by_client).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("event").drop_column("client_id").take()).await?;
        drop(manager, &["client_secret", "client"]).await
    }
}
