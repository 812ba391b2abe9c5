//! The log as JSON: a line for each request, by its id and operation, without anything secret.

use std::process::Stdio;

use ligature::demo::PASSWORD;
use serde_json::{Value, json};

use crate::support::program::{Running, command, wait_until_ready};
use crate::support::{Client, database};

#[tokio::test]
async fn every_request_has_a_line_with_its_id_and_operation_and_no_secret() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut serve = command(&["serve"]);
    serve.env("DATABASE_URL", &database.url).env("LIGATURE_LISTEN", &listen);
    serve.env("LIGATURE_LOG", "info").env("LIGATURE_LOG_FORMAT", "json");
    let running =
        Running { child: serve.stderr(Stdio::from(std::fs::File::create(&path).unwrap())).spawn().unwrap() };
    wait_until_ready(&listen);
    let http = reqwest::Client::new();
    let nobody = Client::new(http.clone(), format!("http://{listen}"), None);
    let body = json!({"email": "viewer@riverside.example", "password": PASSWORD});
    let signed_in = nobody.post("/v1/sessions", body).await.expect(201);
    let token = signed_in.body["access_token"].as_str().unwrap().to_owned();
    let viewer = Client::new(http, format!("http://{listen}"), Some(token.clone()));
    let read = viewer.get("/v1/organizations?q=whatisasked").await.expect(200);
    let lost = viewer.get("/v1/nowhere").await.expect(404);
    drop(running);

    let log = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (answer, method, path, operation) in [
        (&signed_in, "POST", "/v1/sessions", "create_session"),
        (&read, "GET", "/v1/organizations", "list_organizations"),
        (&lost, "GET", "/v1/nowhere", "other"),
    ] {
        let id = answer.header("x-request-id");
        let of_request: Vec<_> = lines.iter().filter(|line| line["span"]["id"] == id).collect();
        let line = of_request.iter().find(|line| line["message"] == "answered");
        let line = line.unwrap_or_else(|| panic!("no line for {path}: {log}"));
        assert_eq!(line["level"], "INFO");
        assert!(line["timestamp"].is_string() && line["elapsed_us"].is_u64(), "{line}");
        let told = [&line["method"], &line["path"], &line["operation"], &line["status"]];
        assert_eq!(told, [&json!(method), &json!(path), &json!(operation), &json!(answer.status)]);
    }
    for secret in [PASSWORD, &token, signed_in.body["refresh_token"].as_str().unwrap(), "whatisasked"] {
        assert!(!log.contains(secret), "{secret}");
    }
}
