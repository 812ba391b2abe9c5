//! What Prometheus asks for, on a port of its own: requests by operation, and how busy everything behind them is.

mod gauges;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer, http::Method};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::Service;
use super::operations::OTHER;
use crate::error::{Error, Result};
use gauges::Gauges;

/// The media type of OpenMetrics.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Bounds of the histogram in seconds: a read, a page, a hash, a long list, the patience of the database.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

/// What tells requests apart. None of it comes from the caller as it was sent, so that the series are bounded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    operation: &'static str,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    operation: &'static str,
}

type Durations = Family<Named, Histogram, fn() -> Histogram>;

/// Counts requests, and writes down what else is known.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Kind, Counter>,
    durations: Durations,
    in_flight: Gauge,
}

impl Metrics {
    /// Nothing was counted yet.
    pub(super) fn new(service: &Service) -> Self {
        let mut registry = Registry::default();
        let own = registry.sub_registry_with_prefix("ligature");
        let requests = Family::default();
        own.register("requests", "Requests that were answered", requests.clone());
        let durations = Durations::new_with_constructor(|| Histogram::new(BUCKETS));
        let help = "Time from a request's first line to its answer";
        own.register_with_unit("request_duration", help, Unit::Seconds, durations.clone());
        let in_flight = Gauge::default();
        own.register("requests_in_flight", "Requests that are being answered", in_flight.clone());
        registry.register_collector(Box::new(Gauges::of(service)));
        Self { registry: Arc::new(registry), requests, durations, in_flight }
    }

    /// A request that came.
    pub(super) fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.clone())
    }

    /// How many requests are being answered.
    pub fn in_flight(&self) -> i64 {
        self.in_flight.get()
    }

    fn text(&self) -> Result<String> {
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(Error::internal)?;
        Ok(text)
    }
}

/// A request that is being answered; dropped without an answer when the caller hangs up.
pub(super) struct InFlight(Metrics);

impl InFlight {
    /// It was answered.
    pub(super) fn answered(&self, operation: &'static str, method: &Method, status: u16, after: Duration) {
        let known = ["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"];
        let method = known.into_iter().find(|known| method == known).unwrap_or(OTHER);
        self.0.requests.get_or_create(&Kind { operation, method, status }).inc();
        self.0.durations.get_or_create(&Named { operation }).observe(after.as_secs_f64());
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.dec();
    }
}

/// Listens at `address` for whoever collects the metrics; where, and what answers when awaited.
///
/// # Errors
/// [`Error::Unavailable`] when the address cannot be had.
pub fn bind_metrics(metrics: Metrics, address: SocketAddr) -> Result<(SocketAddr, Server)> {
    let taken = |error: std::io::Error| {
        Error::Unavailable(format!("cannot listen for metrics at {address}: {error}"))
    };
    let listener = TcpListener::bind(address).map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let metrics = Data::new(metrics);
    let server = HttpServer::new(move || {
        App::new().app_data(metrics.clone()).route("/metrics", web::get().to(answer))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(taken)?
    .run();
    Ok((address, server))
}

async fn answer(metrics: Data<Metrics>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().content_type(MEDIA_TYPE).body(metrics.text()?))
}
