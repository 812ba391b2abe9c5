//! `ligature serve`.

use std::time::{Duration, Instant};

use actix_web::dev::{Server, ServerHandle};
use tokio::signal::unix::{SignalKind, signal};

use crate::access::password::{Cost, Passwords};
use crate::access::token::{ISSUER, Issuing, LIFETIME, Tokens};
use crate::api::{Bound, Drain, Metrics, Service, Settings, Simulations, bind, bind_metrics};
use crate::config::{DatabaseArgs, ServiceArgs};
use crate::error::{Error, Result};
use crate::jobs::imports::{self, Ending};
use crate::store::Store;
use crate::store::identity::keys::{self, Keeping};

/// For how long requests that were begun are waited for.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// How often it is looked whether they are answered.
const LOOK: Duration = Duration::from_millis(20);

/// So many looks in a row at which none was.
const QUIET: u32 = 10;

/// How often old events are looked for.
const SWEEP: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) async fn serve(database: &DatabaseArgs, service: &ServiceArgs, migrate: bool) -> Result<()> {
    let keeping = service.keys.keeping()?;
    let store = super::connect(database).await?;
    prepare(&store, migrate).await?;
    if keeping.secret.is_none() {
        tracing::warn!("LIGATURE_SECRET is not set: the signing keys lie in the database as they are");
    }
    let settings = Settings {
        trusted_proxies: service.trusted_proxies.clone(),
        cors_origins: service.cors_origins.clone(),
        public_url: service.public_url.clone(),
        ..Settings::default()
    };
    let issuer = service.public_url.clone().unwrap_or_else(|| ISSUER.to_owned());
    let issuing = Issuing { issuer, lifetime: LIFETIME, algorithm: keeping.algorithm };
    let tokens = Tokens::new(&keys::load(&store, &keeping).await?, issuing)?;
    let passwords = passwords()?;
    let workers = service.workers.map_or_else(processors, usize::from);
    let watching = actix_web::rt::spawn(watch_keys(store.clone(), tokens.clone(), keeping));
    let simulations = Simulations::new()?;
    let served = Service { store: store.clone(), tokens, passwords, simulations, settings };
    let bound = bind(served, service.listen.listen, workers)?;
    tracing::info!(address = %bound.address, "listening");
    if let Some(listen) = service.metrics_listen {
        let (address, server) = bind_metrics(bound.metrics.clone(), listen)?;
        tracing::info!(%address, "listening for metrics");
        actix_web::rt::spawn(server);
    }
    let sweeping = actix_web::rt::spawn(sweep(store.clone(), service.event_days));
    let done = run(bound, &store).await;
    sweeping.abort();
    watching.abort();
    store.close().await;
    done
}

/// Takes over what `keys rotate` does, in whichever process.
pub(super) async fn watch_keys(store: Store, tokens: Tokens, keeping: Keeping) {
    loop {
        actix_web::rt::time::sleep(Duration::from_secs(1)).await;
        let taken = keys::load(&store, &keeping).await.and_then(|keys| tokens.replace(&keys));
        if let Err(Error::Internal(cause)) = taken {
            tracing::error!(cause, "the signing keys cannot be read again; they stay as they were");
        }
    }
}

/// Refuses a database that is not ready for this program.
async fn prepare(store: &Store, migrate: bool) -> Result<()> {
    let found = store.found().await?;
    if found.foreign {
        return Err(super::foreign());
    }
    if found.pending > 0 && !migrate {
        let then = if found.accounts { "" } else { ", then `ligature users create`" };
        let cause = format!(
            "{} migrations are pending; run `ligature migrate up`{then}, or start with --migrate",
            found.pending
        );
        return Err(Error::Unavailable(cause));
    }
    // Also when nothing is pending: an earlier start may have ended before the data that comes with the service.
    if migrate && (found.pending > 0 || !found.newer) {
        match store.migrate_up().await {
            Err(Error::Unavailable(cause)) if found.pending == 0 => {
                tracing::warn!(cause, "whether all is there that comes with the service was not looked at");
            }
            done => done?,
        }
    }
    if found.newer {
        tracing::warn!("a newer version migrated this database; bring this program up to date");
    }
    if found.demo {
        tracing::warn!("this database was made by `ligature demo`: its passwords are known to everybody");
    } else if !found.accounts {
        tracing::warn!("there is no account yet; make the first operator with `ligature users create`");
    }
    Ok(())
}

/// Passwords at the cost of today. Half of the processors at most hash them, so that other requests find one free.
pub(super) fn passwords() -> Result<Passwords> {
    Passwords::new(Cost::OWASP, (processors() / 2).max(1))
}

/// How many processors there are.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Answers, and works on jobs beside, until the program is told to end. Open requests are finished then, and the chunk
/// of a job that is under way; the rest of the job is for another process.
pub(super) async fn run(bound: Bound, store: &Store) -> Result<()> {
    let Bound { server, metrics, drain, .. } = bound;
    let ending = Ending::default();
    let jobs = actix_web::rt::spawn(imports::work(store.clone(), ending.clone()));
    let told = actix_web::rt::spawn(end(server.handle(), metrics, drain, ending.clone()));
    let done = wait(server).await;
    told.abort();
    ending.begin();
    jobs.await.map_err(Error::internal)?;
    done
}

async fn wait(server: Server) -> Result<()> {
    server.await.map_err(Error::internal)
}

async fn end(server: ServerHandle, metrics: Metrics, drain: Drain, ending: Ending) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("cannot listen for signals");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("ending; open requests are finished");
    ending.begin();
    drain.hold();
    // Those that wait are accepted meanwhile.
    actix_web::rt::time::sleep(LOOK).await;
    // A thread that has nothing to answer ends before the others, with connections to the database that these may use:
    // so none is told to end before all have answered.
    server.pause().await;
    // The thread that accepts is told, and does so when it comes to it.
    actix_web::rt::time::sleep(LOOK).await;
    drain.begin();
    let (begun, mut quiet) = (Instant::now(), 0);
    while quiet < QUIET && begun.elapsed() < LAST_REQUESTS {
        actix_web::rt::time::sleep(LOOK).await;
        quiet = if metrics.in_flight() == 0 { quiet + 1 } else { 0 };
    }
    server.stop(true).await;
}

async fn sweep(store: Store, days: u16) {
    loop {
        if let Err(error) = store.sweep_events(days).await {
            tracing::warn!(%error, "old events could not be removed");
        }
        if let Err(error) = imports::forget_reports(&store).await {
            tracing::warn!(%error, "old reports of imports could not be removed");
        }
        tokio::time::sleep(SWEEP).await;
    }
}
