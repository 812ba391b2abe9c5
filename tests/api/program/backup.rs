//! A backup that is made while others write holds all that was acknowledged before, on both databases.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use ligature::demo::PASSWORD;
use serde_json::{Value, json};

use crate::support::database::{self, Database};
use crate::support::program::{Running, command, complaint, run, serve_with};
use crate::support::{Answer, Client};

const SECRET: &str = "the same secret on both machines";

/// A command about a database and a file.
fn on_file(name: &str, file: &Path, database: &Database) -> Output {
    run(&[name, file.to_str().unwrap()], &database.url)
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", complaint(output));
}

fn refused(output: &Output, cause: &str) {
    let text = complaint(output);
    assert!(!output.status.success() && text.contains(cause), "{text}");
}

/// The service on a database, with its signing keys under a secret.
fn serve(database: &Database) -> (Running, String) {
    serve_with(&database.url, &[("LIGATURE_SECRET", SECRET)])
}

fn client(base: &str, token: Option<&Value>) -> Client {
    let token = token.and_then(Value::as_str).map(str::to_owned);
    Client::new(reqwest::Client::new(), base.to_owned(), token)
}

async fn sign_in(base: &str, email: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD});
    client(base, None).post("/v1/sessions", body).await.expect(201)
}

/// The lines of a backup.
fn lines(file: &Path) -> Vec<Value> {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(file: &Path, lines: &[Value]) {
    let mut packed = GzEncoder::new(std::fs::File::create(file).unwrap(), Compression::fast());
    for line in lines {
        writeln!(packed, "{line}").unwrap();
    }
    packed.finish().unwrap();
}

/// The rows of a backup by their table, in an order that is always the same.
fn tables(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    let mut table = String::new();
    for line in lines(file) {
        if let Some(name) = line["table"].as_str() {
            name.clone_into(&mut table);
            tables.insert(table.clone(), Vec::new());
        } else if line.is_array() {
            tables.get_mut(&table).unwrap().push(line.to_string());
        }
    }
    tables.values_mut().for_each(|rows| rows.sort());
    tables
}

/// The names that organizations have in a backup.
fn names(file: &Path) -> Vec<String> {
    let lines = lines(file);
    let begin = lines.iter().position(|line| line["table"] == "organization").unwrap();
    let columns = lines[begin]["columns"].as_array().unwrap();
    let name = columns.iter().position(|column| column["name"] == "name").unwrap();
    let rows = lines[begin + 1..].iter().take_while(|line| line.is_array());
    rows.map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_was_acknowledged_before_a_backup_under_load_is_there_after_its_restore() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.ligature");
    let original = database::filled().await;
    let (running, base) = serve(&original);
    let token = sign_in(&base, "coordinator@riverside.example").await.body["access_token"].clone();
    let before = client(&base, Some(&token));
    for number in 0..20 {
        let name = json!({"name": format!("Before {number}"), "description": "Zoë’s \u{1F4DA} \"quoted\"\n"});
        before.post("/v1/organizations", name).await.expect(201);
    }
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let client = before.clone();
            tokio::spawn(async move {
                for number in 0.. {
                    let name = json!({"name": format!("During {writer}-{number}")});
                    client.post("/v1/organizations", name).await.expect(201);
                }
            })
        })
        .collect();
    let (made, path, url) = (original.url.clone(), file.clone(), original.url.clone());
    let backup = tokio::task::spawn_blocking(move || run(&["backup", path.to_str().unwrap()], &made));
    let output = backup.await.unwrap();
    done(&output);
    writers.iter().for_each(|writer| writer.abort());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something else was left behind");
    drop(running);

    // Every row of every table.
    let copy = database::empty().await;
    done(&on_file("restore", &file, &copy));
    let again = folder.path().join("again.ligature");
    done(&on_file("backup", &again, &copy));
    let (held, restored) = (tables(&file), tables(&again));
    assert!(held.len() > 25 && held["event"].len() > 20, "{:?}", held.keys());
    for (table, rows) in &held {
        assert_eq!(rows, &restored[table], "{table}");
    }
    assert_eq!(held.len(), restored.len());
    let names = names(&file);
    for number in 0..20 {
        assert!(names.contains(&format!("Before {number}")), "{number} is lost");
    }

    // The service goes on: the same tokens, accounts, search and counters.
    assert_ne!(url, copy.url);
    let (_running, base) = serve(&copy);
    let coordinator = client(&base, Some(&token));
    let found = coordinator.get("/v1/organizations?q=before&limit=200").await.expect(200);
    assert_eq!(found.body["items"].as_array().unwrap().len(), 20);
    let renewed = sign_in(&base, "coordinator@riverside.example").await;
    let coordinator = client(&base, Some(&renewed.body["access_token"]));
    coordinator.post("/v1/organizations", json!({"name": "After"})).await.expect(201);
    let found = coordinator.get("/v1/organizations?q=after").await.expect(200);
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_signing_keys_of_a_restored_database_open_with_their_secret_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.ligature");
    let original = database::filled().await;
    drop(serve(&original));
    done(&on_file("backup", &file, &original));
    let copy = database::empty().await;
    done(&on_file("restore", &file, &copy));
    let mut other = command(&["serve"]);
    other.env("DATABASE_URL", &copy.url).env("LIGATURE_SECRET", "another secret of some length");
    refused(&other.output().unwrap(), "LIGATURE_SECRET");
    drop(serve(&copy));
}

#[tokio::test]
async fn a_backup_of_one_database_is_restored_to_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first.ligature");
    let original = database::filled().await;
    done(&on_file("backup", &first, &original));
    let file = folder.path().join("there.sqlite");
    let there = format!("sqlite://{}?mode=rwc", file.display());
    done(&run(&["restore", first.to_str().unwrap()], &there));
    let second = folder.path().join("second.ligature");
    done(&run(&["backup", second.to_str().unwrap()], &there));
    let back = database::empty().await;
    done(&on_file("restore", &second, &back));
    let third = folder.path().join("third.ligature");
    done(&on_file("backup", &third, &back));
    assert_eq!(tables(&first), tables(&third));
}

#[tokio::test]
async fn an_older_backup_is_migrated_and_a_newer_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.ligature");
    let old = database::empty().await;
    done(&run(&["migrate", "up"], &old.url));
    done(&run(&["migrate", "down"], &old.url));
    done(&on_file("backup", &file, &old));
    let all = run(&["migrate", "status"], &old.url).stdout;
    let all = String::from_utf8(all).unwrap().lines().count();
    let mut lines = lines(&file);
    assert_eq!(lines[0]["migrations"].as_array().unwrap().len(), all - 1);
    let copy = database::empty().await;
    done(&on_file("restore", &file, &copy));
    let status = String::from_utf8(run(&["migrate", "status"], &copy.url).stdout).unwrap();
    assert!(!status.contains("pending"), "{status}");

    lines[0]["migrations"].as_array_mut().unwrap().push("m29991231_000001_flying_cars".into());
    write(&file, &lines);
    let empty = database::empty().await;
    refused(&on_file("restore", &file, &empty), "restore it with that version or a newer one");
}

#[tokio::test]
async fn nothing_of_a_backup_is_restored_when_anything_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.ligature");
    let original = database::filled().await;
    done(&on_file("backup", &file, &original));
    let whole = lines(&file);
    let bytes = std::fs::read(&file).unwrap();
    let damaged = folder.path().join("damaged.ligature");
    let copy = database::empty().await;
    let refused_as_damaged = |cause: &str| {
        refused(&on_file("restore", &damaged, &copy), cause);
        refused(&on_file("backup", &folder.path().join("none"), &copy), "nothing to back up");
    };

    std::fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
    refused_as_damaged("the backup is damaged");
    write(&damaged, &whole[..whole.len() - 1]);
    refused_as_damaged("ends too early");
    let mut less = whole.clone();
    less.remove(less.iter().position(Value::is_array).unwrap());
    write(&damaged, &less);
    refused_as_damaged("are not those it was made of");
    // A table less, whose loss the last line knows of.
    let begin = whole.iter().position(|line| line["table"] == "note").unwrap();
    let end = whole.iter().position(|line| line["end"] == "note").unwrap();
    let mut less = whole.clone();
    let last = less.len() - 1;
    less[last]["complete"]["tables"] = (less[last]["complete"]["tables"].as_u64().unwrap() - 1).into();
    let rows = less[last]["complete"]["rows"].as_u64().unwrap() - (end - begin - 1) as u64;
    less[last]["complete"]["rows"] = rows.into();
    less.drain(begin..=end);
    write(&damaged, &less);
    refused_as_damaged("it has no table note");
    std::fs::write(&damaged, "no backup").unwrap();
    refused_as_damaged("no backup made by");
    write(&damaged, &[json!({"format": "another"})]);
    refused_as_damaged("no backup made by");

    // The database still takes the one that is whole.
    done(&on_file("restore", &file, &copy));
}

#[tokio::test]
async fn no_file_and_no_row_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.ligature");
    let original = database::filled().await;
    done(&on_file("backup", &file, &original));
    let bytes = std::fs::read(&file).unwrap();
    refused(&on_file("backup", &file, &original), "there is such a file already");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);

    let other = database::filled().await;
    refused(&on_file("restore", &file, &other), "is not empty");
    let again = folder.path().join("again.ligature");
    done(&on_file("backup", &again, &other));
    assert_eq!(tables(&again), tables(&file));

    refused(&on_file("backup", &folder.path().join("none"), &database::empty().await), "nothing to back up");
    refused(&on_file("restore", &folder.path().join("none"), &database::empty().await), "none: ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
