//! Erasure: what stood for a person is replaced by a marker, and numbers and ids stay.

use serde_json::Value;

/// What stands where a name, an address or a text was erased.
pub const ERASED: &str = "(erased)";

/// Replaces texts below these names, however deep, by the marker; whether any was replaced.
pub fn erase_members(value: &mut Value, names: &[&str]) -> bool {
    erase_where(value, names, &|_| true)
}

/// The same for such texts only.
pub fn erase_where(value: &mut Value, names: &[&str], which: &impl Fn(&str) -> bool) -> bool {
    let mut changed = false;
    each_text(value, names, &mut |text| {
        if text != ERASED && which(text) {
            ERASED.clone_into(text);
            changed = true;
        }
    });
    changed
}

/// Finds the texts, and lists of texts, below these names, however deep.
pub fn each_text(value: &mut Value, names: &[&str], found: &mut impl FnMut(&mut String)) {
    below(value, false, names, found);
}

fn below(value: &mut Value, named: bool, names: &[&str], found: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) if named => found(text),
        Value::Object(members) => {
            for (name, member) in members {
                below(member, names.contains(&name.as_str()), names, found);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| below(item, named, names, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::erase_members;

    #[test]
    fn texts_are_erased_by_name_however_deep_and_nothing_else_is() {
        let mut value =
            json!({"name": ["Ann"], "role": "Ann", "email": null, "of": [{"name": "Bo", "value": 4}]});
        assert!(erase_members(&mut value, &["name", "email"]));
        let erased = json!({"name": ["(erased)"], "role": "Ann", "email": null, "of": [{"name": "(erased)", "value": 4}]});
        assert_eq!(value, erased);
        assert!(!erase_members(&mut value, &["name", "email"]));
    }
}
