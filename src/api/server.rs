//! The HTTP server: routes, and what stands around them.

use std::net::{SocketAddr, TcpListener};
use std::sync::Once;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer, http::header};
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use super::authenticate::authenticate;
use super::observe::observe;
use super::{Drain, Metrics, Service, Settings, document, routes, shape, unrouted};
use crate::error::{Error, Result};

/// Seconds in which open requests may finish once the server is told to end, beyond those that are waited for before.
const LAST_REQUESTS: u64 = 3;

/// What is made of the document, so that no request waits for it.
static PREPARED: Once = Once::new();

/// A server that listens but does not answer yet.
pub struct Bound {
    /// Where it listens.
    pub address: SocketAddr,
    /// Answers when awaited.
    pub server: Server,
    /// What it counts.
    pub metrics: Metrics,
    /// Says that it is about to end.
    pub drain: Drain,
}

/// Listens at `address`, with so many threads.
///
/// # Errors
/// [`Error::Unavailable`] when the address cannot be had.
pub fn bind(service: Service, address: SocketAddr, workers: usize) -> Result<Bound> {
    let taken = |error: std::io::Error| Error::Unavailable(format!("cannot listen at {address}: {error}"));
    let listener = TcpListener::bind(address).map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    PREPARED.call_once(|| {
        let made = document();
        document::prepare(&made);
        shape::prepare(&made);
        unrouted::prepare();
    });
    let metrics = Metrics::new(&service);
    let drain = Drain::of(listener.try_clone().map_err(taken)?);
    let (counted, service) = (Data::new(metrics.clone()), Data::new(service));
    let ending = Data::new(drain.clone());
    let server = HttpServer::new(move || {
        let swagger = SwaggerUi::new("/docs/{_:.*}").config(
            utoipa_swagger_ui::Config::from("/openapi.json")
                .persist_authorization(true)
                .try_it_out_enabled(true)
                .validator_url("none"),
        );
        App::new()
            .app_data(service.clone())
            .app_data(ending.clone())
            .app_data(counted.clone())
            .wrap(from_fn(authenticate))
            // Inside the compression: it writes the bodies of problems.
            .wrap(from_fn(observe))
            .wrap(cors(&service.settings))
            .wrap(Compress::default())
            .wrap(security_headers())
            .into_utoipa_app()
            .configure(routes)
            .into_app()
            .route("/openapi.json", web::get().to(document::serve))
            .route("/", web::get().to(|| async { web::Redirect::to("/docs/") }))
            .route("/docs", web::get().to(|| async { web::Redirect::to("/docs/") }))
            .route("/problems", web::get().to(document::page))
            .service(swagger)
            .default_service(web::to(unrouted::answer))
    })
    .workers(workers)
    .client_request_timeout(Duration::from_secs(10))
    // Whoever hangs up wants no answer any longer: what computes for it stops.
    .h1_allow_half_closed(false)
    .shutdown_timeout(LAST_REQUESTS)
    .disable_signals()
    .listen(listener)
    .map_err(taken)?
    .run();
    Ok(Bound { address, server, metrics, drain })
}

/// Headers of answers that scripts of other origins may read.
const EXPOSED: [&str; 9] = [
    "Content-Disposition",
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-Id",
];

fn cors(settings: &Settings) -> Cors {
    let mut cors = Cors::default()
        .allowed_methods(["GET", "POST", "PATCH", "DELETE"])
        .allow_any_header()
        .expose_headers(EXPOSED)
        .max_age(3600);
    if settings.cors_origins.iter().any(|origin| origin == "*") {
        // An origin that is allowed by name would take this back.
        return cors.allow_any_origin();
    }
    for origin in &settings.cors_origins {
        cors = cors.allowed_origin(origin);
    }
    cors
}

fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"))
}
