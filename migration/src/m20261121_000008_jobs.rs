//! Long work: jobs, the pieces of the files they read, and what became of each row; and by what entries are duplicates.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, integer, json_binary, json_binary_null, text, text_null,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, one_of, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let states = ["receiving", "queued", "running", "succeeded", "failed", "cancelled"];
        let job = resource("job")
            .col(uuid("organization_id"))
            .col(one_of("kind", &["import_organizations"]))
            .col(one_of("state", &states))
            .col(uuid("subject_id"))
            .col(uuid("grant_id"))
            .col(json_binary_null("scopes"))
            .col(json_binary("options"))
            .col(big_integer("size"))
            .col(text_null("encoding"))
            .col(json_binary("ignored_columns"))
            .col(big_integer("bytes_read"))
            .col(big_integer("rows_done"))
            .col(big_integer("created_count"))
            .col(big_integer("updated_count"))
            .col(big_integer("unchanged_count"))
            .col(big_integer("failed_count"))
            .col(big_integer("duplicate_count"))
            .col(text_null("fault"))
            .col(uuid_null("lease"))
            .col(timestamp_with_time_zone_null("leased_until"))
            .col(timestamp_with_time_zone_null("started_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        let piece = Table::create()
            .table("job_piece")
            .col(uuid("job_id"))
            .col(integer("number"))
            .col(binary("bytes"))
            .primary_key(Index::create().col("job_id").col("number"))
            .foreign_key(&mut reference("job_id", "job"))
            .take();
        let row = Table::create()
            .table("job_row")
            .col(uuid("job_id"))
            .col(big_integer("line"))
            .col(one_of("result", &["created", "updated", "unchanged", "failed"]))
            .col(uuid_null("organization_id"))
            .col(json_binary_null("errors"))
            .col(json_binary_null("duplicates"))
            .primary_key(Index::create().col("job_id").col("line"))
            .foreign_key(&mut reference("job_id", "job"))
            .take();
        let key = Table::create()
            .table("organization_key")
            .col(text("key"))
            .col(uuid("organization_id"))
            .primary_key(Index::create().col("key").col("organization_id"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        let indexes = [
            index("job", &["organization_id", "created_at", "id"]),
            index("job", &["created_at", "id"]),
            index("job", &["state", "leased_until"]),
            index("job_row", &["job_id", "result", "line"]),
            index("organization_key", &["organization_id"]),
            index("phone", &["e164"]),
        ];
        create(manager, [job, piece, row, key], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("phone_e164").table("phone").to_owned()).await?;
        drop(manager, &["organization_key", "job_row", "job_piece", "job"]).await
    }
}
