//! A library's own instrument is read by those with whom it shares a result by it, as long as it does.

use serde_json::json;

use super::{HILLSIDE, MUSEUM, gap, rated, said, share, tenant, unshare};
use crate::evaluation::WORKSHEET;
use crate::support::{App, Client};

/// The published version of Riverside's own.
async fn own_version(app: &App) -> String {
    let listed =
        app.library().admin().await.get("/v1/instruments?limit=200&status=published").await.expect(200);
    let rows = listed.body["items"].as_array().unwrap();
    rows.iter().find(|row| row["library"].is_object()).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn reads(caller: &Client, instrument: &str) -> bool {
    let status = caller.get(&format!("/v1/instruments/{instrument}")).await.status;
    let listed = caller.get("/v1/instruments?limit=200").await.expect(200).text.contains(instrument);
    assert_eq!(listed, status == 200, "list and get agree");
    listed
}

#[tokio::test]
async fn whoever_is_shown_a_result_reads_its_instrument_and_rates_with_it() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let instrument = own_version(&app).await;
    let about = json!({"organization_id": tenant(MUSEUM), "instrument_id": instrument});
    let round = rated(&library, about.clone(), &[said(3), said(4), said(5)]).await;
    let coordinator = library.coordinator().await;
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    let reader = museum.viewer().await;
    assert!(!reads(&reader, &instrument).await);
    let partner = museum.coordinator().await;
    assert_eq!(partner.post("/v1/rounds", about.clone()).await.expect(422).pointers(), ["/instrument_id"]);
    share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert!(reads(&reader, &instrument).await);
    let read = reader.get(&format!("/v1/instruments/{instrument}")).await.expect(200);
    assert_eq!((&read.body["library"]["id"], &read.body["actions"]), (&json!(tenant(0)), &json!([])));
    assert!(!reads(&app.other_library().admin().await, &instrument).await);
    let verbs = ["copy", "publish", "retire"].map(|verb| format!("/v1/instruments/{instrument}/{verb}"));
    for path in &verbs {
        museum.admin().await.post(path, json!({})).await.expect(403);
    }

    let own = rated(&museum, about.clone(), &[said(5), said(5), said(4)]).await;
    partner.post(&format!("/v1/rounds/{own}/close"), json!({})).await.expect(200);
    share(&partner, &own, &tenant(0)).await.expect(200);
    gap(&reader, &own, &round).await.expect(200);
    // What a partner shares does not hand on a library's instrument.
    share(&partner, &own, &tenant(HILLSIDE)).await.expect(200);
    assert!(!reads(&app.other_library().admin().await, &instrument).await);

    unshare(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert!(reads(&reader, &instrument).await, "its own round was rated with it");
    assert_eq!(partner.post("/v1/rounds", about.clone()).await.expect(422).pointers(), ["/instrument_id"]);
    reader.get(&format!("/v1/rounds/{own}/score")).await.expect(200);
    museum.admin().await.get(&format!("/v1/rounds/{own}/score")).await.expect(200);
}

#[tokio::test]
async fn an_instrument_that_was_not_used_is_read_no_longer_than_it_is_shared() {
    let app = App::new().await;
    let instrument = own_version(&app).await;
    let about = json!({"organization_id": tenant(MUSEUM), "instrument_id": instrument});
    let round = rated(&app.library(), about, &[said(3), said(4), said(5)]).await;
    let (coordinator, reader) = (app.library().coordinator().await, app.partner().admin().await);
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert!(reads(&reader, &instrument).await);
    unshare(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert!(!reads(&reader, &instrument).await);
}

#[tokio::test]
async fn a_library_copies_no_instrument_of_another_and_is_not_in_its_way() {
    let app = App::new().await;
    let instrument = own_version(&app).await;
    let about = json!({"organization_id": tenant(MUSEUM), "instrument_id": instrument});
    let round = rated(&app.library(), about, &[said(3), said(4), said(5)]).await;
    let (coordinator, other) = (app.library().coordinator().await, app.other_library().admin().await);
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    share(&coordinator, &round, &tenant(HILLSIDE)).await.expect(200);
    assert!(reads(&other, &instrument).await);
    let read = other.get(&format!("/v1/instruments/{instrument}")).await.expect(200);
    assert_eq!((&read.body["version"], &read.body["actions"]), (&json!(2), &json!([])));
    for verb in ["copy", "publish", "retire"] {
        other.post(&format!("/v1/instruments/{instrument}/{verb}"), json!({})).await.expect(403);
    }
    let copied = other.post(&format!("/v1/instruments/{WORKSHEET}/copy"), json!({})).await.expect(201);
    assert_eq!(copied.body["version"], 2, "counted by its own versions");
}
