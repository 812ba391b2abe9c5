//! Telephone numbers of organizations, their contacts and locations.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::parts::{Stored, operations};
use super::{contacts, locations, views};
use crate::access::{Action, Permit};
use crate::domain::directory::named::Entry;
use crate::domain::directory::part::Part;
use crate::domain::directory::phone::{Phone, PhoneInput, e164};
use crate::domain::directory::visibility::Visibility;
use crate::domain::identity::erasure::ERASED;
use crate::error::{Error, Result};
use crate::store::entity::phone;
use crate::store::integration::events;
use crate::store::page::{Ids, Sorting, by_creation, ids};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Unit};

operations!(Phone, PhoneInput);

recorded!(phone, "phone", |row| views::audiences(row.organization_id, &row.visibility));

impl Stored for Phone {
    type Entity = phone::Entity;

    const ORGANIZATION: phone::Column = phone::Column::OrganizationId;
    const PHONES: Option<phone::Column> = None;

    fn order() -> (Ids<phone::Entity>, Sorting<phone::Entity>) {
        (ids!(phone), by_creation!(phone))
    }

    fn view(row: phone::Model, organization: Entry) -> Result<Self> {
        Ok(Self {
            id: row.id,
            organization,
            contact_id: row.contact_id,
            location_id: row.location_id,
            number: row.number,
            e164: row.e164,
            extension: row.extension,
            kind: row.kind,
            description: row.description,
            visibility: views::word(&row.visibility)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn write(
        row: &mut phone::ActiveModel,
        input: &PhoneInput,
        visibility: Visibility,
        country: Option<&str>,
    ) -> Result<()> {
        let input = input.clone();
        row.organization_id = Set(input.organization_id);
        row.visibility = Set(views::text_of(visibility)?);
        row.contact_id = Set(input.contact_id);
        row.location_id = Set(input.location_id);
        row.e164 = Set(e164(&input.number, country));
        row.number = Set(input.number);
        row.extension = Set(input.extension);
        row.kind = Set(input.kind);
        row.description = Set(input.description);
        Ok(())
    }

    async fn ceiling<A: Action>(
        unit: &Unit,
        permit: &Permit<A>,
        input: &PhoneInput,
        entry: Visibility,
    ) -> Result<Visibility> {
        let mut most = entry;
        if let Some(id) = input.contact_id {
            let contact = contacts::get(unit, permit, id).await;
            most = most.min(belonging(contact, input, "/contact_id")?);
        }
        if let Some(id) = input.location_id {
            let location = locations::get(unit, permit, id).await;
            most = most.min(belonging(location, input, "/location_id")?);
        }
        Ok(most)
    }

    async fn country<A: Action>(unit: &Unit, permit: &Permit<A>, entry: Uuid) -> Result<Option<String>> {
        locations::country(unit, permit, entry).await
    }
}

/// Who sees what the phone belongs to, which has to be of the same entry.
fn belonging<T: Part>(found: Result<T>, input: &PhoneInput, pointer: &str) -> Result<Visibility> {
    let part = found.map_err(|error| error.of_reference(pointer))?;
    match part.organization().id == input.organization_id {
        true => Ok(part.visibility()),
        false => Err(Error::unknown_reference(pointer)),
    }
}

/// Hides the phones that belong to a part which was hidden: they are never more visible than it.
pub(super) async fn lower<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    column: phone::Column,
    id: Uuid,
    most: Visibility,
) -> Result<()> {
    for row in belonging_to(unit, permit, column, id).await? {
        let visibility: Visibility = views::word(&row.visibility)?;
        let lower = views::text_of(visibility.within(most))?;
        unit.update::<phone::Entity, A>(permit, row, |row| row.visibility = Set(lower)).await?;
    }
    Ok(())
}

/// Removes the phones that belong to a part which is removed.
pub(super) async fn remove<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    column: phone::Column,
    id: Uuid,
) -> Result<()> {
    for row in belonging_to(unit, permit, column, id).await? {
        unit.delete::<phone::Entity, A>(permit, row).await?;
    }
    Ok(())
}

/// Erases the phones of a contact, deleted ones as well; their ids.
pub(super) async fn erase<A: Action>(unit: &Unit, permit: &Permit<A>, contact_id: Uuid) -> Result<Vec<Uuid>> {
    let (found, now) = (ever_of(contact_id).all(&unit.db().executor).await?, unit.now());
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    for row in found {
        let deleted_at = row.deleted_at.unwrap_or(now);
        unit.update::<phone::Entity, A>(permit, row, |row| {
            row.number = Set(ERASED.to_owned());
            row.e164 = Set(None);
            row.extension = Set(None);
            row.description = Set(None);
            row.deleted_at = Set(Some(deleted_at));
        })
        .await?;
    }
    events::erase(unit, "phone", &ids, &["number", "e164", "extension", "description"]).await?;
    Ok(ids)
}

#[expect(clippy::disallowed_methods, reason = "of a contact that was read by permit")]
fn ever_of(contact_id: Uuid) -> Select<phone::Entity> {
    phone::Entity::find().filter(phone::Column::ContactId.eq(contact_id))
}

async fn belonging_to<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    column: phone::Column,
    id: Uuid,
) -> Result<Vec<phone::Model>> {
    let db = unit.db();
    let query = scoped::select::<phone::Entity, A>(permit).filter(column.eq(id));
    Ok(db.to_write(query).all(&db.executor).await?)
}
