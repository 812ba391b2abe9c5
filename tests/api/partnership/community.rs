//! What the demonstration has of partnerships.

use serde_json::{Value, json};

use super::tenant;
use crate::support::{App, Client};

async fn all(caller: &Client, path: &str) -> Vec<Value> {
    caller.get(path).await.expect(200).body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn each_library_has_something_of_everything() {
    let app = App::new().await;
    for (place, library) in [(0, app.library()), (1, app.other_library())] {
        let caller = library.coordinator().await;
        let mut states = Vec::new();
        for row in all(&caller, "/v1/partnerships?limit=200").await {
            let lead = &row["parties"][0]["organization"]["id"];
            if *lead == json!(tenant(place)) {
                states.push((row["state"].clone(), row["id"].as_str().unwrap().to_owned()));
            }
        }
        for state in ["draft", "proposed", "active", "ended"] {
            assert!(states.iter().any(|(own, _)| own == state), "{place} {state}");
        }
        let (_, active) = states.iter().find(|(state, _)| state == "active").unwrap();
        for resource in ["goals", "agreements", "meetings", "challenges", "decisions", "milestones"] {
            let rows = all(&caller, &format!("/v1/{resource}?partnership_id={active}")).await;
            assert!(!rows.is_empty(), "{place} {resource}");
        }
        let given = all(&caller, &format!("/v1/contributions?partnership_id={active}")).await;
        let by_library = |row: &&Value| row["from"]["id"] == json!(tenant(place));
        let own = given.iter().filter(by_library).count();
        assert!(0 < own && own < given.len(), "{place} gives and is given");
        for resource in ["prospects", "initiatives"] {
            assert!(!all(&caller, &format!("/v1/{resource}")).await.is_empty(), "{place} {resource}");
        }
    }
}
