//! Times of a local clock as JSON: without an offset, with or without seconds.

use chrono::NaiveDateTime;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A local time.
///
/// # Errors
/// For a text that is none.
pub fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    read(&String::deserialize(deserializer)?)
}

/// A local time that may be absent.
///
/// # Errors
/// For a text that is none.
pub fn optional_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDateTime>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| read(&text)).transpose()
}

fn read<E: Error>(text: &str) -> Result<NaiveDateTime, E> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or_else(|| E::custom("must be a local time without an offset, such as 2026-03-03T17:00"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn seconds_may_be_left_out_and_an_offset_is_refused() {
        let whole = super::time(json!("2026-03-03T17:00:00")).unwrap();
        assert_eq!(super::time(json!("2026-03-03T17:00")).unwrap(), whole);
        assert_eq!(super::optional_time(json!("2026-03-03T17:00")).unwrap(), Some(whole));
        assert_eq!(super::optional_time(Value::Null).unwrap(), None);
        for none in
            ["2026-03-03T17:00:00Z", "2026-03-03T17:00-08:00", "2026-03-03 17:00", "2026-02-30T17:00", ""]
        {
            let fault = super::time(json!(none)).unwrap_err().to_string();
            assert_eq!(fault, "must be a local time without an offset, such as 2026-03-03T17:00", "{none}");
        }
    }
}
