//! Imports as jobs.

use ligature::jobs::imports::{Ending, run_next};
use reqwest::{Body, Method};

use super::{Answer, App, Client, client};

/// Sends a list to be imported.
pub async fn send(caller: &Client, query: &str, list: impl Into<Body>) -> Answer {
    let request = caller.request(Method::POST, &format!("/v1/jobs/imports{query}"));
    client::send(request.header("content-type", "text/csv").body(list)).await
}

/// Lets the service work until nothing waits.
pub async fn work(app: &App) {
    while run_next(&app.store, None, &Ending::default(), &(Box::new(|_| {}) as _)).await.unwrap() {}
}

/// A list of so many clubs.
pub fn clubs(rows: usize) -> String {
    let rows: String = (1..=rows).map(|row| format!("{row},Club {row:05}\n")).collect();
    format!("id,name\n{rows}")
}
