//! Sheets: written by their rater, submitted, reopened.

use serde_json::json;

use super::{WORKSHEET, all, begin, close, code, open, open_with, person_id, rate, submit, write};
use crate::support::App;

#[tokio::test]
async fn a_rater_has_one_sheet_in_a_round() {
    let app = App::new().await;
    let round = open(&app).await;
    let contributor = app.library().contributor().await;
    let begun = contributor.post("/v1/evaluations", json!({"round_id": round})).await.expect(201);
    assert_eq!((&begun.body["status"], &begun.body["ratings"]), (&json!("draft"), &json!([])));
    assert_eq!(begun.body["rater"]["name"], "Carlos Reyes");
    assert_eq!(begun.body["organization"]["name"], "Lantern Theatre");
    assert_eq!(begun.body["actions"], json!(["update_evaluation", "import_evaluation", "submit_evaluation"]));
    let again = contributor.post("/v1/evaluations", json!({"round_id": round})).await.expect(409);
    assert_eq!((code(&again), &again.body["id"]), ("already_rated", &json!(begun.id())));
    begin(&app.library().admin().await, &round).await;
}

#[tokio::test]
async fn only_those_rate_who_may() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let named = open_with(&app, WORKSHEET, json!([person_id(&admin).await])).await;
    begin(&admin, &named).await;
    let round = open(&app).await;
    let asked = json!({"round_id": round});
    app.library().coordinator().await.post("/v1/evaluations", json!({"round_id": named})).await.expect(403);
    app.library().viewer().await.post("/v1/evaluations", asked.clone()).await.expect(403);
    app.partner().viewer().await.post("/v1/evaluations", asked.clone()).await.expect(403);
    app.partner().admin().await.post("/v1/evaluations", asked.clone()).await.expect(422);
    app.operator().await.post("/v1/evaluations", asked.clone()).await.expect(403);
    let foreign = app.other_library().admin().await.post("/v1/evaluations", asked).await.expect(422);
    assert_eq!(
        (foreign.pointers(), &foreign.body["errors"][0]["code"]),
        (vec!["/round_id"], &json!("not_found"))
    );
    close(&app, &round).await;
    let late = app.library().contributor().await.post("/v1/evaluations", json!({"round_id": round})).await;
    assert_eq!(code(&late.expect(409)), "round_closed");
}

#[tokio::test]
async fn writing_replaces_the_whole_list_or_nothing() {
    let app = App::new().await;
    let round = open(&app).await;
    let contributor = app.library().contributor().await;
    let path = format!("/v1/evaluations/{}", begin(&contributor, &round).await);
    let first = json!({"ratings": [
        {"item": "1a", "value": 4, "note": "They helped us.", "evidence": "Minutes of May."},
        {"item": "1b", "value": "unknown"},
        {"item": "1c", "value": "not_applicable"},
        {"item": "2a", "value": null},
    ]});
    let written = contributor.patch(&path, first).await.expect(200);
    assert_eq!(
        written.body["ratings"],
        json!([
            {"item": "1a", "value": 4, "note": "They helped us.", "evidence": "Minutes of May."},
            {"item": "1b", "value": "unknown", "note": null, "evidence": null},
            {"item": "1c", "value": "not_applicable", "note": null, "evidence": null},
            {"item": "2a", "value": null, "note": null, "evidence": null},
        ])
    );
    let faulty = json!({"ratings": [
        {"item": "1a", "value": 5},
        {"item": "9z", "value": 5},
        {"item": "1b", "value": 6},
        {"item": "1a", "value": 1},
        {"item": "2a", "value": "maybe"},
        {"item": "2b", "value": 4.5},
    ]});
    let refused = contributor.patch(&path, faulty).await.expect(422);
    assert_eq!(
        refused.pointers(),
        ["/ratings/1/item", "/ratings/2/value", "/ratings/3/item", "/ratings/4/value", "/ratings/5/value"]
    );
    assert_eq!(contributor.get(&path).await.body["ratings"], written.body["ratings"]);
    let next = contributor.patch(&path, json!({"ratings": [{"item": "6b", "value": 2}]})).await.expect(200);
    assert_eq!(next.body["ratings"], json!([{"item": "6b", "value": 2, "note": null, "evidence": null}]));
    let same = contributor.patch(&path, json!({})).await.expect(200);
    assert_eq!(same.body, next.body);
    let empty = contributor.patch(&path, json!({"ratings": []})).await.expect(200);
    assert_eq!(empty.body["ratings"], json!([]));
    let unknown = contributor.patch(&path, json!({"ratings": [{"item": "1a", "valu": 1}]})).await.expect(422);
    assert_eq!(unknown.pointers(), ["/ratings/0/valu"]);
    let unknown = contributor.patch(&path, json!({"status": "submitted"})).await.expect(422);
    assert_eq!(unknown.pointers(), ["/status"]);
}

#[tokio::test]
async fn a_submitted_sheet_is_written_again_only_after_it_was_reopened() {
    let app = App::new().await;
    let round = open(&app).await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let admin = app.library().admin().await;
    let path = format!("/v1/evaluations/{}", rate(&contributor, &round, all(4)).await);
    let read = contributor.get(&path).await.expect(200);
    assert!(read.body["submitted_at"].is_string());
    assert_eq!(read.body["actions"], json!(["reopen_evaluation"]));
    for refused in [
        contributor.patch(&path, json!({"ratings": []})).await,
        contributor.post(&format!("{path}/submit"), json!({})).await,
    ] {
        assert_eq!((refused.status, code(&refused)), (409, "already_submitted"));
    }
    let reopen = format!("{path}/reopen");
    assert_eq!(contributor.post(&reopen, json!({"reason": " "})).await.expect(422).pointers(), ["/reason"]);
    assert_eq!(contributor.post(&reopen, json!({})).await.expect(422).pointers(), ["/reason"]);
    let reopened = contributor.post(&reopen, json!({"reason": "Wrong group."})).await.expect(200);
    assert_eq!(
        (&reopened.body["status"], &reopened.body["reopened"], &reopened.body["reopened_reason"]),
        (&json!("reopened"), &json!(1), &json!("Wrong group."))
    );
    assert_eq!(
        code(&contributor.post(&reopen, json!({"reason": "Again."})).await.expect(409)),
        "not_submitted"
    );
    contributor.patch(&path, json!({"ratings": []})).await.expect(200);
    submit(&contributor, &reopened.id()).await;
    rate(&coordinator, &round, all(3)).await;
    let by_coordinator = coordinator.post(&reopen, json!({"reason": "Please add 1a."})).await.expect(200);
    assert_eq!(by_coordinator.body["reopened"], 2);
    rate(&admin, &round, all(3)).await;
    admin.patch(&path, json!({"ratings": []})).await.expect(403);
    admin.post(&format!("{path}/submit"), json!({})).await.expect(403);
}

#[tokio::test]
async fn who_may_see_the_others_cannot_reopen_its_own_sheet() {
    let app = App::new().await;
    let round = open(&app).await;
    let (coordinator, admin) = (app.library().coordinator().await, app.library().admin().await);
    let own = rate(&coordinator, &round, all(5)).await;
    let reopen = format!("/v1/evaluations/{own}/reopen");
    coordinator.post(&reopen, json!({"reason": "I saw the others'."})).await.expect(403);
    assert_eq!(coordinator.get(&format!("/v1/evaluations/{own}")).await.body["actions"], json!([]));
    rate(&admin, &round, all(3)).await;
    admin.post(&reopen, json!({"reason": "Item 2a is about another group."})).await.expect(200);
    let draft = coordinator.get(&format!("/v1/evaluations/{own}")).await.expect(200);
    assert_eq!(draft.body["actions"], json!(["update_evaluation", "import_evaluation", "submit_evaluation"]));
}

#[tokio::test]
async fn nothing_is_written_in_a_closed_round() {
    let app = App::new().await;
    let round = open(&app).await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let submitted = rate(&contributor, &round, all(4)).await;
    let draft = begin(&coordinator, &round).await;
    write(&coordinator, &draft, all(2)).await;
    close(&app, &round).await;
    let draft = format!("/v1/evaluations/{draft}");
    let submitted = format!("/v1/evaluations/{submitted}");
    for refused in [
        coordinator.patch(&draft, json!({"ratings": []})).await,
        coordinator.post(&format!("{draft}/submit"), json!({})).await,
        coordinator.post(&format!("{submitted}/reopen"), json!({"reason": "Late."})).await,
        contributor.post(&format!("{submitted}/reopen"), json!({"reason": "Late."})).await,
    ] {
        assert_eq!((refused.status, code(&refused)), (409, "round_closed"));
    }
    let kept = coordinator.get(&draft).await.expect(200);
    assert_eq!((&kept.body["status"], &kept.body["actions"]), (&json!("draft"), &json!([])));
    assert_eq!(kept.body["ratings"].as_array().unwrap().len(), 20);
}
