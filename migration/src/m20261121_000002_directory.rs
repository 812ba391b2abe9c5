//! Organizations with their contacts, phones, locations and addresses, and what is asked about them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    double_null, integer_null, json_binary, pk_uuid, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{create, drop, index, one_of, reference, resource, unique};

const VISIBILITY: [&str; 3] = ["internal", "partners", "public"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            organization(),
            facet(),
            external_identifier(),
            contact(),
            location(),
            address(),
            phone(),
            claim(),
            proposal(),
            note(),
        ];
        let indexes = [
            index("organization", &["name_key", "id"]),
            index("organization", &["created_at", "id"]),
            index("organization", &["steward_id", "name_key", "id"]),
            index("organization_facet", &["organization_id"]),
            unique("external_identifier", &["steward_id", "source", "external_id"]),
            index("external_identifier", &["organization_id"]),
            index("contact", &["organization_id", "id"]),
            index("location", &["organization_id", "id"]),
            index("location", &["x", "y", "z"]),
            index("address", &["location_id"]),
            index("address", &["city_key"]),
            index("address", &["postal_key"]),
            index("address", &["country"]),
            index("phone", &["organization_id", "id"]),
            index("phone", &["contact_id"]),
            index("phone", &["location_id"]),
            index("claim", &["organization_id", "id"]),
            index("claim", &["claimant_id", "id"]),
            unique("claim", &["claimant_id", "organization_id", "status"])
                .name("claim_one_open")
                .and_where(Expr::col("status").eq("open"))
                .take(),
            index("proposal", &["organization_id", "id"]),
            index("proposal", &["proposer_id", "id"]),
            index("note", &["library_id", "organization_id", "id"]),
        ];
        create(manager, tables, indexes).await?;
        search(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            manager.get_connection().execute_unprepared("DROP TABLE organization_fts").await?;
        }
        drop(
            manager,
            &[
                "organization_search",
                "note",
                "proposal",
                "claim",
                "phone",
                "address",
                "location",
                "contact",
                "external_identifier",
                "organization_facet",
                "organization",
            ],
        )
        .await
    }
}

fn organization() -> TableCreateStatement {
    resource("organization")
        .col(text("name"))
        .col(sorted("name_key"))
        .col(text_null("alternate_name"))
        .col(text_null("description"))
        .col(text_null("email"))
        .col(text_null("website"))
        .col(integer_null("year_incorporated"))
        .col(text_null("legal_status"))
        .col(text_null("logo"))
        .col(text_null("uri"))
        .col(json_binary("organization_identifiers"))
        .col(json_binary("additional_websites"))
        .col(json_binary("offers"))
        .col(json_binary("needs"))
        .col(json_binary("terms"))
        .col(one_of("visibility", &VISIBILITY))
        .col(text_null("side").check(Expr::col("side").is_in(["library", "partner"])))
        .col(uuid_null("steward_id"))
        .col(timestamp_with_time_zone("shared_at"))
        .col(text("shared_name"))
        .foreign_key(&mut reference("steward_id", "organization"))
        .take()
}

/// What an entry is filtered by: its terms with their ancestors, its offers, its needs.
fn facet() -> TableCreateStatement {
    Table::create()
        .table("organization_facet")
        .col(one_of("kind", &["term", "offer", "need"]))
        .col(text("value"))
        .col(uuid("organization_id"))
        .primary_key(Index::create().col("kind").col("value").col("organization_id"))
        .foreign_key(&mut reference("organization_id", "organization"))
        .take()
}

/// The id an entry has in the list it was imported from.
fn external_identifier() -> TableCreateStatement {
    Table::create()
        .table("external_identifier")
        .col(pk_uuid("id"))
        .col(uuid("steward_id"))
        .col(text("source"))
        .col(text("external_id"))
        .col(uuid("organization_id"))
        .col(json_binary("imported"))
        .foreign_key(&mut reference("steward_id", "organization"))
        .foreign_key(&mut reference("organization_id", "organization"))
        .take()
}

fn contact() -> TableCreateStatement {
    part("contact")
        .col(text_null("name"))
        .col(text_null("title"))
        .col(text_null("department"))
        .col(text_null("email"))
        .take()
}

fn location() -> TableCreateStatement {
    part("location")
        .col(text_null("name"))
        .col(text_null("alternate_name"))
        .col(text_null("description"))
        .col(text_null("transportation"))
        .col(one_of("location_type", &["physical", "postal", "virtual"]))
        .col(text_null("url"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(double_null("x"))
        .col(double_null("y"))
        .col(double_null("z"))
        .col(json_binary("addresses"))
        .take()
}

/// By what a location is found: the keys of its addresses, which are values of the location itself.
fn address() -> TableCreateStatement {
    Table::create()
        .table("address")
        .col(pk_uuid("id"))
        .col(uuid("location_id"))
        .col(text_null("city_key"))
        .col(text_null("postal_key"))
        .col(text_null("country"))
        .foreign_key(&mut reference("location_id", "location"))
        .take()
}

fn phone() -> TableCreateStatement {
    part("phone")
        .col(uuid_null("contact_id"))
        .col(uuid_null("location_id"))
        .col(text("number"))
        .col(text_null("e164"))
        .col(text_null("extension"))
        .col(text_null("type"))
        .col(text_null("description"))
        .foreign_key(&mut reference("contact_id", "contact"))
        .foreign_key(&mut reference("location_id", "location"))
        .take()
}

fn claim() -> TableCreateStatement {
    resource("claim")
        .col(uuid("organization_id"))
        .col(uuid("claimant_id"))
        .col(uuid_null("steward_id"))
        .col(text("reason"))
        .col(one_of("status", &["open", "approved", "declined"]))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(text_null("decision_reason"))
        .foreign_key(&mut reference("organization_id", "organization"))
        .foreign_key(&mut reference("claimant_id", "organization"))
        .foreign_key(&mut reference("steward_id", "organization"))
        .take()
}

fn proposal() -> TableCreateStatement {
    resource("proposal")
        .col(uuid("organization_id"))
        .col(uuid("proposer_id"))
        .col(json_binary("patch"))
        .col(text("reason"))
        .col(one_of("status", &["open", "accepted", "declined"]))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(text_null("decision_reason"))
        .foreign_key(&mut reference("organization_id", "organization"))
        .foreign_key(&mut reference("proposer_id", "organization"))
        .take()
}

fn note() -> TableCreateStatement {
    resource("note")
        .col(uuid("library_id"))
        .col(uuid("organization_id"))
        .col(text("text"))
        .foreign_key(&mut reference("library_id", "organization"))
        .foreign_key(&mut reference("organization_id", "organization"))
        .take()
}

/// A part of an entry, with a visibility of its own.
fn part(name: &'static str) -> TableCreateStatement {
    resource(name)
        .col(uuid("organization_id"))
        .col(one_of("visibility", &VISIBILITY))
        .foreign_key(&mut reference("organization_id", "organization"))
        .take()
}

/// A text compared bytewise on both databases; SQLite does so by itself.
fn sorted(column: &'static str) -> ColumnDef {
    ColumnDef::new(column).text().not_null().take()
}

/// The words an entry is found by: folded and stemmed in the program, indexed as plain tokens here.
async fn search(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        DbBackend::Postgres => &[
            "ALTER TABLE organization ALTER COLUMN name_key TYPE text COLLATE \"C\"",
            "CREATE TABLE organization_search (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                organization_id uuid NOT NULL UNIQUE REFERENCES organization (id),
                name_tokens text NOT NULL,
                tokens text NOT NULL,
                vector tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', name_tokens), 'A')
                    || setweight(to_tsvector('simple', tokens), 'D')) STORED)",
            "CREATE INDEX organization_search_vector ON organization_search USING gin (vector)",
        ],
        _ => &[
            "CREATE TABLE organization_search (
                id integer PRIMARY KEY,
                organization_id uuid_text NOT NULL UNIQUE REFERENCES organization (id),
                name_tokens text NOT NULL,
                tokens text NOT NULL)",
            "CREATE VIRTUAL TABLE organization_fts
                USING fts5 (name_tokens, tokens, content = 'organization_search', content_rowid = 'id',
                    tokenize = 'unicode61')",
            "CREATE TRIGGER organization_search_insert AFTER INSERT ON organization_search BEGIN
                INSERT INTO organization_fts (rowid, name_tokens, tokens)
                VALUES (new.id, new.name_tokens, new.tokens); END",
            "CREATE TRIGGER organization_search_delete AFTER DELETE ON organization_search BEGIN
                INSERT INTO organization_fts (organization_fts, rowid, name_tokens, tokens)
                VALUES ('delete', old.id, old.name_tokens, old.tokens); END",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
