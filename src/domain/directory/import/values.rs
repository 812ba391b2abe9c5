//! The texts of cells as values.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::mapping::key;
use crate::domain::directory::formats::is_web_address;
use crate::domain::directory::geo;

/// Short names that people use for countries; the standard has only the long ones.
const COUNTRIES: [(&str, &str); 4] =
    [("united_states", "US"), ("uk", "GB"), ("united_kingdom", "GB"), ("great_britain", "GB")];

/// The entries of a cell that holds several.
pub(super) fn entries<'a>(text: &'a str, separators: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(separators).map(str::trim).filter(|entry| !entry.is_empty())
}

/// A value of a closed list, however it is spelled.
pub(super) fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(Value::String(key(text))).ok()
}

/// The values of a closed list as they are spelled in JSON.
pub(super) fn words<T: Serialize>(all: &[T]) -> String {
    let word = |value: &T| Some(serde_json::to_value(value).ok()?.as_str()?.to_owned());
    all.iter().filter_map(word).collect::<Vec<_>>().join(", ")
}

/// A web address; one without a scheme gets `http://`.
pub(super) fn web_address(text: &str) -> String {
    let completed = format!("http://{text}");
    if !text.contains(':') && text.contains('.') && is_web_address(&completed) {
        completed
    } else {
        text.to_owned()
    }
}

/// The year of a text that holds one number of four digits, such as a date.
pub(super) fn year(text: &str) -> Option<i32> {
    let mut years =
        text.split(|character: char| !character.is_ascii_digit()).filter(|digits| digits.len() == 4);
    let year = years.next()?;
    if years.next().is_none() { year.parse().ok() } else { None }
}

/// A number of degrees, with a point or a comma.
pub(super) fn degrees(text: &str, most: f64) -> Option<f64> {
    geo::degrees(&text.replacen(',', ".", 1), most)
}

/// The two-letter code of a country that is given by a code or its English name.
pub(super) fn country(text: &str) -> Option<String> {
    static BY_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let standard = rust_iso3166::ALL.iter().map(|country| (key(country.name), country.alpha2));
        standard.chain(COUNTRIES.map(|(name, code)| (name.to_owned(), code))).collect()
    });
    let upper = text.to_uppercase();
    let by_code = rust_iso3166::from_alpha2(&upper).or_else(|| rust_iso3166::from_alpha3(&upper));
    let code = by_code.map(|country| country.alpha2).or_else(|| BY_NAME.get(&key(text)).copied());
    code.map(str::to_owned)
}
