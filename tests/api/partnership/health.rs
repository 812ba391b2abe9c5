//! How a partnership does: each part from rows, and nothing guessed where there are none.

use chrono::{Days, NaiveDate};
use ligature::store::source::{Source, System};
use serde_json::{Value, json};

use super::agreements::memorandum;
use super::blocking::{CONSIDERATIONS, round};
use super::{draft, path, step, tenant, three};
use crate::support::{App, Client};

async fn health(caller: &Client, id: &str) -> Value {
    caller.get(&format!("{}/health", path(id))).await.expect(200).body
}

fn part<'h>(health: &'h Value, name: &str) -> &'h Value {
    let parts = health["parts"].as_array().unwrap();
    parts.iter().find(|part| part["part"] == name).unwrap()
}

fn days_ago(days: u64) -> NaiveDate {
    System.now().date_naive() - Days::new(days)
}

async fn milestone(caller: &Client, id: &str, due_on: NaiveDate, done_on: Option<NaiveDate>) -> String {
    let input = json!({"partnership_id": id, "title": "Kites sewn", "due_on": due_on, "done_on": done_on});
    caller.post("/v1/milestones", input).await.expect(201).id()
}

#[tokio::test]
async fn nothing_is_guessed_where_nothing_is_recorded() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().viewer().await;
    let told = health(&lead, &id).await;
    assert_eq!((&told["score"], &told["known"]), (&json!(null), &json!(0)));
    for (name, missing) in [
        ("overdue_actions", "nothing_due"),
        ("silence", "no_rhythm"),
        ("undelivered_pledges", "nothing_due"),
        ("imbalance", "nothing_delivered"),
        ("falling_evaluations", "no_evaluations"),
        ("overdue_renewal", "no_term"),
    ] {
        let part = part(&told, name);
        assert_eq!((&part["score"], &part["missing"]), (&json!(null), &json!(missing)), "{name}");
    }
    let coordinator = app.library().coordinator().await;
    let draft = draft(&coordinator, &[&tenant(1)]).await;
    milestone(&coordinator, &draft, days_ago(1), None).await;
    let told = health(&coordinator, &draft).await;
    assert_eq!(part(&told, "overdue_actions")["missing"], "not_under_way");
    assert_eq!(told["score"], json!(null));
}

#[tokio::test]
async fn what_is_overdue_counts_against_what_was_due() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let late = milestone(&lead, &id, days_ago(400), None).await;
    milestone(&lead, &id, days_ago(1), Some(days_ago(1))).await;
    milestone(&lead, &id, days_ago(300), Some(days_ago(1))).await;
    // Long done, due today, and due later: none of them was due lately.
    milestone(&lead, &id, days_ago(400), Some(days_ago(399))).await;
    milestone(&lead, &id, days_ago(0), None).await;
    let gift = |title: &str, delivered: u32, due_on: Option<NaiveDate>| {
        json!({
            "partnership_id": id, "from_id": tenant(0), "kind": "funding", "form": "things", "title": title,
            "pledged": 2, "delivered": delivered, "pledged_on": "2020-01-01", "due_on": due_on
        })
    };
    for gift in [
        gift("Half of it", 1, Some(days_ago(2))),
        gift("Nothing", 0, Some(days_ago(3))),
        gift("All of it", 2, Some(days_ago(4))),
        gift("Some day", 0, None),
    ] {
        lead.post("/v1/contributions", gift).await.expect(201);
    }
    let told = health(&lead, &id).await;
    let actions = part(&told, "overdue_actions");
    assert_eq!((&actions["score"], &actions["rows_total"]), (&json!(0.6667), &json!(1)));
    assert_eq!(
        actions["rows"],
        json!([{
            "kind": "milestone", "id": late, "title": "Kites sewn", "on": days_ago(400), "value": null, "currency": null
        }])
    );
    let pledges = part(&told, "undelivered_pledges");
    let titles: Vec<_> =
        pledges["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!((&pledges["score"], titles), (&json!(0.3333), vec!["Nothing", "Half of it"]));
    assert_eq!((&told["score"], &told["known"]), (&json!(0.5), &json!(2)));
    assert_eq!(health(&app.other_partner().viewer().await, &id).await, told, "all parties see the same");
    app.partner().admin().await.get(&format!("{}/health", path(&id))).await.expect(404);
}

#[tokio::test]
async fn imbalance_is_the_smallest_reciprocity() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let money = |from: usize, to: usize, amount: u32| {
        json!({
            "partnership_id": id, "from_id": tenant(from), "to_id": tenant(to), "kind": "funding", "form": "money",
            "title": "Money", "pledged": amount, "delivered": amount, "currency": "USD", "pledged_on": "2026-01-01"
        })
    };
    for (from, to, amount) in [(0, 1, 400), (1, 0, 100), (3, 0, 200), (0, 3, 200)] {
        lead.post("/v1/contributions", money(from, to, amount)).await.expect(201);
    }
    let told = health(&lead, &id).await;
    let part = part(&told, "imbalance");
    let rows = part["rows"].as_array().unwrap();
    let value = |row: &Value| (row["id"].clone(), row["value"].clone());
    assert_eq!(part["score"], 0.25);
    assert_eq!(
        rows.iter().map(value).collect::<Vec<_>>(),
        [(json!(tenant(1)), json!(0.25)), (json!(tenant(0)), json!(0.5))],
        "the job center gives what it takes"
    );
}

#[tokio::test]
async fn falling_evaluations_are_seen_by_the_library_that_made_them() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, other) = (app.library().coordinator().await, app.other_partner().admin().await);
    for rating in [4, 5, 3] {
        round(&lead, &tenant(3), CONSIDERATIONS, Some(rating)).await;
    }
    let told = health(&lead, &id).await;
    let falling = part(&told, "falling_evaluations");
    // From 5 to 3 on a scale from 1 to 5.
    assert_eq!((&falling["score"], &falling["rows"][0]["value"]), (&json!(0.5), &json!(0.5)));
    assert_eq!(falling["rows"][0]["title"], "Riverside Job Center, approach-considerations");
    for caller in [other, app.other_library().admin().await] {
        let told = health(&caller, &id).await;
        assert_eq!(part(&told, "falling_evaluations")["missing"], "no_evaluations");
        assert_eq!(told["score"], json!(null));
    }
    round(&lead, &tenant(3), CONSIDERATIONS, Some(4)).await;
    let told = health(&lead, &id).await;
    let risen = part(&told, "falling_evaluations");
    assert_eq!((&risen["score"], &risen["rows"]), (&json!(1.0), &json!([])));
}

#[tokio::test]
async fn a_renewal_that_has_passed_is_overdue() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let agreement = memorandum(&lead, &id).await;
    let dates = json!({"effective_on": days_ago(500), "renewal_on": days_ago(1), "expires_on": days_ago(0) + Days::new(9)});
    lead.patch(&agreement, dates).await.expect(200);
    assert_eq!(part(&health(&lead, &id).await, "overdue_renewal")["missing"], "no_term", "nobody assented");
    for caller in [&admin, &app.other_library().admin().await, &app.other_partner().admin().await] {
        caller.post(&format!("{agreement}/assent"), json!({"version": 1})).await.expect(200);
    }
    let told = health(&lead, &id).await;
    let renewal = part(&told, "overdue_renewal");
    assert_eq!((&renewal["score"], &renewal["rows"][0]["kind"]), (&json!(0.0), &json!("agreement")));
    assert_eq!(renewal["rows"][0]["on"], json!(days_ago(1)));
    // What all agreed holds while the next version is written.
    let next = json!({"title": "Next", "renewal_on": null, "expires_on": null});
    let next = lead.patch(&agreement, next).await.expect(200);
    let in_force = &next.body["in_force"];
    assert_eq!(
        (&in_force["version"], &in_force["renewal_on"], &next.body["renewal_on"]),
        (&json!(1), &json!(days_ago(1)), &json!(null))
    );
    let told = part(&health(&lead, &id).await, "overdue_renewal").clone();
    assert_eq!((&told["score"], &told["rows"][0]["on"]), (&json!(0.0), &json!(days_ago(1))));
    for caller in [&admin, &app.other_library().admin().await, &app.other_partner().admin().await] {
        caller.post(&format!("{agreement}/assent"), json!({"version": 2})).await.expect(200);
    }
    assert_eq!(part(&health(&lead, &id).await, "overdue_renewal")["missing"], "no_term");
    // Another partnership's agreement is no row here, and without a day of renewal the last day counts.
    let other = three(&app).await;
    let expiring = memorandum(&lead, &other).await;
    lead.patch(&expiring, json!({"expires_on": days_ago(2)})).await.expect(200);
    for caller in [&admin, &app.other_library().admin().await, &app.other_partner().admin().await] {
        caller.post(&format!("{expiring}/assent"), json!({"version": 1})).await.expect(200);
    }
    assert_eq!(part(&health(&lead, &id).await, "overdue_renewal")["missing"], "no_term");
    let told = part(&health(&lead, &other).await, "overdue_renewal").clone();
    assert_eq!((&told["score"], &told["rows"][0]["on"]), (&json!(0.0), &json!(days_ago(2))));
}

#[tokio::test]
async fn the_last_day_of_the_partnership_counts_as_well() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().admin().await);
    for (ends_on, score) in [(days_ago(3), 0.0), (days_ago(0) + Days::new(90), 1.0)] {
        let id = draft(&lead, &[&tenant(1)]).await;
        lead.patch(&path(&id), json!({"terms": {"ends_on": ends_on}})).await.expect(200);
        step(&lead, &id, "propose").await.expect(200);
        step(&other, &id, "accept").await.expect(200);
        let told = part(&health(&lead, &id).await, "overdue_renewal").clone();
        assert_eq!(told["score"], score, "{ends_on}: {told}");
        let row = told["rows"].as_array().unwrap().first();
        assert!(
            score > 0.0 || row.unwrap()["kind"] == "partnership" && row.unwrap()["id"] == json!(id),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_party_that_left_reads_no_health() {
    let app = App::new().await;
    let id = three(&app).await;
    let left = app.other_partner().admin().await;
    step(&left, &id, "leave").await.expect(200);
    left.get(&format!("{}/health", path(&id))).await.expect(403);
}

#[tokio::test]
async fn silence_is_counted_in_the_meetings_that_were_agreed() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let at = |days: u64| format!("{}T09:00:00", days_ago(days));
    let meeting = |days: u64, rule: Option<&str>| {
        json!({
            "partnership_id": id, "title": "Talk", "starts_at": at(days), "time_zone": "Europe/Berlin",
            "duration_minutes": 30, "rule": rule
        })
    };
    let once = lead.post("/v1/meetings", meeting(15, None)).await.expect(201).id();
    let silence = async || part(&health(&lead, &id).await, "silence").clone();
    assert_eq!(silence().await["missing"], "no_rhythm", "a single meeting is none");
    let mut later = meeting(0, Some("FREQ=WEEKLY"));
    later["starts_at"] = json!("2099-01-05T09:00:00");
    let later = lead.post("/v1/meetings", later).await.expect(201).id();
    assert_eq!(silence().await["missing"], "nothing_due", "the rhythm has not begun");
    lead.delete(&format!("/v1/meetings/{later}")).await.expect(204);
    let mut evening = meeting(30, Some("FREQ=WEEKLY"));
    evening["starts_at"] = json!(format!("{}T22:00:00", days_ago(30)));
    evening["time_zone"] = json!("America/Los_Angeles");
    let evening = lead.post("/v1/meetings", evening).await.expect(201).id();
    assert_eq!(silence().await["rows"][0]["on"], json!(days_ago(30)), "the day there");
    lead.delete(&format!("/v1/meetings/{evening}")).await.expect(204);
    let weekly = lead.post("/v1/meetings", meeting(30, Some("FREQ=WEEKLY"))).await.expect(201).id();
    // 30, 23, 16, 9 and 2 days ago.
    let told = silence().await;
    assert_eq!((&told["score"], &told["rows_total"]), (&json!(0.1667), &json!(5)));
    let minutes = |meeting: &str, days: u64, cancelled: bool| json!({"partnership_id": id, "meeting_id": meeting, "occurs_at": at(days), "cancelled": cancelled});
    lead.post("/v1/minutes", minutes(&weekly, 23, false)).await.expect(201);
    lead.post("/v1/minutes", minutes(&weekly, 9, true)).await.expect(201);
    let told = silence().await;
    let days: Vec<_> = told["rows"].as_array().unwrap().iter().map(|row| row["on"].clone()).collect();
    assert_eq!(told["score"], 0.25);
    assert_eq!(days, [days_ago(16), days_ago(9), days_ago(2)].map(|day| json!(day)));
    lead.post("/v1/minutes", minutes(&once, 15, false)).await.expect(201);
    assert_eq!(silence().await["score"], json!(0.3333), "the single meeting broke the silence");
}

#[tokio::test]
async fn overdue_action_items_count_beside_milestones() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    milestone(&lead, &id, days_ago(1), Some(days_ago(1))).await;
    let item =
        json!({"partnership_id": id, "title": "Buy string", "owner_id": tenant(0), "due_on": days_ago(2)});
    let item = lead.post("/v1/action-items", item).await.expect(201);
    let told = health(&lead, &id).await;
    let actions = part(&told, "overdue_actions");
    assert_eq!((&actions["score"], &actions["rows"][0]["kind"]), (&json!(0.5), &json!("action_item")));
    lead.patch(item.header("location"), json!({"done_on": days_ago(0)})).await.expect(200);
    assert_eq!(part(&health(&lead, &id).await, "overdue_actions")["score"], 1.0);
}

/// What counts in each part, so many times.
async fn happens(lead: &Client, id: &str, times: usize) {
    for number in 0..times {
        milestone(lead, id, days_ago(1), None).await;
        let item =
            json!({"partnership_id": id, "title": "String", "owner_id": tenant(0), "due_on": days_ago(2)});
        lead.post("/v1/action-items", item).await.expect(201);
        let at = |days: u64| format!("{}T09:{:02}:00", days_ago(days), number);
        let meeting = json!({
            "partnership_id": id, "title": "Talk", "starts_at": at(30), "time_zone": "Europe/Berlin",
            "duration_minutes": 30, "rule": "FREQ=WEEKLY"
        });
        let meeting = lead.post("/v1/meetings", meeting).await.expect(201).id();
        let minutes = json!({"partnership_id": id, "meeting_id": meeting, "occurs_at": at(23)});
        lead.post("/v1/minutes", minutes).await.expect(201);
        let pledge = json!({
            "partnership_id": id, "from_id": tenant(0), "kind": "funding", "form": "money", "title": "Money",
            "pledged": 2, "delivered": 1, "currency": "USD", "pledged_on": days_ago(9), "due_on": days_ago(1)
        });
        lead.post("/v1/contributions", pledge).await.expect(201);
        for rating in [4, 3] {
            round(lead, &tenant(3), CONSIDERATIONS, Some(rating)).await;
        }
    }
}

#[tokio::test]
async fn health_takes_as_many_statements_where_much_happened_as_where_little_did() {
    let app = App::with_stopped_clock().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    happens(&lead, &id, 1).await;
    let path = format!("{}/health", path(&id));
    let few = app.statements(&lead, &path).await;
    happens(&lead, &id, 9).await;
    assert_eq!(app.statements(&lead, &path).await, few);
    let told = health(&lead, &id).await;
    for (name, rows) in
        [("overdue_actions", 20), ("silence", 30), ("undelivered_pledges", 10), ("falling_evaluations", 1)]
    {
        assert_eq!(part(&told, name)["rows_total"], json!(rows), "{name}: {told}");
    }
}
