//! The log: to standard error, as text or JSON. With the feature `otlp` also traces, to a collector.

#[cfg(feature = "otlp")]
mod traces;

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, registry};

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// What any stranger can cause by a broken request is no error of the service.
const QUIET: &str = "actix_http::h1=off";

/// Reads what is logged. The library's own reading leaves out what it does not understand.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn filter(text: &str) -> Result<EnvFilter, String> {
    let parts: Vec<_> = text.split(',').map(str::trim).collect();
    if parts.contains(&"") {
        return Err("there is nothing between two commas, or at an end".to_owned());
    }
    EnvFilter::try_new(format!("{QUIET},{}", parts.join(","))).map_err(|error| error.to_string())
}

/// The log and the traces; when it is dropped, what was not sent yet is sent.
#[derive(Debug)]
pub struct Telemetry {
    #[cfg(feature = "otlp")]
    _traces: Option<traces::Traces>,
}

/// Starts the log, and the traces where the program has them and a collector is named.
pub fn start(filter: EnvFilter, format: LogFormat) -> Telemetry {
    let log = layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let log = match format {
        LogFormat::Text => log.boxed(),
        LogFormat::Json => log.json().flatten_event(true).boxed(),
    };
    let subscriber = registry().with(log.with_filter(filter));
    #[cfg(not(feature = "otlp"))]
    {
        subscriber.init();
        Telemetry {}
    }
    #[cfg(feature = "otlp")]
    {
        let (traces, failure) = match traces::Traces::start() {
            Ok(traces) => (traces, None),
            Err(failure) => (None, Some(failure)),
        };
        subscriber.with(traces.as_ref().map(traces::Traces::layer)).init();
        if let Some(failure) = failure {
            tracing::warn!(%failure, "no traces are sent");
        }
        Telemetry { _traces: traces }
    }
}
