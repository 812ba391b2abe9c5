//! A request that writes: its body, its preconditions and its idempotency key.

use std::collections::HashSet;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, IF_MATCH};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::answer::{Answer, any_matches, etag};
use super::authenticate::principal;
use super::document::patch_name;
use super::resource::{One, Resource};
use super::{Service, query, shape};
use crate::access::{Authorized, Permit, RowAction};
use crate::domain::check::{Check, Faults, MOST_FAULTS};
use crate::domain::reading;
use crate::error::{Error, Result};
use crate::store::Unit;
use crate::store::integration::idempotency::{self, Key};

/// Bytes of a JSON body at most.
const JSON_LIMIT: usize = 1 << 20;
/// Bytes of a list at most.
const CSV_LIMIT: usize = 10_000_000;
/// The media type of a list.
pub(super) const CSV: &str = "text/csv";
/// Bytes read and thrown away after that, so that a client that is still sending can read the answer.
const DRAINED: usize = 64 << 20;

/// A request that writes a `T`. Its body is looked at when it is read, which is after the caller was allowed to.
pub(super) struct Call<T> {
    service: Data<Service>,
    body: Result<Vec<u8>>,
    media_type: String,
    charset: Option<String>,
    query: String,
    if_match: Option<String>,
    key: Result<Option<Key>>,
    input: PhantomData<T>,
}

/// The input of operations that ask for nothing: an empty object.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl Check for Nothing {
    fn check(&self, _: &mut Faults) {}
}

impl<T> Call<T> {
    /// What every handler works with.
    pub(super) fn service(&self) -> &Service {
        &self.service
    }

    /// The body's bytes.
    fn bytes(&self) -> Result<&[u8]> {
        self.body.as_deref().map_err(Error::clone)
    }

    /// The body as a list, with the `charset` that its media type names.
    pub(super) fn csv(&self) -> Result<(&[u8], Option<&str>)> {
        let bytes = self.bytes()?;
        if self.media_type != CSV {
            return Err(Error::UnsupportedMediaType(CSV));
        }
        Ok((bytes, self.charset.as_deref()))
    }

    /// The parameters of the query, which is none unless they are asked for.
    pub(super) fn parameters<Q: DeserializeOwned + Check>(&mut self) -> Result<Q> {
        let query = std::mem::take(&mut self.query);
        query::take::<Q>(&query::pairs(&query)?)?.checked()
    }

    /// As [`run`], with the key of this request.
    pub(super) async fn run(&self, work: impl AsyncFn(&Unit) -> Result<Answer>) -> Result<Answer> {
        run(&self.service, self.key.as_ref().map_err(Error::clone)?.as_ref(), work).await
    }

    /// Turns a row that was read under the permit into proof that it may be written, and honours `If-Match`.
    pub(super) fn authorize<A>(&self, permit: Permit<A>, row: A::Row) -> Result<Authorized<A>>
    where
        A: RowAction,
        A::Row: Resource + Clone,
    {
        let authorized = permit.over(row)?;
        query::none(&self.query)?;
        if let Some(expected) = &self.if_match {
            let view = One::new(authorized.row().clone(), permit.principal()?);
            let body = serde_json::to_vec(&view).map_err(Error::internal)?;
            if !any_matches(expected, &etag(&body)) {
                return Err(Error::PreconditionFailed);
            }
        }
        Ok(authorized)
    }
}

/// Runs `work` in one transaction with its answer; a request with a key that was answered before is answered again.
pub(super) async fn run(
    service: &Service,
    key: Option<&Key>,
    work: impl AsyncFn(&Unit) -> Result<Answer>,
) -> Result<Answer> {
    service
        .store
        .write(async |unit| {
            let Some(key) = key else { return work(unit).await };
            if let Some(kept) = idempotency::begin(unit, key).await? {
                return Ok(Answer::replayed(kept));
            }
            let answer = work(unit).await?;
            idempotency::keep(unit, key, answer.kept()).await?;
            Ok(answer)
        })
        .await
}

impl<T: DeserializeOwned + Check + ToSchema> Call<T> {
    /// The body, every value of it allowed.
    pub(super) fn read(&self) -> Result<T> {
        // Where nothing is asked, nothing has to be sent.
        if self.media_type.is_empty() && self.bytes()?.is_empty() {
            query::none(&self.query)?;
            let mut body = Value::Object(Map::new());
            let faults = shape::check(&T::name(), &mut body)?;
            return parse::<T>(body, faults);
        }
        let (body, faults) = self.json(&T::name(), "application/json", &["application/json"])?;
        parse::<T>(body, faults)
    }

    /// The body without members that the schema `name` does not know, and what the schema finds in it.
    fn json(&self, name: &str, expected: &'static str, accepted: &[&str]) -> Result<(Value, shape::Faults)> {
        query::none(&self.query)?;
        let bytes = self.bytes()?;
        if !accepted.contains(&self.media_type.as_str()) {
            return Err(Error::UnsupportedMediaType(expected));
        }
        let mut body = serde_json::from_slice(bytes).map_err(|cause| Error::Malformed {
            detail: match bytes.is_empty() {
                true => "the body is empty: send a JSON object, `{}` where nothing is asked".to_owned(),
                false => format!("the body is not JSON: {cause}"),
            },
            errors: Vec::new(),
        })?;
        let faults = shape::check(name, &mut body)?;
        if !faults.shapeless {
            without_nul(&body, "")?;
        }
        Ok((body, faults))
    }
}

impl<T: DeserializeOwned + Serialize + Check + ToSchema> Call<T> {
    /// `current` with the merge patch (RFC 7396) of the body, every value of it allowed.
    pub(super) fn patch(&self, current: &T) -> Result<T> {
        let accepted = ["application/merge-patch+json", "application/json"];
        let (patch, faults) =
            self.json(&patch_name(&T::name()), "application/merge-patch+json", &accepted)?;
        let mut document = serde_json::to_value(current).map_err(Error::internal)?;
        json_patch::merge(&mut document, &patch);
        parse::<T>(document, faults)
    }
}

/// JSON as a `T`, every value of it allowed; where it is none, `faults` says why, else serde does.
fn parse<T: DeserializeOwned + Check>(body: Value, mut faults: shape::Faults) -> Result<T> {
    let input: T = reading::read(body).map_err(|fault| match faults.found.is_empty() {
        true => Error::Invalid(vec![fault]),
        false => Error::Invalid(std::mem::take(&mut faults.found)),
    })?;
    if !faults.shapeless {
        return input.checked();
    }
    // What is unknown must not hide what is wrong with the rest. What its object lacks it may have been meant to be.
    let mut values = Faults::default();
    input.check(&mut values);
    let mut values = values.into_found();
    let unknown = faults.found.iter().filter(|fault| fault.code == shape::UNKNOWN);
    let objects: HashSet<_> = unknown.filter_map(|fault| Some(fault.pointer.rsplit_once('/')?.0)).collect();
    values.retain(|value| !objects.contains(value.pointer.as_str()));
    faults.found.retain(|fault| values.iter().all(|value| value.pointer != fault.pointer));
    faults.found.extend(values);
    faults.found.truncate(MOST_FAULTS);
    Err(Error::Invalid(faults.found))
}

fn without_nul(value: &Value, pointer: &str) -> Result<()> {
    match value {
        Value::String(text) if text.contains('\0') => {
            Err(Error::invalid(pointer, "nul", "must have no NUL character"))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| without_nul(item, &format!("{pointer}/{index}"))),
        Value::Object(members) => {
            members.iter().try_for_each(|(name, member)| without_nul(member, &format!("{pointer}/{name}")))
        }
        _ => Ok(()),
    }
}

/// The media type of the body, and the `charset` that it names.
pub(super) fn media_type(request: &HttpRequest) -> (String, Option<String>) {
    let told = request.mime_type().ok().flatten();
    let media_type = told.as_ref().map(|told| told.essence_str().to_owned()).unwrap_or_default();
    (media_type, told.and_then(|told| Some(told.get_param("charset")?.as_str().to_owned())))
}

/// Passes for a body that is not compressed: what would be unpacked may be of any size.
pub(super) fn plain(request: &HttpRequest) -> Result<()> {
    match request.headers().get(CONTENT_ENCODING).is_some_and(|told| told != "identity") {
        true => Err(Error::UnsupportedMediaType("it is, not compressed: without Content-Encoding")),
        false => Ok(()),
    }
}

/// The body, of at most `limit` bytes, when it comes within `patience`.
pub(super) async fn bytes(payload: &mut Payload, limit: usize, patience: Duration) -> Result<Vec<u8>> {
    let read = tokio::time::timeout(patience, read(payload, limit)).await;
    read.unwrap_or(Err(Error::TooSlow(patience.as_secs())))
}

/// The body. What is beyond the limit is read and thrown away.
async fn read(payload: &mut Payload, limit: usize) -> Result<Vec<u8>> {
    let (mut body, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = payload.next().await {
        let chunk =
            chunk.map_err(|error| Error::Malformed { detail: error.to_string(), errors: Vec::new() })?;
        length += chunk.len();
        if length <= limit {
            body.extend_from_slice(&chunk);
        } else if length > DRAINED {
            break;
        } else {
            body = Vec::new();
        }
    }
    if length > limit {
        Err(Error::TooLarge(format!("the body may have at most {limit} bytes")))
    } else {
        Ok(body)
    }
}

/// The idempotency key of the request, with the hash of what it says.
pub(super) fn key(request: &HttpRequest, body: &[u8]) -> Result<Option<Key>> {
    let Some(header) = request.headers().get("idempotency-key").filter(|_| request.method() == Method::POST)
    else {
        return Ok(None);
    };
    let text = header.to_str().ok().filter(|text| (1..=255).contains(&text.len()));
    let text = text
        .ok_or_else(|| Error::malformed("Idempotency-Key", "must have 1 to 255 visible ASCII characters"))?;
    // Somebody whose rights changed is another caller: what was answered before is not for them.
    let caller =
        principal(request).map(|caller| (caller.subject_id(), caller.is_operator(), caller.acting()));
    let hash = |parts: &[&[u8]]| {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        URL_SAFE_NO_PAD.encode(digest.finalize())
    };
    let request_hash = hash(&[request.query_string().as_bytes(), body]);
    // Nobody has a name; those who ask without a token are told apart by what they say.
    let caller = caller.map_or_else(|| request_hash.clone(), |caller| format!("{caller:?}"));
    let key = hash(&[caller.as_bytes(), request.path().as_bytes(), text.as_bytes()]);
    Ok(Some(Key { key, request_hash }))
}

impl<T: 'static> FromRequest for Call<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let service =
                request.app_data::<Data<Service>>().cloned().ok_or_else(|| Error::internal("no service"))?;
            let (media_type, charset) = media_type(&request);
            let limit = if media_type == CSV { CSV_LIMIT } else { JSON_LIMIT };
            let body = match bytes(&mut payload, limit, service.settings.patience).await {
                Ok(bytes) => plain(&request).map(|()| bytes),
                failed => failed,
            };
            let key = key(&request, body.as_deref().unwrap_or_default());
            let if_match =
                request.headers().get(IF_MATCH).map(|value| value.to_str().unwrap_or_default().to_owned());
            let query = request.query_string().to_owned();
            Ok(Self { service, body, media_type, charset, query, if_match, key, input: PhantomData })
        })
    }
}
