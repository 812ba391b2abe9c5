//! A running service with a database of its own.

use std::sync::Arc;
use std::time::Duration;

use ligature::access::password::Passwords;
use ligature::access::token::{Issuing, Tokens};
use ligature::api::{Metrics, Service, Settings, Simulations, bind};
use ligature::demo;
use ligature::domain::text::Language;
use ligature::store::Store;
use ligature::store::identity::keys::{self, Keeping};
use ligature::store::source::{Source, System};

use super::database::{self, Database};
use super::{Client, Clock};

/// A service that answers on a port of its own, on a copy of the demonstration's database.
#[derive(Debug)]
pub struct App {
    pub base: String,
    pub store: Store,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub metrics: Metrics,
    pub database: Database,
    http: reqwest::Client,
    server: actix_web::dev::ServerHandle,
}

/// A client that gives a connection up before the service does, which is after five seconds.
fn http() -> reqwest::Client {
    reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(2)).build().unwrap()
}

impl App {
    pub async fn new() -> Self {
        Self::with(Arc::new(System)).await
    }

    /// A service whose clock stands, and which therefore does not forget its callers after a second: for tests that
    /// count statements.
    pub async fn with_stopped_clock() -> Self {
        Self::with(Arc::new(Clock::stopped())).await
    }

    /// Statements that a request sends, once its caller is known.
    pub async fn statements(&self, caller: &Client, path: &str) -> u64 {
        caller.get(path).await.expect(200);
        let before = self.store.statements();
        caller.get(path).await.expect(200);
        self.store.statements() - before
    }

    /// The same with another clock and other ids.
    pub async fn with(source: Arc<dyn Source>) -> Self {
        Self::on(database::filled().await, source).await
    }

    pub async fn on(database: Database, source: Arc<dyn Source>) -> Self {
        let store = Store::connect(&database.url, source, Language::default()).await.unwrap();
        let tokens =
            Tokens::new(&keys::load(&store, &Keeping::default()).await.unwrap(), Issuing::default()).unwrap();
        let passwords = database::passwords();
        // Tests name the client's address with X-Forwarded-For where it matters.
        let settings = Settings {
            trusted_proxies: vec![[127, 0, 0, 1].into()],
            patience: Duration::from_secs(10),
            ..Settings::default()
        };
        let service = Service {
            store: store.clone(),
            tokens: tokens.clone(),
            passwords: passwords.clone(),
            simulations: Simulations::new().unwrap(),
            settings,
        };
        let bound = bind(service, ([127, 0, 0, 1], 0).into(), 1).unwrap();
        let base = format!("http://{}", bound.address);
        let (server, metrics) = (bound.server.handle(), bound.metrics);
        tokio::spawn(bound.server);
        Self { base, store, tokens, passwords, metrics, database, http: http(), server }
    }

    /// A caller without a token.
    pub fn nobody(&self) -> Client {
        Client::new(self.http.clone(), self.base.clone(), None)
    }

    /// A caller with this token.
    pub fn bearer(&self, token: &str) -> Client {
        Client::new(self.http.clone(), self.base.clone(), Some(token.to_owned()))
    }

    /// A caller signed in as an account of the demonstration.
    pub async fn sign_in(&self, email: &str) -> Client {
        let body = serde_json::json!({"email": email, "password": demo::PASSWORD});
        let answer = self.nobody().post("/v1/sessions", body).await;
        assert_eq!(answer.status, 201, "{email}: {}", answer.body);
        self.bearer(answer.body["access_token"].as_str().unwrap())
    }

    /// A program of the demonstration, with a token for all that it may do.
    pub async fn program(&self, name: &str) -> Client {
        let programs = demo::programs(&self.store).await.unwrap();
        let (client, secret) = programs.into_iter().find(|(client, _)| client.name == name).unwrap();
        let form = format!("grant_type=client_credentials&client_id={}&client_secret={secret}", client.id);
        let answer = self.token(&form).await.expect(200);
        self.bearer(answer.body["access_token"].as_str().unwrap())
    }

    /// What the token endpoint answers to a form.
    pub async fn token(&self, form: &str) -> super::Answer {
        let request = self.nobody().request(reqwest::Method::POST, "/oauth/token");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        super::client::send(request.body(form.to_owned())).await
    }

    /// Riverside Public Library.
    pub fn library(&self) -> Tenant<'_> {
        Tenant { app: self, domain: "riverside.example" }
    }

    /// Hillside County Library.
    pub fn other_library(&self) -> Tenant<'_> {
        Tenant { app: self, domain: "hillside.example" }
    }

    /// Lakeshore Museum.
    pub fn partner(&self) -> Tenant<'_> {
        Tenant { app: self, domain: "lakeshore.example" }
    }

    /// Riverside Job Center.
    pub fn other_partner(&self) -> Tenant<'_> {
        Tenant { app: self, domain: "jobs.example" }
    }

    /// The operator.
    pub async fn operator(&self) -> Client {
        self.sign_in("operator@ligature.example").await
    }
}

impl Drop for App {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

/// The people of a tenant.
#[derive(Clone, Copy, Debug)]
pub struct Tenant<'a> {
    app: &'a App,
    domain: &'static str,
}

impl Tenant<'_> {
    pub async fn viewer(&self) -> Client {
        self.person("viewer").await
    }

    pub async fn contributor(&self) -> Client {
        self.person("contributor").await
    }

    pub async fn coordinator(&self) -> Client {
        self.person("coordinator").await
    }

    pub async fn admin(&self) -> Client {
        self.person("admin").await
    }

    pub async fn person(&self, role: &str) -> Client {
        self.app.sign_in(&format!("{role}@{}", self.domain)).await
    }
}
