//! Erasure: what stood for a person is replaced by a marker, and numbers and ids stay.

use serde_json::Value;

/// What stands where a name, an address or a text was erased.
pub const ERASED: &str = "(erased)";

/// Replaces texts below these names, however deep, by the marker; whether any was replaced.
pub fn erase_members(value: &mut Value, names: &[&str]) -> bool {
    match value {
        Value::Object(members) => {
            let mut changed = false;
            for (name, member) in members {
                match member {
                    Value::String(text) if names.contains(&name.as_str()) => {
                        changed |= text != ERASED;
                        *member = ERASED.into();
                    }
                    _ => changed |= erase_members(member, names),
                }
            }
            changed
        }
        Value::Array(items) => {
            items.iter_mut().fold(false, |changed, item| erase_members(item, names) | changed)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::erase_members;

    #[test]
    fn texts_are_erased_by_name_however_deep_and_nothing_else_is() {
        let mut value =
            json!({"name": "Ann", "role": "Ann", "email": null, "of": [{"name": "Bo", "value": 4}]});
        assert!(erase_members(&mut value, &["name", "email"]));
        let erased = json!({"name": "(erased)", "role": "Ann", "email": null, "of": [{"name": "(erased)", "value": 4}]});
        assert_eq!(value, erased);
        assert!(!erase_members(&mut value, &["name", "email"]));
    }
}
