//! A file that is sent: taken piece by piece, so that its size does not matter.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::Service;
use super::answer::Answer;
use super::call::{self, CSV};
use crate::domain::directory::import::charset::{Charset, Guess};
use crate::error::{Error, Result};
use crate::store::Unit;

/// Bytes of a file at most.
const LIMIT: u64 = 1_000_000_000;
/// Bytes of a piece.
const PIECE: usize = 1 << 20;
/// Bytes in a second at least, beyond the patience that every body gets.
const RATE: u64 = 64_000;

/// A CSV file that is on its way.
pub(super) struct Upload {
    pub(super) service: Data<Service>,
    request: HttpRequest,
    payload: Payload,
    digest: Sha256,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let service =
            request.app_data::<Data<Service>>().cloned().ok_or_else(|| Error::internal("no service"));
        let (request, payload) = (request.clone(), payload.take());
        ready(service.map(|service| Self { service, request, payload, digest: Sha256::new() }))
    }
}

impl Upload {
    /// Hands the file over in pieces, and tells its encoding: by `label`, by the `charset` of the media type, or guessed.
    pub(super) async fn receive(
        &mut self,
        label: Option<&str>,
        mut piece: impl AsyncFnMut(Vec<u8>) -> Result<()>,
    ) -> Result<Charset> {
        let (media_type, charset) = call::media_type(&self.request);
        if media_type != CSV {
            return Err(Error::UnsupportedMediaType(CSV));
        }
        call::plain(&self.request)?;
        let named = label.or(charset.as_deref()).map(Charset::of_label).transpose()?;
        let (mut guess, mut length, mut bytes) = (Guess::default(), 0, Vec::new());
        let patience = self.service.settings.patience;
        let begun = Instant::now();
        loop {
            let late = begun + patience + Duration::from_secs(length / RATE);
            let next = tokio::time::timeout_at(late, self.payload.next()).await;
            let Some(chunk) = next.map_err(|_| Error::TooSlow(patience.as_secs()))? else { break };
            let chunk =
                chunk.map_err(|error| Error::Malformed { detail: error.to_string(), errors: Vec::new() })?;
            length += u64::try_from(chunk.len()).map_err(Error::internal)?;
            if length > LIMIT {
                return Err(Error::TooLarge(format!("the file may have at most {LIMIT} bytes")));
            }
            self.digest.update(&chunk);
            guess.feed(&chunk);
            bytes.extend_from_slice(&chunk);
            if bytes.len() >= PIECE {
                piece(std::mem::take(&mut bytes)).await?;
            }
        }
        if !bytes.is_empty() {
            piece(bytes).await?;
        }
        Ok(named.unwrap_or_else(|| guess.finish()))
    }

    /// As [`call::run`], with the key of this request, whose file was received.
    pub(super) async fn run(self, work: impl AsyncFn(&Unit) -> Result<Answer>) -> Result<Answer> {
        let key = call::key(&self.request, &self.digest.finalize())?;
        call::run(&self.service, key.as_ref(), work).await
    }
}
