//! ETags, and writes that are not lost.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::support::{App, client};

#[tokio::test]
async fn an_answer_that_is_still_good_is_not_sent_again() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let made = caller.post("/v1/organizations", json!({"name": "Tagged"})).await.expect(201);
    let path = made.header("location").to_owned();
    let read = caller.get(&path).await.expect(200);
    let conditional = |tag: &str| caller.request(Method::GET, &path).header("If-None-Match", tag);
    let same = client::send(conditional(read.header("etag"))).await.expect(304);
    assert_eq!(same.text, "");
    caller.patch(&path, json!({"name": "Tagged Anew"})).await.expect(200);
    client::send(conditional(read.header("etag"))).await.expect(200);
}

#[tokio::test]
async fn of_four_edits_with_the_same_etag_one_wins() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let made = caller.post("/v1/organizations", json!({"name": "Contested"})).await.expect(201);
    let path = made.header("location").to_owned();
    let edit = |number: u32| {
        let request = caller.request(Method::PATCH, &path).header("If-Match", made.header("etag"));
        client::send(request.json(&json!({"name": format!("Edit {number}")})))
    };
    let answers = join_all((0..4).map(edit)).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
    let winner = answers.iter().find(|answer| answer.status == 200).unwrap();
    let read = caller.get(&path).await;
    assert_eq!(read.body["name"], winner.body["name"]);
    assert_eq!(read.header("etag"), winner.header("etag"));
}

#[tokio::test]
async fn a_stale_delete_is_refused() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = admin.post("/v1/organizations", json!({"name": "Kept"})).await.expect(201);
    let path = made.header("location").to_owned();
    admin.patch(&path, json!({"name": "Kept For Now"})).await.expect(200);
    let delete = |tag: &str| admin.request(Method::DELETE, &path).header("If-Match", tag);
    client::send(delete(made.header("etag"))).await.expect(412);
    let read = admin.get(&path).await.expect(200);
    client::send(delete(read.header("etag"))).await.expect(204);
    admin.get(&path).await.expect(404);
    admin.delete(&path).await.expect(404);
}

#[tokio::test]
async fn a_patch_that_changes_nothing_writes_nothing() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let made = caller.post("/v1/organizations", json!({"name": "Unchanged"})).await.expect(201);
    let same = caller.patch(made.header("location"), json!({"name": "Unchanged"})).await.expect(200);
    assert_eq!(same.text, made.text);
}
