//! The examples of the document. Each was answered by the demonstration: `tests/api/document/examples.rs` tries them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// How an operation is tried on the demonstration, and what it answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    /// The account that tries it.
    #[serde(rename = "as")]
    account: Option<String>,
    /// Parameters of path and query by name.
    #[serde(default)]
    parameters: BTreeMap<String, Value>,
    /// The body that is sent.
    body: Option<Value>,
    /// The body that is answered; null where there is none.
    answer: Option<Value>,
}

/// The examples of all operations.
pub(super) struct Examples(BTreeMap<String, Example>);

impl Examples {
    pub(super) fn read() -> Self {
        Self(serde_json::from_str(include_str!("../../../openapi/examples.json")).unwrap_or_default())
    }
}

/// Operations that answer in several formats, and those that answer the same in one of the others.
const OTHER_FORMATS: [(&str, &[&str]); 2] = [
    ("compare_partners", &["compare_partners_csv", "compare_partners_svg", "compare_partners_html"]),
    ("list_events", &["export_events"]),
];

/// Adds the example of an operation.
pub(super) fn add(Examples(examples): &Examples, operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(example) = examples.get(&id) else { return };
    if let Some(account) = &example.account {
        let description = operation.get("description").and_then(Value::as_str).unwrap_or_default();
        let text = format!("{description}\n\nThe example is one of `{account}` on the demonstration.");
        operation.insert("description".to_owned(), json!(text.trim_start()));
    }
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        // A filter that the example does not use must not be filled in by the page.
        if let Some(members) = parameter.as_object_mut() {
            members.remove("example");
            if let Some(value) = example.parameters.get(&name) {
                members.insert("example".to_owned(), value.clone());
            }
        }
    }
    if let Some(body) = &example.body {
        set(operation.get_mut("requestBody"), body);
    }
    let texts =
        OTHER_FORMATS.iter().filter(|(operation, _)| *operation == id).flat_map(|(_, others)| *others);
    let texts: Vec<_> = texts.filter_map(|other| examples.get(*other)?.answer.as_ref()).collect();
    for (status, response) in
        operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten()
    {
        if let (true, Some(answer)) = (status.starts_with('2'), &example.answer) {
            set(Some(response), answer);
            // The other formats of the same answer have operations of their own.
            for text in &texts {
                set(Some(response), text);
            }
        }
    }
}

/// Sets the example of all media types that it can be of: a text begins as its format does.
fn set(of: Option<&mut Value>, example: &Value) {
    let content = of.and_then(|of| of.get_mut("content")).and_then(Value::as_object_mut);
    for (media_type, media) in content.into_iter().flatten() {
        let fits = match (media_type.as_str(), example.as_str()) {
            ("image/svg+xml", Some(text)) => text.starts_with("<svg"),
            ("text/html", Some(text)) => text.starts_with("<!DOCTYPE"),
            ("text/event-stream", Some(text)) => text.starts_with("event: "),
            ("text/calendar", Some(text)) => text.starts_with("BEGIN:VCALENDAR"),
            ("text/csv", Some(text)) => !text.starts_with('<'),
            (json, None) => json.ends_with("json"),
            _ => false,
        };
        if fits {
            media["example"] = example.clone();
        }
    }
}
