//! `ligature demo`: everything to try, with nothing to set.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use uuid::Uuid;

use super::serve;
use super::stdout::print;
use crate::access::token::{Issuing, Tokens};
use crate::api::{Service, Settings, Simulations, bind};
use crate::config::{DatabaseArgs, ListenArgs};
use crate::demo::{self, ACCOUNTS, Account};
use crate::domain::identity::client::{Client, ClientScope};
use crate::domain::identity::role::{Role, Side};
use crate::domain::text::Language;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::keys::{self, Keeping};
use crate::store::source::System;

/// Where the database is made, unless one is named.
const FOLDER: &str = "ligature-demo";
const FILE: &str = "ligature.sqlite";

/// Seconds that an access token lives here.
const TOKEN_LIFETIME: i64 = 12 * 60 * 60;

/// What is printed for scripts.
#[derive(Serialize)]
struct Printed {
    base_url: String,
    accounts: Vec<PrintedAccount>,
    clients: Vec<PrintedClient>,
}

#[derive(Serialize)]
struct PrintedClient {
    client_id: Uuid,
    client_secret: String,
    name: String,
    organization_id: Uuid,
    organization: String,
    role: Role,
    scopes: Vec<ClientScope>,
}

#[derive(Serialize)]
struct PrintedAccount {
    email: &'static str,
    password: &'static str,
    organization_id: Option<Uuid>,
    organization: Option<&'static str>,
    side: Option<Side>,
    role: &'static str,
    access_token: String,
}

pub(super) async fn demo(database: &DatabaseArgs, listen: ListenArgs, json: bool) -> Result<()> {
    // A second demonstration on the same port is not to take the database away from the first.
    std::net::TcpListener::bind(listen.listen)
        .map_err(|error| Error::Unavailable(format!("cannot listen at {}: {error}", listen.listen)))?;
    let (url, _lock) = match database.url()? {
        Some(url) => (url, None),
        None => {
            let lock = take(Path::new(FOLDER))?;
            (new_file(Path::new(FOLDER))?, Some(lock))
        }
    };
    let passwords = serve::passwords()?;
    let empty = Store::connect(&url, Arc::new(demo::Fixed::default()), database.language).await?;
    make(&empty).await?;
    demo::fill(&empty, &passwords).await?;
    empty.close().await;
    let store = connect(&url, database.language).await?;
    let issuing = Issuing { lifetime: TOKEN_LIFETIME, ..Issuing::default() };
    let tokens = Tokens::new(&keys::load(&store, &Keeping::default()).await?, issuing)?;
    let settings = Settings { cors_origins: vec!["*".to_owned()], ..Settings::default() };
    let simulations = Simulations::new()?;
    let service = Service { store: store.clone(), tokens: tokens.clone(), passwords, simulations, settings };
    actix_web::rt::spawn(serve::watch_keys(store.clone(), tokens.clone(), Keeping::default()));
    let bound = bind(service, listen.listen, serve::processors())?;
    let clients = demo::programs(&store).await?.into_iter().map(PrintedClient::from).collect();
    let mut printed =
        Printed { base_url: format!("http://{}", bound.address), accounts: Vec::new(), clients };
    for account in &ACCOUNTS {
        printed.accounts.push(account_of(&store, &tokens, account).await?);
    }
    print(&if json { serde_json::to_string(&printed).map_err(Error::internal)? } else { page(&printed) })?;
    let done = serve::run(bound, &store).await;
    store.close().await;
    done
}

async fn connect(url: &str, language: Language) -> Result<Store> {
    Store::connect(url, Arc::new(System), language).await
}

/// Makes the folder and takes it for as long as the lock is held: until the program ends, however it ends.
fn take(folder: &Path) -> Result<File> {
    let failed = |error| failed(folder, &error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let lock = File::create(folder.join("lock")).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::Unavailable(format!(
            "another `ligature demo` runs on the database in {}; end it, or start this one in another folder",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn failed(folder: &Path, error: &std::io::Error) -> Error {
    Error::Unavailable(format!("{}: {error}", folder.display()))
}

/// A file that does not exist yet.
fn new_file(folder: &Path) -> Result<String> {
    for suffix in ["", "-wal", "-shm"] {
        match std::fs::remove_file(folder.join(format!("{FILE}{suffix}"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(folder, &error)),
            _ => {}
        }
    }
    Ok(format!("sqlite://{}?mode=rwc", folder.join(FILE).display()))
}

/// Makes the tables anew: in an empty database, or in one that was made by an earlier demonstration.
async fn make(store: &Store) -> Result<()> {
    let found = store.found().await?;
    if found.demo {
        let applied = store.migrations().await?.iter().filter(|step| step.applied && !step.newer).count();
        store.migrate_down(u32::try_from(applied).map_err(Error::internal)?).await?;
    } else if found.foreign || found.tables {
        let cause = "the database of DATABASE_URL is not empty and was not made by `ligature demo`; it is left as it is";
        return Err(Error::Unavailable(cause.to_owned()));
    }
    store.migrate_up().await
}

async fn account_of(store: &Store, tokens: &Tokens, account: &'static Account) -> Result<PrintedAccount> {
    let tenant = account.tenant();
    let access_token = demo::sign_in(store, tokens, account).await?;
    Ok(PrintedAccount {
        email: account.email,
        password: demo::PASSWORD,
        organization_id: tenant.map(demo::Tenant::id),
        organization: tenant.map(|tenant| tenant.name),
        side: tenant.map(|tenant| tenant.side),
        role: account.role.map_or("operator", |(_, role)| role.as_str()),
        access_token,
    })
}

impl From<(Client, String)> for PrintedClient {
    fn from((client, client_secret): (Client, String)) -> Self {
        let Client { id, name, organization, role, scopes, .. } = client;
        Self {
            client_id: id,
            client_secret,
            name,
            organization_id: organization.id,
            organization: organization.name,
            role,
            scopes,
        }
    }
}

/// The same for people.
fn page(printed: &Printed) -> String {
    let mut lines = vec![
        "Ligature runs, on a community made up to try things on.".to_owned(),
        String::new(),
        format!("  Swagger UI  {}/docs/", printed.base_url),
        format!("  password    {} (of every account)", demo::PASSWORD),
        String::new(),
    ];
    for account in &printed.accounts {
        let of = account.organization.unwrap_or("the installation");
        lines.push(format!("  {:<32} {:<12} of {of}", account.email, account.role));
    }
    for client in &printed.clients {
        let PrintedClient { name, organization, client_id, client_secret, .. } = client;
        lines.push(format!(
            "\n  the program {name} of {organization}: client_id {client_id}\n  client_secret {client_secret}"
        ));
    }
    if let Some(account) = printed.accounts.iter().find(|account| account.role == "coordinator") {
        lines.push(format!(
            "\nA token to paste into Authorize, good for 12 hours, of {}:\n\n{}\n",
            account.email, account.access_token
        ));
    }
    lines.push("It is made anew at each start. Ctrl-C ends it.".to_owned());
    lines.join("\n")
}
