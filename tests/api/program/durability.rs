//! What was acknowledged is there after a kill, and an end waits for open requests and leaves nothing behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use ligature::access::Permit;
use ligature::access::integration::jobs::CreateImport;
use ligature::caller::Caller;
use ligature::demo::PASSWORD;
use ligature::domain::integration::job::ImportOptions;
use ligature::domain::text::Language;
use ligature::store::Store;
use ligature::store::integration::{job_runs, jobs};
use ligature::store::source::System;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::program::{Running, demo, serve};
use crate::support::wait::until;
use crate::support::{Client, client, database};

fn token(told: &Value) -> String {
    let accounts = told["accounts"].as_array().unwrap();
    let account =
        accounts.iter().find(|account| account["email"] == "coordinator@riverside.example").unwrap();
    account["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_kill_between_writes_loses_nothing_that_was_acknowledged() {
    let database = database::empty().await;
    let (mut running, told) = demo(&database.url);
    let (base, token) = (told["base_url"].as_str().unwrap().to_owned(), token(&told));
    let written = Arc::new(AtomicU32::new(0));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (base, token, written) = (base.clone(), token.clone(), written.clone());
            tokio::spawn(async move {
                let http = reqwest::Client::new();
                let mut acknowledged = Vec::new();
                for number in 0.. {
                    let body = json!({"name": format!("Survivor {writer}-{number}")});
                    let url = format!("{base}/v1/organizations");
                    let Ok(answer) = http.post(url).bearer_auth(&token).json(&body).send().await else {
                        break;
                    };
                    let Ok(row) = answer.json::<Value>().await else { break };
                    acknowledged.push(row["id"].as_str().unwrap().to_owned());
                    written.fetch_add(1, Ordering::SeqCst);
                }
                acknowledged
            })
        })
        .collect();
    until("some are written", async || written.load(Ordering::SeqCst) > 40).await;
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let (_again, base) = serve(&database.url);
    let http = reqwest::Client::new();
    for writer in writers {
        for id in writer.await.unwrap() {
            let url = format!("{base}/v1/organizations/{id}");
            assert_eq!(http.get(url).bearer_auth(&token).send().await.unwrap().status(), 200, "{id} is lost");
        }
    }
}

/// Tells the program to end.
fn terminate(running: &Running) {
    let pid = running.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
}

/// A coordinator at the service.
async fn coordinator(base: &str) -> Client {
    let nobody = Client::new(reqwest::Client::new(), base.to_owned(), None);
    let body = json!({"email": "coordinator@riverside.example", "password": PASSWORD});
    let token = nobody.post("/v1/sessions", body).await.expect(201).body["access_token"].clone();
    nobody.bearing(token.as_str().unwrap())
}

#[tokio::test]
async fn sigterm_gives_an_import_back_after_its_chunk_for_the_next_process_to_go_on_at_once() {
    let database = database::filled().await;
    let (mut running, base) = serve(&database.url);
    let caller = coordinator(&base).await;
    let rows: String = (0..20_000).map(|row| format!("Club {row}\n")).collect();
    let request = caller.request(Method::POST, "/v1/jobs/imports").body(format!("name\n{rows}"));
    let id = client::send(request.header("content-type", "text/csv")).await.expect(202).id();
    let path = format!("/v1/jobs/{id}");
    until("a chunk is written", async || caller.get(&path).await.expect(200).body["rows"] != 0).await;
    terminate(&running);
    assert!(tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap().success());
    // Whoever comes next need not wait until the time of the first has run out.
    let store = Store::connect(&database.url, Arc::new(System), Language::default()).await.unwrap();
    let permit = Permit::system();
    let job =
        job_runs::take(&store, &permit, Some(id.parse().unwrap())).await.unwrap().expect("it is given back");
    let left = job.rows_done;
    assert!((500..20_000).contains(&left), "{left} rows");
    store.write(async |unit| job_runs::give_back(unit, &permit, &job).await).await.unwrap();
    store.close().await;
    let (_again, base) = serve(&database.url);
    let caller = coordinator(&base).await;
    until("somebody goes on", async || caller.get(&path).await.expect(200).body["rows"] != left).await;
}

#[tokio::test]
async fn sigterm_ends_the_streams_of_those_who_follow_a_job() {
    let database = database::filled().await;
    // A job whose file does not come is there for as long as a test lasts.
    let store = Store::connect(&database.url, Arc::new(System), Language::default()).await.unwrap();
    let caller = Caller::sign_in(&store, "coordinator@riverside.example", None).await.unwrap();
    let permit = caller.permit::<CreateImport>().unwrap();
    let options = ImportOptions { source: "csv".to_owned(), dry_run: false, mapping: None, encoding: None };
    let id = store.write(async |unit| jobs::open(unit, &permit, &options).await).await.unwrap();
    store.close().await;
    let (mut running, base) = serve(&database.url);
    let caller = coordinator(&base).await;
    let stream = caller.request(Method::GET, &format!("/v1/jobs/{id}/stream")).send().await.unwrap();
    let started = Instant::now();
    terminate(&running);
    let told = stream.text().await.unwrap();
    assert_eq!(told.matches("event: job").count(), 1, "{told}");
    assert!(tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap().success());
    // Open requests are waited for that long.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn sigterm_finishes_open_requests_and_ends_within_ten_seconds() {
    let database = database::empty().await;
    let (mut running, told) = demo(&database.url);
    let base = told["base_url"].as_str().unwrap().to_owned();
    let token = coordinator(&base).await.token.unwrap();
    let body = json!({"name": "Begun before the end"}).to_string();
    let (first, rest) = body.split_at(10);
    let host = base.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /v1/organizations HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    // From here on the request is open.
    let mut go_on = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    connection.read_exact(&mut go_on).await.unwrap();
    connection.write_all(first.as_bytes()).await.unwrap();
    let started = Instant::now();
    terminate(&running);
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Whoever comes now turns to another process at once.
    assert!(TcpStream::connect(host).await.is_err(), "a new connection is taken");
    connection.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(answer.to_lowercase().contains("\r\nconnection: close\r\n"), "{answer}");
    let ended = tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap();
    assert!(ended.success());
    assert!(started.elapsed() < Duration::from_secs(10));
}
