//! Tests of the directory.

mod claims;
mod duplicates;
mod erasure;
mod given;
mod import;
mod notes;
mod organizations;
mod parts;
mod places;
mod proposals;
mod search;
mod taxonomies;

use serde_json::json;

use crate::support::Client;
use crate::support::client::all;

/// The id of a new entry.
async fn entry(client: &Client, name: &str, visibility: &str) -> String {
    client.post("/v1/organizations", json!({"name": name, "visibility": visibility})).await.expect(201).id()
}
