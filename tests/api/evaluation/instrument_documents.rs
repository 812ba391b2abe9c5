//! Instruments that go out as documents and come in again.

use serde_json::{Value, json};

use super::{CONSIDERATIONS, PERSPECTIVES, WORKSHEET, code};
use crate::support::{App, Client};

async fn export(caller: &Client, id: &str) -> Value {
    caller.get(&format!("/v1/instruments/{id}/export")).await.expect(200).body
}

/// A document with everything that one may hold.
fn full() -> Value {
    json!({
        "format": "ligature-instrument",
        "format_version": 1,
        "code": "partner-фонды-2",
        "version": 7,
        "content": {
            "name": "Фонды 2",
            "description": "For funders.\nAnd sponsors.",
            "credit": "Ours.",
            "scale": {"labels": [{"value": -2, "label": "=no"}, {"value": 3, "label": "yes"}]},
            "factors": [
                {"code": "B", "name": "Money", "help": "Read their report.", "weight": 0.1, "minimum": -1.5, "items": [
                    {"code": "2.10", "name": "Pays in time", "prompt": "When?", "help": "Ask others.", "minimum": 2.75},
                    {"code": "2.1", "name": "Pays", "prompt": null, "help": null, "minimum": null},
                ]},
                {"code": "A", "name": "Time", "help": null, "weight": 1_000_000.0, "minimum": null, "items": [
                    {"code": "1", "name": "Has time", "prompt": null, "help": null, "minimum": null},
                ]},
            ],
            "bands": [{"code": "low", "label": "Low", "from": null}, {"code": "high", "label": "High", "from": 0.3}],
        },
    })
}

#[tokio::test]
async fn whoever_reads_an_instrument_exports_it_without_ids_and_owner() {
    let app = App::new().await;
    for caller in [app.library().viewer().await, app.partner().viewer().await, app.operator().await] {
        for id in [WORKSHEET, CONSIDERATIONS, PERSPECTIVES] {
            let row = caller.get(&format!("/v1/instruments/{id}")).await.expect(200).body;
            let answer = caller.get(&format!("/v1/instruments/{id}/export")).await.expect(200);
            assert_eq!(answer.body["content"]["factors"], row["factors"]);
            assert!(!answer.text.contains("\"id\"") && !answer.text.contains("library"), "{}", answer.text);
        }
    }
    let admin = app.library().admin().await;
    let own = admin.post("/v1/instruments/import", full()).await.expect(201).id();
    let path = format!("/v1/instruments/{own}/export");
    app.library().viewer().await.get(&path).await.expect(200);
    for caller in [app.other_library().admin().await, app.partner().admin().await, app.operator().await] {
        caller.get(&path).await.expect(404);
    }
    assert_eq!(admin.get(&format!("{path}?format=yaml")).await.expect(422).pointers(), ["format"]);
    let answer = admin.get(&path).await.expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"partner-_____-2-1.json\"; \
         filename*=UTF-8''partner-%D1%84%D0%BE%D0%BD%D0%B4%D1%8B-2-1.json"
    );
}

#[tokio::test]
async fn an_import_is_the_same_content_as_a_draft_of_the_callers_library() {
    let app = App::new().await;
    let (admin, other) = (app.library().admin().await, app.other_library().admin().await);
    let made = admin.post("/v1/instruments/import", full()).await.expect(201);
    assert_eq!((&made.body["code"], &made.body["version"]), (&json!("partner-фонды-2"), &json!(1)));
    assert_eq!((&made.body["status"], &made.body["copied_from"]), (&json!("draft"), &json!(null)));
    assert_eq!(made.header("location"), format!("/v1/instruments/{}", made.id()));
    let exported = export(&admin, &made.id()).await;
    assert_eq!(exported["content"], full()["content"]);

    let again = other.post("/v1/instruments/import", exported.clone()).await.expect(201);
    assert_eq!(again.body["version"], 1);
    assert_eq!(again.body["library"]["name"], "Hillside County Library");
    assert_eq!(export(&other, &again.id()).await, exported);
    let next = admin.post("/v1/instruments/import", exported.clone()).await.expect(201);
    assert_eq!(next.body["version"], 2);
    assert_eq!(export(&admin, &next.id()).await["content"], exported["content"]);

    let built_in = export(&admin, PERSPECTIVES).await;
    let next = admin.post("/v1/instruments/import", built_in.clone()).await.expect(201);
    assert_eq!((&next.body["code"], &next.body["version"]), (&json!("shared-perspectives"), &json!(2)));
    assert_eq!(export(&admin, &next.id()).await["content"], built_in["content"]);
    assert_eq!(export(&admin, PERSPECTIVES).await, built_in);
    admin.post(&format!("/v1/instruments/{}/publish", next.id()), json!({})).await.expect(200);
}

#[tokio::test]
async fn a_document_is_refused_with_every_fault_at_its_place() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let before = admin.get("/v1/instruments?include_total=true").await.body["total"].clone();
    let mut document = full();
    document["code"] = json!("Фонды 2");
    document["content"]["factors"][1]["code"] = json!("B");
    document["content"]["factors"][1]["items"][0]["code"] = json!("2.1");
    document["content"]["factors"][0]["help"] = json!("");
    document["content"]["bands"][1]["from"] = json!(4);
    let refused = admin.post("/v1/instruments/import", document).await.expect(422);
    assert_eq!(
        refused.pointers(),
        [
            "/code",
            "/content/factors/0/help",
            "/content/factors/1/code",
            "/content/factors/1/items/0/code",
            "/content/bands/1/from",
        ]
    );
    let mut document = full();
    document["id"] = json!(WORKSHEET);
    document["format"] = json!("other");
    document["format_version"] = json!(2);
    document["content"]["status"] = json!("published");
    document["content"]["factors"][0]["items"][1]["wieght"] = json!(1);
    document["content"]["scale"] = json!([]);
    let refused = admin.post("/v1/instruments/import", document).await.expect(422);
    let mut pointers = refused.pointers();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/content/factors/0/items/1/wieght",
            "/content/scale",
            "/content/status",
            "/format",
            "/format_version",
            "/id",
        ]
    );
    for missing in ["format", "format_version", "code", "version", "content"] {
        let mut document = full();
        document.as_object_mut().unwrap().remove(missing);
        let refused = admin.post("/v1/instruments/import", document).await.expect(422);
        assert_eq!(refused.pointers(), [format!("/{missing}")]);
    }
    assert_eq!(admin.get("/v1/instruments?include_total=true").await.body["total"], before);
}

#[tokio::test]
async fn only_an_admin_of_a_library_imports() {
    let app = App::new().await;
    for caller in [
        app.library().coordinator().await,
        app.library().viewer().await,
        app.partner().admin().await,
        app.operator().await,
    ] {
        caller.post("/v1/instruments/import", full()).await.expect(403);
    }
}

#[tokio::test]
async fn imports_at_the_same_time_get_versions_of_their_own() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let tries = (0..6).map(|_| admin.post("/v1/instruments/import", full()));
    let mut versions = Vec::new();
    for answer in futures_util::future::join_all(tries).await {
        match answer.status {
            201 => versions.push(answer.body["version"].as_i64().unwrap()),
            _ => assert_eq!((answer.status, code(&answer)), (409, "version_taken")),
        }
    }
    versions.sort_unstable();
    assert_eq!(versions, (1..).take(versions.len()).collect::<Vec<_>>());
    assert!(!versions.is_empty());
}
