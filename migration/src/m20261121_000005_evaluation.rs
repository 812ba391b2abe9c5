//! Instruments, rounds and evaluations.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, json_binary, json_binary_null, text, text_null, timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, one_of, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let instrument = resource("instrument")
            .col(uuid_null("library_id"))
            .col(text("code"))
            .col(integer("edition"))
            .col(one_of("status", &["draft", "published", "retired"]))
            .col(uuid_null("copied_from"))
            .col(text("name"))
            .col(json_binary("content"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("copied_from", "instrument"))
            .take();
        let round = resource("round")
            .col(uuid("library_id"))
            .col(uuid("organization_id"))
            .col(uuid("instrument_id"))
            .col(text_null("name"))
            .col(one_of("status", &["open", "closed"]))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(json_binary_null("score"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("instrument_id", "instrument"))
            .take();
        let round_rater = Table::create()
            .table("round_rater")
            .col(uuid("round_id"))
            .col(uuid("person_id"))
            .primary_key(Index::create().col("round_id").col("person_id"))
            .foreign_key(&mut reference("round_id", "round"))
            .foreign_key(&mut reference("person_id", "person"))
            .take();
        let evaluation = resource("evaluation")
            .col(uuid("library_id"))
            .col(uuid("round_id"))
            .col(uuid("rater_id"))
            .col(one_of("status", &["draft", "submitted", "reopened"]))
            .col(json_binary("ratings"))
            .col(timestamp_with_time_zone_null("submitted_at"))
            .col(integer("reopened"))
            .col(text_null("reopened_reason"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("round_id", "round"))
            .foreign_key(&mut reference("rater_id", "person"))
            .take();
        let indexes = [
            unique("instrument", &["code", "edition"])
                .name("instrument_built_in_code")
                .and_where(Expr::col("library_id").is_null())
                .take(),
            unique("instrument", &["library_id", "code", "edition"])
                .and_where(Expr::col("deleted_at").is_null())
                .take(),
            index("round", &["library_id", "created_at", "id"]),
            index("round", &["organization_id"]),
            index("round_rater", &["person_id"]),
            unique("evaluation", &["round_id", "rater_id"]),
            index("evaluation", &["library_id", "created_at", "id"]),
            index("evaluation", &["rater_id"]),
        ];
        create(manager, [instrument, round, round_rater, evaluation], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["evaluation", "round_rater", "round", "instrument"]).await
    }
}
