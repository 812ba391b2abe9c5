//! What handlers answer: a status, a body, its ETag, and where the row is.

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::resource::{One, Resource};
use crate::access::{Action, Permit};
use crate::error::{Error, Result};
use crate::store::integration::idempotency::Kept;

/// An answer, ready to be sent and to be kept for an idempotency key.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    row_id: Option<Uuid>,
    secret: bool,
}

impl Answer {
    /// 200 with a body of JSON.
    pub(super) fn json(body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(body).map_err(Error::internal)?;
        Ok(Self::document("application/json", body))
    }

    /// 200 with a document of another media type.
    pub(super) fn document(media_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("content-type", media_type.to_owned()), ("etag", etag(&body))];
        Self { status: 200, headers, body, row_id: None, secret: false }
    }

    /// 200 with a page of HTML, which may have its own style and nothing else.
    pub(super) fn page(page: String, style: &str) -> Self {
        let style = STANDARD.encode(Sha256::digest(style));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        let answer = Self::document("text/html; charset=utf-8", page.into_bytes());
        answer.with_header("content-security-policy", policy)
    }

    /// 200 with a row.
    pub(super) fn row<T: Resource, A: Action>(permit: &Permit<A>, row: T) -> Result<Self> {
        let id = row.id();
        let mut answer = Self::json(&One::new(row, permit.principal()?))?;
        answer.row_id = Some(id);
        Ok(answer)
    }

    /// 201 with a new row and its `Location`.
    pub(super) fn created<T: Resource, A: Action>(permit: &Permit<A>, row: T) -> Result<Self> {
        let location = format!("{}/{}", T::PATH, row.id());
        let answer = Self::row(permit, row)?;
        Ok(answer.with_status(201).with_header("location", location))
    }

    /// 202 with a job that goes on, and where to ask after it.
    pub(super) fn accepted<T: Resource, A: Action>(permit: &Permit<A>, job: T) -> Result<Self> {
        Ok(Self::created(permit, job)?.with_status(202))
    }

    /// 204.
    pub(super) fn empty() -> Self {
        Self { status: 204, headers: Vec::new(), body: Vec::new(), row_id: None, secret: false }
    }

    /// The same with another status.
    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with a further header.
    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same, to be saved as a file of this name (RFC 6266).
    pub(super) fn saved_as(self, name: &str) -> Self {
        let plain = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
        let ascii: String = name.chars().map(|it| if plain(it) { it } else { '_' }).collect();
        let utf8: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{utf8}");
        self.with_header("content-disposition", disposition)
    }

    /// The same, holding a secret: it is neither kept nor cached.
    pub(super) fn secret(mut self, row_id: Uuid) -> Self {
        self.row_id = Some(row_id);
        self.secret = true;
        self
    }

    /// The answer as it is kept for an idempotency key; of one with a secret only that it was given.
    pub(super) fn kept(&self) -> Kept {
        if self.secret {
            return Kept { row_id: self.row_id, status: 0, headers: json!({}), body: Vec::new() };
        }
        let headers: Map<String, Value> = self
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
            .collect();
        Kept { row_id: self.row_id, status: self.status, headers: headers.into(), body: self.body.clone() }
    }

    /// An answer that was kept.
    pub(super) fn replayed(kept: Kept) -> Self {
        let names = ["content-type", "etag", "location"];
        let header = |name: &'static str| Some((name, kept.headers.get(name)?.as_str()?.to_owned()));
        let headers = names.into_iter().filter_map(header).collect();
        Self { status: kept.status, headers, body: kept.body, row_id: kept.row_id, secret: false }
    }
}

/// The headers on which every answer depends.
pub(super) const VARY: &str = "Authorization, Accept, Accept-Encoding";

/// The strong entity tag of a body: the same bytes, the same tag. It thus covers all rows in the answer and the view.
pub(super) fn etag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.first_chunk::<16>().map_or(&[][..], |half| half)))
}

/// Whether one of the tags in an `If-Match` header is this one. A weak tag is none (RFC 9110, 13.1.1).
pub(super) fn any_matches(header: &str, etag: &str) -> bool {
    header.split(',').map(str::trim).any(|tag| tag == "*" || tag == etag)
}

/// Whether one of the tags in an `If-None-Match` header is this one, weak or not (RFC 9110, 13.1.2).
fn any_matches_weakly(header: &str, etag: &str) -> bool {
    header.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        let cache = if self.secret { "no-store" } else { "private, no-cache" };
        response.insert_header((header::CACHE_CONTROL, cache));
        response.insert_header((header::VARY, VARY));
        for (name, value) in &self.headers {
            response.insert_header((*name, value.as_str()));
        }
        let tag = self.headers.iter().find(|(name, _)| *name == "etag").map(|(_, tag)| tag.as_str());
        let asked = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        if let (Some(asked), Some(tag), true) = (asked, tag, request.method().is_safe())
            && any_matches_weakly(asked, tag)
        {
            return response.status(StatusCode::NOT_MODIFIED).finish();
        }
        response.body(self.body)
    }
}
