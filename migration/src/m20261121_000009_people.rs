//! The history as people read it: an id for each write and what organization it is about. Who wrote a note.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::uuid_null;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Tables whose rows name an organization.
const NAMING: [&str; 13] = [
    "contact",
    "phone",
    "location",
    "own_term",
    "note",
    "claim",
    "proposal",
    "round",
    "membership",
    "invitation",
    "password_reset",
    "client",
    "client_secret",
];

/// The orders in which the history is read until now, and from now on.
fn indexes() -> ([IndexCreateStatement; 3], [IndexCreateStatement; 8]) {
    (
        [
            index("event", &["resource_id", "sequence"]),
            index("event", &["audience", "audience_id", "sequence"]),
            index("event", &["at"]),
        ],
        [
            index("event", &["id"]),
            index("event", &["at", "id"]),
            index("event", &["audience", "audience_id", "at", "id"]),
            index("event", &["resource_id", "at", "id"]),
            index("event", &["organization_id", "at", "id"]),
            index("event", &["person_id", "at", "id"]),
            index("note", &["author_id"]),
            index("invitation", &["email_key"]),
        ],
    )
}

/// What of a write's rows have in common; old rows are each a write of their own.
fn statements(postgres: bool) -> Vec<String> {
    let (kind, random) =
        if postgres { ("uuid", "gen_random_uuid()") } else { ("uuid_text", "randomblob(16)") };
    let mut statements = match postgres {
        true => vec![format!("ALTER TABLE event ADD COLUMN id {kind} NOT NULL DEFAULT {random}")],
        // A column that is added to a table of SQLite has a constant default.
        false => vec![
            format!("ALTER TABLE event ADD COLUMN id {kind} NOT NULL DEFAULT X'{}'", "00".repeat(16)),
            format!("UPDATE event SET id = {random}"),
        ],
    };
    statements.push(format!("ALTER TABLE note ADD COLUMN author_id {kind} REFERENCES person (id)"));
    statements
        .push("UPDATE event SET organization_id = resource_id WHERE resource = 'organization'".to_owned());
    statements.extend(NAMING.map(|table| {
        format!(
            "UPDATE event SET organization_id = (SELECT organization_id FROM {table} WHERE id = event.resource_id) \
             WHERE resource = '{table}'"
        )
    }));
    statements.push(
        "UPDATE note SET author_id = (SELECT person_id FROM event WHERE resource_id = note.id \
         AND operation IN ('create_note', 'update_note') ORDER BY sequence DESC LIMIT 1)"
            .to_owned(),
    );
    statements
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let about = Table::alter().table("event").add_column(uuid_null("organization_id")).take();
        manager.alter_table(about).await?;
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for statement in statements(postgres) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        let (old, new) = indexes();
        replace(manager, old, new).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (old, new) = indexes();
        replace(manager, new, old).await?;
        for (table, column) in [("event", "id"), ("event", "organization_id"), ("note", "author_id")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}

async fn replace(
    manager: &SchemaManager<'_>,
    old: impl IntoIterator<Item = IndexCreateStatement>,
    new: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for index in old {
        let name = index.get_index_spec().get_name().unwrap_or_default().to_owned();
        manager.drop_index(Index::drop().name(name).to_owned()).await?;
    }
    for index in new {
        manager.create_index(index).await?;
    }
    Ok(())
}
