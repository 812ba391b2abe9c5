//! What is looked up when somebody asks: connections, passwords, counts of the database, the process.

use std::fmt::Error;

use chrono::{DateTime, Utc};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::{MetricType, info::Info};
use prometheus_client::registry::Unit;

use crate::access::password::Passwords;
use crate::api::Service;
use crate::store::{Pool, Store};

/// Where the numbers come from.
#[derive(Debug)]
pub(super) struct Gauges {
    store: Store,
    passwords: Passwords,
    started: DateTime<Utc>,
}

impl Gauges {
    pub(super) fn of(service: &Service) -> Self {
        let (store, passwords) = (service.store.clone(), service.passwords.clone());
        Self { started: store.source().now(), store, passwords }
    }
}

impl Collector for Gauges {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), Error> {
        let to = &mut encoder;
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        version.encode(to.encode_descriptor(
            "ligature_build",
            "The program",
            None,
            version.metric_type(),
        )?)?;
        pools(to, &self.store.pools())?;
        let counts = self.store.counts();
        counter(to, "ligature_database_statements", "Statements sent to the database", counts.statements)?;
        counter(to, "ligature_events_written", "Events written, each for one audience", counts.events)?;
        let help = "Attempts to give a password that were refused since too many had failed";
        counter(to, "ligature_sign_ins_throttled", help, counts.throttled)?;
        let load = self.passwords.load();
        gauge(to, "ligature_passwords_hashing", "Passwords being hashed", load.running)?;
        gauge(to, "ligature_passwords_waiting", "Passwords waiting to be hashed", load.waiting)?;
        let help = "Attempts to give a password that were refused since too many waited";
        counter(to, "ligature_passwords_refused", help, load.refused)?;
        process(to, self.started)
    }
}

/// A name, its help, and where its value stands.
type OfPool = (&'static str, &'static str, fn(&Pool) -> u64);

fn pools(to: &mut DescriptorEncoder, pools: &[Pool]) -> Result<(), Error> {
    let families: [OfPool; 3] = [
        ("ligature_database_connections", "Connections to the database that are open", |pool| pool.open),
        ("ligature_database_connections_idle", "Open connections that nobody uses", |pool| pool.idle),
        ("ligature_database_connections_limit", "Connections that may be open", |pool| pool.limit),
    ];
    for (name, help, value) in families {
        let mut family = to.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for pool in pools {
            let value = ConstGauge::new(value(pool));
            value.encode(family.encode_family(&[("pool", pool.name)])?)?;
        }
    }
    Ok(())
}

/// By the names that every exporter gives them; memory is known on Linux only.
fn process(to: &mut DescriptorEncoder, started: DateTime<Utc>) -> Result<(), Error> {
    let seconds = ConstGauge::new(started.timestamp());
    let help = "When the process started, in seconds since 1970";
    let start = to.encode_descriptor("process_start_time", help, Some(&Unit::Seconds), MetricType::Gauge)?;
    seconds.encode(start)?;
    let Some(bytes) = resident() else { return Ok(()) };
    let help = "Memory that the process holds";
    let memory =
        to.encode_descriptor("process_resident_memory", help, Some(&Unit::Bytes), MetricType::Gauge)?;
    ConstGauge::new(bytes).encode(memory)
}

fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

fn counter(to: &mut DescriptorEncoder, name: &str, help: &str, value: u64) -> Result<(), Error> {
    ConstCounter::new(value).encode(to.encode_descriptor(name, help, None, MetricType::Counter)?)
}

fn gauge(to: &mut DescriptorEncoder, name: &str, help: &str, value: u64) -> Result<(), Error> {
    ConstGauge::new(value).encode(to.encode_descriptor(name, help, None, MetricType::Gauge)?)
}
