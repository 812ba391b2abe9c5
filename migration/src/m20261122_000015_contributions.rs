//! Give and take: what an hour is worth, and what parties contribute.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date, date_null, text, text_null, uuid, uuid_null,
};

use crate::columns::{create, drop, index, one_of, reference, resource};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rate = resource("rate")
            .col(uuid_null("organization_id"))
            .col(text("name"))
            .col(big_integer("amount"))
            .col(text("currency"))
            .col(date("valid_from"))
            .col(date_null("valid_until"))
            .col(text_null("place"))
            .col(text_null("source"))
            .check(Expr::col("amount").gte(0))
            .check(Expr::col("valid_until").gte(Expr::col("valid_from")))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        let contribution = resource("contribution")
            .col(uuid("partnership_id"))
            .col(uuid_null("author_id"))
            .col(uuid("from_id"))
            .col(uuid_null("to_id"))
            .col(text("kind"))
            .col(one_of("form", &["money", "hours", "things"]))
            .col(text("title"))
            .col(big_integer("pledged"))
            .col(big_integer("delivered"))
            .col(big_integer_null("unit_amount"))
            .col(text_null("currency"))
            .col(uuid_null("rate_id"))
            .col(text_null("rate_name"))
            .col(big_integer_null("pledged_value"))
            .col(big_integer_null("delivered_value"))
            .col(date("pledged_on"))
            .col(date_null("due_on"))
            .col(text_null("effect"))
            .check(Expr::col("pledged").gte(0))
            .check(Expr::col("delivered").gte(0))
            .check(Expr::col("to_id").ne(Expr::col("from_id")))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .foreign_key(&mut reference("author_id", "person"))
            .foreign_key(&mut reference("from_id", "organization"))
            .foreign_key(&mut reference("to_id", "organization"))
            .foreign_key(&mut reference("rate_id", "rate"))
            .take();
        let indexes = [
            index("rate", &["organization_id", "created_at", "id"]),
            index("rate", &["created_at", "id"]),
            index("contribution", &["partnership_id", "created_at", "id"]),
            index("contribution", &["created_at", "id"]),
            index("contribution", &["from_id"]),
            index("contribution", &["author_id"]),
        ];
        create(manager, [rate, contribution], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["contribution", "rate"]).await
    }
}
