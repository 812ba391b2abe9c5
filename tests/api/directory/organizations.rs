//! Entries of the directory.

use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn a_name_is_all_an_organization_needs() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let made = coordinator.post("/v1/organizations", json!({"name": "Lantern Theatre"})).await.expect(201);
    assert_eq!(made.header("location"), format!("/v1/organizations/{}", made.id()));
    assert_eq!(made.body["visibility"], "partners");
    assert_eq!(made.body["steward"]["name"], "Riverside Public Library");
    assert_eq!(made.body["description"], json!(null));
    let read = coordinator.get(made.header("location")).await.expect(200);
    assert_eq!(read.body, made.body);
    assert_eq!(read.header("etag"), made.header("etag"));
}

#[tokio::test]
async fn the_directory_is_sorted_paged_and_counted() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let mut names = Vec::new();
    let mut path = "/v1/organizations?limit=7&include_total=true".to_owned();
    loop {
        let page = viewer.get(&path).await.expect(200);
        assert_eq!(page.body["total"], 24);
        names.extend(
            page.body["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("/v1/organizations?limit=7&include_total=true&cursor={cursor}");
    }
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(names, sorted);
    assert_eq!(names.len(), 24);
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_keeps_the_rest() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let made =
        coordinator.post("/v1/organizations", json!({"name": "A", "website": "https://a.example"})).await;
    let path = made.expect(201).header("location").to_owned();
    let changed = coordinator.patch(&path, json!({"name": "B"})).await.expect(200);
    assert_eq!((&changed.body["name"], &changed.body["website"]), (&json!("B"), &json!("https://a.example")));
    let cleared = coordinator.patch(&path, json!({"website": null})).await.expect(200);
    assert_eq!(cleared.body["website"], json!(null));
    let refused = coordinator.patch(&path, json!({"name": null, "sie": 1})).await.expect(422);
    assert!(!refused.pointers().is_empty());
    assert_eq!(coordinator.get(&path).await.body, cleared.body);
}

#[tokio::test]
async fn words_are_found_whatever_their_endings_accents_and_case() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    coordinator.post("/v1/organizations", json!({"name": "Café des Bibliothèques"})).await.expect(201);
    let found = coordinator.get("/v1/organizations?q=CAFE+bibliotheques").await.expect(200);
    assert_eq!(found.body["items"][0]["name"], "Café des Bibliothèques");
    let found = coordinator.get("/v1/organizations?q=refurbishing").await.expect(200);
    assert_eq!(found.body["items"][0]["name"], "Riverside Computer Club");
    let none = coordinator.get("/v1/organizations?q=cafe+refurbish").await.expect(200);
    assert_eq!(none.body["items"], json!([]));
}
