//! Lists that people send, and what is read from them.

use super::charset::Charset;
use super::mapping::{Field, parse_column_names};
use super::report::{ImportReport, RowError, RowReport, RowResult};
use super::row::{RowInput, Rows};
use crate::domain::directory::organization::OrganizationInput;
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::directory::visibility::Visibility;
use crate::error::Error;

/// The header and one row of a directory as Ohana writes it.
const OHANA: &str = "id,accreditations,alternate_name,date_incorporated,description,email,funding_sources,legal_status,\
    licenses,name,tax_id,tax_status,website\n\
    8,,SF Foods,\"January 02, 1970\",\"Food, for \"\"all\"\"\",info@example.org,,Nonprofit,,San Food,12-3456789,501(c)3,http://example.org\n";

/// The outcome of each row, with its line.
fn read(text: &str, mapping: &str) -> Vec<(u64, Result<RowInput, Vec<RowError>>)> {
    let mut rows = open(text, mapping).unwrap();
    std::iter::from_fn(|| rows.read().unwrap()).map(|row| (row.line, row.outcome)).collect()
}

/// The rows of a file.
fn open<'a>(text: &'a str, mapping: &str) -> crate::error::Result<Rows<&'a [u8]>> {
    let charset = Charset::of(text.as_bytes(), None).unwrap();
    Rows::new(text.as_bytes(), charset, &parse_column_names(mapping).unwrap())
}

/// The input of the only row.
fn read_one(text: &str) -> RowInput {
    let mut rows = read(text, "{}");
    assert_eq!(rows.len(), 1);
    rows.remove(0).1.unwrap()
}

/// Field and raw text of each error of the only row.
fn errors_of(text: &str) -> Vec<(Option<String>, String)> {
    let mut rows = read(text, "{}");
    assert_eq!(rows.len(), 1);
    rows.remove(0).1.unwrap_err().into_iter().map(|error| (error.field, error.raw)).collect()
}

/// Pointer and code of what is wrong with the file as a whole.
fn refusal(text: &str, mapping: &str) -> Vec<(String, String)> {
    let Err(Error::Invalid(faults)) = open(text, mapping) else {
        panic!("the file was taken");
    };
    faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn a_directory_of_ohana_needs_no_mapping() {
    let row = read_one(OHANA);
    assert_eq!(row.external_id.as_deref(), Some("8"));
    let organization = row.organization;
    assert_eq!(organization.name, "San Food");
    assert_eq!(organization.alternate_name.as_deref(), Some("SF Foods"));
    assert_eq!(organization.description.as_deref(), Some("Food, for \"all\""));
    assert_eq!(organization.year_incorporated, Some(1970));
    assert_eq!(organization.organization_identifiers.first().unwrap().identifier, "12-3456789");
    let rows = open(OHANA, "{}").unwrap();
    assert_eq!(
        rows.mapping().ignored_columns(),
        ["accreditations", "funding_sources", "licenses", "tax_status"]
    );
}

#[test]
fn a_row_has_contacts_phones_places_terms_and_kinds() {
    let row = read_one(
        "Organisation;E-Mail;Web;Phone;Contact;Contact Title;Street;City;ZIP;Country;Lat;Lon;Categories;Offers;Visibility\n\
         Bücherei;info@example.org;www.example.org;030 901820|030 901821;Ann;Head;Allee 1;Berlin;10115;Germany;\
         52,53;13.38;\"libraries;art galleries\";Training space, EXPERTISE|expertise;Public\n",
    );
    assert_eq!(row.organization.website.as_deref(), Some("http://www.example.org"));
    assert_eq!(row.organization.visibility, Visibility::Public);
    assert_eq!(row.organization.offers, [ResourceKind::TrainingSpace, ResourceKind::Expertise]);
    assert_eq!(row.terms, ["libraries", "art galleries"]);
    assert_eq!(row.parts.phones.len(), 2);
    let contact = row.parts.contacts.first().unwrap();
    assert_eq!((contact.name.as_deref(), contact.visibility), (Some("Ann"), Visibility::Internal));
    let location = row.parts.locations.first().unwrap();
    assert_eq!((location.latitude, location.longitude), (Some(52.53), Some(13.38)));
    assert_eq!(location.addresses.first().unwrap().country.as_deref(), Some("DE"));
}

#[test]
fn every_bad_cell_is_named_with_its_text() {
    let found = errors_of(
        "name,email,website,founded,latitude,longitude,offers,visibility,country,ein,contact_email\n\
         A,at example,javascript:x,soon,91,east,\"money, workspace\",all,Atlantis,1,nobody\n",
    );
    let expected = [
        ("year_incorporated", "soon"),
        ("visibility", "all"),
        ("offers", "money"),
        ("email", "at example"),
        ("website", "javascript:x"),
        ("contact_email", "nobody"),
        ("country", "Atlantis"),
        ("latitude", "91"),
        ("longitude", "east"),
    ];
    let found: Vec<_> = found.iter().map(|(field, raw)| (field.as_deref().unwrap(), raw.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn half_a_coordinate_is_an_error_and_no_coordinate_is_none() {
    assert_eq!(errors_of("name,lat,lon\nA,1,\n").first().unwrap().0.as_deref(), Some("longitude"));
    assert!(read_one("name,lat,lon\nA,,\n").parts.locations.is_empty());
}

#[test]
fn a_row_without_a_name_fails() {
    assert_eq!(errors_of("id,name\n1,\n"), [(Some("name".to_owned()), String::new())]);
}

#[test]
fn an_id_that_stands_twice_fails_the_second_time() {
    let rows = read("id,name\n1,A\n1,B\n", "{}");
    let outcomes: Vec<_> = rows.iter().map(|(line, outcome)| (*line, outcome.is_ok())).collect();
    assert_eq!(outcomes, [(2, true), (3, false)]);
}

#[test]
fn the_mapping_of_the_caller_comes_before_the_guess() {
    let text = "Title,Name,Note\nA,B,C\n";
    let row = read(text, r#"{"title": "name", "Name": null, "Note": "description"}"#).remove(0).1.unwrap();
    assert_eq!((row.organization.name.as_str(), row.organization.description.as_deref()), ("A", Some("C")));
}

#[test]
fn a_mapping_that_cannot_be_followed_is_refused() {
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
    };
    assert_eq!(
        refusal("name,x,y\n", r#"{"a/b": "email", "x": "colour", "y": "name", "name": "name"}"#),
        pairs(&[("mapping/a~1b", "column"), ("mapping/x", "unknown_field"), ("mapping/y", "duplicate")])
    );
    assert_eq!(refusal("first,second\n", "{}"), pairs(&[("mapping", "required")]));
    assert_eq!(refusal("name,Name\n", "{}"), pairs(&[("", "duplicate_column")]));
    assert_eq!(refusal("", "{}"), pairs(&[("", "no_header")]));
    assert_eq!(refusal(",,\n", "{}"), pairs(&[("", "no_header")]));
    assert_eq!(refusal(&"name,".repeat(20_000), "{}"), pairs(&[("", "too_many")]));
    assert!(matches!(parse_column_names("[1]"), Err(Error::Malformed { .. })));
}

#[test]
fn of_two_columns_for_a_field_the_second_is_reported_as_ignored() {
    let rows = open("name,url,website\nA,,\n", "{}").unwrap();
    assert_eq!(rows.mapping().ignored_columns(), ["website"]);
}

#[test]
fn a_field_has_one_name_and_every_name_one_field() {
    for field in Field::ALL {
        assert_eq!(Field::of_header(field.name()), Some(*field), "{field:?}");
    }
    assert_eq!(Field::of_header(" Organization-Name "), Some(Field::Name));
}

#[test]
fn fields_without_text_leave_an_existing_entry_alone() {
    let row = read_one("id,name,email,tax_id\n1,New,,7\n");
    let existing = OrganizationInput {
        name: "Old".to_owned(),
        email: Some("old@example.org".to_owned()),
        visibility: Visibility::Public,
        ..OrganizationInput::default()
    };
    let changed = row.onto(&existing);
    assert_eq!((changed.name.as_str(), changed.email.as_deref()), ("New", Some("old@example.org")));
    assert_eq!(changed.visibility, Visibility::Public);
    assert_eq!(changed.organization_identifiers.len(), 1);
    assert_eq!(row.onto(&changed), changed);
}

#[test]
fn a_report_counts_its_rows() {
    let mut report = ImportReport::new(true, "UTF-8", Vec::new());
    for result in [RowResult::Created, RowResult::Failed, RowResult::Failed, RowResult::Unchanged] {
        report.push(RowReport::written(2, result, None));
    }
    assert_eq!((report.created, report.updated, report.unchanged, report.failed), (1, 0, 1, 2));
    assert_eq!(report.rows.len(), 4);
}
