//! The files that the program makes: who reads them, and that a demonstration keeps its own.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::program::{Running, command, complaint};

/// A command in a folder, by a user whose files everybody may read.
fn in_folder(folder: &Path, arguments: &[&str]) -> Command {
    let program = command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", "umask 022 && exec \"$0\" \"$@\""]).arg(program.get_program());
    shell.args(program.get_args()).current_dir(folder);
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

fn demo(folder: &Path) -> (Running, Value) {
    let mut demo = in_folder(folder, &["demo", "--json", "--listen", "127.0.0.1:0"]);
    let mut child = demo.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Running { child }, serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}")))
}

fn only_its_owner_reads(file: &Path) {
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{} {mode:o}", file.display());
}

#[test]
fn only_its_owner_reads_the_file_of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let mut up = in_folder(folder.path(), &["migrate", "up"]);
    let done = up.env("DATABASE_URL", "sqlite://ligature.sqlite?mode=rwc").output().unwrap();
    assert!(done.status.success(), "{}", complaint(&done));
    only_its_owner_reads(&folder.path().join("ligature.sqlite"));
}

#[tokio::test]
async fn a_demonstration_keeps_its_file_to_itself_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (running, told) = demo(folder.path());
    let file = folder.path().join("ligature-demo/ligature.sqlite");
    only_its_owner_reads(&file);

    let second = in_folder(folder.path(), &["demo", "--listen", "127.0.0.1:0"]).output().unwrap();
    let text = complaint(&second);
    assert!(!second.status.success());
    assert!(text.contains("another `ligature demo` runs on the database in ligature-demo"), "{text}");
    let base = told["base_url"].as_str().unwrap();
    assert_eq!(reqwest::get(format!("{base}/health/ready")).await.unwrap().status(), 200);
    only_its_owner_reads(&file);

    // Neither a kill nor the lock's file that it leaves is in the way of the next one.
    drop(running);
    let (_next, told) = demo(folder.path());
    assert!(told["base_url"].is_string());
}
