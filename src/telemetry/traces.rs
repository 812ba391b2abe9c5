//! Traces: a span for each request, sent by OTLP to the collector of `OTEL_EXPORTER_OTLP_ENDPOINT`.

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

/// Sends spans, from a thread of its own; when it is dropped, those that were not sent yet.
#[derive(Debug)]
pub(super) struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send, if a collector is named. Where to, how often and which of them is read from the variables that
    /// OpenTelemetry defines.
    pub(super) fn start() -> Result<Option<Self>, ExporterBuildError> {
        let named = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
        if !named {
            return Ok(None);
        }
        let exporter = SpanExporter::builder().with_http().build()?;
        let mut resource = Resource::builder();
        if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name("ligature");
        }
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter);
        let provider = provider.with_resource(resource.build());
        Ok(Some(Self(provider.build())))
    }

    /// What hands the spans of this program over, and those of no library.
    pub(super) fn layer<S: Subscriber + for<'span> LookupSpan<'span>>(&self) -> impl Layer<S> + use<S> {
        let of_ours = Targets::new().with_target("ligature", LevelFilter::INFO);
        tracing_opentelemetry::layer().with_tracer(self.0.tracer("ligature")).with_filter(of_ours)
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // The log is still there; a collector that is away keeps nobody from ending.
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}
