//! A job is followed by server-sent events.

use serde_json::{Value, json};

use super::jobs::{idle, sign_out};
use crate::support::imports::{clubs, send, work};

/// The data of the events in a stream.
fn events(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[tokio::test]
async fn whoever_follows_a_job_hears_of_its_end() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", clubs(3)).await.expect(202).id();
    let path = format!("/v1/jobs/{id}/stream");
    let (stream, ()) = tokio::join!(caller.get(&path), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        work(&app).await;
    });
    let stream = stream.expect(200);
    assert_eq!(stream.header("content-type"), "text/event-stream");
    assert_eq!(stream.header("cache-control"), "no-store");
    let events = events(&stream.text);
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
    let (stream, ()) = tokio::join!(caller.get(&path), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        sign_out(&caller).await;
    });
    assert_eq!(events(&stream.expect(200).text).len(), 1);
}
