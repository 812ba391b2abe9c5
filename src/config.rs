//! Settings, from the environment and from flags; secrets also from files.

use std::net::{AddrParseError, IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use tracing_subscriber::EnvFilter;
use url::Url;

use crate::access::signing::TokenAlgorithm;
use crate::domain::text::Language;
use crate::error::{Error, Result};
use crate::store::identity::keys::Keeping;
use crate::telemetry::{LogFormat, filter};

/// Where the database is.
#[derive(Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// The database: `sqlite:///absolute/path?mode=rwc` or `postgres://user:password@host:port/name`
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    /// A file that holds the database's URL
    #[arg(long, env = "DATABASE_URL_FILE", value_name = "FILE", global = true)]
    database_url_file: Option<PathBuf>,
    /// The language in which entries and search words are stemmed, by its ISO 639-1 code
    #[arg(long, env = "LIGATURE_LANGUAGE", default_value = "en", global = true)]
    pub language: Language,
}

impl DatabaseArgs {
    /// The database's URL, when one is given.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the file cannot be read.
    pub fn url(&self) -> Result<Option<String>> {
        secret("DATABASE_URL", self.database_url.clone(), self.database_url_file.as_ref())
    }

    /// The database's URL.
    ///
    /// # Errors
    /// [`Error::Malformed`] when there is none.
    pub fn needed_url(&self) -> Result<String> {
        self.url()?.ok_or_else(|| {
            Error::malformed(
                "DATABASE_URL",
                "is not set; try sqlite:///var/lib/ligature/ligature.sqlite?mode=rwc",
            )
        })
    }
}

/// How the log is written.
#[derive(Args, Clone, Debug)]
pub struct LogArgs {
    /// What is logged, as tracing-subscriber writes it, such as `info` or `ligature=debug`
    #[arg(long, env = "LIGATURE_LOG", default_value = "info", value_parser = filter, global = true)]
    pub log: EnvFilter,
    /// How log lines are written
    #[arg(long, env = "LIGATURE_LOG_FORMAT", value_enum, default_value = "text", global = true)]
    pub log_format: LogFormat,
}

/// Where the service listens.
#[derive(Args, Clone, Copy, Debug)]
pub struct ListenArgs {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "LIGATURE_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// The keys that sign access tokens.
#[derive(Args, Clone, Debug)]
pub struct KeyArgs {
    /// Encrypts the signing keys in the database
    #[arg(long, env = "LIGATURE_SECRET", hide_env_values = true, global = true)]
    secret: Option<String>,
    /// A file that holds the secret
    #[arg(long, env = "LIGATURE_SECRET_FILE", value_name = "FILE", global = true)]
    secret_file: Option<PathBuf>,
    /// How access tokens are signed: EdDSA, or ES256 for gateways that know no EdDSA
    #[arg(long, env = "LIGATURE_TOKEN_ALG", default_value = "EdDSA", global = true)]
    token_alg: TokenAlgorithm,
}

/// How the service answers.
#[derive(Args, Clone, Debug)]
pub struct ServiceArgs {
    /// Where to listen
    #[command(flatten)]
    pub listen: ListenArgs,
    /// The signing keys
    #[command(flatten)]
    pub keys: KeyArgs,
    /// Addresses of proxies whose X-Forwarded-For, -Host and -Proto are believed, separated by commas
    #[arg(long, env = "LIGATURE_TRUSTED_PROXIES", value_delimiter = ',', value_parser = proxy)]
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins whose pages may call the service, separated by commas; `*` for all
    #[arg(long, env = "LIGATURE_CORS_ORIGINS", value_delimiter = ',', value_parser = cors_origin)]
    pub cors_origins: Vec<String>,
    /// The origin at which the service is reached, for links in answers, such as `https://ligature.example.org`
    #[arg(long, env = "LIGATURE_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Address and port at which Prometheus finds metrics, under /metrics; none unless given
    #[arg(long, env = "LIGATURE_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Threads that answer requests; as many as there are processors unless given
    #[arg(long, env = "LIGATURE_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Days for which events, the history of changes, are kept
    #[arg(long, env = "LIGATURE_EVENT_DAYS", default_value_t = 730, value_parser = clap::value_parser!(u16).range(1..))]
    pub event_days: u16,
}

impl KeyArgs {
    /// How the keys are kept and made.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the secret's file cannot be read or the secret is too short.
    pub fn keeping(&self) -> Result<Keeping> {
        let secret = secret("LIGATURE_SECRET", self.secret.clone(), self.secret_file.as_ref())?;
        if secret.as_ref().is_some_and(|secret| secret.len() < 16) {
            return Err(Error::malformed("LIGATURE_SECRET", "must have at least 16 characters"));
        }
        Ok(Keeping { secret, algorithm: self.token_alg })
    }
}

fn proxy(text: &str) -> Result<IpAddr, AddrParseError> {
    text.trim().parse()
}

fn cors_origin(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "*" => Ok("*".to_owned()),
        text => {
            origin(text).ok_or("must be `*` or scheme://host[:port], such as https://catalogue.example.org")
        }
    }
}

fn public_url(text: &str) -> Result<String, &'static str> {
    origin(text.strip_suffix('/').unwrap_or(text))
        .filter(|origin| origin.starts_with("http://") || origin.starts_with("https://"))
        .ok_or("must be http(s)://host[:port] without a path, such as https://ligature.example.org")
}

/// An origin as browsers write it: in lower case, and without the port that is the scheme's own.
fn origin(text: &str) -> Option<String> {
    let (_, place) = text.split_once("://")?;
    // The parser would drop blanks, and take these for the end of the host or for a part of it.
    if text.contains(|character: char| character.is_whitespace() || character.is_control())
        || place.contains(['/', '\\', '?', '#', '@', '*'])
    {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{host}{port}", url.scheme()))
}

/// A secret, given itself or by the file that holds it; a line break at its end does not belong to it.
fn secret(name: &str, value: Option<String>, file: Option<&PathBuf>) -> Result<Option<String>> {
    match (value, file) {
        (Some(_), Some(_)) => {
            Err(Error::malformed(name, format!("and {name}_FILE are both set; choose one")))
        }
        (value, None) => Ok(value),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file).map_err(|error| {
                Error::malformed(
                    format!("{name}_FILE"),
                    format!("cannot be read: {}: {error}", file.display()),
                )
            })?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
    }
}
