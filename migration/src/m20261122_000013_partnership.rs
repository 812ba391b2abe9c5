//! Partnerships: their parties, the steps that were taken, what speaks against one, and what each side notes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer_null, boolean, date_null, integer, integer_null, json_binary, json_binary_null, text,
    text_null, timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, one_of, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATES: [&str; 6] = ["draft", "proposed", "active", "suspended", "ended", "declined"];
const STEPS: [&str; 8] = ["propose", "accept", "decline", "counter", "suspend", "resume", "end", "leave"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let partnership = resource("partnership")
            .col(text("name"))
            .col(uuid("lead_id"))
            .col(one_of("state", &STATES))
            .col(integer("terms_version"))
            .col(json_binary("purposes"))
            .col(text_null("purpose_text"))
            .col(text("statement"))
            .col(date_null("starts_on"))
            .col(date_null("ends_on"))
            .col(uuid_null("continues_id"))
            .col(uuid_null("suspended_by"))
            .col(text_null("lessons"))
            .col(timestamp_with_time_zone_null("proposed_at"))
            .col(timestamp_with_time_zone_null("activated_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .check(Expr::col("ends_on").gte(Expr::col("starts_on")))
            .foreign_key(&mut reference("lead_id", "organization"))
            .foreign_key(&mut reference("continues_id", "partnership"))
            .foreign_key(&mut reference("suspended_by", "organization"))
            .take();
        let party = resource("party")
            .col(uuid("partnership_id"))
            .col(uuid("organization_id"))
            .col(one_of("part", &["lead", "partner"]))
            .col(one_of("kind", &["partner", "provider", "sponsor", "host"]))
            .col(boolean("paid"))
            .col(json_binary("rewards"))
            .col(one_of("status", &["invited", "assented", "declined", "left"]))
            .col(integer_null("assented_version"))
            .col(timestamp_with_time_zone_null("assented_at"))
            .col(uuid_null("assented_by"))
            .col(text_null("signer"))
            .col(date_null("signed_on"))
            .col(text_null("document"))
            .col(big_integer_null("told_from"))
            .col(big_integer_null("told_until"))
            .col(text_null("left_state"))
            .col(json_binary_null("copy"))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("assented_by", "person"))
            .take();
        let step = resource("partnership_step")
            .col(uuid("partnership_id"))
            .col(one_of("step", &STEPS))
            .col(uuid("party_id"))
            .col(uuid("acted_by"))
            .col(uuid_null("author_id"))
            .col(integer("terms_version"))
            .col(json_binary_null("terms"))
            .col(text_null("reason"))
            .col(text_null("signer"))
            .col(date_null("signed_on"))
            .col(text_null("document"))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("party_id", "organization"))
            .foreign_key(&mut reference("acted_by", "organization"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let waiver = resource("waiver")
            .col(uuid("partnership_id"))
            .col(uuid("library_id"))
            .col(json_binary("round_ids"))
            .col(text("reason"))
            .col(uuid_null("author_id"))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let note = resource("partnership_note")
            .col(uuid("partnership_id"))
            .col(uuid("organization_id"))
            .col(text("text"))
            .col(uuid_null("author_id"))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let goal = resource("goal")
            .col(uuid("partnership_id"))
            .col(uuid_null("author_id"))
            .col(text("title"))
            .col(text_null("measure"))
            .col(text_null("target"))
            .col(text_null("reached"))
            .col(date_null("due_on"))
            .col(one_of("status", &["open", "met", "partly_met", "missed"]))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("author_id", "person"))
            .take();
        let indexes = [
            index("goal", &["partnership_id", "created_at", "id"]),
            index("goal", &["created_at", "id"]),
            index("goal", &["author_id"]),
            index("partnership", &["created_at", "id"]),
            index("partnership", &["continues_id"]),
            unique("party", &["partnership_id", "organization_id"]),
            index("party", &["organization_id", "partnership_id"]),
            index("party", &["assented_by"]),
            index("partnership_step", &["partnership_id", "created_at", "id"]),
            index("partnership_step", &["created_at", "id"]),
            index("partnership_step", &["author_id"]),
            index("waiver", &["partnership_id"]),
            index("waiver", &["author_id"]),
            index("partnership_note", &["organization_id", "created_at", "id"]),
            index("partnership_note", &["partnership_id", "created_at", "id"]),
            index("partnership_note", &["author_id"]),
        ];
        create(manager, [partnership, party, step, waiver, note, goal], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["goal", "partnership_note", "waiver", "partnership_step", "party", "partnership"])
            .await
    }
}
