//! Instruments and their versions.

use serde_json::{Value, json};

use super::{CONSIDERATIONS, PERSPECTIVES, WORKSHEET, code};
use crate::support::{App, Client};

fn input(name: &str) -> Value {
    json!({
        "name": name,
        "scale": {"labels": [{"value": 0, "label": "no"}, {"value": 1, "label": "yes"}]},
        "factors": [{"code": "1", "name": "Children", "items": [{"code": "1a", "name": "Reaches children"}]}],
    })
}

/// A published version of the library's own.
async fn published(admin: &Client, name: &str) -> String {
    let id = admin.post("/v1/instruments", input(name)).await.expect(201).id();
    admin.post(&format!("/v1/instruments/{id}/publish"), json!({})).await.expect(200);
    id
}

#[tokio::test]
async fn every_signed_in_caller_reads_the_built_in_instruments() {
    let app = App::new().await;
    let callers = [app.partner().viewer().await, app.operator().await, app.library().viewer().await];
    for caller in callers {
        let worksheet = caller.get(&format!("/v1/instruments/{WORKSHEET}")).await.expect(200);
        assert_eq!(worksheet.body["code"], "potential-partners-worksheet");
        assert_eq!((&worksheet.body["version"], &worksheet.body["status"]), (&json!(1), &json!("published")));
        let factors = worksheet.body["factors"].as_array().unwrap();
        let items: Vec<_> = factors
            .iter()
            .flat_map(|factor| factor["items"].as_array().unwrap())
            .map(|item| &item["code"])
            .collect();
        assert_eq!(items, super::ITEMS);
        assert_eq!(worksheet.body["actions"], json!([]));
        for id in [CONSIDERATIONS, PERSPECTIVES] {
            caller.get(&format!("/v1/instruments/{id}")).await.expect(200);
        }
    }
    let listed = app.partner().viewer().await.get("/v1/instruments").await.expect(200);
    let codes: Vec<_> = listed.body["items"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert_eq!(codes, ["potential-partners-worksheet", "approach-considerations", "shared-perspectives"]);
    assert_eq!(listed.body["items"][0]["item_count"], 20);
    assert_eq!(listed.body["items"][0]["factors"], json!(null));
}

#[tokio::test]
async fn a_copy_is_the_next_version_and_a_draft_until_it_is_published() {
    let app = App::new().await;
    let (admin, coordinator) = (app.library().admin().await, app.library().coordinator().await);
    let copy = admin.post(&format!("/v1/instruments/{CONSIDERATIONS}/copy"), json!({})).await.expect(201);
    assert_eq!((&copy.body["code"], &copy.body["version"]), (&json!("approach-considerations"), &json!(2)));
    assert_eq!((&copy.body["status"], &copy.body["copied_from"]), (&json!("draft"), &json!(CONSIDERATIONS)));
    assert_eq!(copy.body["library"]["name"], "Riverside Public Library");
    let path = copy.header("location").to_owned();
    assert_eq!(
        copy.body["actions"],
        json!(["copy_instrument", "update_instrument", "delete_instrument", "publish_instrument"])
    );
    let organization = coordinator.post("/v1/organizations", json!({"name": "A"})).await.expect(201).id();
    let round = json!({"organization_id": organization, "instrument_id": copy.id()});
    let refused = coordinator.post("/v1/rounds", round.clone()).await.expect(409);
    assert_eq!(code(&refused), "instrument_draft");
    admin.patch(&path, json!({"name": "Ours"})).await.expect(200);
    admin.post(&format!("{path}/publish"), json!({})).await.expect(200);
    coordinator.post("/v1/rounds", round.clone()).await.expect(201);
    for refused in [
        admin.patch(&path, json!({"name": "Theirs"})).await,
        admin.delete(&path).await,
        admin.post(&format!("{path}/publish"), json!({})).await,
    ] {
        assert_eq!((refused.status, code(&refused)), (409, "instrument_published"));
    }
    assert_eq!(coordinator.get(&path).await.body["name"], "Ours");
    admin.post(&format!("{path}/retire"), json!({})).await.expect(200);
    assert_eq!(code(&coordinator.post("/v1/rounds", round).await.expect(409)), "instrument_retired");
    let next = admin.post(&format!("{path}/copy"), json!({})).await.expect(201);
    assert_eq!((&next.body["version"], &next.body["name"]), (&json!(3), &json!("Ours")));
}

#[tokio::test]
async fn a_draft_can_be_changed_and_deleted() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = admin.post("/v1/instruments", input("Bücher für Kinder!")).await.expect(201);
    assert_eq!((&made.body["code"], &made.body["version"]), (&json!("bucher-fur-kinder"), &json!(1)));
    let path = made.header("location").to_owned();
    let twice = admin.post("/v1/instruments", input("Bucher fur Kinder")).await.expect(409);
    assert_eq!(code(&twice), "code_taken");
    let built_in = admin.post("/v1/instruments", input("Shared perspectives")).await.expect(409);
    assert_eq!(code(&built_in), "code_taken");
    let broken = admin
        .patch(&path, json!({"name": "", "factors": [{"code": "1", "name": "x", "weight": 0, "items": []}]}))
        .await
        .expect(422);
    assert_eq!(broken.pointers(), ["/name", "/factors/0/items", "/factors"]);
    let mut odd = input("Odd");
    odd["color"] = json!("red");
    odd["factors"] = json!([
        {"code": "1", "name": "x", "help": "", "items": [{"code": "1a", "name": "x", "hlep": "y"}]},
        {"code": "1", "name": "x", "items": [{"code": "1a", "name": "x", "help": " "}]},
    ]);
    let mut faults = admin.post("/v1/instruments", odd.clone()).await.expect(422);
    faults.body["errors"].as_array_mut().unwrap().sort_by_key(|fault| fault["pointer"].to_string());
    let all = [
        "/color",
        "/factors/0/help",
        "/factors/0/items/0/hlep",
        "/factors/1/code",
        "/factors/1/items/0/code",
        "/factors/1/items/0/help",
    ];
    assert_eq!(faults.pointers(), all);
    let mut faults = admin.patch(&path, json!({"factors": odd["factors"], "color": "red"})).await.expect(422);
    faults.body["errors"].as_array_mut().unwrap().sort_by_key(|fault| fault["pointer"].to_string());
    assert_eq!(faults.pointers(), all);
    assert_eq!(admin.get(&path).await.body, made.body);
    admin.delete(&path).await.expect(204);
    admin.get(&path).await.expect(404);
    admin.post("/v1/instruments", input("Bücher für Kinder")).await.expect(201);
}

#[tokio::test]
async fn factors_and_items_stand_in_the_order_in_which_they_were_last_written() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let item =
        |code: &str| json!({"code": code, "name": code, "prompt": null, "help": code, "minimum": null});
    let factor = |code: &str, items: [&str; 3]| json!({"code": code, "name": code, "help": "First.", "weight": 1.0, "minimum": null, "items": items.map(item)});
    let first = json!([factor("2", ["z", "a", "m"]), factor("1", ["1", "3", "2"])]);
    let mut body = input("Ordered");
    body["factors"] = first.clone();
    let made = admin.post("/v1/instruments", body).await.expect(201);
    assert_eq!(made.body["factors"], first);
    let path = made.header("location").to_owned();
    let next = json!([factor("1", ["2", "1", "3"]), factor("2", ["m", "z", "a"])]);
    assert_eq!(admin.patch(&path, json!({"factors": next})).await.expect(200).body["factors"], next);
    assert_eq!(admin.get(&path).await.body["factors"], next);
    let copy = admin.post(&format!("{path}/copy"), json!({})).await.expect(201);
    assert_eq!(copy.body["factors"], next);
    let without = json!([{"code": "1", "name": "1", "items": [{"code": "1", "name": "1"}]}]);
    let cleared = admin.patch(&path, json!({"factors": without})).await.expect(200);
    assert_eq!(
        (&cleared.body["factors"][0]["help"], &cleared.body["factors"][0]["items"][0]["help"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test]
async fn only_admins_write_and_only_their_librarys_own() {
    let app = App::new().await;
    for caller in [
        app.library().coordinator().await,
        app.library().viewer().await,
        app.partner().admin().await,
        app.operator().await,
    ] {
        caller.post("/v1/instruments", input("Reading")).await.expect(403);
        caller.post(&format!("/v1/instruments/{WORKSHEET}/copy"), json!({})).await.expect(403);
        caller.patch(&format!("/v1/instruments/{WORKSHEET}"), json!({"name": "x"})).await.expect(403);
    }
    let admin = app.library().admin().await;
    for verb in ["publish", "retire"] {
        admin.post(&format!("/v1/instruments/{WORKSHEET}/{verb}"), json!({})).await.expect(403);
    }
    admin.delete(&format!("/v1/instruments/{WORKSHEET}")).await.expect(403);
    let own = published(&admin, "Reading").await;
    app.library().viewer().await.get(&format!("/v1/instruments/{own}")).await.expect(200);
    for caller in [app.other_library().admin().await, app.partner().admin().await, app.operator().await] {
        caller.get(&format!("/v1/instruments/{own}")).await.expect(404);
        caller.post(&format!("/v1/instruments/{own}/copy"), json!({})).await.expect(404);
        let listed = caller.get("/v1/instruments?code=reading").await.expect(200);
        assert_eq!(listed.body["items"], json!([]));
    }
    published(&app.other_library().admin().await, "Reading").await;
}

#[tokio::test]
async fn a_list_of_instruments_is_filtered() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let names = async |query: &str| {
        let listed = admin.get(&format!("/v1/instruments?{query}")).await.expect(200);
        let rows = listed.body["items"].as_array().unwrap().clone();
        rows.into_iter()
            .map(|row| format!("{} {}", row["code"].as_str().unwrap(), row["version"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("code=potential-partners-worksheet&sort=-created_at").await,
        ["potential-partners-worksheet 2", "potential-partners-worksheet 1"]
    );
    assert_eq!(names("status=draft").await, ["summer-reading-partners 1"]);
    assert_eq!(names("status=retired").await, Vec::<String>::new());
    admin.get("/v1/instruments?status=old").await.expect(422);
}
