//! The log: a line for each request, by its id and operation, without anything secret and without lines of callers.

use std::path::Path;
use std::process::Stdio;

use ligature::demo::PASSWORD;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::program::{Running, command, wait_until_ready};
use crate::support::{Answer, Client, client, database};

/// The service with its log in a file, and a caller without a token.
fn logged(database: &str, format: &str, path: &Path) -> (Running, Client) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut serve = command(&["serve"]);
    serve.env("DATABASE_URL", database).env("LIGATURE_LISTEN", &listen);
    serve.env("LIGATURE_LOG", "info").env("LIGATURE_LOG_FORMAT", format);
    let log = Stdio::from(std::fs::File::create(path).unwrap());
    let running = Running { child: serve.stderr(log).spawn().unwrap() };
    wait_until_ready(&listen);
    (running, Client::new(reqwest::Client::new(), format!("http://{listen}"), None))
}

async fn sign_in(nobody: &Client) -> Answer {
    let body = json!({"email": "viewer@riverside.example", "password": PASSWORD});
    nobody.post("/v1/sessions", body).await.expect(201)
}

#[tokio::test]
async fn every_request_has_a_line_with_its_id_and_operation_and_no_secret() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (running, nobody) = logged(&database.url, "json", &path);
    let signed_in = sign_in(&nobody).await;
    let token = signed_in.body["access_token"].as_str().unwrap().to_owned();
    let viewer = nobody.bearing(&token);
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

#[tokio::test]
async fn the_cause_of_a_failure_stands_in_the_log_beside_the_id_of_its_request_and_nowhere_else() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (running, nobody) = logged(&database.url, "json", &path);
    let signed_in = sign_in(&nobody).await;
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    connection.execute_unprepared("ALTER TABLE note RENAME TO mislaid").await.unwrap();
    let viewer = nobody.bearing(signed_in.body["access_token"].as_str().unwrap());
    let failed = viewer.get("/v1/notes").await.expect(500);
    connection.close().await.unwrap();
    drop(running);

    let log = std::fs::read_to_string(path).unwrap();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut lines = lines.filter(|line| line["span"]["id"] == failed.body["instance"]);
    let line = lines.find(|line| line["level"] == "ERROR").unwrap_or_else(|| panic!("{log}"));
    assert_eq!(line["message"], "internal error");
    assert!(line["cause"].as_str().unwrap().contains("note"), "{line}");
    assert!(!failed.text.contains("SELECT") && !failed.text.contains("no such"), "{}", failed.text);
    assert_eq!(lines.find(|line| line["message"] == "answered").unwrap()["status"], 500);
}

#[tokio::test]
async fn what_was_refused_stands_in_no_log_either() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (running, nobody) = logged(&database.url, "json", &path);
    let wrong = json!({"email": "viewer@riverside.example", "password": "nearly the right one"});
    nobody.post("/v1/sessions", wrong).await.expect(401);
    let signed_in = sign_in(&nobody).await;
    let used = json!({"refresh_token": signed_in.body["refresh_token"]});
    let renewed = nobody.post("/v1/sessions/refresh", used.clone()).await.expect(200);
    nobody.post("/v1/sessions/refresh", used).await.expect(401);
    let form =
        "grant_type=client_credentials&client_id=019b8d62-7a80-7292-8000-000000000001&client_secret=notquite";
    let request = nobody.request(Method::POST, "/oauth/token").body(form);
    client::send(request.header("content-type", "application/x-www-form-urlencoded")).await.expect(401);
    let forged = nobody.bearing("eyJhbGciOiJub25lIn0.e30.");
    forged.get("/v1/me").await.expect(401);
    let invitation = json!({"secret": "no such invitation", "name": "N", "password": "another of mine"});
    nobody.post("/v1/invitations/accept", invitation).await.expect(404);
    drop(running);

    let log = std::fs::read_to_string(path).unwrap();
    assert!(log.lines().count() > 6, "{log}");
    for secret in [
        "nearly the right one",
        signed_in.body["refresh_token"].as_str().unwrap(),
        renewed.body["refresh_token"].as_str().unwrap(),
        "notquite",
        "eyJhbGciOiJub25lIn0",
        "no such invitation",
        "another of mine",
    ] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn no_caller_begins_a_line_of_the_log() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    for format in ["text", "json"] {
        let path = folder.path().join(format);
        let (running, nobody) = logged(&database.url, format, &path);
        for end in ["%0A", "%0D%0A", "%0a%1b[31m", "%E2%80%A8", "\u{85}"] {
            nobody.get(&format!("/v1/nowhere{end}INFO forged")).await.expect(404);
        }
        drop(running);
        let log = std::fs::read_to_string(path).unwrap();
        let forged: Vec<_> = log.split(['\n', '\r', '\u{85}', '\u{2028}']).collect();
        let forged: Vec<_> = forged.into_iter().filter(|line| line.contains("forged")).collect();
        assert_eq!(forged.len(), 5, "{log}");
        assert!(forged.iter().all(|line| line.contains("/v1/nowhere")), "{log}");
        assert!(!log.contains('\u{1b}'), "{log}");
    }
}

#[tokio::test]
async fn the_secret_of_a_calendar_stands_in_no_log_wherever_its_path_leads() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (running, nobody) = logged(&database.url, "json", &path);
    let signed_in = sign_in(&nobody).await;
    let viewer = nobody.bearing(signed_in.body["access_token"].as_str().unwrap());
    let made = viewer.post("/v1/calendar-links", json!({})).await.expect(201);
    let secret = made.body["secret"].as_str().unwrap();
    let calendar = format!("/v1/calendars/{secret}.ics");
    let read = nobody.get(&calendar).await.expect(200);
    nobody.get(&format!("{calendar}?and={secret}")).await.expect(422);
    nobody.get(&format!("/v1/calendars/{secret}")).await.expect(404);
    nobody.get(&format!("//v1/calendars/{secret}.ics")).await.expect(404);
    nobody.post(&calendar, json!({})).await.expect(405);
    drop(running);
    let log = std::fs::read_to_string(path).unwrap();
    assert!(!log.contains(secret), "{log}");
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut lines = lines.filter(|line| line["span"]["id"] == read.header("x-request-id"));
    let line = lines.find(|line| line["message"] == "answered").unwrap();
    assert_eq!((&line["path"], &line["operation"]), (&json!("/v1/calendars/"), &json!("get_calendar")));
}
