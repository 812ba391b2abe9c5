//! Events as a table for spreadsheets: a line for each.

use chrono::SecondsFormat;
use serde_json::{Map, Value};

use super::table::{Cell, csv};
use crate::domain::directory::named::Named;
use crate::domain::integration::event::Event;
use crate::error::Result;

const HEAD: [&str; 15] = [
    "id",
    "created_at",
    "operation",
    "resource",
    "resource_id",
    "organization_id",
    "organization",
    "person_id",
    "person",
    "client_id",
    "client",
    "acting_for_id",
    "acting_for",
    "before",
    "after",
];

/// The events as CSV; what was there before and after is a cell of JSON each.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the table cannot be written.
pub fn events_csv(events: &[Event]) -> Result<String> {
    csv(std::iter::once(Vec::from(HEAD.map(Cell::text))).chain(events.iter().map(line)))
}

fn line(event: &Event) -> Vec<Cell> {
    let named = |named: &Option<Named>| match named {
        Some(named) => [named.id.to_string(), named.name.clone()],
        None => [String::new(), String::new()],
    };
    let fields = |fields: &Option<Map<String, Value>>| {
        fields.clone().map(|fields| Value::from(fields).to_string()).unwrap_or_default()
    };
    let start = [
        event.id.to_string(),
        event.created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        event.operation.clone(),
        event.resource.clone(),
        event.resource_id.to_string(),
    ];
    let names = [&event.organization, &event.person, &event.client, &event.acting_for].map(named);
    let end = [fields(&event.before), fields(&event.after)];
    start.into_iter().chain(names.into_iter().flatten()).chain(end).map(Cell::text).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_line_holds_what_changed_and_no_formula() {
        let event = Event {
            id: Uuid::nil(),
            operation: "update_client".to_owned(),
            resource: "client".to_owned(),
            resource_id: Uuid::nil(),
            organization: Some(Named { id: Uuid::nil(), name: "=1+1".to_owned() }),
            person: None,
            client: None,
            acting_for: None,
            before: json!({"name": "a \"b\""}).as_object().cloned(),
            after: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let text = events_csv(&[event]).unwrap();
        let line = text.lines().nth(1).unwrap();
        assert!(line.contains(",'=1+1,,,,,,,"), "{line}");
        assert!(line.ends_with(r#""{""name"":""a \""b\""""}","#), "{line}");
        assert_eq!(text.lines().next().unwrap().split(',').count(), 15);
    }
}
