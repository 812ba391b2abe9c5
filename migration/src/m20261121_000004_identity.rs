//! People, their memberships and sessions, invitations, reset links and failed sign-ins.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use crate::columns::{ROLES, create, drop, index, one_of, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let person = resource("person")
            .col(text("email"))
            .col(text("email_key"))
            .col(text("name"))
            .col(text("password_hash"))
            .col(boolean("operator"))
            .take();
        let membership = resource("membership")
            .col(uuid("person_id"))
            .col(uuid("organization_id"))
            .col(one_of("role", &ROLES))
            .foreign_key(&mut reference("person_id", "person"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        let session = resource("session")
            .col(uuid("person_id"))
            .col(uuid_null("organization_id"))
            .col(text_null("address"))
            .col(text_null("user_agent"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .foreign_key(&mut reference("person_id", "person"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .take();
        let refresh_token = Table::create()
            .table("refresh_token")
            .col(text("hash").primary_key())
            .col(uuid("session_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(&mut reference("session_id", "session"))
            .take();
        let invitation = resource("invitation")
            .col(text("email"))
            .col(text("email_key"))
            .col(uuid("organization_id"))
            .col(one_of("role", &ROLES))
            .col(text_null("side"))
            .col(uuid_null("host_id"))
            .col(uuid("invited_by"))
            .col(text("secret_hash"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("accepted_at"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("host_id", "organization"))
            .foreign_key(&mut reference("invited_by", "person"))
            .take();
        let password_reset = resource("password_reset")
            .col(uuid("person_id"))
            .col(uuid_null("organization_id"))
            .col(uuid("made_by"))
            .col(text("secret_hash"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(&mut reference("person_id", "person"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("made_by", "person"))
            .take();
        let sign_in_failure = Table::create()
            .table("sign_in_failure")
            .col(pk_uuid("id"))
            .col(timestamp_with_time_zone("at"))
            .col(text("account"))
            .col(text("address"))
            .take();
        let alive = || Expr::col("deleted_at").is_null();
        let indexes = [
            unique("person", &["email_key"]),
            unique("membership", &["person_id", "organization_id"]).and_where(alive()).take(),
            index("membership", &["organization_id", "id"]),
            index("session", &["person_id", "id"]),
            index("refresh_token", &["session_id"]),
            unique("invitation", &["secret_hash"]),
            index("invitation", &["organization_id", "id"]),
            index("invitation", &["host_id", "id"]),
            unique("password_reset", &["secret_hash"]),
            index("password_reset", &["person_id"]),
            index("sign_in_failure", &["address", "at"]),
        ];
        let tables =
            [person, membership, session, refresh_token, invitation, password_reset, sign_in_failure];
        create(manager, tables, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &[
                "sign_in_failure",
                "password_reset",
                "invitation",
                "refresh_token",
                "session",
                "membership",
                "person",
            ],
        )
        .await
    }
}
