//! Calendars by secret links: what they show, to whom, and until when.

use std::sync::Arc;

use chrono::TimeDelta;
use ligature::store::source::{Source, System};
use serde_json::{Value, json};

use super::agreements::memorandum;
use super::{SCHOOLS, draft, step, tenant, three};
use crate::support::{Answer, App, Client, Clock};

/// Makes a link; its id, and the path of the calendar.
pub(super) async fn link(caller: &Client, partnership: Option<&str>) -> (String, String) {
    let made = caller.post("/v1/calendar-links", json!({"partnership_id": partnership})).await.expect(201);
    let secret = made.body["secret"].as_str().unwrap();
    let link = made.body["link"].as_str().unwrap();
    let path = format!("/v1/calendars/{secret}.ics");
    assert!(link.ends_with(&path) && link.starts_with("http"), "{link}");
    (made.id(), path)
}

/// The events, each as its lines.
fn events(calendar: &Answer) -> Vec<String> {
    let text = calendar.text.replace("\r\n ", "");
    text.split("BEGIN:VEVENT\r\n").skip(1).map(|event| event.replace("\r\n", "\n")).collect()
}

async fn summaries(app: &App, path: &str) -> Vec<String> {
    let calendar = app.nobody().get(path).await.expect(200);
    let summary = |event: &String| {
        event.lines().find_map(|line| line.strip_prefix("SUMMARY:")).unwrap_or_default().to_owned()
    };
    events(&calendar).iter().map(summary).collect()
}

pub(super) fn in_days(days: i64) -> String {
    (System.now() + TimeDelta::days(days)).format("%Y-%m-%d").to_string()
}

/// A memorandum with these days to which all three parties have assented; its path.
async fn agreed(app: &App, id: &str) -> String {
    let lead = app.library().coordinator().await;
    let path = memorandum(&lead, id).await;
    let days = json!({
        "title": "Memo", "effective_on": in_days(-5), "expires_on": in_days(300), "renewal_on": in_days(290),
        "notice_on": in_days(200)
    });
    lead.patch(&path, days).await.expect(200);
    for party in [app.library(), app.other_library(), app.other_partner()] {
        party.admin().await.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    }
    path
}

/// A meeting each week since long ago, a milestone and three action items.
pub(super) async fn planned(lead: &Client, id: &str) -> String {
    let talk = json!({
        "partnership_id": id, "title": "Talk; by the lake", "agenda": "One,\ntwo", "place": "Jetty",
        "url": "https://meet.example/a?b=1,2;3", "starts_at": "2020-01-06T17:00:00",
        "time_zone": "America/Los_Angeles", "duration_minutes": 90, "rule": "FREQ=WEEKLY"
    });
    let talk = lead.post("/v1/meetings", talk).await.expect(201).id();
    let milestone = json!({"partnership_id": id, "title": "Packed", "due_on": in_days(10)});
    lead.post("/v1/milestones", milestone).await.expect(201);
    for (title, due, done) in [
        ("Open", in_days(5), Value::Null),
        ("Finished", in_days(5), json!(in_days(-1))),
        ("In three years", in_days(1_095), Value::Null),
    ] {
        let item = json!({
            "partnership_id": id, "title": title, "owner_id": tenant(0), "due_on": due, "done_on": done
        });
        lead.post("/v1/action-items", item).await.expect(201);
    }
    talk
}

#[tokio::test]
async fn a_calendar_shows_the_occurrences_that_the_api_tells_and_what_is_due() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let talk = planned(&lead, &id).await;
    let memo = agreed(&app, &id).await;
    let span = format!("/v1/meetings/{talk}/occurrences?from={}&until={}", in_days(1), in_days(400));
    let next = lead.get(&span).await.expect(200).body["occurrences"].clone();
    let cancelled = next[0]["occurs_at"].clone();
    let minutes = json!({
        "partnership_id": id, "meeting_id": talk, "occurs_at": cancelled, "cancelled": true, "agenda": "Nothing"
    });
    lead.post("/v1/minutes", minutes).await.expect(201);
    let (_, path) = link(&lead, Some(&id)).await;
    let calendar = app.nobody().get(&path).await.expect(200);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert!(calendar.text.starts_with("BEGIN:VCALENDAR\r\n") && calendar.text.ends_with("END:VCALENDAR\r\n"));
    let found = events(&calendar);
    for one in next.as_array().unwrap() {
        let compact = |name: &str| one[name].as_str().unwrap().replace(['-', ':'], "");
        let times =
            [format!("DTSTART:{}\n", compact("starts_at")), format!("DTEND:{}\n", compact("ends_at"))];
        let same: Vec<_> =
            found.iter().filter(|event| times.iter().all(|time| event.contains(time))).collect();
        assert_eq!(same.len(), 1, "{one}");
        let off = one["occurs_at"] == cancelled;
        assert_eq!(same[0].contains("STATUS:CANCELLED"), off, "{}", same[0]);
        let agenda = if off { "DESCRIPTION:Kites\\nNothing\n" } else { "DESCRIPTION:Kites\\nOne\\,\\ntwo\n" };
        for line in [
            agenda,
            "SUMMARY:Talk\\; by the lake\n",
            "LOCATION:Jetty\n",
            "URL:https://meet.example/a?b=1,2;3\n",
        ] {
            assert!(same[0].contains(line), "{line} {}", same[0]);
        }
    }
    let talks = found.iter().filter(|event| event.contains("SUMMARY:Talk")).count();
    assert!((156..=159).contains(&talks), "a year back and two ahead, not {talks}");
    let mut others: Vec<_> = summaries(&app, &path).await;
    others.retain(|summary| !summary.starts_with("Talk"));
    assert_eq!(
        others,
        [
            "Agreement begins: Memo",
            "To do: Open",
            "Milestone: Packed",
            "Last day to give notice: Memo",
            "Agreement to be renewed: Memo",
            "Agreement expires: Memo"
        ]
    );
    // The next version binds nobody yet: what is in force is shown.
    let next = json!({"effective_on": in_days(100), "expires_on": in_days(500), "renewal_on": null});
    lead.patch(&memo, next).await.expect(200);
    let mut shown = summaries(&app, &path).await;
    shown.retain(|summary| summary.contains("Memo"));
    assert_eq!(
        shown,
        ["Last day to give notice: Memo", "Agreement to be renewed: Memo", "Agreement expires: Memo"]
    );
    let uids: std::collections::HashSet<_> =
        found.iter().flat_map(|event| event.lines().find(|line| line.starts_with("UID:"))).collect();
    assert_eq!(uids.len(), found.len(), "each has an id of its own");
}

#[tokio::test]
async fn a_calendar_that_did_not_change_is_not_sent_again() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let talk = planned(&lead, &id).await;
    let (_, path) = link(&lead, None).await;
    let first = app.nobody().get(&path).await.expect(200);
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let ask = |tag: String| {
        let request = app.nobody().request(reqwest::Method::GET, &path).header("if-none-match", tag);
        crate::support::client::send(request)
    };
    ask(first.header("etag").to_owned()).await.expect(304);
    lead.patch(&format!("/v1/meetings/{talk}"), json!({"place": "Boathouse"})).await.expect(200);
    let second = ask(first.header("etag").to_owned()).await.expect(200);
    assert!(second.text.contains("LOCATION:Boathouse\r\n") && second.text.contains("SEQUENCE:1\r\n"));
    let head = app.nobody().request(reqwest::Method::HEAD, &path);
    let head = crate::support::client::send(head).await.expect(200);
    assert_eq!((head.header("etag"), head.text.as_str()), (second.header("etag"), ""));
}

#[tokio::test]
async fn a_link_of_all_partnerships_has_what_the_person_is_to_do() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let me = lead.get("/v1/me").await.expect(200).id();
    for (title, owner, person) in [("Mine", 0, Some(&me)), ("Whoever's", 0, None), ("The others'", 1, None)] {
        let item = json!({
            "partnership_id": id, "title": title, "owner_id": tenant(owner), "person_id": person, "due_on": in_days(5)
        });
        lead.post("/v1/action-items", item).await.expect(201);
    }
    let to_do = async |caller: &Client, partnership: Option<&str>| {
        let mut found = summaries(&app, &link(caller, partnership).await.1).await;
        found.retain(|summary| summary.starts_with("To do: ") && !summary.contains("jetty"));
        found.sort_unstable();
        found
    };
    assert_eq!(to_do(&lead, None).await, ["To do: Mine", "To do: Whoever's"]);
    assert_eq!(to_do(&app.library().viewer().await, None).await, ["To do: Whoever's"]);
    assert_eq!(to_do(&app.other_library().viewer().await, None).await, ["To do: The others'"]);
    let all = ["To do: Mine", "To do: The others'", "To do: Whoever's"];
    assert_eq!(to_do(&app.other_library().viewer().await, Some(&id)).await, all);
}

#[tokio::test]
async fn a_link_shows_the_partnerships_of_one_organization_or_one_of_them() {
    let app = App::new().await;
    let (one, lead) = (three(&app).await, app.library().coordinator().await);
    let other = draft(&lead, &[SCHOOLS]).await;
    for (id, title) in [(&one, "Of one"), (&other, "Of the other")] {
        let milestone = json!({"partnership_id": id, "title": title, "due_on": in_days(10)});
        lead.post("/v1/milestones", milestone).await.expect(201);
    }
    let (_, all) = link(&lead, None).await;
    let (_, single) = link(&lead, Some(&one)).await;
    let (_, hillside) = link(&app.other_library().viewer().await, None).await;
    let shown = |summaries: Vec<String>| {
        ["Milestone: Of one", "Milestone: Of the other"].map(|title| summaries.contains(&title.to_owned()))
    };
    assert_eq!(shown(summaries(&app, &all).await), [true, true]);
    assert_eq!(summaries(&app, &single).await, ["Milestone: Of one"]);
    assert_eq!(shown(summaries(&app, &hillside).await), [true, false], "a draft is the lead's alone");
    for (caller, id) in [
        (app.partner().admin().await, one.as_str()),
        (app.other_library().admin().await, other.as_str()),
        (app.library().admin().await, "019b8d62-7a80-7fff-8000-0000000003e7"),
    ] {
        let refused = caller.post("/v1/calendar-links", json!({"partnership_id": id})).await.expect(422);
        assert_eq!(refused.pointers(), ["/partnership_id"]);
    }
}

#[tokio::test]
async fn a_link_shows_nothing_once_it_is_revoked_and_only_its_owner_knows_of_it() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let before = lead.get("/v1/calendar-links?limit=200").await.expect(200);
    let (row, path) = link(&lead, Some(&id)).await;
    let listed = lead.get("/v1/calendar-links?limit=200").await.expect(200);
    let items = listed.body["items"].as_array().unwrap();
    assert_eq!(items.len(), before.body["items"].as_array().unwrap().len() + 1);
    let seen = lead.get(&format!("/v1/calendar-links/{row}")).await.expect(200);
    assert_eq!((&seen.body["link"], &seen.body["secret"]), (&Value::Null, &Value::Null));
    assert_eq!(seen.body["partnership"], json!({"id": id, "name": "Kites"}));
    assert_eq!(seen.body["organization"]["name"], "Riverside Public Library");
    let secret = path.trim_start_matches("/v1/calendars/").trim_end_matches(".ics");
    assert!(!listed.text.contains(secret) && !seen.text.contains(secret));
    let tables = crate::support::tables::Tables::of(&app).await;
    assert_eq!(tables.holding(secret), Vec::<&str>::new(), "it is kept as a hash");
    for other in [app.library().admin().await, app.other_library().admin().await, app.operator().await] {
        other.get(&format!("/v1/calendar-links/{row}")).await.expect(404);
        other.delete(&format!("/v1/calendar-links/{row}")).await.expect(404);
        assert!(!other.get("/v1/calendar-links?limit=200").await.expect(200).text.contains(&row));
    }
    app.nobody().get(&path).await.expect(200);
    lead.delete(&format!("/v1/calendar-links/{row}")).await.expect(204);
    let gone = app.nobody().get(&path).await.expect(404);
    let told = |answer: &Answer| {
        let mut body = answer.body.clone();
        body["instance"] = Value::Null;
        body
    };
    for wrong in ["x", "%00", "%2e%2e", "a%20b", &"a".repeat(5_000), secret.get(1..).unwrap()] {
        let unknown = app.nobody().get(&format!("/v1/calendars/{wrong}.ics")).await.expect(404);
        assert_eq!(told(&unknown), told(&gone), "{wrong}");
    }
    lead.get(&format!("/v1/calendar-links/{row}")).await.expect(404);
}

#[tokio::test]
async fn a_link_ends_with_the_membership_and_a_new_one_does_not_revive_it() {
    let app = App::new().await;
    let id = three(&app).await;
    let (admin, viewer) = (app.library().admin().await, app.library().viewer().await);
    let (row, path) = link(&viewer, Some(&id)).await;
    app.nobody().get(&path).await.expect(200);
    let me = viewer.get("/v1/me").await.expect(200);
    let members = admin.get("/v1/members?limit=200").await.expect(200);
    let member =
        members.body["items"].as_array().unwrap().iter().find(|row| row["role"] == "viewer").unwrap();
    admin.delete(&format!("/v1/members/{}", member["id"].as_str().unwrap())).await.expect(204);
    app.nobody().get(&path).await.expect(404);
    let email = me.body["email"].as_str().unwrap();
    let invitation =
        admin.post("/v1/invitations", json!({"email": email, "role": "viewer"})).await.expect(201);
    let session = json!({"email": email, "password": ligature::demo::PASSWORD});
    let session = app.nobody().post("/v1/sessions", session).await.expect(201);
    let person = app.bearer(session.body["access_token"].as_str().unwrap());
    person.get(&format!("/v1/calendar-links/{row}")).await.expect(404);
    person.post("/v1/invitations/accept", json!({"secret": invitation.body["secret"]})).await.expect(200);
    app.nobody().get(&path).await.expect(404);
}

#[tokio::test]
async fn a_link_shows_nothing_of_a_partnership_that_its_organization_left_and_nothing_after_an_end() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().admin().await);
    planned(&lead, &id).await;
    agreed(&app, &id).await;
    let (_, single) = link(&jobs, Some(&id)).await;
    let (_, all) = link(&jobs, None).await;
    assert!(summaries(&app, &all).await.contains(&"Milestone: Packed".to_owned()));
    step(&jobs, &id, "leave").await.expect(200);
    app.nobody().get(&single).await.expect(404);
    assert!(!summaries(&app, &all).await.contains(&"Milestone: Packed".to_owned()));
    let refused = jobs.post("/v1/calendar-links", json!({"partnership_id": id})).await.expect(422);
    assert_eq!(refused.pointers(), ["/partnership_id"]);
    let (_, own) = link(&lead, Some(&id)).await;
    step(&app.library().admin().await, &id, "end").await.expect(200);
    let calendar = app.nobody().get(&own).await.expect(200);
    let talks = events(&calendar).iter().filter(|event| event.contains("SUMMARY:Talk")).count();
    assert!((51..=53).contains(&talks), "{talks}");
    let shown = summaries(&app, &own).await;
    assert!(shown.contains(&"Agreement begins: Memo".to_owned()));
    assert!(!shown.contains(&"Milestone: Packed".to_owned()) && !shown.contains(&"To do: Open".to_owned()));
}

#[tokio::test]
async fn a_calendar_of_much_takes_as_many_statements_as_one_of_little() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let (_, path) = link(&lead, None).await;
    let count = async || {
        let before = app.store.statements();
        app.nobody().get(&path).await.expect(200);
        app.store.statements() - before
    };
    let little = count().await;
    for _ in 0..3 {
        planned(&lead, &id).await;
    }
    let daily = json!({
        "partnership_id": id, "title": "Daily", "starts_at": "1900-01-01T08:00:00", "time_zone": "UTC",
        "duration_minutes": 60, "rule": "FREQ=DAILY"
    });
    for _ in 0..5 {
        lead.post("/v1/meetings", daily.clone()).await.expect(201);
    }
    assert_eq!(count().await, little);
    assert_eq!(summaries(&app, &path).await.len(), 5_000, "those nearest to today");
}

#[tokio::test]
async fn the_days_that_are_shown_go_with_the_time() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let milestone = json!({"partnership_id": id, "title": "Later", "due_on": in_days(1_000)});
    lead.post("/v1/milestones", milestone).await.expect(201);
    let (_, path) = link(&lead, Some(&id)).await;
    assert_eq!(summaries(&app, &path).await, Vec::<String>::new());
    clock.advance(TimeDelta::days(500));
    assert_eq!(summaries(&app, &path).await, ["Milestone: Later"]);
    clock.advance(TimeDelta::days(900));
    assert_eq!(summaries(&app, &path).await, Vec::<String>::new());
}
