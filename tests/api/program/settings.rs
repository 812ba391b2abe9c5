//! Settings: a wrong one names itself, an empty one is none.

use std::process::{Command, Output, Stdio};

use crate::support::database;
use crate::support::program::{Running, command, complaint, run};
use crate::support::wait::until;

/// `serve` with one setting, which is refused before anything is looked at.
fn refused(name: &str, value: &str) -> String {
    let mut serve = command(&["serve"]);
    let output = serve.env("DATABASE_URL", "sqlite::memory:").env(name, value).output().unwrap();
    let text = complaint(&output);
    assert!(!output.status.success(), "{name}={value}");
    assert!(text.contains(name), "{name}={value}: {text}");
    assert!(!text.contains("pending"), "{name}={value}: {text}");
    text
}

#[test]
fn a_wrong_setting_names_its_variable_and_its_flag() {
    for (name, value) in [
        ("LIGATURE_LISTEN", "foo"),
        ("LIGATURE_WORKERS", "0"),
        ("LIGATURE_METRICS_LISTEN", "9100"),
        ("LIGATURE_LANGUAGE", "xx"),
        ("LIGATURE_TRUSTED_PROXIES", "192.0.2.1,proxy"),
        ("LIGATURE_EVENT_DAYS", "0"),
        ("LIGATURE_LOG_FORMAT", "xml"),
        ("LIGATURE_LOG", "nonsense=nonsense"),
        ("LIGATURE_LOG", ",,=,"),
        ("LIGATURE_LOG", "info,,"),
        ("LIGATURE_CORS_ORIGINS", "https://a.example,https://b.example/"),
        ("LIGATURE_PUBLIC_URL", "ligature.example"),
    ] {
        let flag = name.trim_start_matches("LIGATURE_").to_lowercase().replace('_', "-");
        let text = refused(name, value);
        assert!(text.contains(&format!("--{flag} ")), "{name}={value}: {text}");
    }
    refused("DATABASE_URL", "mysql://localhost/x");
    refused("LIGATURE_SECRET", "short");
}

#[test]
fn what_is_no_origin_is_refused() {
    for value in [
        "https://a.example/",
        "https://a.example/path",
        "https://a.example?query",
        "https://a.example#fragment",
        "https://user@a.example",
        "https://*.a.example",
        "https://a.example:port",
        "https://",
        "a.example",
        "null",
        "https://a.example,",
    ] {
        refused("LIGATURE_CORS_ORIGINS", value);
    }
    for value in [
        "https://a.example/path",
        "https://a.example/?query",
        "https://a.example#fragment",
        "https://user:word@a.example",
        "https:a.example",
        "ftp://a.example",
        "*",
        " ",
    ] {
        refused("LIGATURE_PUBLIC_URL", value);
    }
}

/// A command that every setting reaches and that ends, since its database has no tables.
fn with_every_setting(value: &str) -> Output {
    let mut serve = command(&["serve"]);
    for name in [
        "DATABASE_URL_FILE",
        "LIGATURE_SECRET",
        "LIGATURE_SECRET_FILE",
        "LIGATURE_LANGUAGE",
        "LIGATURE_LISTEN",
        "LIGATURE_WORKERS",
        "LIGATURE_METRICS_LISTEN",
        "LIGATURE_EVENT_DAYS",
        "LIGATURE_TRUSTED_PROXIES",
        "LIGATURE_CORS_ORIGINS",
        "LIGATURE_PUBLIC_URL",
        "LIGATURE_LOG",
        "LIGATURE_LOG_FORMAT",
    ] {
        serve.env(name, value);
    }
    serve.env("DATABASE_URL", "sqlite::memory:").output().unwrap()
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let text = complaint(&with_every_setting(""));
    assert!(text.contains("migrations are pending"), "{text}");
    assert!(!with_every_setting(" ").status.success());
    let unset = complaint(&run(&["serve"], ""));
    assert!(unset.contains("DATABASE_URL is not set"), "{unset}");
    let flag = complaint(&command(&["serve", "--listen", ""]).output().unwrap());
    assert!(flag.contains("--listen"), "{flag}");
}

/// A migrated database is served with these settings, and the address.
async fn serving(serve: &mut Command, database: &str) -> (Running, String) {
    assert!(run(&["migrate", "up"], database).status.success());
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let serve = serve.env("DATABASE_URL", database).env("LIGATURE_LISTEN", &listen);
    let running = Running { child: serve.stderr(Stdio::null()).spawn().unwrap() };
    let base = format!("http://{listen}");
    until("serve is ready", async || {
        reqwest::get(format!("{base}/health/ready")).await.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
    (running, base)
}

/// Whether pages of the origin may call the service.
async fn allowed(base: &str, origin: &str) -> bool {
    let request = reqwest::Client::new().get(format!("{base}/health/live")).header("Origin", origin);
    let answer = request.send().await.unwrap();
    answer.headers().get("access-control-allow-origin").is_some_and(|allowed| allowed == origin)
}

#[tokio::test]
async fn origins_are_taken_as_browsers_write_them() {
    let database = database::empty().await;
    let origins = "https://a.example, http://B.example:8080,https://c.example:443 , https://[::1]:3000";
    let mut serve = command(&["serve"]);
    serve.env("LIGATURE_CORS_ORIGINS", origins).env("LIGATURE_TRUSTED_PROXIES", "192.0.2.1, ::1");
    let (_running, base) = serving(&mut serve, &database.url).await;
    for origin in ["https://a.example", "http://b.example:8080", "https://c.example", "https://[::1]:3000"] {
        assert!(allowed(&base, origin).await, "{origin}");
    }
    assert!(!allowed(&base, "http://a.example").await);
    assert!(!allowed(&base, "https://b.example").await);
}

#[tokio::test]
async fn a_star_allows_all_origins_wherever_it_stands() {
    let database = database::empty().await;
    let mut serve = command(&["serve"]);
    serve.env("LIGATURE_CORS_ORIGINS", "*, https://a.example");
    let (_running, base) = serving(&mut serve, &database.url).await;
    assert!(allowed(&base, "https://a.example").await);
    assert!(allowed(&base, "https://b.example").await);
}
