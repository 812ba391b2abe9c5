//! Events may be for the parties of a partnership.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::index;

const BEFORE: &str = "'tenant', 'steward', 'directory', 'evaluation', 'person', 'operator'";
const ORDERED: &str = "event_audience_audience_id_at_id";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        allow(manager, &format!("{BEFORE}, 'partnership'")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let gone = "DELETE FROM event WHERE audience = 'partnership'";
        manager.get_connection().execute_unprepared(gone).await?;
        allow(manager, BEFORE).await
    }
}

/// Lets the column hold these words. SQLite changes no check: the column is made anew.
async fn allow(manager: &SchemaManager<'_>, words: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DbBackend::Postgres {
        for statement in [
            "ALTER TABLE event DROP CONSTRAINT event_audience_check".to_owned(),
            format!("ALTER TABLE event ADD CONSTRAINT event_audience_check CHECK (audience IN ({words}))"),
        ] {
            connection.execute_unprepared(&statement).await?;
        }
        return Ok(());
    }
    manager.drop_index(Index::drop().name(ORDERED).table("event").to_owned()).await?;
    for statement in [
        format!(
            "ALTER TABLE event ADD COLUMN told text NOT NULL DEFAULT 'operator' CHECK (told IN ({words}))"
        ),
        "UPDATE event SET told = audience".to_owned(),
        "ALTER TABLE event DROP COLUMN audience".to_owned(),
        "ALTER TABLE event RENAME COLUMN told TO audience".to_owned(),
    ] {
        connection.execute_unprepared(&statement).await?;
    }
    manager.create_index(index("event", &["audience", "audience_id", "at", "id"])).await
}
