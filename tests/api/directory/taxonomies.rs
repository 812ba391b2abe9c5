//! Taxonomies and terms: those of the service, and a library's own.

use serde_json::json;

use super::all;
use crate::support::App;

#[tokio::test]
async fn the_three_taxonomies_are_complete_and_linked() {
    let app = App::new().await;
    let viewer = app.partner().viewer().await;
    let taxonomies = all(&viewer, "/v1/taxonomies?sort=code").await;
    let shared: Vec<_> = taxonomies.iter().filter(|row| row["owner"].is_null()).collect();
    let codes: Vec<_> = shared.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["community-partners", "digitization-partners", "edge-sectors"]);
    for (taxonomy, groups, terms) in [(&shared[0], 23, 119), (&shared[1], 4, 11), (&shared[2], 4, 0)] {
        let id = taxonomy["id"].as_str().unwrap();
        let found = all(&viewer, &format!("/v1/terms?taxonomy_id={id}")).await;
        assert_eq!(found.iter().filter(|term| term["parent_id"].is_null()).count(), groups);
        assert_eq!(found.iter().filter(|term| !term["parent_id"].is_null()).count(), terms);
        assert_eq!(
            viewer.get(&format!("/v1/taxonomies/{id}")).await.expect(200).body["code"],
            taxonomy["code"]
        );
    }
    let sectors = all(&viewer, &format!("/v1/terms?taxonomy_id={}", shared[2]["id"].as_str().unwrap())).await;
    for sector in &sectors {
        assert!(!sector["linked_terms"].as_array().unwrap().is_empty(), "{sector}");
        let linked = &sector["linked_terms"][0];
        let path = format!("/v1/terms/{}", linked["id"].as_str().unwrap());
        let other = viewer.get(&path).await.expect(200);
        assert!(other.body["linked_terms"].to_string().contains(sector["id"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn terms_are_found_by_parts_of_their_names_and_by_the_term_above() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let found = all(&viewer, "/v1/terms?q=Community+COLLEGE").await;
    assert!(!found.is_empty());
    assert!(found.iter().all(|term| {
        let name = term["name"].as_str().unwrap().to_lowercase();
        name.contains("community") && name.contains("college")
    }));
    let parent = found[0]["parent_id"].as_str().unwrap();
    let below = all(&viewer, &format!("/v1/terms?parent_id={parent}&sort=-name")).await;
    assert!(below.contains(&found[0]) && below.iter().all(|term| term["parent_id"] == parent));
    let names: Vec<_> = below.iter().map(|term| term["name"].as_str().unwrap().to_lowercase()).collect();
    assert!(names.windows(2).all(|pair| pair[0] >= pair[1]), "{names:?}");
    assert_eq!(viewer.get("/v1/terms?q=%20-").await.expect(422).pointers(), ["q"]);
    let unknown = viewer.get(&format!("/v1/terms?taxonomy_id={}", uuid::Uuid::nil())).await;
    assert_eq!(unknown.expect(422).pointers(), ["taxonomy_id"]);
}

#[tokio::test]
async fn a_library_keeps_taxonomies_that_nobody_else_sees() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let input = json!({"code": "canary-areas", "name": "Canary areas", "version": null});
    let taxonomy = coordinator.post("/v1/taxonomies", input.clone()).await.expect(201);
    assert_eq!(taxonomy.body["owner"]["name"], "Riverside Public Library");
    assert_eq!(taxonomy.body["actions"], json!(["update_taxonomy", "delete_taxonomy"]));
    assert_eq!(
        coordinator.post("/v1/taxonomies", input.clone()).await.expect(409).body["code"],
        "code_taken"
    );
    app.other_library().coordinator().await.post("/v1/taxonomies", input.clone()).await.expect(201);
    for client in [app.library().contributor().await, app.partner().admin().await, app.operator().await] {
        client.post("/v1/taxonomies", input.clone()).await.expect(403);
    }
    let term = json!({"taxonomy_id": taxonomy.id(), "code": "north", "name": "Canary north"});
    let term = coordinator.post("/v1/terms", term).await.expect(201);
    for client in [app.partner().admin().await, app.operator().await, app.other_library().admin().await] {
        client.get(taxonomy.header("location")).await.expect(404);
        client.get(term.header("location")).await.expect(404);
        client.delete(term.header("location")).await.expect(404);
        assert!(!client.get("/v1/terms?q=canary&include_total=true").await.text.contains("anary north"));
    }
    app.library().viewer().await.get(term.header("location")).await.expect(200);
    app.library().viewer().await.delete(term.header("location")).await.expect(403);
}

#[tokio::test]
async fn nobody_changes_what_comes_with_the_service() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let taxonomies = all(&admin, "/v1/taxonomies").await;
    let shared = taxonomies.iter().find(|row| row["code"] == "edge-sectors").unwrap();
    let taxonomy = format!("/v1/taxonomies/{}", shared["id"].as_str().unwrap());
    let terms = all(&admin, "/v1/terms?q=education").await;
    let term = format!("/v1/terms/{}", terms[0]["id"].as_str().unwrap());
    for client in [admin, app.operator().await] {
        for path in [&taxonomy, &term] {
            client.patch(path, json!({"name": "Mine"})).await.expect(403);
            client.delete(path).await.expect(403);
            assert_eq!(client.get(path).await.body["actions"], json!([]));
        }
    }
    let below = json!({"taxonomy_id": shared["id"], "code": "mine", "name": "Mine"});
    app.library().admin().await.post("/v1/terms", below).await.expect(403);
}

#[tokio::test]
async fn terms_move_with_those_below_them_and_never_below_themselves() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let taxonomy =
        coordinator.post("/v1/taxonomies", json!({"code": "a", "name": "A"})).await.expect(201).id();
    let mut paths = Vec::new();
    let mut above = serde_json::Value::Null;
    for code in ["one", "two", "three"] {
        let term = json!({"taxonomy_id": taxonomy, "code": code, "name": code, "parent_id": above});
        let term = coordinator.post("/v1/terms", term).await.expect(201);
        above = json!(term.id());
        paths.push(term.header("location").to_owned());
    }
    let refused = coordinator.patch(&paths[0], json!({"parent_id": above})).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "cycle");
    assert_eq!(coordinator.delete(&paths[1]).await.expect(409).body["code"], "in_use");
    coordinator.patch(&paths[1], json!({"parent_id": null})).await.expect(200);

    let organization = super::entry(&coordinator, "Lantern Theatre", "partners").await;
    let own = json!({"organization_id": organization, "term_id": above});
    coordinator.post("/v1/own-terms", own).await.expect(201);
    let count = async |path: &str| {
        let term = path.rsplit('/').next().unwrap();
        all(&coordinator, &format!("/v1/organizations?own_term_id={term}")).await.len()
    };
    assert_eq!([count(&paths[0]).await, count(&paths[1]).await, count(&paths[2]).await], [0, 1, 1]);
    coordinator.patch(&paths[1], json!({"parent_id": paths[0].rsplit('/').next()})).await.expect(200);
    assert_eq!(count(&paths[0]).await, 1);
    coordinator.delete(&paths[2]).await.expect(409);
    coordinator.delete(&format!("/v1/taxonomies/{taxonomy}")).await.expect(409);
}
