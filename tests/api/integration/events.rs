//! The list of events: what changed, filters, pages, tables and how long it is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use super::{history, program, told};
use crate::support::{App, Clock, client};

#[tokio::test]
async fn an_admin_reads_who_changed_what_from_what_to_what_also_of_what_was_deleted() {
    let app = App::new().await;
    let (admin, coordinator) = (app.library().admin().await, app.library().coordinator().await);
    let entry = coordinator.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let path = format!("/v1/organizations/{entry}");
    coordinator.patch(&path, json!({"name": "Kite and Drone Club"})).await.expect(200);
    let contact = json!({"organization_id": entry, "name": "Ida"});
    let contact = coordinator.post("/v1/contacts", contact).await.expect(201).id();
    admin.delete(&format!("/v1/contacts/{contact}")).await.expect(204);
    admin.delete(&path).await.expect(204);

    let events = history(&admin, &format!("&resource_id={entry}")).await;
    let operations: Vec<_> = events.iter().map(|event| event["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["create_organization", "update_organization", "delete_organization"]);
    assert_eq!(events[0]["before"], json!(null));
    assert_eq!(events[0]["after"]["name"], "Kite Club");
    assert_eq!(events[1]["before"]["name"], "Kite Club");
    assert_eq!(events[1]["after"]["name"], "Kite and Drone Club");
    assert_eq!(events[1]["person"]["name"], "Dana Okafor");
    assert_eq!(events[2]["person"]["name"], "Amina Haddad");
    assert_eq!(events[1]["acting_for"]["name"], "Riverside Public Library");
    assert_eq!(events[1]["organization"]["id"], json!(entry));
    assert!(events[2]["after"]["deleted_at"].is_string());

    let about = history(&admin, &format!("&organization_id={entry}")).await;
    assert_eq!(about.len(), 5, "{about:#?}");
    let one = admin.get(&format!("/v1/events/{}", events[1]["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&one.body["after"], &one.body["actions"]), (&events[1]["after"], &json!([])));
}

#[tokio::test]
async fn every_write_is_listed_once_whatever_the_page() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let events = history(&admin, "").await;
    assert_eq!(told(&events, "id").len(), events.len());
    let mut all = admin.get("/v1/events?limit=200&include_total=exact").await.expect(200);
    assert_eq!(all.body["total"], events.len());
    let listed = all.body["items"].as_array_mut().unwrap();
    assert_eq!(*listed, events[..listed.len()]);
    let mut backwards = history(&admin, "&sort=-created_at").await;
    backwards.reverse();
    assert_eq!(backwards, events);
}

#[tokio::test]
async fn filters_narrow_the_list_and_hold_together() {
    let app = App::new().await;
    let (admin, coordinator) = (app.library().admin().await, app.library().coordinator().await);
    let dana = coordinator.get("/v1/me").await.expect(200).id();
    let before = history(&admin, "").await;
    let entry = coordinator.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    admin.patch(&format!("/v1/organizations/{entry}"), json!({"name": "Kites"})).await.expect(200);
    let of_dana = history(&admin, &format!("&actor_id={dana}&organization_id={entry}")).await;
    assert_eq!(told(&of_dana, "operation"), BTreeSet::from(["create_organization".to_owned()]));
    let updates = history(&admin, "&operation=update_organization&resource=organization").await;
    assert_eq!(updates.last().unwrap()["resource_id"], json!(entry));
    assert_eq!(told(&updates, "operation").len(), 1);
    let start = of_dana[0]["created_at"].as_str().unwrap();
    let since = history(&admin, &format!("&created_from={start}")).await;
    assert_eq!(since.len(), 2);
    let until = history(&admin, &format!("&created_before={start}")).await;
    assert_eq!(until, before);
    assert_eq!(history(&admin, "&resource_id=019b8d62-7a80-7aba-8000-0000000003e7").await.len(), 0);
    for none in ["yesterday", "2026-01-01", "2026-01-01T12:00:00Zx"] {
        let refused = admin.get(&format!("/v1/events?created_from={none}")).await.expect(400);
        assert!(refused.text.contains("2026-01-31T12:00:00Z"), "{}", refused.text);
    }
    assert_eq!(admin.get("/v1/events?who=me").await.expect(422).pointers(), ["who"]);
}

#[tokio::test]
async fn events_come_as_a_table_by_header_and_by_name() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let json = admin.get("/v1/events?limit=3&resource=membership").await.expect(200);
    let request = admin.request(Method::GET, "/v1/events?limit=3&resource=membership");
    let by_header = client::send(request.header("accept", "text/csv")).await.expect(200);
    let by_name = admin.get("/v1/events.csv?limit=3&resource=membership").await.expect(200);
    assert_eq!(by_header.text, by_name.text);
    assert_eq!(by_name.header("content-type"), "text/csv; charset=utf-8");
    assert!(by_name.text.starts_with("id,created_at,operation,resource,"), "{}", by_name.text);
    assert_eq!(by_name.text.trim().lines().count(), 4);
    for event in json.body["items"].as_array().unwrap() {
        assert!(by_name.text.contains(event["id"].as_str().unwrap()));
    }
    let next = json.body["next_cursor"].as_str().unwrap();
    let link = format!("</v1/events.csv?cursor={next}&limit=3&resource=membership>; rel=\"next\"");
    assert!(by_name.header("link").contains("/v1/events.csv?"), "{}", by_name.header("link"));
    assert!(by_name.header("link").contains(next), "{link}");
    let request = admin.request(Method::GET, "/v1/events").header("accept", "image/png");
    client::send(request).await.expect(406);
}

#[tokio::test]
async fn what_a_program_did_names_the_program() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let writer = program(&app, "coordinator", &["directory:write"]).await;
    let entry = writer.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let events = history(&admin, &format!("&resource_id={entry}")).await;
    assert_eq!((&events[0]["person"], &events[0]["client"]["name"]), (&json!(null), &json!("Log collector")));
    let client = events[0]["client"]["id"].as_str().unwrap();
    assert_eq!(history(&admin, &format!("&actor_id={client}")).await, events);
}

#[tokio::test]
async fn events_are_removed_when_they_are_too_old_and_not_before() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let admin = app.library().admin().await;
    admin.patch("/v1/me", json!({"name": "Amina H."})).await.expect(200);
    let kept = history(&app.operator().await, "&resource=person").await.len();
    assert!(kept > 1);
    // The demonstration's own events are of a fixed day in January; this one is of today.
    clock.advance(TimeDelta::days(729));
    app.store.sweep_events(730).await.unwrap();
    let operator = app.operator().await;
    let left = history(&operator, "&resource=person").await;
    assert_eq!(left.last().unwrap()["operation"], "update_me");
    clock.advance(TimeDelta::days(2));
    app.store.sweep_events(730).await.unwrap();
    assert_eq!(history(&app.operator().await, "&resource=person").await.len(), 0);
}
