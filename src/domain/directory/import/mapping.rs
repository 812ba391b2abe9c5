//! Which column of a list holds which field.

use std::collections::BTreeMap;

use super::file::Record;
use crate::domain::check::Faults;
use crate::domain::text::slug;
use crate::error::{Error, Result};

/// Defines the fields with their names and the headers by which their columns are known.
macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $name:literal, $($header:literal)|*;)*) => {
        /// A field of an organization that a column can hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $field,)* }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$field,)*];

            /// The field's name in a mapping and in a report.
            pub fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)* }
            }

            /// The field of a column with this header, or with this name in a mapping.
            pub fn of_header(header: &str) -> Option<Self> {
                match key(header).as_str() {
                    $($name $(| $header)* => Some(Self::$field),)*
                    _ => None,
                }
            }
        }
    };
}

fields! {
    /// The row's id in the list from which it comes.
    ExternalId = "external_id", "id" | "organization_id" | "org_id" | "record_id";
    /// The name.
    Name = "name", "organization" | "organisation" | "organization_name" | "organisation_name" | "org_name" | "agency" | "agency_name" | "company";
    /// Another name.
    AlternateName = "alternate_name", "acronym" | "abbreviation" | "short_name" | "also_known_as" | "aka";
    /// What the organization does.
    Description = "description", "about" | "mission" | "summary";
    /// The e-mail address.
    Email = "email", "e_mail" | "mail" | "email_address" | "e_mail_address";
    /// The web address.
    Website = "website", "url" | "web" | "web_site" | "homepage" | "home_page" | "www" | "web_address";
    /// A tax number of any country.
    TaxId = "tax_id", "tax_number" | "tax_identifier";
    /// The Employer Identification Number of the United States.
    Ein = "ein", "us_ein" | "federal_ein";
    /// The year, or a date with the year, in which the organization was founded in law.
    YearIncorporated = "year_incorporated", "date_incorporated" | "incorporated" | "founded" | "year_founded";
    /// The legal form.
    LegalStatus = "legal_status", "legal_form";
    /// The telephone number, or several, separated by ; or |.
    Phone = "phone", "phone_number" | "telephone" | "telephone_number" | "tel" | "phones";
    /// The name of the person to turn to.
    ContactName = "contact_name", "contact" | "contact_person";
    /// The person's e-mail address.
    ContactEmail = "contact_email", "contact_e_mail";
    /// The person's title.
    ContactTitle = "contact_title", "contact_position" | "contact_role";
    /// Street and number.
    Address1 = "address_1", "address" | "address1" | "address_line_1" | "street" | "street_address";
    /// The second line of the address.
    Address2 = "address_2", "address2" | "address_line_2";
    /// The city.
    City = "city", "town" | "locality";
    /// The state or province.
    StateProvince = "state_province", "state" | "province";
    /// The postal code.
    PostalCode = "postal_code", "zip" | "zip_code" | "zipcode" | "postcode" | "post_code";
    /// The country by code or English name.
    Country = "country", "country_code";
    /// Degrees north.
    Latitude = "latitude", "lat";
    /// Degrees east.
    Longitude = "longitude", "lon" | "lng" | "long";
    /// The web address of a logo.
    Logo = "logo", "logo_url";
    /// A URI by which the organization is known elsewhere.
    Uri = "uri",;
    /// Terms by code or name, separated by ; or |.
    Terms = "terms", "term" | "categories" | "category" | "taxonomy_terms";
    /// What the organization offers, separated by ; or | or a comma.
    Offers = "offers", "offer";
    /// What the organization needs, separated by ; or | or a comma.
    Needs = "needs", "need";
    /// Who sees the entry.
    Visibility = "visibility", "visible_to";
}

/// The most columns that a file may have, as many as a sheet of a common spreadsheet program.
const MOST_COLUMNS: usize = 16_384;

/// A header or name reduced to small letters and digits, joined by `_`.
pub(super) fn key(text: &str) -> String {
    slug(text, "_")
}

/// What the caller says about the columns: the field of each, or null to leave a column out.
pub type ColumnNames = BTreeMap<String, Option<String>>;

/// Reads what the caller says about the columns.
///
/// # Errors
/// [`Error::Malformed`] when the text is no JSON object of texts and nulls.
pub fn parse_column_names(json: &str) -> Result<ColumnNames> {
    serde_json::from_str(json).map_err(|error| {
        Error::malformed("mapping", format!("must be a JSON object of column to field: {error}"))
    })
}

/// Which column holds which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    columns: BTreeMap<Field, usize>,
    width: usize,
    ignored: Vec<String>,
}

impl Mapping {
    /// Follows what the caller says about the columns, and guesses the others by their headers.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is no header or too long a one, a column or field named does not exist, a column that is read stands
    /// twice, two columns hold one field, or none holds the name.
    pub fn new(header: Option<&Record>, names: &ColumnNames) -> Result<Self> {
        let headers = header.map_or(&[][..], |record| &record.cells);
        if headers.iter().all(|header| key(header).is_empty()) {
            return Err(Error::invalid("", "no_header", "the first line must name the columns"));
        }
        if headers.len() > MOST_COLUMNS {
            return Err(Error::invalid("", "too_many", format!("may have at most {MOST_COLUMNS} columns")));
        }
        let mut faults = Faults::default();
        let mut columns = BTreeMap::new();
        let mut settled = vec![false; headers.len()];
        for (column, field) in names {
            let pointer = format!("mapping/{}", column.replace('~', "~0").replace('/', "~1"));
            match position(headers, column) {
                Ok(index) => {
                    settled.iter_mut().skip(index).take(1).for_each(|settled| *settled = true);
                    match field.as_deref().map(Field::of_header) {
                        None => {}
                        Some(None) => faults.add(
                            &pointer,
                            "unknown_field",
                            format!("must be one of {}", names_of_fields()),
                        ),
                        Some(Some(field)) if columns.insert(field, index).is_some() => {
                            faults.add(
                                &pointer,
                                "duplicate",
                                format!("another column holds {} already", field.name()),
                            );
                        }
                        Some(Some(_)) => {}
                    }
                }
                Err(reason) => faults.add(&pointer, "column", reason),
            }
        }
        for (index, header) in headers.iter().enumerate() {
            if settled.get(index) == Some(&true) {
                continue;
            }
            let Some(field) = Field::of_header(header) else { continue };
            if let Some(taken) = columns.get(&field) {
                // Two ways to write a header are two columns, of which the first is read; the same header twice is a fault.
                if headers.get(*taken).is_some_and(|first| key(first) == key(header)) {
                    faults.add("", "duplicate_column", format!("the column {header} stands twice"));
                }
                continue;
            }
            columns.insert(field, index);
        }
        if !columns.contains_key(&Field::Name) && faults.is_empty() {
            faults.add("mapping", "required", "no column holds the name; say which one by the mapping");
        }
        faults.finish()?;
        let used: Vec<usize> = columns.values().copied().collect();
        let ignored =
            headers.iter().enumerate().filter(|(index, _)| !used.contains(index)).map(label).collect();
        Ok(Self { columns, width: headers.len(), ignored })
    }

    /// The columns that are not read, by their headers.
    pub fn ignored_columns(&self) -> &[String] {
        &self.ignored
    }

    /// How many columns the file has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The text of the field in a row, trimmed; none when it is empty or not read.
    pub(super) fn cell<'a>(&self, cells: &'a [String], field: Field) -> Option<&'a str> {
        let text = cells.get(*self.columns.get(&field)?)?.trim();
        (!text.is_empty()).then_some(text)
    }
}

fn label((index, header): (usize, &String)) -> String {
    let header = header.trim();
    if header.is_empty() { format!("column {}", index + 1) } else { header.to_owned() }
}

/// The place of the column with this header.
fn position(headers: &[String], column: &str) -> Result<usize, &'static str> {
    let matching = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        headers.iter().enumerate().filter(|(_, header)| same(header)).map(|(index, _)| index).collect()
    };
    let mut found = matching(&|header| header.trim() == column.trim());
    if found.is_empty() {
        found = matching(&|header| key(header) == key(column));
    }
    match found.as_slice() {
        [index] => Ok(*index),
        [] => Err("the file has no such column"),
        _ => Err("the file has this column twice"),
    }
}

fn names_of_fields() -> String {
    Field::ALL.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}
