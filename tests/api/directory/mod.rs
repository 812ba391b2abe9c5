//! Tests of the directory.

mod import;
mod organizations;
mod parts;

use serde_json::json;

use crate::support::Client;

/// The id of a new entry.
async fn entry(client: &Client, name: &str, visibility: &str) -> String {
    client.post("/v1/organizations", json!({"name": name, "visibility": visibility})).await.expect(201).id()
}
