//! What a library notes about entries: its notes and its own terms.

use ligature::domain::directory::builtin::term_id;
use serde_json::json;

use super::{all, entry};
use crate::support::App;

#[tokio::test]
async fn nobody_but_the_library_sees_its_notes_and_own_terms() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "public").await;
    let note = json!({"organization_id": organization, "text": "canary-note"});
    let note = app.library().contributor().await.post("/v1/notes", note).await.expect(201);
    assert_eq!(note.body["organization"], json!({"id": organization, "name": "Lantern Theatre"}));
    let own = json!({"organization_id": organization, "term_id": term_id("edge-sectors", "education")});
    let own = coordinator.post("/v1/own-terms", own).await.expect(201);
    assert_eq!(own.body["term"]["code"], "education");
    app.library().viewer().await.get(note.header("location")).await.expect(200);

    for client in [
        app.partner().admin().await,
        app.other_partner().coordinator().await,
        app.other_library().admin().await,
        app.operator().await,
    ] {
        for path in [note.header("location"), own.header("location")] {
            client.get(path).await.expect(404);
            client.delete(path).await.expect(404);
        }
        client.patch(note.header("location"), json!({"text": "x"})).await.expect(404);
        for list in ["/v1/notes?include_total=true", "/v1/own-terms?include_total=true"] {
            let text = client.get(list).await.expect(200).text;
            assert!(!text.contains("canary-note") && !text.contains(&organization), "{text}");
        }
        let path = format!("/v1/organizations/{organization}");
        assert!(!client.get(&path).await.expect(200).text.contains("education"));
        let filter = format!("/v1/organizations?own_term_id={}", term_id("edge-sectors", "education"));
        assert!(!client.get(&filter).await.expect(200).text.contains(&organization));
    }
}

#[tokio::test]
async fn contributors_write_notes_and_coordinators_give_terms() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let note = json!({"organization_id": organization, "text": "Call before noon."});
    let own = json!({"organization_id": organization, "term_id": term_id("edge-sectors", "health")});
    for (client, notes, terms) in [
        (app.library().viewer().await, 403, 403),
        (app.library().contributor().await, 201, 403),
        (app.partner().admin().await, 403, 403),
        (app.operator().await, 403, 403),
        (app.library().coordinator().await, 201, 201),
    ] {
        client.post("/v1/notes", note.clone()).await.expect(notes);
        client.post("/v1/own-terms", own.clone()).await.expect(terms);
    }
    let again = coordinator.post("/v1/own-terms", own.clone()).await.expect(409);
    assert_eq!(again.body["code"], "already_given");
    let given = all(&coordinator, &format!("/v1/own-terms?organization_id={organization}")).await;
    let path = format!("/v1/own-terms/{}", given[0]["id"].as_str().unwrap());
    app.library().contributor().await.delete(&path).await.expect(403);
    coordinator.delete(&path).await.expect(204);
    coordinator.post("/v1/own-terms", own).await.expect(201);

    let notes = all(&coordinator, &format!("/v1/notes?organization_id={organization}")).await;
    assert_eq!(notes.len(), 2);
    let path = format!("/v1/notes/{}", notes[0]["id"].as_str().unwrap());
    assert_eq!(coordinator.patch(&path, json!({"text": "x"})).await.expect(200).body["text"], "x");
    assert_eq!(coordinator.patch(&path, json!({"text": " "})).await.expect(422).pointers(), ["/text"]);
    app.library().viewer().await.patch(&path, json!({"text": "y"})).await.expect(403);
}

#[tokio::test]
async fn a_note_stays_its_library_s_own_when_the_entry_is_hidden_or_deleted() {
    let app = App::new().await;
    let foreign = app.other_library().coordinator().await;
    let organization = entry(&foreign, "Lantern Theatre", "partners").await;
    let coordinator = app.library().coordinator().await;
    let note = json!({"organization_id": organization, "text": "x"});
    let note = coordinator.post("/v1/notes", note).await.expect(201);
    let path = format!("/v1/organizations/{organization}");
    let hidden = json!({"visibility": "internal", "name": "canary-renamed"});
    foreign.patch(&path, hidden).await.expect(200);
    let location = note.header("location");
    let seen = coordinator.get(location).await.expect(200);
    assert_eq!(seen.body["organization"]["name"], "Lantern Theatre");
    coordinator.patch(location, json!({"text": "y"})).await.expect(200);
    assert!(!coordinator.get("/v1/notes").await.text.contains("canary-renamed"));
    let further = json!({"organization_id": organization, "text": "x"});
    assert_eq!(coordinator.post("/v1/notes", further).await.expect(422).pointers(), ["/organization_id"]);
    app.other_library().admin().await.delete(&path).await.expect(204);
    assert!(coordinator.get("/v1/notes").await.expect(200).text.contains("Lantern Theatre"));
    coordinator.delete(location).await.expect(204);
    let unknown = json!({"organization_id": uuid::Uuid::nil(), "text": "x"});
    assert_eq!(coordinator.post("/v1/notes", unknown).await.expect(422).pointers(), ["/organization_id"]);
}
