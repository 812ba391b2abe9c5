//! A caller of the service.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// Somebody who calls the service.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    pub token: Option<String>,
}

/// What the service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// The body where it is JSON, else null.
    pub body: Value,
}

impl Answer {
    /// A header as text, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The id of the row.
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.text)).to_owned()
    }

    /// The same, when the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The pointers of the faults.
    pub fn pointers(&self) -> Vec<&str> {
        self.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["pointer"].as_str())
            .collect()
    }
}

/// Sends an operation's example: the values of its parameters, and its body in the form that the operation takes.
pub async fn attempt(caller: &Client, method: &str, path: &str, example: &Value) -> Answer {
    let none = serde_json::Map::new();
    let url = super::document::url(path, example["parameters"].as_object().unwrap_or(&none));
    let request = caller.request(Method::from_bytes(method.as_bytes()).unwrap(), &url);
    send(match &example["body"] {
        Value::Null => request,
        Value::String(list) => request.header("content-type", "text/csv").body(list.clone()),
        Value::Object(form) if path.starts_with("/oauth") => {
            let form = super::document::url("", form);
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.trim_start_matches('?').to_owned())
        }
        body => request.json(body),
    })
    .await
}

impl Client {
    pub fn new(http: reqwest::Client, base: String, token: Option<String>) -> Self {
        Self { http, base, token }
    }

    /// The same place, asked with this token.
    pub fn bearing(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// A request, to be completed and sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }
}

/// Sends a request and reads the answer.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status, headers, text, body }
}

/// Every row of a list, page by page.
pub async fn all(client: &Client, path: &str) -> Vec<Value> {
    all_by(client, path, 50).await
}

/// The same in pages of this size.
pub async fn all_by(client: &Client, path: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    let joint = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = client.get(&format!("{path}{joint}limit={limit}{cursor}")).await.expect(200);
        rows.extend(page.body["items"].as_array().unwrap().iter().cloned());
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}
