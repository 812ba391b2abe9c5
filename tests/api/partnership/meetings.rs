//! Meetings: when they take place, what is known of each time, and what is to be done then.

use serde_json::{Value, json};

use super::{code, step, tenant, three};
use crate::support::{Answer, App, Client};

/// A meeting of the partnership at this local time in Los Angeles.
fn meeting(id: &str, starts_at: &str, rule: Option<&str>) -> Value {
    json!({
        "partnership_id": id, "title": "Talk", "starts_at": starts_at, "time_zone": "America/Los_Angeles",
        "duration_minutes": 60, "rule": rule
    })
}

pub(super) async fn planned(caller: &Client, id: &str, starts_at: &str, rule: Option<&str>) -> String {
    caller.post("/v1/meetings", meeting(id, starts_at, rule)).await.expect(201).id()
}

pub(super) async fn occurrences(caller: &Client, meeting: &str, from: &str, until: &str) -> Answer {
    caller.get(&format!("/v1/meetings/{meeting}/occurrences?from={from}&until={until}")).await
}

/// The times at which it begins.
async fn times(caller: &Client, meeting: &str, from: &str, until: &str) -> Vec<String> {
    let found = occurrences(caller, meeting, from, until).await.expect(200);
    let at = |one: &Value| one["starts_at"].as_str().unwrap().to_owned();
    found.body["occurrences"].as_array().unwrap().iter().map(at).collect()
}

#[tokio::test]
async fn a_meeting_keeps_its_time_of_day_and_one_at_half_past_two_has_a_time_when_the_clock_skips_it() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let weekly = planned(&lead, &id, "2026-03-01T09:00:00", Some("FREQ=WEEKLY")).await;
    assert_eq!(
        times(&lead, &weekly, "2026-03-01", "2026-03-15").await,
        ["2026-03-01T17:00:00Z", "2026-03-08T16:00:00Z", "2026-03-15T16:00:00Z"]
    );
    let nightly = planned(&lead, &id, "2026-03-07T02:30:00", Some("FREQ=DAILY")).await;
    assert_eq!(
        times(&lead, &nightly, "2026-03-07", "2026-03-09").await,
        ["2026-03-07T10:30:00Z", "2026-03-08T10:30:00Z", "2026-03-09T09:30:00Z"],
        "02:30 was skipped on the 8th, and is 03:30 by the new clock"
    );
    let once = planned(&lead, &id, "2026-03-08T02:30:00", None).await;
    assert_eq!(times(&lead, &once, "2026-03-08", "2026-03-08").await, ["2026-03-08T10:30:00Z"]);
    let twice = planned(&lead, &id, "2026-11-01T01:30:00", None).await;
    assert_eq!(
        times(&lead, &twice, "2026-11-01", "2026-11-01").await,
        ["2026-11-01T08:30:00Z"],
        "of two the first is meant"
    );
    let seen = lead.get(&format!("/v1/meetings/{weekly}")).await.expect(200);
    assert_eq!(
        (&seen.body["every_days"], &seen.body["starts_at"]),
        (&json!(7), &json!("2026-03-01T09:00:00"))
    );
}

#[tokio::test]
async fn occurrences_are_left_out_and_moved_one_by_one() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let mut input =
        meeting(&id, "2026-01-06T17:00:00", Some("FREQ=MONTHLY;BYDAY=1TU;UNTIL=20260501T000000Z"));
    input["exceptions"] = json!([
        {"occurs_at": "2026-02-03T17:00:00"},
        {"occurs_at": "2026-04-07T17:00:00", "starts_at": "2026-05-20T08:00:00"}
    ]);
    let row = lead.post("/v1/meetings", input).await.expect(201).id();
    assert_eq!(
        times(&lead, &row, "2026-01-01", "2026-12-31").await,
        ["2026-01-07T01:00:00Z", "2026-03-04T01:00:00Z", "2026-05-20T15:00:00Z"]
    );
    let may = occurrences(&lead, &row, "2026-05-20", "2026-05-20").await.expect(200);
    let told = &may.body["occurrences"][0];
    assert_eq!((&told["occurs_at"], &told["moved"]), (&json!("2026-04-07T17:00:00"), &json!(true)));
    assert_eq!(told["ends_at"], "2026-05-20T16:00:00Z");
    for (exceptions, pointer) in [
        (json!([{"occurs_at": "2026-02-04T17:00:00"}]), "/exceptions/0/occurs_at"),
        (json!([{"occurs_at": "2026-02-03T16:00:00"}]), "/exceptions/0/occurs_at"),
        (
            json!([{"occurs_at": "2026-02-03T17:00:00"}, {"occurs_at": "2026-02-03T17:00:00"}]),
            "/exceptions/1/occurs_at",
        ),
        (
            json!([{"occurs_at": "2026-02-03T17:00:00", "starts_at": "1850-01-01T10:00:00"}]),
            "/exceptions/0/starts_at",
        ),
    ] {
        let refused = lead.patch(&format!("/v1/meetings/{row}"), json!({"exceptions": exceptions})).await;
        assert_eq!(refused.expect(422).pointers(), [pointer]);
    }
    // Exceptions have to fit what the rule becomes.
    let other = json!({"rule": "FREQ=MONTHLY;BYDAY=2TU", "starts_at": "2026-01-13T17:00:00"});
    let refused = lead.patch(&format!("/v1/meetings/{row}"), other).await.expect(422);
    assert_eq!(refused.pointers(), ["/exceptions/0/occurs_at", "/exceptions/1/occurs_at"]);
    assert_eq!(times(&lead, &row, "2026-01-01", "2026-12-31").await.len(), 3, "nothing changed");
}

#[tokio::test]
async fn a_rule_that_began_in_1900_and_never_ends_is_looked_at_where_it_is_asked_for() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let old = planned(&lead, &id, "1900-01-01T08:00:00", Some("FREQ=DAILY")).await;
    assert_eq!(times(&lead, &old, "2100-12-30", "2100-12-31").await.len(), 2);
    let most = times(&lead, &old, "2026-01-01", "2029-01-05").await;
    assert_eq!(most.len(), 1_101, "all of the longest span, none left out");
    for (from, until, pointer) in [
        ("2026-01-01", "2029-01-06", "until"),
        ("2026-01-02", "2026-01-01", "until"),
        ("1899-12-31", "1900-01-01", "from"),
        ("2100-12-31", "2101-01-01", "until"),
    ] {
        assert_eq!(occurrences(&lead, &old, from, until).await.expect(422).pointers(), [pointer]);
    }
    let path = format!("/v1/meetings/{old}/occurrences");
    assert_eq!(lead.get(&path).await.expect(422).pointers(), ["from"]);
    lead.get(&format!("{path}?from=today&until=2026-01-01")).await.expect(400);
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused_and_says_why() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let good = meeting(&id, "2026-03-03T17:00:00", Some("FREQ=WEEKLY"));
    for (member, value, pointer) in [
        ("starts_at", json!("1899-12-31T17:00:00"), "/starts_at"),
        ("starts_at", json!("2101-01-01T17:00:00"), "/starts_at"),
        ("starts_at", json!("2026-03-03T17:00:30"), "/starts_at"),
        ("starts_at", json!("2026-03-03T17:00:00Z"), "/starts_at"),
        ("starts_at", json!("2026-02-30T17:00:00"), "/starts_at"),
        ("time_zone", json!("Mars/Olympus"), "/time_zone"),
        ("time_zone", json!("+02:00"), "/time_zone"),
        ("duration_minutes", json!(0), "/duration_minutes"),
        ("duration_minutes", json!(-60), "/duration_minutes"),
        ("duration_minutes", json!(10_081), "/duration_minutes"),
        ("rule", json!("FREQ=SECONDLY"), "/rule"),
        ("rule", json!("FREQ=HOURLY;COUNT=2"), "/rule"),
        ("rule", json!("every week"), "/rule"),
        ("rule", json!("FREQ=DAILY;COUNT=5000"), "/rule"),
        ("rule", json!("FREQ=WEEKLY;UNTIL=20270101"), "/rule"),
        ("rule", json!("FREQ=WEEKLY;UNTIL=20260101T000000Z"), "/starts_at"),
        ("rule", json!("FREQ=WEEKLY;BYDAY=MO"), "/starts_at"),
        ("rule", json!("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "/starts_at"),
        ("url", json!("javascript:alert(1)"), "/url"),
    ] {
        let mut bad = good.clone();
        bad[member] = value.clone();
        let refused = lead.post("/v1/meetings", bad).await.expect(422);
        assert_eq!(refused.pointers(), [pointer], "{member} {value}: {}", refused.text);
    }
    lead.post("/v1/meetings", good).await.expect(201);
}

#[tokio::test]
async fn contributors_write_minutes_and_action_items_and_coordinators_plan_meetings() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, contributor) = (app.library().coordinator().await, app.library().contributor().await);
    let talk = planned(&lead, &id, "2026-03-03T17:00:00", None).await;
    contributor.post("/v1/meetings", meeting(&id, "2026-03-03T17:00:00", None)).await.expect(403);
    contributor.patch(&format!("/v1/meetings/{talk}"), json!({"title": "B"})).await.expect(403);
    let minutes = json!({"partnership_id": id, "meeting_id": talk, "occurs_at": "2026-03-03T17:00:00"});
    let row = contributor.post("/v1/minutes", minutes.clone()).await.expect(201);
    let item = json!({"partnership_id": id, "title": "A", "owner_id": tenant(1), "due_on": "2026-04-01"});
    contributor.post("/v1/action-items", item).await.expect(201);
    let viewer = app.other_library().viewer().await;
    viewer.post("/v1/minutes", minutes.clone()).await.expect(403);
    assert_eq!(viewer.get(row.header("location")).await.expect(200).body["actions"], json!([]));
    assert_eq!(times(&viewer, &talk, "2026-03-01", "2026-03-31").await.len(), 1);
    for stranger in [app.partner().admin().await, app.operator().await] {
        occurrences(&stranger, &talk, "2026-03-01", "2026-03-31").await.expect(404);
        stranger.get(row.header("location")).await.expect(404);
        let refused = stranger.post("/v1/minutes", minutes.clone()).await;
        assert!(matches!(refused.status, 403 | 422), "{}", refused.text);
    }
    step(&app.library().admin().await, &id, "end").await.expect(200);
    for refused in [
        contributor.patch(row.header("location"), json!({"text": "B"})).await,
        contributor.delete(row.header("location")).await,
        lead.patch(&format!("/v1/meetings/{talk}"), json!({"title": "B"})).await,
    ] {
        assert_eq!(code(&refused.expect(409)), "partnership_over");
    }
    assert_eq!(times(&lead, &talk, "2026-03-01", "2026-03-31").await.len(), 1, "what was before the end");
    let later = occurrences(&lead, &talk, "2100-01-01", "2100-12-31").await.expect(200);
    assert_eq!(later.body["occurrences"], json!([]));
}

#[tokio::test]
async fn nothing_takes_place_after_the_end() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let talk = planned(&lead, &id, "2020-01-06T17:00:00", Some("FREQ=WEEKLY")).await;
    let (from, until) = ("2099-01-01", "2099-12-31");
    assert_eq!(times(&lead, &talk, from, until).await.len(), 52);
    step(&app.library().admin().await, &id, "end").await.expect(200);
    assert_eq!(times(&lead, &talk, from, until).await, Vec::<String>::new());
    assert_eq!(times(&lead, &talk, "2020-01-01", "2020-12-31").await.len(), 52);
}

#[tokio::test]
async fn an_action_item_tells_who_said_that_it_was_done() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let (own, foreign) =
        (lead.get("/v1/me").await.expect(200).id(), other.get("/v1/me").await.expect(200).id());
    let item = |owner: String, person: &str| {
        json!({
            "partnership_id": id, "title": "A", "owner_id": owner, "person_id": person, "due_on": "2026-04-01"
        })
    };
    for (owner, person) in [(tenant(0), &foreign), (tenant(1), &foreign), (tenant(1), &own)] {
        let refused = lead.post("/v1/action-items", item(owner, person)).await.expect(422);
        assert_eq!(refused.pointers(), ["/person_id"]);
    }
    let mut foreign_meeting = item(tenant(0), &own);
    foreign_meeting["meeting_id"] = json!("019b8d62-7a80-7454-8000-000000000001");
    let refused = lead.post("/v1/action-items", foreign_meeting).await.expect(422);
    assert_eq!(refused.pointers(), ["/meeting_id"], "a meeting of another partnership");
    let made = lead.post("/v1/action-items", item(tenant(0), &own)).await.expect(201);
    assert_eq!((&made.body["person"]["name"], &made.body["done_by"]), (&json!("Dana Okafor"), &Value::Null));
    let row = made.header("location");
    let done = other.patch(row, json!({"done_on": "2026-03-01"})).await.expect(200);
    assert_eq!(done.body["done_by"]["id"], json!(foreign));
    // A correction of the day changes nothing of that.
    let corrected = lead.patch(row, json!({"done_on": "2026-03-02"})).await.expect(200);
    assert_eq!(corrected.body["done_by"]["id"], json!(foreign));
    let open = lead.patch(row, json!({"done_on": null})).await.expect(200);
    assert_eq!(open.body["done_by"], Value::Null);
}
