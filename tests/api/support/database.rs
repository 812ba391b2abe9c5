//! A fresh database for each test, copied from one that was migrated and filled once.
//!
//! SQLite by default; PostgreSQL when `TEST_DATABASE_URL` names a server on which databases may be made.

use std::path::PathBuf;
use std::sync::Arc;

use ligature::access::password::{Cost, Passwords};
use ligature::demo;
use ligature::domain::text::Language;
use ligature::store::Store;
use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// A database that is removed with the test.
#[derive(Debug)]
pub struct Database {
    pub url: String,
    _folder: Option<tempfile::TempDir>,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

#[derive(Debug)]
enum Template {
    File(PathBuf, #[expect(dead_code, reason = "keeps the folder")] tempfile::TempDir),
    Server { url: String, name: String },
}

/// A copy of the filled database.
pub async fn filled() -> Database {
    match TEMPLATE.get_or_init(template).await {
        Template::File(file, _) => {
            let (database, path) = sqlite();
            std::fs::copy(file, path).unwrap();
            database
        }
        Template::Server { url, name } => {
            let copy = create(url, Some(name)).await;
            Database { url: named(url, &copy), _folder: None }
        }
    }
}

/// A database with nothing in it.
pub async fn empty() -> Database {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => {
            let name = create(&url, None).await;
            Database { url: named(&url, &name), _folder: None }
        }
        Err(_) => sqlite().0,
    }
}

/// The least of work for passwords.
pub fn passwords() -> Passwords {
    Passwords::new(Cost::LEAST, 4).unwrap()
}

fn sqlite() -> (Database, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ligature.sqlite");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    (Database { url, _folder: Some(folder) }, path)
}

async fn template() -> Template {
    let fill = async |url: &str| {
        let store = Store::connect(url, Arc::new(demo::Fixed::default()), Language::default()).await.unwrap();
        store.migrate_up().await.unwrap();
        demo::fill(&store, &passwords()).await.unwrap();
        store.close().await;
    };
    match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => {
            let name = create(&url, None).await;
            fill(&named(&url, &name)).await;
            Template::Server { url, name }
        }
        Err(_) => {
            let (Database { url, _folder }, path) = sqlite();
            fill(&url).await;
            Template::File(path, _folder.unwrap())
        }
    }
}

/// Makes a database on the server, a copy of `template` when one is named.
#[expect(clippy::disallowed_methods, reason = "the name of a throwaway database")]
async fn create(url: &str, template: Option<&str>) -> String {
    let name = format!("test_{}", Uuid::now_v7().simple());
    let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    // Only one copy of a template can be made at a time; the lock makes others wait.
    static COPYING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = COPYING.lock().await;
    execute(url, &format!("CREATE DATABASE {name}{template}")).await;
    name
}

/// Runs a statement on a connection of its own, which stays open with the answer.
async fn execute(url: &str, statement: &str) -> sea_orm::DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = sea_orm::Database::connect(options).await.unwrap();
    connection.execute_unprepared(statement).await.unwrap();
    connection
}

impl Database {
    /// Whether it is one of a server.
    pub fn on_server(&self) -> bool {
        self._folder.is_none()
    }

    /// Runs a statement.
    pub async fn execute(&self, statement: &str) {
        execute(&self.url, statement).await;
    }

    /// Makes it refuse writes until that ends; one of a server refuses everything.
    pub async fn take_away(&self) -> Away {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            return Away { server: None, _lock: Some(execute(&self.url, "BEGIN IMMEDIATE").await) };
        };
        let name = url::Url::parse(&self.url).unwrap().path().trim_start_matches('/').to_owned();
        execute(&server, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ";
        execute(&server, &format!("{end}'{name}'")).await;
        Away { server: Some((server, name)), _lock: None }
    }
}

/// A database that is away.
#[derive(Debug)]
pub struct Away {
    server: Option<(String, String)>,
    _lock: Option<sea_orm::DatabaseConnection>,
}

impl Away {
    /// Brings it back.
    pub async fn end(self) {
        if let Some((server, name)) = &self.server {
            execute(server, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
        }
    }
}

fn named(url: &str, name: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    url.set_path(name);
    url.into()
}
