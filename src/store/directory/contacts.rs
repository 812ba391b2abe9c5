//! People to turn to at an organization.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::parts::{Stored, operations, seen};
use super::{import, organizations, phones, views};
use crate::access::directory::contacts::Erase;
use crate::access::{Authorized, Permit};
use crate::domain::directory::contact::{Contact, ContactInput};
use crate::domain::directory::named::Entry;
use crate::domain::directory::visibility::Visibility;
use crate::domain::identity::erasure::ERASED;
use crate::error::{Error, Result};
use crate::store::entity::{contact, phone};
use crate::store::integration::{events, idempotency};
use crate::store::page::{Ids, Sorting, by_creation, ids};
use crate::store::write::recorded;
use crate::store::{Rows, Unit};

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

/// One contact, which the caller's own entries may have had once.
///
/// # Errors
/// [`Error::NotFound`] when there was none that the caller may see.
pub async fn get_ever(unit: &Unit, permit: &Permit<Erase>, id: Uuid) -> Result<Contact> {
    let db = unit.db();
    match db.to_write(kept(permit, id)).one(&db.executor).await? {
        Some(row) => views::only(seen(unit, permit, vec![row]).await?),
        None => get(unit, permit, id).await,
    }
}

/// Erases a contact with its phones, deleted ones as well.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of the caller's own entries.
pub async fn erase(unit: &Unit, contact: &Authorized<Erase>) -> Result<Contact> {
    let (permit, id) = (contact.permit(), contact.row().id);
    let row = kept(permit, id).one(&unit.db().executor).await?.ok_or(Error::NotFound("contact"))?;
    let (alive, now) = (row.deleted_at.is_none(), unit.now());
    let mut rows = phones::erase(unit, permit, id).await?;
    rows.push(id);
    let row = unit
        .update::<contact::Entity, _>(permit, row, |row| {
            row.name = Set(Some(ERASED.to_owned()));
            row.title = Set(None);
            row.department = Set(None);
            row.email = Set(None);
            if alive {
                row.deleted_at = Set(Some(now));
            }
        })
        .await?;
    let texts = ["name", "title", "department", "email"];
    events::erase(unit, "contact", &[id], &texts).await?;
    import::erase_contact(unit, row.organization_id, id, &texts).await?;
    idempotency::empty(unit, &rows, &[&id.to_string()]).await?;
    if alive {
        organizations::touch(unit, permit, row.organization_id, contact.row().visibility).await?;
    }
    views::only(seen(unit, permit, vec![row]).await?)
}

/// A contact of an entry that the caller keeps, or kept when it was deleted: both may be deleted by now.
#[expect(clippy::disallowed_methods, reason = "filtered by who keeps the entry")]
fn kept(permit: &Permit<Erase>, id: Uuid) -> Select<contact::Entity> {
    let entries = organizations::ever_kept(permit.scope());
    contact::Entity::find()
        .filter(contact::Column::Id.eq(id))
        .filter(contact::Column::OrganizationId.in_subquery(entries))
}
