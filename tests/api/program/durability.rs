//! What was acknowledged is there after a kill, and an end waits for open requests.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::database;
use crate::support::program::{demo, serve};

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
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (base, token) = (base.clone(), token.clone());
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
                }
                acknowledged
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let (_again, base) = serve(&database.url);
    let http = reqwest::Client::new();
    let mut count = 0;
    for writer in writers {
        for id in writer.await.unwrap() {
            let url = format!("{base}/v1/organizations/{id}");
            assert_eq!(http.get(url).bearer_auth(&token).send().await.unwrap().status(), 200, "{id} is lost");
            count += 1;
        }
    }
    assert!(count > 10, "only {count} writes before the kill");
}

#[tokio::test]
async fn sigterm_finishes_open_requests_and_ends_within_ten_seconds() {
    let database = database::empty().await;
    let (mut running, told) = demo(&database.url);
    let base = told["base_url"].as_str().unwrap().to_owned();
    let body = json!({"email": "viewer@riverside.example", "password": ligature::demo::PASSWORD}).to_string();
    let (first, rest) = body.split_at(10);
    let host = base.trim_start_matches("http://");
    let mut connection = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    // From here on the request is open.
    let mut go_on = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    connection.read_exact(&mut go_on).await.unwrap();
    connection.write_all(first.as_bytes()).await.unwrap();
    let started = Instant::now();
    let pid = running.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    tokio::time::sleep(Duration::from_millis(300)).await;
    connection.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
    let ended = tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap();
    assert!(ended.success());
    assert!(started.elapsed() < Duration::from_secs(10));
}
