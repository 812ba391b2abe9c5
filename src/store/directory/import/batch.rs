//! New entries of a list, written together: a few statements, however many there are.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::Value;
use uuid::Uuid;

use super::{Imported, Options};
use crate::access::Permit;
use crate::access::directory::organizations::Import;
use crate::domain::directory::contact::Contact;
use crate::domain::directory::import::row::RowInput;
use crate::domain::directory::location::{Location, LocationInput};
use crate::domain::directory::part::PartInput;
use crate::domain::directory::phone::Phone;
use crate::domain::directory::visibility::Visibility;
use crate::error::{Code, Result};
use crate::store::Unit;
use crate::store::directory::parts::{ActiveModel, Stored};
use crate::store::directory::{addresses, duplicates, organizations, search, views};
use crate::store::entity::{
    contact, external_identifier, location, organization, organization_facet, organization_key,
    organization_search, phone, term,
};
use crate::store::error::OnDuplicate;
use crate::store::write::{Recorded, batches};

/// What is to be written of the new entries, by table.
#[derive(Default)]
pub(super) struct Batch {
    organizations: Vec<organization::ActiveModel>,
    facets: Vec<organization_facet::ActiveModel>,
    keys: Vec<organization_key::ActiveModel>,
    words: Vec<organization_search::ActiveModel>,
    contacts: Vec<contact::ActiveModel>,
    locations: Vec<location::ActiveModel>,
    addresses: Vec<(Uuid, LocationInput)>,
    located: Vec<Uuid>,
    phones: Vec<phone::ActiveModel>,
    identifiers: Vec<external_identifier::ActiveModel>,
}

impl Batch {
    /// Takes in the entry of a row with its parts: its id, and what is to be remembered of the row.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a part that is to be more visible than the entry.
    pub(super) fn add(
        &mut self,
        unit: &Unit,
        permit: &Permit<Import>,
        row: &RowInput,
        terms: &[term::Model],
        said: Value,
    ) -> Result<(Uuid, Imported)> {
        let (entry, parts) = (&row.organization, &row.parts);
        let id = unit.source().id(organization::Entity::RESOURCE);
        let country = parts
            .locations
            .iter()
            .flat_map(|location| &location.addresses)
            .find_map(|address| address.country.as_deref());
        let seen = entry.visibility;
        let contacts = rows_of::<Contact>(unit, id, seen, &parts.contacts, None)?;
        let locations = rows_of::<Location>(unit, id, seen, &parts.locations, None)?;
        let phones = rows_of::<Phone>(unit, id, seen, &parts.phones, country)?;
        // From here on nothing fails: a row is taken in whole or not at all.
        let organization = organizations::row(unit, entry, Some(permit.tenant()?), None)?;
        let facets = organizations::facets(id, entry, terms)?;
        let imported =
            Imported { said, contacts: ids(&contacts), locations: ids(&locations), phones: ids(&phones) };
        self.organizations.push(organization::ActiveModel { id: Set(id), ..organization });
        self.facets.extend(facets);
        self.keys.extend(duplicates::rows(id, entry));
        self.words.push(search::row(unit, id, entry, terms));
        self.contacts.extend(contacts.into_iter().map(|(_, row)| row));
        self.phones.extend(phones.into_iter().map(|(_, row)| row));
        self.addresses.extend(imported.locations.iter().copied().zip(parts.locations.iter().cloned()));
        if !locations.is_empty() {
            self.located.push(id);
        }
        self.locations.extend(locations.into_iter().map(|(_, row)| row));
        Ok((id, imported))
    }

    /// Takes in from which row of the list an entry comes.
    pub(super) fn remember(
        &mut self,
        unit: &Unit,
        permit: &Permit<Import>,
        options: &Options,
        external_id: &str,
        id: Uuid,
        imported: &Imported,
    ) -> Result<()> {
        self.identifiers.push(external_identifier::ActiveModel {
            id: Set(unit.source().id("external_identifier")),
            steward_id: Set(permit.tenant()?),
            source: Set(options.source.clone()),
            external_id: Set(external_id.to_owned()),
            organization_id: Set(id),
            imported: Set(views::to_json(imported)?),
        });
        Ok(())
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// [`crate::error::Error::Conflict`] when another import of the same list runs at the same time.
    pub(super) async fn write(self, unit: &Unit, permit: &Permit<Import>) -> Result<()> {
        unit.insert_many::<organization::Entity, _>(permit, self.organizations).await?;
        organizations::put_facets(unit, self.facets).await?;
        duplicates::put(unit, self.keys).await?;
        search::put_rows(unit, self.words).await?;
        unit.insert_many::<contact::Entity, _>(permit, self.contacts).await?;
        unit.insert_many::<location::Entity, _>(permit, self.locations).await?;
        addresses::put_new(unit, &self.addresses).await?;
        addresses::place(unit, &self.located).await?;
        unit.insert_many::<phone::Entity, _>(permit, self.phones).await?;
        for rows in batches(self.identifiers) {
            let written = insert(rows).exec_without_returning(unit.connection()).await;
            written.on_duplicate(Code::ImportRuns, "another import of this list runs at the same time")?;
        }
        Ok(())
    }
}

fn ids<R>(parts: &[(Uuid, R)]) -> Vec<Uuid> {
    parts.iter().map(|(id, _)| *id).collect()
}

/// The rows of parts, with their ids.
fn rows_of<T: Stored>(
    unit: &Unit,
    entry: Uuid,
    seen: Visibility,
    inputs: &[T::Input],
    country: Option<&str>,
) -> Result<Vec<(Uuid, ActiveModel<T>)>> {
    let row = |input: &T::Input| {
        let input = input.clone().of(entry);
        let visibility = input.visibility_within(seen)?;
        let id = unit.source().id(T::Entity::RESOURCE);
        let mut row = ActiveModel::<T>::default();
        row.set(T::Entity::stamps().id, id.into());
        T::write(&mut row, &input, visibility, country)?;
        Ok((id, row))
    };
    inputs.iter().map(row).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the entry has its event; this only remembers from where it came"
)]
fn insert(
    rows: Vec<external_identifier::ActiveModel>,
) -> sea_orm::InsertMany<external_identifier::ActiveModel> {
    sea_orm::EntityTrait::insert_many(rows)
}
