//! Who is asking: from the Authorization header to a principal, and from that to a permit.

use std::future::{Ready, ready};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::Service;
use crate::access::{Action, Permit, Principal};
use crate::error::{Error, Result};
use crate::store::identity::standing::standing;

/// The caller of this request, or why nobody is known to be asking.
struct Caller(Result<Principal>);

/// Finds out who is asking, before any argument of a handler is looked at.
///
/// This is middleware, since it may wait on the database, and handlers' arguments are polled at the same time.
/// A request without a good token goes on: what needs a permit refuses it, what needs none does not mind.
pub(super) async fn authenticate<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let caller = caller(request.request()).await;
    request.extensions_mut().insert(Caller(caller));
    next.call(request).await
}

/// The caller as the token and the database have it now.
pub(super) async fn caller(request: &HttpRequest) -> Result<Principal> {
    let service = request.app_data::<Data<Service>>().ok_or_else(|| Error::internal("no service"))?;
    let header = request.headers().get(AUTHORIZATION).ok_or(Error::Unauthenticated("sign in first"))?;
    let token = header
        .to_str()
        .ok()
        .and_then(|header| header.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Error::Unauthenticated("send Authorization: Bearer and the access token"))?;
    let verified = service.tokens.verify(token, service.store.source().now().timestamp())?;
    Ok(Principal::new(&verified, standing(&service.store, &verified).await?))
}

impl<A: Action> FromRequest for Permit<A> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let granted = match request.extensions_mut().get_mut::<Caller>() {
            Some(Caller(Ok(principal))) => Self::grant(principal),
            Some(Caller(refused)) => std::mem::replace(refused, Err(Error::Unauthenticated("sign in first")))
                .and_then(|p| Self::grant(&p)),
            None => Err(Error::internal("no caller")),
        };
        ready(granted)
    }
}

/// The caller, for telling requests apart by who sends them.
pub(super) fn principal(request: &HttpRequest) -> Option<Principal> {
    request.extensions().get::<Caller>().and_then(|Caller(caller)| caller.as_ref().ok().copied())
}
