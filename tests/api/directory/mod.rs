//! Tests of the directory.

mod claims;
mod duplicates;
mod erasure;
mod import;
mod notes;
mod organizations;
mod parts;
mod places;
mod proposals;
mod search;
mod taxonomies;

use serde_json::{Value, json};

use crate::support::Client;

/// The id of a new entry.
async fn entry(client: &Client, name: &str, visibility: &str) -> String {
    client.post("/v1/organizations", json!({"name": name, "visibility": visibility})).await.expect(201).id()
}

/// Every row of a list, page by page.
async fn all(client: &Client, path: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    let joint = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = client.get(&format!("{path}{joint}limit=50{cursor}")).await.expect(200);
        rows.extend(page.body["items"].as_array().unwrap().iter().cloned());
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}
