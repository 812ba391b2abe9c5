//! Secret links by which people read calendars.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, uuid, uuid_null};

use crate::columns::{create, drop, index, reference, resource, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = resource("calendar_link")
            .col(uuid("person_id"))
            .col(uuid("organization_id"))
            .col(uuid("membership_id"))
            .col(uuid_null("partnership_id"))
            .col(text("secret_hash"))
            .foreign_key(&mut reference("person_id", "person"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .foreign_key(&mut reference("membership_id", "membership"))
            .foreign_key(&mut reference("partnership_id", "partnership"))
            .take();
        let indexes = [
            unique("calendar_link", &["secret_hash"]),
            index("calendar_link", &["person_id", "created_at", "id"]),
        ];
        create(manager, [link], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["calendar_link"]).await
    }
}
