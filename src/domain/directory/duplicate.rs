//! By what two entries are told to be of the same organization: an identifier, a telephone number, a web domain.

use std::collections::BTreeSet;

use serde::Deserialize;
use url::Url;

use crate::domain::check::{Check, Faults};

use super::organization::{OrganizationIdentifier, OrganizationInput};
pub use crate::error::{Candidate, MatchedOn};

/// Whether entries may be made that look like duplicates.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DuplicateQuery {
    /// Make it although you see an entry that may be of the same organization.
    #[serde(default)]
    #[param(default = false)]
    pub allow_duplicate: bool,
}

impl Check for DuplicateQuery {
    fn check(&self, _: &mut Faults) {}
}

/// Hosts at which many have their pages: an address there says nothing of the organization.
const SHARED_HOSTS: [&str; 16] = [
    "facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "linkedin.com",
    "youtube.com",
    "tiktok.com",
    "linktr.ee",
    "sites.google.com",
    "docs.google.com",
    "google.com",
    "meetup.com",
    "eventbrite.com",
    "medium.com",
    "github.com",
    "gofundme.com",
];

/// Something that entries of the same organization have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The identifiers and web domains of an entry.
    pub fn of_entry(entry: &OrganizationInput) -> BTreeSet<Self> {
        let websites = entry.website.iter().chain(entry.additional_websites.iter().map(|site| &site.url));
        let domains = websites.filter_map(|website| Self::of_website(website));
        entry.organization_identifiers.iter().filter_map(Self::of_identifier).chain(domains).collect()
    }

    /// An identifier with its scheme, or its type where it has none; marks between its letters and digits do not count.
    fn of_identifier(identifier: &OrganizationIdentifier) -> Option<Self> {
        let scheme = identifier.identifier_scheme.as_ref().unwrap_or(&identifier.identifier_type);
        let value = bare(&identifier.identifier);
        (!value.is_empty()).then(|| Self(format!("identifier:{}:{value}", bare(scheme))))
    }

    /// The domain of a website, without `www`; none where many have their pages.
    fn of_website(website: &str) -> Option<Self> {
        let url = Url::parse(website).ok()?;
        let host = url.domain()?.trim_end_matches('.').to_lowercase();
        let domain = host.strip_prefix("www.").unwrap_or(&host);
        let bare = domain.strip_prefix("m.").unwrap_or(domain);
        (domain.contains('.') && !SHARED_HOSTS.contains(&bare)).then(|| Self(format!("domain:{domain}")))
    }

    /// A telephone number in the form of E.164.
    pub fn of_phone(e164: &str) -> Self {
        Self(format!("phone:{e164}"))
    }

    /// The telephone number, where it is one.
    pub fn number(&self) -> Option<&str> {
        self.0.strip_prefix("phone:")
    }

    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is.
    pub fn matched_on(&self) -> MatchedOn {
        match self.0.split(':').next() {
            Some("identifier") => MatchedOn::Identifier,
            Some("phone") => MatchedOn::Phone,
            _ => MatchedOn::WebDomain,
        }
    }
}

/// A key that was stored.
impl From<String> for Key {
    fn from(stored: String) -> Self {
        Self(stored)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(website: &str, scheme: Option<&str>, identifier: &str) -> Vec<String> {
        let entry = OrganizationInput {
            website: Some(website.to_owned()),
            organization_identifiers: vec![OrganizationIdentifier {
                identifier_scheme: scheme.map(str::to_owned),
                identifier_type: "EIN".to_owned(),
                identifier: identifier.to_owned(),
            }],
            ..OrganizationInput::default()
        };
        Key::of_entry(&entry).into_iter().map(|key| key.0).collect()
    }

    #[test]
    fn the_same_organization_is_known_by_other_writings() {
        let written = keys("https://www.Museum.example.org/visit?x=1", Some("US-EIN"), "12-3456789");
        assert_eq!(written, ["domain:museum.example.org", "identifier:usein:123456789"]);
        assert_eq!(keys("http://museum.example.org.", Some("us-ein"), "12 3456789"), written);
    }

    #[test]
    fn the_scheme_belongs_to_the_identifier() {
        assert_ne!(keys("http://a.example", None, "7"), keys("http://a.example", Some("US-EIN"), "7"));
    }

    #[test]
    fn pages_of_many_and_addresses_without_a_name_say_nothing() {
        for website in [
            "https://www.facebook.com/museum",
            "https://m.facebook.com/museum",
            "http://192.0.2.7/",
            "http://localhost/",
            "no address",
        ] {
            assert_eq!(keys(website, None, "--"), [""; 0], "{website}");
        }
    }
}
