//! Migrations run up, down and up again.

use std::time::Duration;

use crate::support::database;
use crate::support::program::{complaint, migrate_and_serve, run};
use crate::support::tables::texts;

fn status(url: &str) -> (usize, usize) {
    let output = run(&["migrate", "status"], url);
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    let count = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
    (count("applied"), count("pending"))
}

#[tokio::test]
async fn migrations_run_up_down_and_up() {
    let database = database::empty().await;
    let (applied, all) = status(&database.url);
    assert_eq!(applied, 0);
    for _ in 0..2 {
        let up = run(&["migrate", "up"], &database.url);
        assert!(up.status.success(), "{}", complaint(&up));
        assert_eq!(status(&database.url), (all, 0));
        for left in (0..all).rev() {
            let down = run(&["migrate", "down"], &database.url);
            assert!(down.status.success(), "{}", complaint(&down));
            assert_eq!(status(&database.url), (left, all - left));
        }
    }
}

#[tokio::test]
async fn four_starts_at_once_migrate_once() {
    let database = database::empty().await;
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let url = database.url.clone();
            tokio::task::spawn_blocking(move || run(&["migrate", "up"], &url))
        })
        .collect();
    for start in starts {
        let done = start.await.unwrap();
        assert!(done.status.success(), "{}", complaint(&done));
    }
    assert_eq!(status(&database.url).1, 0);
}

#[tokio::test]
async fn a_start_waits_for_whoever_makes_the_file_of_sqlite() {
    let database = database::empty().await;
    if database.on_server() {
        return;
    }
    let other = database.take_away().await;
    let url = database.url.clone();
    let start = tokio::task::spawn_blocking(move || run(&["migrate", "up"], &url));
    tokio::time::sleep(Duration::from_secs(1)).await;
    other.end().await;
    let done = start.await.unwrap();
    assert!(done.status.success(), "{}", complaint(&done));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_served_and_left_as_it_is() {
    let database = database::filled().await;
    let before = status(&database.url);
    database
        .execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)")
        .await;
    let up = run(&["migrate", "up"], &database.url);
    assert!(up.status.success(), "{}", complaint(&up));
    assert_eq!(status(&database.url), before);
    let list = run(&["migrate", "status"], &database.url);
    assert!(String::from_utf8(list.stdout).unwrap().contains("newer m29990101_000001_later"));
    let rotated = run(&["keys", "list"], &database.url);
    assert!(rotated.status.success(), "{}", complaint(&rotated));
}

#[tokio::test]
async fn a_start_puts_in_what_an_earlier_one_left_out() {
    let database = database::filled().await;
    let points = async || {
        let connection = sea_orm::Database::connect(&database.url).await.unwrap();
        texts(&connection, "SELECT text AS name FROM talking_point WHERE library_id IS NULL ORDER BY text")
            .await
    };
    let before = points().await;
    database.execute("DELETE FROM talking_point WHERE library_id IS NULL").await;
    assert_eq!(points().await.len(), 0);
    let serving = migrate_and_serve(&database.url);
    assert_eq!(points().await, before);
    drop(serving);
}
