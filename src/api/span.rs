//! The span of a request: its id, by which log lines are found, and with the feature `otlp` what a trace tells of it.

#[cfg(not(feature = "otlp"))]
pub(super) use logged::{answered, of};

#[cfg(feature = "otlp")]
pub(super) use traced::{answered, of};

#[cfg(not(feature = "otlp"))]
mod logged {
    use actix_web::dev::ServiceRequest;
    use tracing::Span;

    /// The span of a request that came.
    pub(in crate::api) fn of(_: &ServiceRequest, id: &str) -> Span {
        tracing::info_span!("request", id)
    }

    /// It was answered, which the log's line says.
    pub(in crate::api) fn answered(_: &Span, _: &'static str, _: u16) {}
}

#[cfg(feature = "otlp")]
mod traced {
    use actix_web::dev::ServiceRequest;
    use actix_web::http::header::HeaderMap;
    use opentelemetry::propagation::{Extractor, TextMapPropagator};
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use tracing::Span;
    use tracing::field::Empty;
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    struct Headers<'r>(&'r HeaderMap);

    impl Extractor for Headers<'_> {
        fn get(&self, name: &str) -> Option<&str> {
            self.0.get(name).and_then(|value| value.to_str().ok())
        }

        fn keys(&self) -> Vec<&str> {
            self.0.keys().map(|name| name.as_str()).collect()
        }
    }

    /// The span of a request that came, in the trace that its `traceparent` names (W3C Trace Context). The names of the
    /// fields are those of OpenTelemetry.
    pub(in crate::api) fn of(request: &ServiceRequest, id: &str) -> Span {
        let span = tracing::info_span!(
            "request",
            id,
            otel.kind = "server",
            otel.name = Empty,
            otel.status_code = Empty,
            operation = Empty,
            http.request.method = request.method().as_str(),
            http.response.status_code = Empty,
        );
        let parent = TraceContextPropagator::new().extract(&Headers(request.headers()));
        // Without a collector no span is traced, and so none has a parent.
        let _ = span.set_parent(parent);
        span
    }

    /// It was answered.
    pub(in crate::api) fn answered(span: &Span, operation: &'static str, status: u16) {
        span.record("otel.name", operation);
        span.record("operation", operation);
        span.record("http.response.status_code", status);
        if status >= 500 {
            span.record("otel.status_code", "ERROR");
        }
    }
}
