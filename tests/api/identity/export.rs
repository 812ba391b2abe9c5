//! What is stored about a person, for the person and for the operator.

use serde_json::{Value, json};

use super::{newcomer, person_id};
use crate::partnership::three;
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
    let left_out = [
        "evaluations",
        "notes",
        "prospects",
        "moves",
        "interviews",
        "interactions",
        "partnerships",
        "initiatives",
        "guides",
        "talking_points",
        "strategy_marks",
    ];
    assert_eq!(export.body["left_out"], json!(left_out));
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

/// The ids of what stands in a list.
fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_export_has_nothing_of_anybody_else() {
    let app = App::new().await;
    let (noor, operator) = (noor(&app).await, app.operator().await);
    let admin = app.library().admin().await;
    let client = json!({"name": "Tester", "role": "viewer", "scopes": ["directory:read"]});
    let client = admin.post("/v1/clients", client).await.expect(201).id();
    let amina = admin.patch("/v1/me", json!({"name": "Amina H."})).await.expect(200).id();
    let own = |list: Value| {
        list["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    let sessions = own(noor.get("/v1/sessions").await.expect(200).body);
    let sheets = own(noor.get("/v1/evaluations").await.expect(200).body);
    let me = noor.get("/v1/me").await.expect(200);
    let membership = me.body["memberships"][0]["membership_id"].clone();
    let own_rows = [sessions.clone(), vec![json!(me.id()), membership.clone()]].concat();
    let exports = [
        noor.get("/v1/me/export").await.expect(200).body,
        operator.get(&format!("/v1/people/{}/export", me.id())).await.expect(200).body,
    ];
    for export in &exports {
        assert_eq!(json!(ids(&export["sessions"])), json!(sessions));
        assert_eq!(json!(ids(&export["memberships"])), json!([membership]));
        assert_eq!(ids(&export["invitations"]).len(), 1);
        assert_eq!(export["clients"], json!([]));
        for event in export["events"].as_array().unwrap() {
            assert_ne!(event["resource_id"], json!(amina), "{event}");
            assert!(event["after"].is_null() || own_rows.contains(&event["resource_id"]), "{event}");
        }
    }
    assert_eq!(json!(ids(&exports[0]["evaluations"])), json!(sheets));
    assert_eq!(exports[0]["notes"].as_array().unwrap().len(), 1);
    let answered_for = admin.get("/v1/me/export").await.expect(200).body["clients"].clone();
    assert!(ids(&answered_for).contains(&client.as_str()));
}

#[tokio::test]
async fn reasons_and_lessons_that_one_wrote_are_in_the_own_export_alone() {
    let app = App::new().await;
    let (admin, coordinator) = (app.library().admin().await, app.library().coordinator().await);
    let club = coordinator.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let prospect = coordinator.post("/v1/prospects", json!({"organization_id": club})).await.expect(201).id();
    let reason = json!({"stage": "contacted", "reason": "canary of a move"});
    coordinator.post(&format!("/v1/prospects/{prospect}/move"), reason).await.expect(200);
    let id = three(&app).await;
    let end = json!({"terms_version": 1, "reason": "x", "lessons": "canary of lessons"});
    admin.post(&format!("/v1/partnerships/{id}/end"), end).await.expect(200);

    let moved = coordinator.get("/v1/me/export").await.expect(200);
    let mine = moved.body["moves"].as_array().unwrap().iter().find(|one| one["id"] == json!(prospect));
    assert_eq!(mine.unwrap()["text"], "canary of a move");
    assert!(!moved.body["partnerships"]["lessons"].to_string().contains("canary"));
    let ended = admin.get("/v1/me/export").await.expect(200).body;
    let learned = ended["partnerships"]["lessons"].as_array().unwrap();
    let learned = learned.iter().find(|one| one["id"] == json!(id)).unwrap();
    assert_eq!(learned["text"], "canary of lessons");
    assert!(!ended["moves"].to_string().contains("canary"));
}
