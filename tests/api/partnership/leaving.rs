//! A party that left reads what it saw then, and nothing later.

use serde_json::{Value, json};

use super::attached::resources;
use super::{path, status_of, step, tenant, three};
use crate::support::App;

#[tokio::test]
async fn a_party_that_leaves_a_partnership_of_three_keeps_a_copy_and_sees_nothing_later() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().admin().await);
    lead.post("/v1/goals", json!({"partnership_id": id, "title": "before they left"})).await.expect(201);
    let note = json!({"partnership_id": id, "text": "our own note"});
    let note = jobs.post("/v1/partnership-notes", note).await.expect(201);
    step(&app.other_partner().coordinator().await, &id, "leave").await.expect(403);
    assert_eq!(jobs.get(&format!("{}/copy", path(&id))).await.expect(409).body["code"], "still_party");
    let left = step(&jobs, &id, "leave").await.expect(200);
    assert_eq!((&left.body["standing"], &left.body["state"]), (&json!("former"), &json!("active")));
    assert_eq!(left.body["actions"], json!(["get_partnership_copy"]));
    assert_eq!(status_of(&left, &tenant(3)), "left");
    let copy = jobs.get(&format!("{}/copy", path(&id))).await.expect(200);
    assert_eq!(copy.body["goals"][0]["title"], "before they left");
    assert_eq!(copy.body["steps"].as_array().unwrap().last().unwrap()["step"], "leave");
    let before = jobs.get(&path(&id)).await.expect(200);

    lead.post("/v1/goals", json!({"partnership_id": id, "title": "canary of a later goal"}))
        .await
        .expect(201);
    step(&app.other_library().coordinator().await, &id, "suspend").await.expect(200);
    step(&app.library().admin().await, &id, "end").await.expect(200);

    let after = jobs.get(&path(&id)).await.expect(200);
    assert_eq!((before.header("etag"), &before.text), (after.header("etag"), &after.text));
    assert_eq!(jobs.get(&format!("{}/copy", path(&id))).await.expect(200).text, copy.text);
    for list in ["/v1/goals", "/v1/partnership-steps"] {
        let listed = jobs.get(&format!("{list}?partnership_id={id}&include_total=exact")).await.expect(200);
        assert_eq!((&listed.body["items"], &listed.body["total"]), (&json!([]), &json!(0)));
    }
    let events = jobs.get("/v1/events?limit=200&sort=-created_at").await.expect(200);
    let about: Vec<&Value> = events.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event.to_string().contains(&id))
        .collect();
    let told = json!(about).to_string();
    assert!(told.contains("leave_partnership") && told.contains("before they left"), "{told}");
    assert!(
        !told.contains("canary")
            && !told.contains("suspend_partnership")
            && !told.contains("end_partnership")
    );
    for state in ["active", "ended", "suspended"] {
        let listed = jobs
            .get(&format!("/v1/partnerships?state={state}&limit=200&include_total=exact"))
            .await
            .expect(200);
        let found = listed.body["items"].as_array().unwrap().iter().any(|row| row["id"] == json!(id));
        assert_eq!(found, state == "active", "{state}: it is where it was");
    }
    step(&jobs, &id, "end").await.expect(403);
    jobs.post("/v1/goals", json!({"partnership_id": id, "title": "x"})).await.expect(403);
    jobs.get(note.header("location")).await.expect(200);
    jobs.patch(note.header("location"), json!({"text": "y"})).await.expect(403);
}

#[tokio::test]
async fn no_row_that_hangs_on_it_is_read_any_more() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().admin().await);
    let mut rows = Vec::new();
    for (resource, input, _) in resources(&id) {
        let made = lead.post(&format!("/v1/{resource}"), input).await.expect(201);
        jobs.get(made.header("location")).await.expect(200);
        rows.push((resource, made.header("location").to_owned()));
    }
    step(&jobs, &id, "leave").await.expect(200);
    for (resource, input, text) in resources(&id) {
        let later = lead.post(&format!("/v1/{resource}"), input).await;
        // One that names the party that left cannot be made any more.
        rows.extend((later.status == 201).then(|| (resource, later.header("location").to_owned())));
        for (_, row) in rows.iter().filter(|(of, _)| *of == resource) {
            jobs.get(row).await.expect(404);
            jobs.patch(row, json!({text: "x"})).await.expect(404);
            jobs.delete(row).await.expect(404);
            lead.get(row).await.expect(200);
        }
        let list = format!("/v1/{resource}?partnership_id={id}&include_total=exact");
        let listed = jobs.get(&list).await.expect(200);
        assert_eq!((&listed.body["items"], &listed.body["total"]), (&json!([]), &json!(0)), "{resource}");
    }
}

#[tokio::test]
async fn the_others_go_on_without_it() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().admin().await;
    step(&lead, &id, "leave").await.expect(403);
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    let seen = lead.get(&path(&id)).await.expect(200);
    assert_eq!((&seen.body["state"], &seen.body["terms_version"]), (&json!("active"), &json!(1)));
    assert_eq!(status_of(&seen, &tenant(3)), "left");
    assert_eq!(status_of(&seen, &tenant(1)), "assented");
    step(&app.other_library().admin().await, &id, "leave").await.expect(409);
}

#[tokio::test]
async fn what_a_party_that_left_still_owed_weighs_on_nobody() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().admin().await);
    let pledge = |from: &str, to: Value| {
        json!({
            "partnership_id": id, "from_id": from, "to_id": to, "kind": "expertise", "form": "hours",
            "title": "Kite sewing", "pledged": 5, "pledged_on": "2026-01-01", "due_on": "2026-01-02"
        })
    };
    for pledge in [pledge(&tenant(3), json!(null)), pledge(&tenant(0), json!(tenant(3)))] {
        lead.post("/v1/contributions", pledge).await.expect(201);
    }
    let notices = format!("/v1/notices?partnership_id={id}");
    let owed = async |caller: &crate::support::Client| {
        let told = caller.get(&notices).await.expect(200);
        told.body["items"].as_array().unwrap().iter().filter(|one| one["reason"] == "contribution").count()
    };
    let undelivered = async || {
        let health = lead.get(&format!("{}/health", path(&id))).await.expect(200).body;
        let parts = health["parts"].as_array().unwrap().clone();
        parts.into_iter().find(|part| part["part"] == "undelivered_pledges").unwrap()
    };
    assert_eq!((owed(&jobs).await, owed(&lead).await), (1, 1));
    assert_eq!(undelivered().await["score"], 0.0);
    step(&jobs, &id, "leave").await.expect(200);
    assert_eq!((owed(&jobs).await, owed(&lead).await), (0, 0));
    let told = undelivered().await;
    assert_eq!((&told["score"], &told["missing"]), (&json!(null), &json!("nothing_due")));
}
