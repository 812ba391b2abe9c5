//! The terms in force of a memorandum, which hold while its next version is written.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date_null, integer_null};

const TABLE: &str = "agreement";
const DAYS: [&str; 3] = ["expires_on", "renewal_on", "notice_on"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table(TABLE).add_column(integer_null("agreed_version")).take())
            .await?;
        for day in DAYS {
            let agreed = date_null(format!("agreed_{day}"));
            manager.alter_table(Table::alter().table(TABLE).add_column(agreed).take()).await?;
        }
        let days = DAYS.map(|day| format!("agreed_{day} = {day}")).join(", ");
        let known =
            format!("UPDATE agreement SET agreed_version = edition, {days} WHERE agreed_at IS NOT NULL");
        manager.get_connection().execute_unprepared(&known).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["agreed_version", "agreed_expires_on", "agreed_renewal_on", "agreed_notice_on"] {
            manager.alter_table(Table::alter().table(TABLE).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
