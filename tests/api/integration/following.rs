//! A job is followed by server-sent events.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::jobs::{idle, sign_out};
use crate::support::Client;
use crate::support::imports::{clubs, send, work};

/// The data of the events in a stream.
fn events(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// Follows until the stream ends, and acts when the first event has come.
async fn follow(caller: &Client, path: &str, act: impl AsyncFnOnce()) -> (HeaderMap, Vec<Value>) {
    let mut stream = caller.request(Method::GET, path).send().await.unwrap();
    let headers = stream.headers().clone();
    let mut text = Vec::new();
    while !text.ends_with(b"\n\n") {
        text.extend(stream.chunk().await.unwrap().unwrap());
    }
    act().await;
    text.extend(stream.bytes().await.unwrap());
    (headers, events(&String::from_utf8(text).unwrap()))
}

#[tokio::test]
async fn whoever_follows_a_job_hears_of_its_end() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", clubs(3)).await.expect(202).id();
    let path = format!("/v1/jobs/{id}/stream");
    let (headers, events) = follow(&caller, &path, async || work(&app).await).await;
    assert_eq!(headers["content-type"], "text/event-stream");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(events.first().unwrap()["state"], "queued");
    let last = events.last().unwrap();
    assert_eq!((&last["state"], &last["created"]), (&json!("succeeded"), &json!(3)));
    assert_eq!(caller.get(&path).await.text.matches("event: job").count(), 1);
}

#[tokio::test]
async fn a_stream_ends_with_the_rights_of_whoever_follows() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", clubs(3)).await.expect(202).id();
    let path = format!("/v1/jobs/{id}/stream");
    let (_, events) = follow(&caller, &path, async || sign_out(&caller).await).await;
    assert_eq!(events.len(), 1);
}
