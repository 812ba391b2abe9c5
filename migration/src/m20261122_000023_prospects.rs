//! Organizations on their way to become partners, and the stages through which they go.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date_null, json_binary, pk_uuid, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, one_of, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pipeline = resource("pipeline")
            .col(json_binary("stages"))
            .foreign_key(&mut reference("id", "organization"))
            .take();
        let prospect = resource("prospect")
            .col(uuid("library_id"))
            .col(uuid("organization_id"))
            .col(uuid_null("initiative_id"))
            .col(text("stage"))
            .col(one_of("meaning", &["open", "won", "lost"]))
            .col(timestamp_with_time_zone("stage_since"))
            .col(uuid_null("owner_id"))
            .col(text_null("next_step"))
            .col(date_null("next_step_on"))
            .col(uuid_null("author_id"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("initiative_id", "initiative"))
            .foreign_key(&mut reference("owner_id", "person"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let moves = Table::create()
            .table("prospect_move")
            .col(pk_uuid("id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(uuid("prospect_id"))
            .col(text_null("from_stage"))
            .col(text("to_stage"))
            .col(timestamp_with_time_zone_null("from_since"))
            .col(text_null("reason"))
            .col(uuid_null("person_id"))
            .foreign_key(&mut reference("prospect_id", "prospect"))
            .foreign_key(&mut reference("person_id", "person"))
            .take();
        let alive = || Expr::col("deleted_at").is_null();
        let indexes = [
            index("prospect", &["library_id", "created_at", "id"]),
            index("prospect", &["library_id", "stage_since", "id"]),
            index("prospect", &["library_id", "stage", "stage_since", "id"]),
            index("prospect", &["organization_id"]),
            index("prospect", &["initiative_id"]),
            index("prospect", &["author_id"]),
            unique("prospect", &["library_id", "organization_id", "initiative_id"])
                .name("prospect_of_initiative")
                .and_where(alive())
                .take(),
            unique("prospect", &["library_id", "organization_id"])
                .name("prospect_of_none")
                .and_where(alive().and(Expr::col("initiative_id").is_null()))
                .take(),
            index("prospect_move", &["prospect_id", "created_at", "id"]),
            index("prospect_move", &["person_id"]),
            // The latest closed rounds on an organization.
            index("round", &["library_id", "organization_id", "closed_at"]),
        ];
        create(manager, [pipeline, prospect, moves], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let latest = "round_library_id_organization_id_closed_at";
        manager.drop_index(Index::drop().name(latest).table("round").to_owned()).await?;
        drop(manager, &["prospect_move", "prospect", "pipeline"]).await
    }
}
