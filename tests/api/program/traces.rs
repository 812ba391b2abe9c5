//! Traces reach a collector: a span for each request, in the trace that the caller names.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;

use crate::support::database;
use crate::support::program::serve_with;

/// The first request that comes: its first line and its body.
fn first_request(listener: &TcpListener) -> (String, Vec<u8>) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    (first, body)
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_request_is_a_span_of_the_callers_trace_with_operation_status_and_id() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", collector.local_addr().unwrap());
    let database = database::filled().await;
    let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    let (_running, base) = serve_with(&database.url, &settings);
    let (sender, received) = mpsc::channel();
    std::thread::spawn(move || while sender.send(first_request(&collector)).is_ok() {});
    let trace: [u8; 16] =
        [0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36];
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let request = reqwest::Client::new().get(format!("{base}/v1/organizations?q=asked"));
    let answer = request.header("traceparent", parent).bearer_auth("a.secret.token").send().await.unwrap();
    assert_eq!(answer.status(), 401);
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let (first, body) = loop {
        let (first, body) = received.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
        if contains(&body, id.as_bytes()) {
            break (first, body);
        }
    };
    assert_eq!(first.trim(), "POST /v1/traces HTTP/1.1");
    for part in ["list_organizations", "http.response.status_code", "ligature"] {
        assert!(contains(&body, part.as_bytes()), "{part}");
    }
    assert!(contains(&body, &trace), "another trace than the caller's");
    assert!(!contains(&body, b"secret") && !contains(&body, b"asked"));
}
