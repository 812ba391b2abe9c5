//! Imports as jobs: what they write, who sees them, and how they end.

use reqwest::Method;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::support::imports::{clubs, send, work};
use crate::support::tables::texts;
use crate::support::{App, Client, client};

pub(super) async fn job(caller: &Client, id: &str) -> Value {
    caller.get(&format!("/v1/jobs/{id}")).await.expect(200).body
}

/// How many clubs the caller finds.
pub(super) async fn found(caller: &Client) -> u64 {
    let list = caller.get("/v1/organizations?q=club&limit=1&include_total=exact").await.expect(200);
    list.body["total"].as_u64().unwrap()
}

/// Ends the session of the caller.
pub(super) async fn sign_out(caller: &Client) {
    let sessions = caller.get("/v1/sessions").await.expect(200);
    let current = sessions.body["items"].as_array().unwrap().iter().find(|it| it["current"] == true).cloned();
    let path = format!("/v1/sessions/{}", current.unwrap()["id"].as_str().unwrap());
    caller.delete(&path).await.expect(204);
}

/// An app of which nothing waits any more.
pub(super) async fn idle() -> App {
    let app = App::new().await;
    work(&app).await;
    app
}

#[tokio::test]
async fn a_list_of_several_chunks_is_written_whole_and_reported_row_by_row() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    let list = clubs(1_201).replace("700,Club 00700", "700,") + "1,Twice\n";
    let sent = send(&caller, "?source=clubs", list.clone()).await.expect(202);
    assert_eq!(sent.header("location"), format!("/v1/jobs/{}", sent.id()));
    assert_eq!((&sent.body["state"], &sent.body["size"]), (&json!("queued"), &json!(list.len())));
    assert_eq!(found(&caller).await, before);

    work(&app).await;
    let done = job(&caller, &sent.id()).await;
    let counts = ["state", "rows", "created", "failed", "bytes_read"].map(|name| done[name].clone());
    assert_eq!(counts, [json!("succeeded"), json!(1_202), json!(1_200), json!(2), json!(list.len())]);
    assert_eq!((&done["encoding"], &done["fault"]), (&json!("UTF-8"), &Value::Null));
    assert_eq!(found(&caller).await, before + 1_200);

    let (mut lines, mut path) = (Vec::new(), format!("/v1/jobs/{}/rows?limit=200", sent.id()));
    loop {
        let page = caller.get(&path).await.expect(200);
        lines.extend(page.body["items"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()));
        let Some(next) = page.body["next_cursor"].as_str() else { break };
        path = format!("/v1/jobs/{}/rows?limit=200&cursor={next}", sent.id());
    }
    assert_eq!(lines, (2..=1_203).collect::<Vec<_>>());
    let failed = caller.get(&format!("/v1/jobs/{}/rows?result=failed", sent.id())).await.expect(200);
    let failed = failed.body["items"].as_array().unwrap();
    assert_eq!(failed.iter().map(|row| row["line"].as_u64().unwrap()).collect::<Vec<_>>(), [701, 1_203]);
    assert_eq!(failed[1]["errors"][0]["reason"], "stands on line 2 already");

    let again = send(&caller, "?source=clubs", list).await.expect(202);
    work(&app).await;
    let again = job(&caller, &again.id()).await;
    assert_eq!((&again["unchanged"], &again["failed"]), (&json!(1_200), &json!(2)));
}

#[tokio::test]
async fn a_server_that_plans_by_counts_has_them_while_the_list_is_imported() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    send(&caller, "", clubs(1_100)).await.expect(202);
    work(&app).await;
    assert!(found(&caller).await >= 1_100);
    if app.database.on_server() {
        let counted = "SELECT relname AS name FROM pg_class WHERE reltuples >= 1000 ORDER BY relname";
        let database = sea_orm::Database::connect(&app.database.url).await.unwrap();
        let counted = texts(&database, counted).await;
        assert!(counted.iter().any(|table| table == "organization_search"), "{counted:?}");
    }
}

#[tokio::test]
async fn a_list_is_imported_while_somebody_else_counts_the_tables() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let sent = send(&caller, "", clubs(3)).await.expect(202);
    let database = sea_orm::Database::connect(&app.database.url).await.unwrap();
    let counting = database.begin().await.unwrap();
    if app.database.on_server() {
        // What an ANALYZE of another takes.
        counting.execute_unprepared("LOCK TABLE organization IN SHARE UPDATE EXCLUSIVE MODE").await.unwrap();
    }
    work(&app).await;
    assert_eq!(job(&caller, &sent.id()).await["state"], "succeeded");
    counting.rollback().await.unwrap();
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_tells_what_it_would() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    let sent = send(&caller, "?dry_run=true", clubs(600)).await.expect(202);
    work(&app).await;
    let done = job(&caller, &sent.id()).await;
    assert_eq!((&done["created"], &done["duplicates"]), (&json!(600), &json!(0)));
    assert_eq!(found(&caller).await, before);
    let rows = caller.get(&format!("/v1/jobs/{}/rows", sent.id())).await.expect(200);
    assert_eq!(
        (&rows.body["items"][0]["result"], &rows.body["items"][0]["id"]),
        (&json!("created"), &Value::Null)
    );
}

#[tokio::test]
async fn jobs_are_seen_by_the_coordinators_of_the_organization_and_by_the_operator() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", clubs(3)).await.expect(202).id();
    work(&app).await;
    let (path, rows) = (format!("/v1/jobs/{id}"), format!("/v1/jobs/{id}/rows"));
    app.library().admin().await.get(&rows).await.expect(200);
    for (stranger, list) in [
        (app.library().contributor().await, 403),
        (app.library().viewer().await, 403),
        (app.other_library().admin().await, 200),
        (app.partner().admin().await, 200),
    ] {
        stranger.get(&path).await.expect(404);
        stranger.get(&rows).await.expect(404);
        stranger.get(&format!("{path}/stream")).await.expect(404);
        stranger.post(&format!("{path}/cancel"), json!({})).await.expect(404);
        let list = stranger.get("/v1/jobs").await.expect(list);
        assert!(!list.text.contains(&id));
    }
    let operator = app.operator().await;
    assert_eq!(operator.get(&path).await.expect(200).body["actions"], json!([]));
    operator.get(&rows).await.expect(403);
    send(&operator, "", clubs(1)).await.expect(403);
    send(&app.library().contributor().await, "", clubs(1)).await.expect(403);
    send(&app.nobody(), "", clubs(1)).await.expect(401);
}

#[tokio::test]
async fn a_job_that_was_cancelled_writes_nothing_more() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    let id = send(&caller, "", clubs(700)).await.expect(202).id();
    let cancel = format!("/v1/jobs/{id}/cancel");
    assert_eq!(job(&caller, &id).await["actions"], json!(["cancel_job", "list_job_rows"]));
    assert_eq!(caller.post(&cancel, json!({})).await.expect(200).body["state"], "cancelled");
    let refused = caller.post(&cancel, json!({})).await.expect(409);
    assert_eq!(refused.body["code"], "job_ended");
    work(&app).await;
    assert_eq!(found(&caller).await, before);
}

#[tokio::test]
async fn a_list_that_is_sent_twice_with_a_key_is_imported_once() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let send = async |list: String| {
        let request = caller.request(Method::POST, "/v1/jobs/imports").header("idempotency-key", "once");
        client::send(request.header("content-type", "text/csv").body(list)).await
    };
    let first = send(clubs(3)).await.expect(202);
    let again = send(clubs(3)).await.expect(202);
    assert_eq!(first.id(), again.id());
    assert_eq!(send(clubs(4)).await.expect(422).body["type"], "/problems#key-reused");
    work(&app).await;
    assert_eq!(job(&caller, &first.id()).await["created"], 3);
    let jobs = caller.get("/v1/jobs?sort=-created_at&limit=2").await.expect(200);
    let faults: Vec<_> = jobs.body["items"].as_array().unwrap().iter().map(|job| &job["fault"]).collect();
    assert_eq!(faults[1], "the request was made before");
}

#[tokio::test]
async fn what_cannot_be_imported_is_told_at_once() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    send(&caller, "?encoding=klingon", clubs(1)).await.expect(422);
    send(&caller, "?mapping=nonsense", clubs(1)).await.expect(400);
    send(&caller, "?source=", clubs(1)).await.expect(400);
    assert_eq!(send(&caller, "?atomic=true", clubs(1)).await.expect(422).pointers(), ["atomic"]);
    let request = caller.request(Method::POST, "/v1/jobs/imports").body(clubs(1));
    client::send(request.header("content-type", "text/plain")).await.expect(415);
    let request = caller.request(Method::POST, "/v1/jobs/imports").body(clubs(1));
    let request = request.header("content-type", "text/csv").header("content-encoding", "gzip");
    client::send(request).await.expect(415);
    // The refused files are no longer waited for.
    work(&app).await;
    let jobs = caller.get("/v1/jobs").await.expect(200);
    assert!(!jobs.text.contains("\"receiving\""), "{}", jobs.text);
}

#[tokio::test]
async fn a_file_that_is_no_list_fails_as_a_whole() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", "id,street\n1,Main\n").await.expect(202).id();
    work(&app).await;
    let done = job(&caller, &id).await;
    assert_eq!(done["state"], "failed");
    assert_eq!(done["fault"], "mapping no column holds the name; say which one by the mapping");
}

#[tokio::test]
async fn an_organization_has_only_so_many_imports_under_way() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    for _ in 0..10 {
        send(&caller, "", clubs(1)).await.expect(202);
    }
    let refused = send(&caller, "", clubs(1)).await.expect(409);
    assert_eq!(refused.body["code"], "too_many_jobs");
    send(&app.partner().coordinator().await, "", clubs(1)).await.expect(202);
    work(&app).await;
    send(&caller, "", clubs(1)).await.expect(202);
}

#[tokio::test]
async fn a_job_counts_the_rows_that_may_be_duplicates() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let list = "id,name,website\n1,Quilters,https://quilters.example.org\n2,Rowers,\n\
        3,The Quilters,http://www.quilters.example.org/\n";
    let id = send(&caller, "", list).await.expect(202).id();
    work(&app).await;
    let done = job(&caller, &id).await;
    assert_eq!((&done["created"], &done["duplicates"]), (&json!(3), &json!(1)));
    let rows = caller.get(&format!("/v1/jobs/{id}/rows")).await.expect(200);
    assert_eq!(rows.body["items"][2]["duplicates"][0]["name"], "Quilters");
}

#[tokio::test]
async fn of_many_jobs_made_at_once_ten_are_taken_on() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let sent = (0..16).map(|_| send(&caller, "", clubs(1)));
    let mut statuses: Vec<_> =
        futures_util::future::join_all(sent).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[202; 10].as_slice(), [409; 6].as_slice()].concat());
}
