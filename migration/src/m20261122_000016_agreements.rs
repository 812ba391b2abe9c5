//! The memoranda of partnerships.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date_null, integer, json_binary, text, timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let agreement = resource("agreement")
            .col(uuid("partnership_id"))
            .col(uuid_null("author_id"))
            .col(text("title"))
            .col(integer("edition"))
            .col(json_binary("sections"))
            .col(date_null("effective_on"))
            .col(date_null("expires_on"))
            .col(date_null("renewal_on"))
            .col(date_null("notice_on"))
            .col(json_binary("assents"))
            .col(json_binary("earlier"))
            .col(timestamp_with_time_zone_null("agreed_at"))
            .check(Expr::col("expires_on").gte(Expr::col("effective_on")))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let indexes = [
            index("agreement", &["partnership_id", "created_at", "id"]),
            index("agreement", &["created_at", "id"]),
            index("agreement", &["author_id"]),
        ];
        create(manager, [agreement], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["agreement"]).await
    }
}
