//! What the directory takes as input, and what it refuses and where.

use serde_json::{Map, Value, json};

use super::contact::ContactInput;
use super::location::LocationInput;
use super::organization::OrganizationInput;
use super::phone::PhoneInput;
use super::proposal::patched;
use super::visibility::Visibility;
use crate::domain::check::Check;
use crate::error::{Error, Result};

const ID: &str = "018e0000-0000-7000-8000-000000000001";

/// Pointer and code of each fault.
fn faults<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<(String, String)> {
    let Err(Error::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
    faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

fn organization(document: Value) -> OrganizationInput {
    serde_json::from_value(document).unwrap()
}

fn patch(document: Value) -> Map<String, Value> {
    serde_json::from_value(document).unwrap()
}

#[test]
fn an_organization_needs_a_name_and_nothing_else() {
    let input = organization(json!({"name": "A"})).checked().unwrap();
    assert_eq!(input.visibility, Visibility::Partners);
    assert!(serde_json::from_value::<OrganizationInput>(json!({})).is_err());
    assert!(serde_json::from_value::<OrganizationInput>(json!({"name": "A", "side": "library"})).is_err());
}

#[test]
fn every_fault_of_an_organization_is_told_where_it_is() {
    let input = organization(json!({
        "name": "\u{200b}",
        "email": "nobody",
        "website": "example.org",
        "year_incorporated": 0,
        "uri": "javascript:x",
        "organization_identifiers": [
            {"identifier_type": "EIN", "identifier": "1"},
            {"identifier_type": "EIN", "identifier": "1"},
            {"identifier_type": "", "identifier": "2"},
        ],
        "additional_websites": [{"url": "x"}],
        "offers": ["funding", "funding"],
        "terms": [ID, ID],
    }));
    let expected = pairs(&[
        ("/name", "blank"),
        ("/email", "email"),
        ("/website", "url"),
        ("/year_incorporated", "range"),
        ("/uri", "uri"),
        ("/organization_identifiers/2/identifier_type", "length"),
        ("/organization_identifiers/1", "duplicate"),
        ("/additional_websites/0/url", "url"),
        ("/offers/1", "duplicate"),
        ("/terms/1", "duplicate"),
    ]);
    assert_eq!(faults(input.checked()), expected);
}

#[test]
fn a_contact_needs_something_to_go_by_and_is_internal() {
    let empty: ContactInput = serde_json::from_value(json!({"organization_id": ID})).unwrap();
    assert_eq!(empty.visibility, Visibility::Internal);
    assert_eq!(faults(empty.checked()), pairs(&[("/name", "required")]));
}

#[test]
fn a_phone_of_a_contact_is_internal_until_changed() {
    let phone = |more: Value| {
        let mut document = json!({"organization_id": ID, "number": "650 780-7525"});
        json_patch::merge(&mut document, &more);
        serde_json::from_value::<PhoneInput>(document).unwrap().checked().unwrap().effective_visibility()
    };
    assert_eq!(phone(json!({})), Visibility::Partners);
    assert_eq!(phone(json!({"contact_id": ID})), Visibility::Internal);
    assert_eq!(phone(json!({"contact_id": ID, "visibility": "public"})), Visibility::Public);
}

#[test]
fn a_location_has_both_coordinates_or_none_and_addresses_with_something_in_them() {
    let location = |more: Value| {
        let mut document = json!({"organization_id": ID});
        json_patch::merge(&mut document, &more);
        serde_json::from_value::<LocationInput>(document).unwrap().checked()
    };
    assert!(location(json!({"latitude": -90, "longitude": 180, "addresses": [{"city": "Oslo"}]})).is_ok());
    assert_eq!(faults(location(json!({"latitude": 1}))), pairs(&[("/longitude", "required")]));
    assert_eq!(
        faults(location(json!({"latitude": 90.1, "longitude": -181, "addresses": [{}, {"country": "USA"}]}))),
        pairs(&[
            ("/latitude", "range"),
            ("/longitude", "range"),
            ("/addresses/0", "required"),
            ("/addresses/1/country", "country"),
        ])
    );
}

#[test]
fn a_proposal_changes_what_it_names_and_clears_what_it_nulls() {
    let current =
        organization(json!({"name": "A", "email": "a@example.org", "website": "https://example.org"}));
    let changed = patched(&current, &patch(json!({"name": "B", "email": null}))).unwrap();
    assert_eq!(changed, OrganizationInput { name: "B".to_owned(), email: None, ..current });
}

#[test]
fn a_proposal_that_leads_to_no_organization_is_refused_below_patch() {
    let current = organization(json!({"name": "A"}));
    let refused = |document: Value| faults(patched(&current, &patch(document)));
    assert_eq!(refused(json!({"name": ""})), pairs(&[("/patch/name", "length")]));
    assert_eq!(refused(json!({"year_incorporated": "x"})), pairs(&[("/patch/year_incorporated", "type")]));
    assert_eq!(
        refused(json!({"additional_websites": [{"url": 1}]})),
        pairs(&[("/patch/additional_websites/0/url", "type")])
    );
    assert_eq!(refused(json!({"owner": "x"})), pairs(&[("/patch/owner", "unknown_field")]));
    assert_eq!(refused(json!({"a.b~c/d": 1})), pairs(&[("/patch/a.b~0c~1d", "unknown_field")]));
    assert_eq!(refused(json!({"name": null})), pairs(&[("/patch/name", "required")]));
}
