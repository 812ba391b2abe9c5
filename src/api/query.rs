//! Query parameters: each once, none unknown; and the id in a path.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::{Error, Result};

/// The parameters of a query by name, each as often as it was sent.
pub(super) type Pairs = BTreeMap<String, Vec<String>>;

/// The parameters as they were sent.
pub(super) fn pairs(query: &str) -> Result<Pairs> {
    let mut pairs = Pairs::new();
    let readable = || Error::Malformed {
        detail: "the query is not percent-encoded UTF-8".to_owned(),
        errors: Vec::new(),
    };
    let well_formed = query
        .split('%')
        .skip(1)
        .all(|part| part.get(..2).is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())));
    if !well_formed {
        return Err(readable());
    }
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if value.contains('\u{fffd}') || name.contains('\u{fffd}') {
            return Err(readable());
        }
        if value.is_empty() {
            return Err(Error::malformed(&*name, "has no value"));
        }
        if value.contains('\0') {
            return Err(Error::invalid(name, "nul", "must have no NUL character"));
        }
        pairs.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    Ok(pairs)
}

const CHRONO: [&str; 4] = [
    "premature end of input",
    "trailing input",
    "input contains invalid characters",
    "input is out of range",
];

/// Takes the parameters as a `T`, which knows their names; each may stand once unless `T` takes a list.
pub(super) fn take<T: DeserializeOwned>(pairs: &Pairs) -> Result<T> {
    let flat = pairs.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(flat).finish();
    serde_path_to_error::deserialize(serde_html_form::Deserializer::new(url::form_urlencoded::parse(
        text.as_bytes(),
    )))
    .map_err(|error| {
        let name = error.path().iter().next().map(ToString::to_string).unwrap_or_default();
        let cause = error.into_inner().to_string();
        match cause.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
            Some(field) => unknown(field),
            None if cause.starts_with("unknown variant") => {
                let words: Vec<_> = cause.rsplit("expected").next().into_iter().flat_map(quoted).collect();
                Error::invalid(name, "enum", format!("must be one of {}", words.join(", ")))
            }
            None if cause.starts_with("missing field `") => {
                let field = cause.trim_start_matches("missing field `").trim_end_matches('`');
                Error::invalid(field, "required", "must be given")
            }
            // What chrono says, which names no form.
            None if CHRONO.contains(&cause.as_str()) => {
                Error::malformed(name, "must be a day, such as 2026-01-31, or a time, such as 2026-01-31T12:00:00Z, as the document says")
            }
            None => Error::malformed(name, format!("cannot be read: {cause}")),
        }
    })
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Passes when there is no parameter.
pub(super) fn none(query: &str) -> Result<()> {
    match pairs(query)?.into_keys().next() {
        Some(name) => Err(unknown(&name)),
        None => Ok(()),
    }
}

fn unknown(name: &str) -> Error {
    Error::invalid(name, "unknown_parameter", "there is no such query parameter")
}

/// The parameters of an operation that is no list.
pub(super) struct Parameters<T>(pub(super) T);

impl<T: DeserializeOwned + 'static> FromRequest for Parameters<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(pairs(request.query_string()).and_then(|pairs| take(&pairs)).map(Self))
    }
}

/// The id in the path. What is no UUID names no row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Id(Uuid);

impl Deref for Id {
    type Target = Uuid;

    fn deref(&self) -> &Uuid {
        &self.0
    }
}

/// The id in the path of a list, which has a query.
pub(super) fn path_id(request: &HttpRequest) -> Result<Uuid> {
    let id = request.match_info().get("id").and_then(|id| Uuid::try_parse(id).ok());
    id.ok_or(Error::NotFound("row"))
}

/// A request that reads and takes no parameters.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(none(request.query_string()).map(|()| Self))
    }
}

impl FromRequest for Id {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // A write looks at its query once the caller was allowed to.
        let looked_at = if request.method() == Method::GET { none(request.query_string()) } else { Ok(()) };
        ready(path_id(request).map(Self).and_then(|id| looked_at.map(|()| id)))
    }
}
