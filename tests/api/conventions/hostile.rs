//! Requests that are made to do harm: each is answered as any other fault, and changes nothing.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::program::{Running, command};
use crate::support::wait::until;
use crate::support::{Answer, App, Client, client, database};

async fn post(caller: &Client, body: impl Into<reqwest::Body>) -> Answer {
    let request = caller.request(Method::POST, "/v1/organizations");
    client::send(request.header("content-type", "application/json").body(body)).await
}

#[tokio::test]
async fn deep_broken_and_compressed_bodies_are_refused() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let before = caller.get("/v1/organizations?include_total=exact").await.body["total"].clone();
    for depth in [200, 100_000] {
        post(&caller, format!("{}1{}", "[".repeat(depth), "]".repeat(depth))).await.expect(400);
        let open = r#"{"name":"#.repeat(depth);
        post(&caller, format!("{open}1{}", "}".repeat(depth))).await.expect(400);
    }
    for broken in [
        r#"{"name": "\ud800"}"#.as_bytes(),
        r#"{"name": "\udc00\ud800"}"#.as_bytes(),
        b"{\"name\": \"\xff\xfe\"}",
        b"{\"name\": \"\xed\xa0\x80\"}",
        b"\xef\xbb\xbf{\"name\": \"x\"}",
        b"{\"name\": \"a\nb\"}",
        b"{\"name\": 1e999}",
        b"{\"name\": NaN}",
    ] {
        post(&caller, broken.to_vec()).await.expect(400);
    }
    assert_eq!(post(&caller, r#"{"name": "a\u0000b"}"#).await.expect(422).pointers(), ["/name"]);
    post(&caller, r#"{"name": "x", "name": "y", "no_such": 1e400}"#).await.expect(400);

    // A thousand times as much once it is unpacked.
    let bomb = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3].repeat(50_000);
    for encoding in ["gzip", "br", "deflate", "zstd", "gzip, gzip"] {
        let request = caller.request(Method::POST, "/v1/organizations").header("content-encoding", encoding);
        let refused =
            client::send(request.header("content-type", "application/json").body(bomb.clone())).await;
        assert_eq!(refused.expect(415).body["type"], "/problems#unsupported-media-type");
    }
    let after = caller.get("/v1/organizations?include_total=exact").await.body["total"].clone();
    assert_eq!(before, after);
}

#[tokio::test]
async fn many_parameters_and_long_headers_are_refused() {
    let app = App::new().await;
    let caller = app.library().viewer().await;
    let many: String = (0..10_000).map(|number| format!("{number:x}=&")).collect();
    let refused = caller.get(&format!("/v1/organizations?{many}")).await;
    assert!([414, 422, 431, 400].contains(&refused.status), "{}", refused.status);
    let terms = "term=019b8d62-7a80-7fff-8000-0000000003e7&".repeat(700);
    let refused = caller.get(&format!("/v1/organizations?{terms}")).await;
    assert!([414, 422, 431, 400].contains(&refused.status), "{}", refused.status);
    // On a connection of its own, which the service closes before all of it is sent.
    let other = Client::new(reqwest::Client::new(), app.base.clone(), caller.token.clone());
    let long = other.request(Method::GET, "/v1/organizations").header("x-long", "x".repeat(200_000));
    if let Ok(answer) = long.send().await {
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
    caller.get("/v1/organizations?limit=1").await.expect(200);
}

#[tokio::test]
async fn what_is_sent_cannot_write_lines_into_the_log() {
    let database = database::filled().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut child = command(&["serve", "--log-format", "json"])
        .env("DATABASE_URL", &database.url)
        .env("LIGATURE_LISTEN", &listen)
        .env("LIGATURE_LOG", "info")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let running = Running { child };
    let log = std::thread::spawn(move || lines.map(Result::unwrap).collect::<Vec<_>>());
    let caller = Client::new(reqwest::Client::new(), format!("http://{listen}"), None);
    until("serve is ready", async || {
        let ready = caller.request(Method::GET, "/health/ready").send().await;
        ready.is_ok_and(|answer| answer.status().is_success())
    })
    .await;
    let forged = "{\"level\":\"ERROR\",\"fields\":{\"message\":\"forged\"}}";
    let path = format!("/v1/x%0A{}%0D%0A\u{1b}[31m", forged.replace('"', "%22").replace(' ', "%20"));
    caller.get(&path).await.expect(404);
    let body = json!({"email": format!("a\n{forged}@example.org"), "password": "secret-in-the-body\n"});
    caller.post("/v1/sessions", body).await;
    let agent = caller.request(Method::GET, "/v1/me").header("user-agent", format!("x\t{forged}"));
    client::send(agent.header("authorization", "Bearer secret-in-the-header")).await.expect(401);
    let long = caller.request(Method::GET, "/v1/me").header("x-long", "x".repeat(200_000));
    drop(long.send().await);
    drop(running);
    let log = log.join().unwrap();
    assert!(log.len() > 4, "{log:#?}");
    for line in &log {
        let told: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?} is no JSON"));
        assert_ne!(told["fields"]["message"], "forged", "{line}");
        assert!(!line.contains("secret-in"), "{line}");
        assert_ne!(told["level"], "ERROR", "a stranger's doing: {line}");
        assert!(!line.contains('\u{1b}'), "{line:?}");
    }
    assert!(log.iter().any(|line| line.contains("/v1/x")), "{log:#?}");
}

/// Sends a body of a thousand bytes, one a second, and reads what is answered meanwhile.
async fn drop_by_drop(caller: &Client, address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let token = caller.token.as_ref().unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let drops = tokio::spawn(async move {
        while writer.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let mut answer = vec![0; 4096];
    let length = tokio::time::timeout(Duration::from_secs(60), reader.read(&mut answer)).await;
    drops.abort();
    String::from_utf8_lossy(&answer[..length.unwrap().unwrap()]).into_owned()
}

#[tokio::test]
async fn a_body_that_comes_drop_by_drop_is_not_waited_for() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let address = app.base.trim_start_matches("http://").to_owned();
    let paths = ["/v1/organizations", "/v1/sessions", "/oauth/token"];
    let answers = join_all(paths.map(|path| drop_by_drop(&caller, &address, path))).await;
    for answer in answers {
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
}

#[tokio::test]
async fn of_a_hundred_thousand_faults_a_hundred_are_told() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let told = async |answer: Answer| answer.expect(422).body["errors"].as_array().unwrap().len();
    let members = || (0..30_000).map(|name| (name.to_string(), json!(1)));
    let unknown: Value = members().collect::<serde_json::Map<_, _>>().into();
    assert_eq!(told(app.nobody().post("/v1/sessions", unknown).await).await, 100);
    // Values and names that are wrong were compared each with each.
    let mut both: serde_json::Map<_, _> = members().collect();
    both.insert("scores".to_owned(), json!([vec![9e9; 30_000]]));
    assert_eq!(told(caller.post("/v1/compute/robustness", both.into()).await).await, 100);
    let wrong = json!({"name": "x", "needs": vec!["nothing"; 50_000]});
    assert_eq!(told(caller.post("/v1/organizations", wrong).await).await, 100);
    let ids: Vec<_> = (0..20_000).map(uuid::Uuid::from_u128).collect();
    let decision = json!({
        "partnership_id": uuid::Uuid::nil(), "title": "x", "reason": "y", "decided_on": "2026-01-01", "decided_by": ids
    });
    assert_eq!(caller.post("/v1/decisions", decision).await.expect(422).pointers(), ["/decided_by"]);
}
