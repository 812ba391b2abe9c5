//! The cells of one row as input, with an error for each that cannot be taken.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::charset::Charset;
use super::file::Record;
use super::mapping::{Field, Mapping};
use super::report::RowError;
use super::row::RowInput;
use super::values::{country, degrees, entries, web_address, word, words, year};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::contact::ContactInput;
use crate::domain::directory::location::{Address, LocationInput, LocationType};
use crate::domain::directory::organization::{OrganizationIdentifier, OrganizationInput, Parts};
use crate::domain::directory::phone::PhoneInput;
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::directory::visibility::Visibility;

/// What separates the entries of a cell whose entries may hold commas.
const SEPARATORS: [char; 2] = [';', '|'];

/// The cells of one row, and the errors found in them so far.
pub(super) struct Cells<'a> {
    mapping: &'a Mapping,
    charset: Charset,
    record: &'a Record,
    errors: Vec<RowError>,
}

impl<'a> Cells<'a> {
    /// The cells of a record.
    pub(super) fn new(mapping: &'a Mapping, charset: Charset, record: &'a Record) -> Self {
        Self { mapping, charset, record, errors: Vec::new() }
    }

    /// Reads every field that the mapping knows.
    pub(super) fn read(mut self) -> Result<RowInput, Vec<RowError>> {
        let row = self.row();
        if self.errors.is_empty() { Ok(row) } else { Err(self.errors) }
    }

    fn row(&mut self) -> RowInput {
        let given: BTreeSet<_> =
            Field::ALL.iter().copied().filter(|field| self.cell(*field).is_some()).collect();
        for field in &given {
            self.check_characters(*field);
        }
        let external_id = self.text(Field::ExternalId);
        if external_id.as_ref().is_some_and(|id| id.chars().count() > 200) {
            self.fail(Field::ExternalId, "must have at most 200 characters");
        }
        let organization = self.organization();
        let parts = Parts {
            contacts: self.contact().into_iter().collect(),
            phones: self.phones(),
            locations: self.location().into_iter().collect(),
        };
        let terms = self
            .cell(Field::Terms)
            .map_or_else(Vec::new, |text| entries(text, &SEPARATORS).map(str::to_owned).collect());
        RowInput { external_id, organization, terms, parts, given }
    }

    fn organization(&mut self) -> OrganizationInput {
        let identifier = |scheme: Option<&str>, kind: &str, identifier| OrganizationIdentifier {
            identifier_scheme: scheme.map(str::to_owned),
            identifier_type: kind.to_owned(),
            identifier,
        };
        let organization = OrganizationInput {
            name: self.text(Field::Name).unwrap_or_default(),
            alternate_name: self.text(Field::AlternateName),
            description: self.text(Field::Description),
            email: self.text(Field::Email),
            website: self.cell(Field::Website).map(web_address),
            year_incorporated: self.value(Field::YearIncorporated, year, "must hold one year of four digits"),
            legal_status: self.text(Field::LegalStatus),
            logo: self.cell(Field::Logo).map(web_address),
            uri: self.text(Field::Uri),
            visibility: self
                .value(Field::Visibility, word, "must be internal, partners or public")
                .unwrap_or(Visibility::Partners),
            offers: self.kinds(Field::Offers),
            needs: self.kinds(Field::Needs),
            organization_identifiers: [
                self.text(Field::TaxId).map(|id| identifier(None, "Tax ID", id)),
                self.text(Field::Ein).map(|id| identifier(Some("US-EIN"), "EIN", id)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            ..OrganizationInput::default()
        };
        let ein_only = self.cell(Field::TaxId).is_none();
        self.check(&organization, |member| match member {
            "identifier" if ein_only => "ein".to_owned(),
            "identifier" => "tax_id".to_owned(),
            other => other.to_owned(),
        });
        organization
    }

    fn contact(&mut self) -> Option<ContactInput> {
        let (name, title) = (self.text(Field::ContactName), self.text(Field::ContactTitle));
        let email = self.text(Field::ContactEmail);
        if name.is_none() && title.is_none() && email.is_none() {
            return None;
        }
        let visibility = Visibility::Internal;
        let contact =
            ContactInput { organization_id: Uuid::nil(), name, title, department: None, email, visibility };
        self.check(&contact, |member| format!("contact_{member}"));
        Some(contact)
    }

    fn phones(&mut self) -> Vec<PhoneInput> {
        let phones: Vec<_> = entries(self.cell(Field::Phone).unwrap_or_default(), &SEPARATORS)
            .map(|number| PhoneInput {
                organization_id: Uuid::nil(),
                contact_id: None,
                location_id: None,
                number: number.to_owned(),
                extension: None,
                kind: None,
                description: None,
                visibility: None,
            })
            .collect();
        for phone in &phones {
            self.check(phone, |_| Field::Phone.name().to_owned());
        }
        phones
    }

    fn location(&mut self) -> Option<LocationInput> {
        let address = Address {
            address_1: self.text(Field::Address1),
            address_2: self.text(Field::Address2),
            city: self.text(Field::City),
            state_province: self.text(Field::StateProvince),
            postal_code: self.text(Field::PostalCode),
            country: self.value(Field::Country, country, "must be a country code of ISO 3166-1, such as US"),
            ..Address::default()
        };
        let latitude =
            self.value(Field::Latitude, |text| degrees(text, 90.0), "must be a number of -90 to 90 degrees");
        let longitude = self.value(
            Field::Longitude,
            |text| degrees(text, 180.0),
            "must be a number of -180 to 180 degrees",
        );
        let addresses: Vec<_> = (address != Address::default()).then_some(address).into_iter().collect();
        let half = self.cell(Field::Latitude).is_some() != self.cell(Field::Longitude).is_some();
        if addresses.is_empty() && latitude.is_none() && longitude.is_none() {
            return None;
        }
        let location = LocationInput {
            organization_id: Uuid::nil(),
            location_type: LocationType::Physical,
            name: None,
            alternate_name: None,
            description: None,
            transportation: None,
            // A coordinate that could not be read is reported already, not as a missing one.
            latitude: latitude.filter(|_| half || longitude.is_some()),
            longitude: longitude.filter(|_| half || latitude.is_some()),
            url: None,
            addresses,
            visibility: None,
        };
        self.check(&location, str::to_owned);
        Some(location)
    }

    fn kinds(&mut self, field: Field) -> Vec<ResourceKind> {
        let mut kinds = Vec::new();
        for entry in entries(self.cell(field).unwrap_or_default(), &[';', '|', ',']) {
            match word(entry) {
                Some(kind) if kinds.contains(&kind) => {}
                Some(kind) => kinds.push(kind),
                None => {
                    let reason = format!("must be one of {}", words(&ResourceKind::ALL));
                    self.errors.push(RowError::of_field(field.name(), reason, entry));
                }
            }
        }
        kinds
    }

    fn cell(&self, field: Field) -> Option<&'a str> {
        self.mapping.cell(&self.record.cells, field)
    }

    fn text(&self, field: Field) -> Option<String> {
        self.cell(field).map(str::to_owned)
    }

    fn value<T>(&mut self, field: Field, read: impl Fn(&str) -> Option<T>, reason: &str) -> Option<T> {
        let value = read(self.cell(field)?);
        if value.is_none() {
            self.fail(field, reason);
        }
        value
    }

    fn check_characters(&mut self, field: Field) {
        let text = self.cell(field).unwrap_or_default();
        if let Some(reason) = self.record.character_fault(text, self.charset) {
            self.fail(field, reason);
        }
    }

    /// Adds the faults of an input, `field_of` naming the field from the last word of a fault's pointer.
    fn check(&mut self, input: &impl Check, field_of: impl Fn(&str) -> String) {
        let mut faults = Faults::default();
        input.check(&mut faults);
        for fault in faults.into_found() {
            let field = field_of(fault.pointer.rsplit('/').next().unwrap_or_default());
            let raw = Field::of_header(&field).and_then(|field| self.cell(field)).unwrap_or_default();
            self.errors.push(RowError::of_field(&field, fault.detail, raw));
        }
    }

    fn fail(&mut self, field: Field, reason: impl Into<String>) {
        let raw = self.cell(field).unwrap_or_default();
        self.errors.push(RowError::of_field(field.name(), reason, raw));
    }
}
