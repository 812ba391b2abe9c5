//! Around every request: its id, its line in the log, and the body of its problem.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::web::Data;
use tracing::Instrument;

use super::answer::VARY;
use super::problem::{MEDIA_TYPE, Problem};
use super::{Drain, Metrics, Service, operations, span};
use crate::error::Error;

/// Gives the request an id, logs it, and writes its problem if it has one. What is logged holds no query and no body.
pub(super) async fn observe<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let service = request.app_data::<Data<Service>>().cloned();
    let id =
        service.as_ref().map(|service| service.store.source().id("request").to_string()).unwrap_or_default();
    let counted = request.app_data::<Data<Metrics>>().map(|metrics| metrics.begin());
    let drain = request.app_data::<Data<Drain>>().cloned();
    let started = std::time::Instant::now();
    let (method, path) = (request.method().clone(), shown(request.path()).to_owned());
    // Whatever can be got has a head; the server leaves the body out.
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let span = span::of(&request, &id);
    async {
        let response = next.call(request).await.map_err(|error| own(&error))?.map_into_left_body();
        let mut response = with_problem(response, &id);
        if drain.is_some_and(|drain| drain.has_begun()) {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(header::HeaderName::from_static("x-request-id"), id);
        }
        let (operation, status) = (operations::of(response.request()), response.status().as_u16());
        span::answered(&tracing::Span::current(), operation, status);
        let elapsed = started.elapsed();
        let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(%method, path, operation, status, elapsed_us, "answered");
        if let Some(counted) = counted {
            counted.answered(operation, &method, status, elapsed);
        }
        Ok(response)
    }
    .instrument(span)
    .await
}

/// The path without the secret of a calendar, which stands behind this part of it wherever the request was routed to.
fn shown(path: &str) -> &str {
    const BEFORE_SECRETS: &str = "/calendars/";
    path.find(BEFORE_SECRETS).and_then(|place| path.get(..place + BEFORE_SECRETS.len())).unwrap_or(path)
}

/// Our own errors as they are, those of actix by their status.
fn own(error: &actix_web::Error) -> Error {
    let status = error.as_response_error().status_code().as_u16();
    match error.as_error::<Error>() {
        Some(known) => known.clone(),
        None if status == 413 => Error::TooLarge(error.to_string()),
        None if (400..500).contains(&status) => {
            Error::Malformed { detail: error.to_string(), errors: Vec::new() }
        }
        None => Error::internal(error),
    }
}

fn with_problem<B>(mut response: ServiceResponse<EitherBody<B>>, id: &str) -> ServiceResponse<EitherBody<B>> {
    let Some(mut problem) = response.response_mut().extensions_mut().remove::<Problem>() else {
        return response;
    };
    id.clone_into(&mut problem.instance);
    // RFC 6750, 3.1: whoever sent a token is told that it is the token.
    let token_refused =
        problem.status == 401 && response.request().headers().contains_key(header::AUTHORIZATION);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = response.map_body(|_, _| EitherBody::right(BoxBody::new(body)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().append(header::VARY, HeaderValue::from_static(VARY));
    if token_refused {
        let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}
