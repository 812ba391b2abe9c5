//! A backup that is made while others write holds all that was acknowledged before, on both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use ligature::demo::PASSWORD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::database::{self, Database};
use crate::support::program::{Running, command, complaint, run, serve_with};
use crate::support::tables::texts;
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

/// What a column of a table holds in a backup.
fn column(file: &Path, table: &str, name: &str) -> Vec<Value> {
    let lines = lines(file);
    let begin = lines.iter().position(|line| line["table"] == table).unwrap();
    let columns = lines[begin]["columns"].as_array().unwrap();
    let place = columns.iter().position(|column| column["name"] == name).unwrap();
    let rows = lines[begin + 1..].iter().take_while(|line| line.is_array());
    rows.map(|row| row[place].clone()).collect()
}

/// The names that organizations have in a backup.
fn names(file: &Path) -> Vec<String> {
    column(file, "organization", "name").iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Every column that a backup holds, with its table.
fn held(file: &Path) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    for line in lines(file) {
        for column in line["columns"].as_array().into_iter().flatten() {
            held.insert(format!("{}.{}", line["table"].as_str().unwrap(), column["name"].as_str().unwrap()));
        }
    }
    held
}

/// Every column that is written, as the migrations made it: not what the databases compute for the search.
async fn written(database: &Database) -> BTreeSet<String> {
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    let sql = match database.on_server() {
        true => {
            "SELECT relname || '.' || attname AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
             WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0
                AND NOT attisdropped AND attgenerated = '' AND atttypid <> 'xid8'::regtype"
        }
        false => {
            "SELECT m.name || '.' || c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'organization_fts%' AND m.name NOT LIKE 'sqlite%'"
        }
    };
    let columns = texts(&connection, sql).await;
    connection.close().await.unwrap();
    columns.into_iter().filter(|column| !column.starts_with("seaql_migrations.")).collect()
}

#[tokio::test]
async fn every_column_of_every_table_stands_in_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.ligature");
    let original = database::filled().await;
    done(&on_file("backup", &file, &original));
    let (held, written) = (held(&file), written(&original).await);
    let missing: Vec<_> = written.symmetric_difference(&held).collect();
    assert!(missing.is_empty() && held.len() > 200, "{} columns, and not: {missing:?}", held.len());
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
    // Of one moment: each entry has its event, and each event its entry.
    let (ids, resources) = (column(&file, "organization", "id"), column(&file, "event", "resource"));
    let events: Vec<_> = column(&file, "event", "resource_id").into_iter().zip(resources).collect();
    let told = events.into_iter().filter(|(_, resource)| resource == "organization").map(|(id, _)| id);
    let text = |ids: Vec<Value>| ids.into_iter().map(|id| id.to_string()).collect::<BTreeSet<_>>();
    assert_eq!(text(ids), text(told.collect()));

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

/// The backup with a time that is too fine, and the sum of the rows of its table as they are then.
fn with_nanoseconds(whole: &[Value]) -> Vec<Value> {
    let mut lines = whole.to_vec();
    let begin = lines.iter().position(|line| line["table"] == "membership").unwrap();
    let end = lines.iter().position(|line| line["end"] == "membership").unwrap();
    let columns = lines[begin]["columns"].as_array().unwrap();
    let place = columns.iter().position(|column| column["name"] == "created_at").unwrap();
    assert!(columns.iter().all(|column| column["kind"] != "json"), "its rows are summed up otherwise");
    let time = lines[begin + 1][place].as_str().unwrap().replace('Z', "789Z");
    lines[begin + 1][place] = time.into();
    let sum = lines[begin + 1..end].iter().fold(0_u128, |sum, row| {
        let hash = Sha256::digest(serde_json::to_vec(row).unwrap());
        sum.wrapping_add(u128::from_be_bytes(hash[..16].try_into().unwrap()))
    });
    lines[end]["sum"] = format!("{sum:032x}").into();
    lines
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
    // A last line that counts otherwise.
    let mut other = whole.clone();
    other[last]["complete"]["rows"] = (other[last]["complete"]["rows"].as_u64().unwrap() + 1).into();
    write(&damaged, &other);
    refused_as_damaged("there are tables or rows missing");
    // A value that no database keeps as it is, in rows whose sum is right.
    write(&damaged, &with_nanoseconds(&whole));
    refused_as_damaged("are not those of the backup");
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

    let foreign = database::empty().await;
    foreign.execute("CREATE TABLE other (id int)").await;
    refused(&on_file("restore", &file, &foreign), "is not empty");

    refused(&on_file("backup", &folder.path().join("none"), &database::empty().await), "nothing to back up");
    refused(&on_file("restore", &folder.path().join("none"), &database::empty().await), "none: ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
