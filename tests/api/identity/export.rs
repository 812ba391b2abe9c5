//! What is stored about a person, for the person and for the operator.

use serde_json::{Value, json};

use super::{newcomer, person_id};
use crate::support::{App, Client};

const NOTE: &str = "They lent us the marquee";
const REMARK: &str = "The dean told me over lunch";

/// A newcomer of Riverside who wrote a note and a sheet.
async fn noor(app: &App) -> Client {
    let noor = newcomer(app, &app.library().admin().await, "noor@riverside.example", "contributor").await;
    let entry = noor.get("/v1/organizations").await.expect(200).body["items"][0]["id"].clone();
    noor.post("/v1/notes", json!({"organization_id": entry, "text": NOTE})).await.expect(201);
    let rounds = noor.get("/v1/rounds?status=open").await.expect(200).body["items"].clone();
    let round = rounds.as_array().unwrap().iter().find(|round| round["may_rate"] == true).unwrap();
    let round = json!({"round_id": round["id"]});
    let sheet = noor.post("/v1/evaluations", round).await.expect(201).id();
    let ratings = json!({"ratings": [{"item": "1a", "value": 2, "note": REMARK}]});
    noor.patch(&format!("/v1/evaluations/{sheet}"), ratings).await.expect(200);
    noor
}

fn operations(export: &Value) -> Vec<&str> {
    export["events"].as_array().unwrap().iter().map(|event| event["operation"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_own_export_has_all_that_is_stored_about_oneself() {
    let app = App::new().await;
    let noor = noor(&app).await;
    let export = noor.get("/v1/me/export").await.expect(200).body;
    assert_eq!(export["account"]["email"], "noor@riverside.example");
    assert_eq!(export["memberships"][0]["organization"]["name"], "Riverside Public Library");
    assert_eq!(export["memberships"][0]["ended_at"], json!(null));
    assert_eq!(export["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(export["invitations"][0]["status"], "accepted");
    assert_eq!(export["evaluations"][0]["ratings"][0]["note"], REMARK);
    assert_eq!(export["notes"][0]["text"], NOTE);
    assert_eq!(export["left_out"], json!([]));
    for operation in ["accept_invitation", "create_session", "create_note", "update_evaluation"] {
        assert!(operations(&export).contains(&operation), "{operation}");
    }
    let ids: std::collections::BTreeSet<_> =
        export["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations(&export).len());
    let session = export["events"].as_array().unwrap().iter().find(|event| event["resource"] == "session");
    assert!(session.unwrap()["after"]["expires_at"].is_string());
    // What changed in rows of the library is the library's.
    let note = export["events"].as_array().unwrap().iter().find(|event| event["resource"] == "note");
    assert_eq!(note.unwrap()["after"], json!(null));
}

#[tokio::test]
async fn who_left_an_organization_takes_nothing_of_it_along() {
    let app = App::new().await;
    let noor = noor(&app).await;
    let membership = noor.get("/v1/me").await.expect(200).body["memberships"][0]["membership_id"].clone();
    let admin = app.library().admin().await;
    let member = format!("/v1/members/{}", membership.as_str().unwrap());
    admin.patch(&member, json!({"role": "viewer"})).await.expect(200);
    let export = noor.get("/v1/me/export").await.expect(200).body;
    assert_eq!((&export["evaluations"], &export["notes"][0]["text"]), (&json!([]), &json!(NOTE)));
    admin.delete(&member).await.expect(204);
    let session = json!({"email": "noor@riverside.example", "password": super::JOINED});
    let session = app.nobody().post("/v1/sessions", session).await.expect(201);
    let export = super::caller(&app, &session).get("/v1/me/export").await.expect(200);
    assert_eq!((&export.body["evaluations"], &export.body["notes"]), (&json!([]), &json!([])));
    assert!(export.body["memberships"][0]["ended_at"].is_string());
    assert!(!export.text.contains(NOTE) && !export.text.contains(REMARK));
}

#[tokio::test]
async fn the_operator_exports_everybody_without_evaluations_and_notes() {
    let app = App::new().await;
    let noor = noor(&app).await;
    let id = person_id(&noor).await;
    let operator = app.operator().await;
    let path = format!("/v1/people/{id}/export");
    let export = operator.get(&path).await.expect(200);
    assert_eq!(
        export.body["left_out"],
        json!(["evaluations", "notes", "prospects", "interviews", "interactions"])
    );
    assert_eq!((&export.body["evaluations"], &export.body["notes"]), (&Value::Null, &Value::Null));
    assert_eq!(export.body["account"]["name"], "Noor Rahman");
    assert_eq!(export.body["sessions"].as_array().unwrap().len(), 1);
    assert!(operations(&export.body).contains(&"accept_invitation"));
    for event in export.body["events"].as_array().unwrap() {
        let resource = event["resource"].as_str().unwrap();
        assert!(!["evaluation", "round", "note"].contains(&resource), "{event}");
    }
    assert!(!export.text.contains(NOTE) && !export.text.contains(REMARK));
    noor.get(&path).await.expect(403);
    app.library().admin().await.get(&path).await.expect(404);
}
