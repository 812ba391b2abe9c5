//! A flood of sign-ins: it waits in bounded lines, and everybody else is served.

use std::pin::Pin;

use futures_util::FutureExt;
use ligature::access::password::Turn;
use ligature::api::bind_metrics;
use ligature::demo::PASSWORD;
use ligature::error::{Error, Result};
use serde_json::json;

use crate::support::{Answer, App, client::send};

/// What is said of passwords to whoever collects the metrics.
async fn refused(app: &App) -> u64 {
    let (address, server) = bind_metrics(app.metrics.clone(), ([127, 0, 0, 1], 0).into()).unwrap();
    let handle = server.handle();
    tokio::spawn(server);
    let text = reqwest::get(format!("http://{address}/metrics")).await.unwrap().text().await.unwrap();
    handle.stop(false).await;
    let count = text.lines().find_map(|line| line.strip_prefix("ligature_passwords_refused_total "));
    count.unwrap().parse().unwrap()
}

type Waiting<'p> = Pin<Box<dyn Future<Output = Result<Turn<'p>>> + 'p>>;

/// Attempts of an address that stand in line, the first of them at its front, until they are refused.
fn fill<'p>(app: &'p App, address: &str, lines: &mut Vec<Waiting<'p>>, turns: &mut Vec<Turn<'p>>) -> Error {
    loop {
        let (passwords, from) = (&app.passwords, address.to_owned());
        let mut attempt: Waiting<'_> = Box::pin(async move { passwords.turn(&from).await });
        match (&mut attempt).now_or_never() {
            Some(Ok(turn)) => turns.push(turn),
            Some(Err(refusal)) => return refusal,
            None => lines.push(attempt),
        }
    }
}

async fn sign_in(app: &App, address: &str) -> Answer {
    let request = app.nobody().request(reqwest::Method::POST, "/v1/sessions");
    let body = json!({"email": "viewer@riverside.example", "password": PASSWORD});
    send(request.header("X-Forwarded-For", address).json(&body)).await
}

#[tokio::test]
async fn the_line_of_one_address_is_bounded_and_others_are_served() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let (mut lines, mut turns) = (Vec::new(), Vec::new());
    let refusal = fill(&app, "192.0.2.1", &mut lines, &mut turns);
    assert!(matches!(refusal, Error::TooManyRequests { .. }), "{refusal:?}");
    assert_eq!((turns.len(), lines.len()), (1, 63));

    let refused = sign_in(&app, "192.0.2.1").await.expect(429);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    sign_in(&app, "192.0.2.2").await.expect(201);
    viewer.get("/v1/organizations").await.expect(200);

    // Who hangs up gives the place back.
    lines.pop();
    turns.clear();
    lines.clear();
    sign_in(&app, "192.0.2.1").await.expect(201);
}

#[tokio::test]
async fn all_lines_together_are_bounded_and_everything_else_is_served() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let (mut lines, mut turns) = (Vec::new(), Vec::new());
    let full = (1..=255).any(|number| {
        let refusal = fill(&app, &format!("198.51.100.{number}"), &mut lines, &mut turns);
        matches!(refusal, Error::Unavailable(_))
    });
    assert!(full && lines.len() + turns.len() == 512, "{} wait", lines.len());

    let answer = sign_in(&app, "192.0.2.1").await.expect(503);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    viewer.get("/v1/organizations").await.expect(200);
    viewer.get("/v1/me").await.expect(200);
    assert!(app.passwords.load().refused >= 2);
    assert_eq!(refused(&app).await, app.passwords.load().refused);

    lines.clear();
    turns.clear();
    sign_in(&app, "192.0.2.1").await.expect(201);
}
