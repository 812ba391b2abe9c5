//! What parties write together: roles, decisions, challenges and milestones; and a library's strategies.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, date_null, integer, json_binary, text, text_null, uuid, uuid_null};

use crate::columns::{create, drop, index, one_of, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const KINDS: [&str; 6] =
    ["logistics", "language_barrier", "manpower", "fund_management", "evaluation", "other"];

/// A table of rows that hang on a partnership.
fn attached(name: &'static str) -> TableCreateStatement {
    resource(name)
        .col(uuid("partnership_id"))
        .col(uuid_null("author_id"))
        .foreign_key(&mut reference("partnership_id", "partnership"))
        .foreign_key(&mut reference("author_id", "person"))
        .take()
}

/// The orders in which such rows are read, and by whom they are written.
fn orders(name: &'static str) -> [IndexCreateStatement; 3] {
    [
        index(name, &["partnership_id", "created_at", "id"]),
        index(name, &["created_at", "id"]),
        index(name, &["author_id"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let role = attached("partnership_role")
            .col(uuid("organization_id"))
            .col(uuid_null("person_id"))
            .col(text_null("holder"))
            .col(text("title"))
            .col(text_null("duties"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("person_id", "person"))
            .take();
        let decision = attached("decision")
            .col(text("title"))
            .col(text("reason"))
            .col(json_binary("decided_by"))
            .col(date("decided_on"))
            .take();
        let challenge = attached("challenge")
            .col(one_of("kind", &KINDS))
            .col(text_null("other_kind"))
            .col(text("title"))
            .col(text_null("description"))
            .col(integer("likelihood").check(Expr::col("likelihood").between(1, 5)))
            .col(integer("impact").check(Expr::col("impact").between(1, 5)))
            .col(text_null("mitigation"))
            .col(uuid_null("owner_id"))
            .col(date_null("review_on"))
            .col(one_of("status", &["open", "occurred", "closed"]))
            .foreign_key(&mut reference("owner_id", "organization"))
            .take();
        let milestone = attached("milestone")
            .col(text("title"))
            .col(text_null("description"))
            .col(date("due_on"))
            .col(date_null("done_on"))
            .col(uuid_null("owner_id"))
            .foreign_key(&mut reference("owner_id", "organization"))
            .take();
        let strategy = resource("strategy")
            .col(uuid("library_id"))
            .col(uuid_null("author_id"))
            .col(one_of("kind", &["strengthen", "develop_new"]))
            .col(one_of("goal", &["digital_inclusion", "innovation", "other"]))
            .col(text_null("other_goal"))
            .col(text("title"))
            .col(text_null("description"))
            .col(uuid_null("partnership_id"))
            .col(date_null("review_on"))
            .col(one_of("status", &["followed", "achieved", "given_up"]))
            .foreign_key(&mut reference("library_id", "organization"))
            .foreign_key(&mut reference("author_id", "person"))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .take();
        let mut indexes =
            vec![index("strategy", &["library_id", "created_at", "id"]), index("strategy", &["author_id"])];
        for table in ["partnership_role", "decision", "challenge", "milestone"] {
            indexes.extend(orders(table));
        }
        create(manager, [role, decision, challenge, milestone, strategy], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["strategy", "milestone", "challenge", "decision", "partnership_role"]).await
    }
}
