//! Rounds of partners, and results that are shared.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, uuid, uuid_null};

use crate::columns::{create, drop, index, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let about = Table::alter().table("round").add_column(uuid_null("partnership_id")).take();
        manager.alter_table(about).await?;
        let share = resource("round_share")
            .col(uuid("round_id"))
            .col(uuid("tenant_id"))
            .col(uuid("recipient_id"))
            .col(uuid("organization_id"))
            .col(uuid("instrument_id"))
            .col(boolean("consented"))
            .foreign_key(&mut reference("round_id", "round"))
            .foreign_key(&mut reference("tenant_id", "organization"))
            .foreign_key(&mut reference("recipient_id", "organization"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("instrument_id", "instrument"))
            .take();
        let consent = resource("round_consent")
            .col(uuid("round_id"))
            .col(uuid("person_id"))
            .foreign_key(&mut reference("round_id", "round"))
            .foreign_key(&mut reference("person_id", "person"))
            .take();
        let indexes = [
            index("round", &["partnership_id"]),
            unique("round_share", &["round_id", "recipient_id"])
                .and_where(Expr::col("deleted_at").is_null())
                .take(),
            index("round_share", &["recipient_id", "created_at", "id"]),
            unique("round_consent", &["round_id", "person_id"])
                .and_where(Expr::col("deleted_at").is_null())
                .take(),
            index("round_consent", &["person_id"]),
        ];
        create(manager, [share, consent], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["round_consent", "round_share"]).await?;
        manager.drop_index(Index::drop().name("round_partnership_id").table("round").to_owned()).await?;
        manager.alter_table(Table::alter().table("round").drop_column("partnership_id").take()).await
    }
}
