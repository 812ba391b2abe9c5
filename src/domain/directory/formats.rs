//! Formats of texts that several resources share: e-mail and web addresses, country codes, lists without repeats.

use email_address::{EmailAddress, Options};
use url::Url;

use crate::domain::check::Faults;

/// The longest web address taken.
const LONGEST_URL: usize = 2_000;

/// Whether the text is an e-mail address that a mail program outside the house can reach.
pub fn is_email(text: &str) -> bool {
    let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
    // The grammar allows quoted blanks and the like, which no directory needs.
    !text.contains(|character: char| character.is_whitespace() || character.is_control())
        && EmailAddress::parse_with_options(text, options).is_ok()
}

/// Whether the text is a complete web address, with `http` or `https`.
pub fn is_web_address(text: &str) -> bool {
    is_uri(text, &["http", "https"])
}

/// Whether the text is a complete URI of one of the schemes.
fn is_uri(text: &str, schemes: &[&str]) -> bool {
    // The parser drops or escapes these, and what was given would be stored.
    !text.contains(|character: char| {
        character.is_whitespace() || character.is_control() || "\"<>\\^`{|}".contains(character)
    }) && text.chars().count() <= LONGEST_URL
        && Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme()))
}

/// Whether the text is a country's two-letter code of ISO 3166-1, in capitals.
pub fn is_country(text: &str) -> bool {
    rust_iso3166::from_alpha2(text).is_some()
}

/// An e-mail address, where one is given.
pub fn check_email(faults: &mut Faults, pointer: &str, value: Option<&String>) {
    if value.is_some_and(|value| !is_email(value)) {
        faults.add(pointer, "email", "must be an e-mail address, such as info@example.org");
    }
}

/// A web address, where one is given.
pub fn check_web_address(faults: &mut Faults, pointer: &str, value: Option<&String>) {
    if value.is_some_and(|value| !is_web_address(value)) {
        faults.add(pointer, "url", "must be a web address that begins with http:// or https://");
    }
}

/// A URI by which others know the thing, where one is given.
pub fn check_uri(faults: &mut Faults, pointer: &str, value: Option<&String>) {
    if value.is_some_and(|value| !is_uri(value, &["http", "https", "urn"])) {
        faults.add(pointer, "uri", "must be a URI that begins with http://, https:// or urn:");
    }
}

/// A country code, where one is given.
pub fn check_country(faults: &mut Faults, pointer: &str, value: Option<&String>) {
    if value.is_some_and(|value| !is_country(value)) {
        faults.add(pointer, "country", "must be a country code of ISO 3166-1, such as US");
    }
}

#[cfg(test)]
mod tests {
    use super::{is_country, is_email, is_web_address};

    #[test]
    fn only_reachable_email_addresses_pass() {
        for good in ["info@example.org", "o'neil+list@sub.example.co.uk", "bücher@bücher.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "info",
            "@example.org",
            "a@b@example.org",
            "Ann <ann@example.org>",
            "a@[127.0.0.1]",
            "a@localhost",
            "a b@example.org",
            "a@example.org\n",
            "a@example.org,b@example.org",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }

    #[test]
    fn only_complete_web_addresses_pass() {
        for good in ["https://example.org", "http://example.org:8080/a?b=c#d", "https://bücher.example/ä"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "javascript:alert(1)",
            "ftp://example.org",
            "https://",
            "http://exa mple.org",
            " https://example.org",
            "//example.org",
            "http://example.org/\"onmouseover=",
            "https://example.org/<script>",
            "https:\\\\example.org",
        ] {
            assert!(!is_web_address(bad), "{bad:?}");
        }
    }

    #[test]
    fn countries_have_two_capitals() {
        assert!(is_country("US") && is_country("DE"));
        assert!(!is_country("us") && !is_country("USA") && !is_country("XX") && !is_country(""));
    }
}
