//! Taxonomies, their terms, the links between terms, and a library's own terms on an entry.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, text, text_null, uuid, uuid_null};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{create, drop, index, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let taxonomy = resource("taxonomy")
            .col(uuid_null("library_id"))
            .col(text("code"))
            .col(text("name"))
            .col(text("edition"))
            .col(text_null("description"))
            .col(text_null("uri"))
            .col(text_null("source"))
            .foreign_key(&mut reference("library_id", "organization"))
            .take();
        let term = resource("term")
            .col(uuid("taxonomy_id"))
            .col(uuid_null("library_id"))
            .col(uuid_null("parent_id"))
            .col(text("code"))
            .col(text("name"))
            .col(text("name_key"))
            .col(text_null("description"))
            .col(boolean("example"))
            .col(text("path"))
            .foreign_key(&mut reference("taxonomy_id", "taxonomy"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("parent_id", "term"))
            .take();
        let term_link = Table::create()
            .table("term_link")
            .col(uuid("term_id"))
            .col(uuid("linked_id"))
            .primary_key(Index::create().col("term_id").col("linked_id"))
            .foreign_key(&mut reference("term_id", "term"))
            .foreign_key(&mut reference("linked_id", "term"))
            .take();
        let own_term = resource("own_term")
            .col(uuid("library_id"))
            .col(uuid("organization_id"))
            .col(uuid("term_id"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("term_id", "term"))
            .take();
        let alive = || Expr::col("deleted_at").is_null();
        let indexes = [
            unique("taxonomy", &["code", "edition"])
                .name("taxonomy_shared_code")
                .and_where(Expr::col("library_id").is_null())
                .take(),
            unique("taxonomy", &["library_id", "code"]).and_where(alive()).take(),
            unique("term", &["taxonomy_id", "code"]).and_where(alive()).take(),
            index("term", &["path"]),
            index("term", &["code", "id"]),
            index("term", &["name_key", "id"]),
            index("term", &["parent_id"]),
            unique("own_term", &["library_id", "organization_id", "term_id"]).and_where(alive()).take(),
            index("own_term", &["library_id", "term_id"]),
        ];
        create(manager, [taxonomy, term, term_link, own_term], indexes).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // SQLite compares texts bytewise by itself.
            let bytewise = "ALTER TABLE term ALTER COLUMN code TYPE text COLLATE \"C\",
                ALTER COLUMN name_key TYPE text COLLATE \"C\"";
            manager.get_connection().execute_unprepared(bytewise).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["own_term", "term_link", "term", "taxonomy"]).await
    }
}
