//! People to turn to at an organization.

use sea_orm::ActiveValue::Set;

use super::parts::{Stored, operations};
use super::views;
use crate::domain::directory::contact::{Contact, ContactInput};
use crate::domain::directory::named::Entry;
use crate::domain::directory::visibility::Visibility;
use crate::error::Result;
use crate::store::entity::{contact, phone};
use crate::store::page::{Ids, Sorting, by_creation, ids};
use crate::store::write::recorded;

operations!(Contact, ContactInput);

recorded!(contact, "contact", |row| views::audiences(row.organization_id, &row.visibility));

impl Stored for Contact {
    type Entity = contact::Entity;

    const ORGANIZATION: contact::Column = contact::Column::OrganizationId;
    const PHONES: Option<phone::Column> = Some(phone::Column::ContactId);

    fn order() -> (Ids<contact::Entity>, Sorting<contact::Entity>) {
        (ids!(contact), by_creation!(contact))
    }

    fn view(row: contact::Model, organization: Entry) -> Result<Self> {
        Ok(Self {
            id: row.id,
            organization,
            name: row.name,
            title: row.title,
            department: row.department,
            email: row.email,
            visibility: views::word(&row.visibility)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn write(
        row: &mut contact::ActiveModel,
        input: &ContactInput,
        visibility: Visibility,
        _country: Option<&str>,
    ) -> Result<()> {
        let input = input.clone();
        row.organization_id = Set(input.organization_id);
        row.visibility = Set(views::text_of(visibility)?);
        row.name = Set(input.name);
        row.title = Set(input.title);
        row.department = Set(input.department);
        row.email = Set(input.email);
        Ok(())
    }
}
