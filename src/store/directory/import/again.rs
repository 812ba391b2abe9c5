//! Entries that an earlier import made, brought up to date one by one.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::Value;
use uuid::Uuid;

use super::batch::Batch;
use super::{Imported, Known};
use crate::access::Permit;
use crate::access::directory::organizations::Import;
use crate::domain::directory::contact::Contact;
use crate::domain::directory::import::report::{RowError, RowResult};
use crate::domain::directory::import::row::RowInput;
use crate::domain::directory::location::Location;
use crate::domain::directory::organization::{Organization, OrganizationInput, Parts};
use crate::domain::directory::part::PartInput;
use crate::domain::directory::phone::Phone;
use crate::error::{Error, Result};
use crate::store::Unit;
use crate::store::directory::parts::{self as stored, Stored};
use crate::store::directory::{classification, organizations, views};
use crate::store::entity::external_identifier;

/// Brings the entry of a row up to date that an earlier import made; one that is gone is made anew.
pub(super) async fn again(
    unit: &Unit,
    permit: &Permit<Import>,
    terms: &classification::Lookup,
    input: RowInput,
    Known { row, entry }: Known,
) -> Result<Result<(RowResult, Uuid), Vec<RowError>>> {
    let said = input.said();
    let mut imported: Imported = views::from_json(row.imported.clone())?;
    let (result, id) = match entry {
        Some(entry) if imported.said == said => return Ok(Ok((RowResult::Unchanged, entry.id))),
        Some(entry) if entry.steward_id() == Some(permit.tenant()?) => {
            let changed = input.onto(&OrganizationInput::from(&entry));
            // Who sees its new parts is told by who sees it now.
            let entry = match organizations::change(unit, permit, &entry, changed).await? {
                true => organizations::get(unit, permit, entry.id).await?,
                false => entry,
            };
            let earlier = std::mem::replace(&mut imported.said, said);
            let Parts { contacts, locations, phones } = input.parts;
            let made = Made::new(&earlier, "/parts/contacts", imported.contacts);
            imported.contacts = parts::<Contact>(unit, permit, &entry, made, contacts).await?;
            let made = Made::new(&earlier, "/parts/locations", imported.locations);
            imported.locations = parts::<Location>(unit, permit, &entry, made, locations).await?;
            let mut made = Made::new(&earlier, "/parts/phones", imported.phones);
            // A number without country code is one of the country of the address.
            made.stale = earlier.pointer("/parts/locations") != imported.said.pointer("/parts/locations");
            imported.phones = parts::<Phone>(unit, permit, &entry, made, phones).await?;
            (RowResult::Updated, entry.id)
        }
        Some(_) => {
            let reason = "the entry has another steward by now";
            return Ok(Err(vec![RowError::of_field("external_id", reason, &row.external_id)]));
        }
        None => {
            let mut alone = Batch::default();
            let found = terms.models(&input.organization.terms);
            let (id, made) = alone.add(unit, permit, &input, &found, said)?;
            alone.write(unit, permit).await?;
            imported = made;
            (RowResult::Created, id)
        }
    };
    let imported = views::to_json(&imported)?;
    let row =
        external_identifier::ActiveModel { organization_id: Set(id), imported: Set(imported), ..row.into() };
    set(row).exec(unit.connection()).await?;
    Ok(Ok((result, id)))
}

/// The parts that a row made before, each as it was said, and whether those that are said again need to be written.
struct Made {
    parts: Vec<(Value, Uuid)>,
    stale: bool,
}

impl Made {
    fn new(earlier: &Value, pointer: &str, ids: Vec<Uuid>) -> Self {
        let said = earlier.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
        Self { parts: said.into_iter().zip(ids).collect(), stale: false }
    }

    /// The part that was said in these words.
    fn take(&mut self, said: &Value) -> Option<Uuid> {
        let place = self.parts.iter().position(|(earlier, _)| earlier == said)?;
        Some(self.parts.remove(place).1)
    }

    /// One that is not said again.
    fn take_other(&mut self) -> Option<Uuid> {
        (!self.parts.is_empty()).then(|| self.parts.remove(0).1)
    }
}

/// The parts of a row: those that it made before, brought up to date, and new ones. What the row no longer has stays.
async fn parts<T: Stored>(
    unit: &Unit,
    permit: &Permit<Import>,
    entry: &Organization,
    mut made: Made,
    inputs: Vec<T::Input>,
) -> Result<Vec<Uuid>> {
    let said = inputs.iter().map(views::to_json).collect::<Result<Vec<_>>>()?;
    let same: Vec<_> = said.iter().map(|said| made.take(said)).collect();
    let mut ids = Vec::with_capacity(inputs.len());
    for (input, same) in inputs.into_iter().zip(same) {
        let id = match same {
            Some(id) if !made.stale => id,
            earlier => part::<T>(unit, permit, entry, earlier.or_else(|| made.take_other()), input).await?,
        };
        ids.push(id);
    }
    Ok(ids)
}

/// A part as a row has it now: the one that it made before, or a new one.
async fn part<T: Stored>(
    unit: &Unit,
    permit: &Permit<Import>,
    entry: &Organization,
    made: Option<Uuid>,
    input: T::Input,
) -> Result<Uuid> {
    let input = input.of(entry.id);
    if let Some(id) = made {
        match stored::get::<T, _>(unit, permit, id).await {
            Ok(part) => return Ok(stored::change(unit, permit, &part, input).await?.id()),
            Err(Error::NotFound(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(stored::insert::<T, _>(unit, permit, entry, input).await?.id())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the entry has its event; this only remembers from where it came"
)]
pub(super) fn set(
    row: external_identifier::ActiveModel,
) -> sea_orm::UpdateOne<external_identifier::ActiveModel> {
    external_identifier::Entity::update(row)
}
