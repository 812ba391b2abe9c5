//! Events, the one record of every write, and the answers kept for idempotency keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_pk_auto, binary, integer, json_binary, json_binary_null, text, timestamp_with_time_zone, uuid,
    uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{create, drop, index, one_of};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let event = Table::create()
            .table("event")
            .col(big_pk_auto("sequence"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("person_id"))
            .col(uuid_null("acting_for"))
            .col(text("operation"))
            .col(text("resource"))
            .col(uuid("resource_id"))
            .col(one_of("audience", &["tenant", "steward", "directory", "evaluation", "person", "operator"]))
            .col(uuid_null("audience_id"))
            .col(json_binary_null("before"))
            .col(json_binary_null("after"))
            .take();
        let idempotency = Table::create()
            .table("idempotency")
            .col(text("key").primary_key())
            .col(text("request_hash"))
            .col(timestamp_with_time_zone("created_at"))
            .col(uuid_null("row_id"))
            .col(integer("status"))
            .col(json_binary("headers"))
            .col(binary("body"))
            .take();
        let indexes = [
            index("event", &["resource_id", "sequence"]),
            index("event", &["audience", "audience_id", "sequence"]),
            index("event", &["at"]),
            index("idempotency", &["created_at"]),
        ];
        create(manager, [event, idempotency], indexes).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            let transaction =
                "ALTER TABLE event ADD COLUMN transaction xid8 NOT NULL DEFAULT pg_current_xact_id()";
            manager.get_connection().execute_unprepared(transaction).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["idempotency", "event"]).await
    }
}
