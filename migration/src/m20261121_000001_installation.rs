//! What is true of the whole installation, and the keys that sign its tokens.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, boolean, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

use crate::columns::{create, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let installation = Table::create()
            .table("installation")
            .col(integer("id").primary_key().check(Expr::col("id").eq(1)))
            .col(boolean("demo"))
            .col(timestamp_with_time_zone("created_at"))
            .take();
        let signing_key = Table::create()
            .table("signing_key")
            .col(text("id").primary_key())
            .col(text("algorithm"))
            .col(binary("private_key"))
            .col(boolean("encrypted"))
            .col(text("public_key"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .take();
        create(manager, [installation, signing_key], []).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["signing_key", "installation"]).await
    }
}
