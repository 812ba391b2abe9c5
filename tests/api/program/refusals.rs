//! What a command says when it cannot begin: the cause, and nothing else.

use std::net::TcpListener;

use crate::support::database;
use crate::support::program::{command, complaint, run};

const IMPORT: [&str; 5] = ["import", "organizations", "list.csv", "--as", "nobody@example.org"];
const CREATE: [&str; 4] = ["users", "create", "--email", "op@example.org"];

/// The complaint, which is one line that is not meant for those who send requests.
fn cause(output: &std::process::Output) -> String {
    let text = complaint(output);
    assert!(!output.status.success(), "{text}");
    assert!(output.stdout.is_empty());
    assert!(text.starts_with("ligature: ") && text.trim().lines().count() == 1, "{text}");
    assert!(!text.contains("busy") && !text.contains("try again"), "{text}");
    text
}

#[tokio::test]
async fn every_command_says_that_migrations_are_pending() {
    let database = database::empty().await;
    for command in [&["serve"][..], &IMPORT, &CREATE] {
        let text = cause(&run(command, &database.url));
        assert!(text.contains("migrations are pending; run `ligature migrate up`"), "{text}");
    }
}

#[tokio::test]
async fn every_command_leaves_a_foreign_database_alone() {
    let database = database::empty().await;
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&connection, "CREATE TABLE other (id int)").await.unwrap();
    connection.close().await.unwrap();
    for command in [&["serve"][..], &IMPORT, &CREATE] {
        let text = cause(&run(command, &database.url));
        assert!(text.contains("DATABASE_URL holds tables of something else"), "{text}");
    }
    let text = cause(&run(&["demo", "--listen", "127.0.0.1:0"], &database.url));
    assert!(text.contains("was not made by `ligature demo`"), "{text}");
}

#[test]
fn a_database_that_cannot_be_reached_is_named_by_its_variable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = cause(&run(&["serve"], &format!("postgres://owner:hush@127.0.0.1:{port}/ligature")));
    assert!(text.contains("DATABASE_URL could not be reached"), "{text}");
    assert!(!text.contains("hush") && !text.contains("pool"), "{text}");
    for url in ["sqlite:///no/such/folder/ligature.sqlite?mode=rwc", "postgres://owner:hush@127.0.0.1:x/y"] {
        let text = cause(&run(&["migrate", "up"], url));
        assert!(text.contains("cannot connect to the database of DATABASE_URL: "), "{text}");
        assert!(!text.contains("hush") && !text.contains(url), "{text}");
    }
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let database = database::empty().await;
    assert!(run(&["migrate", "up"], &database.url).status.success());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    for name in ["serve", "demo"] {
        // `serve` warns of this and that before.
        let text = complaint(&run(&[name, "--listen", &listen], &database.url));
        let says = text.lines().last().unwrap_or_default();
        assert!(says.starts_with(&format!("ligature: cannot listen at {listen}: ")), "{text}");
    }
}

#[test]
fn health_says_that_nobody_answers() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let text = cause(&command(&["health", "--listen", &listen]).output().unwrap());
    assert!(text.contains(&format!("no service answers at {listen}")), "{text}");
}
