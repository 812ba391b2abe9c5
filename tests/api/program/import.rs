//! Lists from the command line.

use std::path::Path;

use serde_json::Value;

use crate::support::database;
use crate::support::program::{command, complaint};

fn import(file: &Path, arguments: &[&str], database: &str) -> Value {
    let mut import = command(&["import", "organizations", "--as", "coordinator@riverside.example"]);
    let output = import.arg(file).args(arguments).env("DATABASE_URL", database).output().unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn counts(report: &Value) -> [&Value; 4] {
    ["created", "updated", "unchanged", "failed"].map(|name| &report[name])
}

#[tokio::test]
async fn lists_of_different_files_do_not_overwrite_each_other() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let (clubs, schools) = (folder.path().join("clubs.2026.csv"), folder.path().join("schools.csv"));
    std::fs::write(&clubs, "id,name\n1,Chess Club\n2,Rowing Club\n").unwrap();
    std::fs::write(&schools, "id,name\n1,North School\n2,South School\n").unwrap();
    assert_eq!(counts(&import(&clubs, &[], &database.url)), [2, 0, 0, 0]);
    assert_eq!(counts(&import(&schools, &[], &database.url)), [2, 0, 0, 0]);
    assert_eq!(counts(&import(&clubs, &[], &database.url)), [0, 0, 2, 0]);
    assert_eq!(counts(&import(&schools, &["--source", "clubs.2026"], &database.url)), [0, 2, 0, 0]);
}

#[tokio::test]
async fn all_rows_or_none_ends_with_a_failure_when_there_are_none() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clubs.csv");
    for (email, created, failed) in [("nowhere", 0, 2), ("rowing@clubs.example", 2, 0)] {
        std::fs::write(&file, format!("id,name,email\n1,Chess Club,\n2,Rowing Club,{email}\n")).unwrap();
        let mut import =
            command(&["import", "organizations", "--as", "coordinator@riverside.example", "--atomic"]);
        let output = import.arg(&file).env("DATABASE_URL", &database.url).output().unwrap();
        assert_eq!(output.status.success(), failed == 0, "{}", complaint(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&report["created"], &report["failed"]), (&created.into(), &failed.into()), "{report}");
    }
}

#[tokio::test]
async fn the_name_of_a_list_has_to_fit() {
    let database = database::filled().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    std::fs::write(&file, "id,name\n1,Chess Club\n").unwrap();
    for source in ["", &"s".repeat(101)] {
        let mut import = command(&["import", "organizations", "--as", "coordinator@riverside.example"]);
        let import = import.arg(&file).args(["--source", source]).env("DATABASE_URL", &database.url);
        let output = import.output().unwrap();
        assert!(!output.status.success());
        let text = complaint(&output);
        assert!(text.contains("--source must have 1 to 100 characters"), "{text}");
    }
    let help = command(&["import", "organizations", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("the file's name without extension"), "{help}");
}
