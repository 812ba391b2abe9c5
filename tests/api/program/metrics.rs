//! Metrics: what they count, by which labels, and that they are nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use ligature::demo::PASSWORD;
use reqwest::Method;
use serde_json::json;

use crate::support::database;
use crate::support::document::operations;
use crate::support::program::serve_with;
use crate::support::{Client, client::send};

/// The samples by name and labels, as they are written.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

/// The values of all labels with this name.
fn values<'t>(text: &'t str, label: &str) -> BTreeSet<&'t str> {
    let begin = format!("{label}=\"");
    let parts = text.split(begin.as_str()).skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn requests_are_counted_by_operation_and_no_label_holds_what_a_caller_sent() {
    let database = database::filled().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let (_running, base) = serve_with(&database.url, &[("LIGATURE_METRICS_LISTEN", &listen)]);
    let http = reqwest::Client::new();
    let nobody = Client::new(http.clone(), base.clone(), None);
    let email = "coordinator@riverside.example";
    let signed_in =
        nobody.post("/v1/sessions", json!({"email": email, "password": PASSWORD})).await.expect(201);
    let token = signed_in.body["access_token"].as_str().unwrap().to_owned();
    let caller = Client::new(http, base, Some(token));
    let mut id = String::new();
    for name in ["Marker One", "Marker Two"] {
        id = caller.post("/v1/organizations", json!({"name": name})).await.expect(201).id();
        caller.get(&format!("/v1/organizations/{id}?marker=1")).await.expect(422);
        caller.get(&format!("/v1/organizations/{id}")).await.expect(200);
    }
    send(caller.request(Method::HEAD, &format!("/v1/organizations/{id}"))).await.expect(200);
    caller.get("/v1/marker").await.expect(404);
    send(caller.request(Method::from_bytes(b"MARKER").unwrap(), "/v1/organizations")).await.expect(405);
    caller.get(&format!("/v1/organizations/{}", "marker".repeat(9))).await.expect(404);
    for _ in 0..10 {
        nobody.post("/v1/sessions", json!({"email": email, "password": "marker"})).await.expect(401);
    }
    nobody.post("/v1/sessions", json!({"email": email, "password": "marker"})).await.expect(429);
    caller.get("/metrics").await.expect(404);

    let answer = reqwest::get(format!("http://{listen}/metrics")).await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = answer.text().await.unwrap();
    let samples = samples(&text);
    let count = |operation: &str, method: &str, status: u16| {
        let labels = format!("{{operation=\"{operation}\",method=\"{method}\",status=\"{status}\"}}");
        samples.get(&format!("ligature_requests_total{labels}")).copied()
    };
    assert_eq!(count("create_organization", "POST", 201), Some(2.0), "{text}");
    assert_eq!(count("get_organization", "GET", 200), Some(2.0));
    assert_eq!(count("get_organization", "GET", 422), Some(2.0));
    assert_eq!(count("get_organization", "HEAD", 200), Some(1.0));
    assert_eq!(count("get_organization", "GET", 404), Some(1.0));
    assert_eq!(count("create_session", "POST", 429), Some(1.0));
    assert_eq!(count("other", "other", 405), Some(1.0));
    let durations = "ligature_request_duration_seconds_count{operation=\"create_organization\"}";
    assert_eq!(samples[durations], 2.0);
    assert_eq!(samples["ligature_sign_ins_throttled_total"], 1.0);
    assert!(samples["ligature_events_written_total"] >= 3.0);
    assert_eq!(samples["ligature_passwords_hashing"] + samples["ligature_passwords_waiting"], 0.0);
    assert_eq!(samples["ligature_requests_in_flight"], 0.0);
    assert!(samples["process_resident_memory_bytes"] > 1e6);
    let pools = if database.on_server() { vec!["all"] } else { vec!["read", "write"] };
    assert_eq!(values(&text, "pool"), pools.into_iter().collect());

    // Every label comes from a list that is closed before the first request.
    let document = ligature::api::document();
    let known: BTreeSet<String> = operations(&document)
        .map(|(operation, ..)| operation["operationId"].as_str().unwrap().to_owned())
        .chain(["other".to_owned()])
        .collect();
    assert!(values(&text, "operation").iter().all(|value| known.contains(*value)));
    let methods = ["GET", "HEAD", "POST", "other"];
    assert!(values(&text, "method").iter().all(|value| methods.contains(value)));
    for sent in [id.as_str(), email, "marker", "MARKER", "/v1/"] {
        assert!(!text.contains(sent), "{sent}: {text}");
    }
}
