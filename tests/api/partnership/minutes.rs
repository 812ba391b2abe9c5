//! Minutes: what is known of one occurrence of a meeting.

use serde_json::{Value, json};

use super::meetings::{occurrences, planned};
use super::{tenant, three};
use crate::support::App;

#[tokio::test]
async fn minutes_are_of_one_occurrence_and_each_party_names_its_own_people() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().contributor().await);
    let (own, foreign) =
        (lead.get("/v1/me").await.expect(200).id(), other.get("/v1/me").await.expect(200).id());
    let talk = planned(&lead, &id, "2026-03-03T17:00:00", Some("FREQ=WEEKLY")).await;
    let minutes = |occurs_at: &str, attendance: Value| {
        json!({
            "partnership_id": id, "meeting_id": talk, "occurs_at": occurs_at, "text": "The key.", "attendance": attendance
        })
    };
    let at = "2026-03-10T17:00:00";
    for (attendance, pointer) in [
        (json!([{"organization_id": tenant(2)}]), "/attendance/0/organization_id"),
        (json!([{"organization_id": tenant(0)}, {"organization_id": tenant(0)}]), "/attendance/1"),
        (json!([{"organization_id": tenant(0), "count": 0}]), "/attendance/0/count"),
        (
            json!([{"organization_id": tenant(0), "count": 1, "person_ids": [own, foreign]}]),
            "/attendance/0/count",
        ),
        (json!([{"organization_id": tenant(0), "person_ids": [foreign]}]), "/attendance/0/person_ids/0"),
        (json!([{"organization_id": tenant(1), "person_ids": [foreign]}]), "/attendance/0/person_ids/0"),
    ] {
        let refused = lead.post("/v1/minutes", minutes(at, attendance)).await.expect(422);
        assert_eq!(refused.pointers(), [pointer], "{}", refused.text);
    }
    for (occurs_at, meeting) in [("2026-03-11T17:00:00", &talk), (at, &id)] {
        let mut bad = minutes(occurs_at, json!([]));
        bad["meeting_id"] = json!(meeting);
        let pointer = if *meeting == talk { "/occurs_at" } else { "/meeting_id" };
        assert_eq!(lead.post("/v1/minutes", bad).await.expect(422).pointers(), [pointer]);
    }
    let there = json!([{"organization_id": tenant(0), "count": 3, "person_ids": [own]}]);
    let made = lead.post("/v1/minutes", minutes(at, there)).await.expect(201);
    assert_eq!(
        (&made.body["starts_at"], &made.body["meeting"]["title"]),
        (&json!("2026-03-11T00:00:00Z"), &json!("Talk"))
    );
    assert_eq!(made.body["attendance"][0]["people"][0]["name"], "Dana Okafor");
    let again = other.post("/v1/minutes", minutes(at, json!([]))).await.expect(422);
    assert_eq!(again.pointers(), ["/occurs_at"]);
    // Another party adds its own people, and keeps those who are named.
    let row = made.header("location");
    let both = json!([
        {"organization_id": tenant(0), "count": 3, "person_ids": [own]},
        {"organization_id": tenant(1), "person_ids": [foreign]}
    ]);
    let seen = other.patch(row, json!({"attendance": both})).await.expect(200);
    assert_eq!(seen.body["attendance"][1]["people"][0]["id"], json!(foreign));
    let cancelled = other.patch(row, json!({"cancelled": true})).await.expect(422);
    assert_eq!(cancelled.pointers(), ["/attendance"]);
    other.patch(row, json!({"cancelled": true, "attendance": []})).await.expect(200);
    let found = occurrences(&lead, &talk, "2026-03-10", "2026-03-17").await.expect(200);
    let told = found.body["occurrences"].as_array().unwrap();
    assert_eq!((told.len(), &told[0]["cancelled"], &told[1]["cancelled"]), (2, &json!(true), &json!(false)));
    assert_eq!((&told[0]["minutes_id"], &told[1]["minutes_id"]), (&json!(made.id()), &Value::Null));
    other.delete(row).await.expect(204);
    lead.post("/v1/minutes", minutes(at, json!([]))).await.expect(201);
}

#[tokio::test]
async fn meetings_at_the_same_time_have_minutes_of_their_own() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let at = "2026-03-03T17:00:00";
    let (one, other, third) = (
        planned(&lead, &id, at, None).await,
        planned(&lead, &id, at, None).await,
        planned(&lead, &id, at, None).await,
    );
    for (meeting, cancelled) in [(&one, false), (&other, true)] {
        let minutes =
            json!({"partnership_id": id, "meeting_id": meeting, "occurs_at": at, "cancelled": cancelled});
        let made = lead.post("/v1/minutes", minutes).await.expect(201).id();
        let found = occurrences(&lead, meeting, "2026-03-01", "2026-03-31").await.expect(200);
        let told = &found.body["occurrences"][0];
        assert_eq!((&told["minutes_id"], &told["cancelled"]), (&json!(made), &json!(cancelled)));
    }
    let found = occurrences(&lead, &third, "2026-03-01", "2026-03-31").await.expect(200);
    assert_eq!(found.body["occurrences"][0]["minutes_id"], Value::Null);
    lead.delete(&format!("/v1/meetings/{other}")).await.expect(409);
    lead.delete(&format!("/v1/meetings/{third}")).await.expect(204);
}

#[tokio::test]
async fn a_meeting_with_minutes_may_change_and_stays() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let talk = planned(&lead, &id, "2026-03-03T17:00:00", Some("FREQ=WEEKLY")).await;
    let minutes = json!({"partnership_id": id, "meeting_id": talk, "occurs_at": "2026-03-10T17:00:00"});
    let row = lead.post("/v1/minutes", minutes.clone()).await.expect(201).header("location").to_owned();
    let item = json!({"partnership_id": id, "meeting_id": talk, "title": "A", "owner_id": tenant(0), "due_on": "2026-04-01"});
    let item = lead.post("/v1/action-items", item).await.expect(201).header("location").to_owned();
    let path = format!("/v1/meetings/{talk}");
    let monday = json!({"starts_at": "2026-03-02T17:00:00"});
    lead.patch(&path, monday).await.expect(200);
    lead.patch(&row, json!({"text": "Later."})).await.expect(200);
    let left_out = json!({"exceptions": [{"occurs_at": "2026-03-09T17:00:00"}]});
    lead.patch(&path, left_out).await.expect(200);
    let moved = lead.patch(&row, json!({"occurs_at": "2026-03-09T17:00:00"})).await.expect(422);
    assert_eq!(moved.pointers(), ["/occurs_at"]);
    let kept = lead.delete(&path).await.expect(409);
    assert_eq!((&kept.body["code"], kept.body["id"].as_str()), (&json!("in_use"), row.rsplit('/').next()));
    assert_eq!(lead.get(&row).await.expect(200).body["meeting"]["title"], "Talk");
    lead.patch(&item, json!({"done_on": "2026-03-20"})).await.expect(200);
    lead.delete(&row).await.expect(204);
    lead.delete(&path).await.expect(204);
    occurrences(&lead, &talk, "2026-03-01", "2026-03-31").await.expect(404);
    assert_eq!(lead.post("/v1/minutes", minutes).await.expect(422).pointers(), ["/meeting_id"]);
}
