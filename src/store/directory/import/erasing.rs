//! Erasing what is remembered of a list about a contact that it brought.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::Imported;
use super::again::set;
use crate::domain::identity::erasure::erase_members;
use crate::error::Result;
use crate::store::directory::views::{from_json, to_json};
use crate::store::entity::external_identifier;
use crate::store::{Rows, Unit};

/// Replaces what rows of lists said about the contact. A list that says it again brings it anew.
pub(in crate::store) async fn erase_contact(
    unit: &Unit,
    entry: Uuid,
    contact: Uuid,
    members: &[&str],
) -> Result<()> {
    for row in of_entry(entry).all(&unit.db().executor).await? {
        let mut imported: Imported = from_json(row.imported.clone())?;
        let Some(place) = imported.contacts.iter().position(|id| *id == contact) else { continue };
        let said = imported.said.pointer_mut(&format!("/parts/contacts/{place}"));
        if said.is_some_and(|said| erase_members(said, members)) {
            let imported = Set(to_json(&imported)?);
            set(external_identifier::ActiveModel { imported, ..row.into() }).exec(unit.connection()).await?;
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "of an entry whose contact was read by permit")]
fn of_entry(id: Uuid) -> Select<external_identifier::Entity> {
    external_identifier::Entity::find().filter(external_identifier::Column::OrganizationId.eq(id))
}
