//! The built-in taxonomies are complete, and their ids hold.

use std::collections::{HashMap, HashSet};

use super::{BuiltinTerm, TAXONOMIES, links, term_id};

fn terms_of(code: &str) -> Vec<BuiltinTerm> {
    TAXONOMIES.iter().find(|taxonomy| taxonomy.code == code).unwrap().terms()
}

/// How many terms have no parent, and how many have one.
fn levels(code: &str) -> (usize, usize) {
    let (groups, below): (Vec<_>, Vec<_>) =
        terms_of(code).into_iter().partition(|term| term.parent_id.is_none());
    (groups.len(), below.len())
}

#[test]
fn the_lists_of_the_sources_are_complete() {
    assert_eq!(levels("digitization-partners"), (4, 11));
    assert_eq!(levels("community-partners"), (23, 119));
    assert_eq!(levels("edge-sectors"), (4, 0));
}

#[test]
fn codes_and_ids_are_unique() {
    let mut ids: HashSet<_> = TAXONOMIES.iter().map(super::BuiltinTaxonomy::id).collect();
    for taxonomy in TAXONOMIES {
        let mut codes = HashSet::new();
        for term in taxonomy.terms() {
            assert!(codes.insert(term.code.clone()), "{}", term.code);
            assert!(ids.insert(term.id), "{}", term.code);
            assert!(term.code.len() <= 100, "{}", term.code);
            assert_eq!(term.id.get_version_num(), 7);
        }
    }
}

#[test]
fn ids_stay_as_they_were_given_out() {
    let id = term_id("community-partners", "educational-organizations.community-colleges").to_string();
    assert_eq!(id, "018e0000-0000-7b23-93ea-4d966e874253");
    assert_eq!(
        TAXONOMIES.map(|taxonomy| taxonomy.id().to_string()),
        [
            "018e0000-0000-7cdd-9a84-6ea9c9b81544",
            "018e0000-0000-7b8c-9c9e-5db558cd5709",
            "018e0000-0000-7488-9bf0-cf365bd968be"
        ]
    );
}

#[test]
fn the_same_name_in_two_groups_is_two_terms() {
    let colleges: Vec<_> =
        terms_of("community-partners").into_iter().filter(|term| term.name == "community colleges").collect();
    assert_eq!(colleges.len(), 2);
    assert_ne!(colleges.first().unwrap().id, colleges.last().unwrap().id);
}

#[test]
fn proper_names_are_examples_and_kinds_are_not() {
    let flags: HashMap<_, _> =
        terms_of("community-partners").into_iter().map(|term| (term.name, term.example)).collect();
    for name in ["Kiwanis", "AARP", "YWCA", "RSVP", "Goodwill", "NAACP"] {
        assert_eq!(flags.get(name), Some(&true), "{name}");
    }
    for name in ["banks", "TV", "PTA/PTO", "human rights groups", "battered women's shelters"] {
        assert_eq!(flags.get(name), Some(&false), "{name}");
    }
}

#[test]
fn links_join_known_terms_of_different_taxonomies_once() {
    let taxonomy_of: HashMap<_, _> = TAXONOMIES
        .iter()
        .flat_map(|taxonomy| taxonomy.terms().into_iter().map(|term| (term.id, taxonomy.code)))
        .collect();
    let mut seen = HashSet::new();
    for (one, other) in links() {
        assert_ne!(taxonomy_of.get(&one).unwrap(), taxonomy_of.get(&other).unwrap());
        assert!(seen.insert((one, other)) && !seen.contains(&(other, one)));
    }
}

#[test]
fn every_sector_is_reached_from_the_other_taxonomies() {
    let linked: HashSet<_> = links().into_iter().flat_map(|(one, other)| [one, other]).collect();
    assert!(terms_of("edge-sectors").iter().all(|sector| linked.contains(&sector.id)));
}
