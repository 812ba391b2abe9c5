//! What libraries look for partners for.

use ligature::domain::directory::builtin::term_id;
use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn nobody_but_the_library_sees_its_initiatives() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let made = json!({"name": "canary-initiative", "cause": "Books for everyone."});
    let made = coordinator.post("/v1/initiatives", made).await.expect(201);
    let path = made.header("location");
    app.library().viewer().await.get(path).await.expect(200);
    for client in [
        app.partner().admin().await,
        app.other_partner().coordinator().await,
        app.other_library().admin().await,
        app.operator().await,
    ] {
        client.get(path).await.expect(404);
        client.patch(path, json!({"name": "x"})).await.expect(404);
        client.delete(path).await.expect(404);
        let list = client.get("/v1/initiatives?limit=200&include_total=true").await.expect(200);
        assert!(!list.text.contains("canary-initiative"), "{}", list.text);
    }
}

#[tokio::test]
async fn coordinators_write_what_an_initiative_needs_and_gives() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let museums = term_id("digitization-partners", "cultural-programs.museums");
    let input = json!({
        "name": "Harbor memories", "cause": "The harbor's photographs fade.", "goals": ["500 pictures scanned"],
        "target_groups": ["Families of dockworkers"], "needs": ["equipment", "expertise"], "terms": [museums],
        "rewards": ["A shared exhibition"], "place": {"latitude": 37.5, "longitude": -122.2, "radius_km": 30.0},
        "weights": {"distance": 5},
    });
    for (client, status) in [
        (app.library().viewer().await, 403),
        (app.library().contributor().await, 403),
        (app.partner().admin().await, 403),
        (app.operator().await, 403),
    ] {
        client.post("/v1/initiatives", input.clone()).await.expect(status);
    }
    let made = coordinator.post("/v1/initiatives", input.clone()).await.expect(201);
    assert_eq!(made.body["terms"][0]["code"], "cultural-programs.museums");
    assert_eq!(made.body["weights"]["distance"], 5.0);
    assert_eq!(made.body["weights"]["score"], 2.0, "weights that are not given are the default ones");
    for member in ["name", "cause", "goals", "target_groups", "needs", "rewards", "place"] {
        assert_eq!(made.body[member], input[member], "{member}");
    }
    let path = made.header("location");
    let changed = json!({"place": {"radius_km": 10.0}, "goals": null, "weights": null});
    let changed = coordinator.patch(path, changed).await.expect(200);
    assert_eq!(changed.body["place"], json!({"latitude": 37.5, "longitude": -122.2, "radius_km": 10.0}));
    assert_eq!((&changed.body["goals"], &changed.body["weights"]), (&json!([]), &json!(null)));
    app.library().contributor().await.patch(path, json!({"name": "x"})).await.expect(403);
    coordinator.delete(path).await.expect(204);
    coordinator.get(path).await.expect(404);
}

#[tokio::test]
async fn a_term_has_to_be_seen_when_it_is_named_and_stays_when_it_goes() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let foreign = app.other_library().admin().await;
    let term = async |client: &crate::support::Client| {
        let taxonomy = json!({"code": "shelves", "name": "Shelves"});
        let taxonomy = client.post("/v1/taxonomies", taxonomy).await.expect(201).id();
        let term = json!({"taxonomy_id": taxonomy, "code": "low", "name": "Low"});
        client.post("/v1/terms", term).await.expect(201).id()
    };
    let (hidden, own) = (term(&foreign).await, term(&app.library().admin().await).await);
    let input = json!({"name": "x", "cause": "x", "terms": [own, hidden]});
    let refused = coordinator.post("/v1/initiatives", input).await.expect(422);
    assert_eq!(refused.pointers(), ["/terms/1"]);
    let made = json!({"name": "x", "cause": "x", "terms": [own]});
    let made = coordinator.post("/v1/initiatives", made).await.expect(201);
    coordinator.delete(&format!("/v1/terms/{own}")).await.expect(204);
    coordinator.patch(made.header("location"), json!({"name": "y"})).await.expect(200);
    let other = json!({"name": "y", "cause": "y", "terms": [own]});
    assert_eq!(coordinator.post("/v1/initiatives", other).await.expect(422).pointers(), ["/terms/0"]);
}
