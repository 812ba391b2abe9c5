//! The first operator keeps the rules that everybody keeps.

use std::io::Write;
use std::process::{Output, Stdio};

use crate::support::database;
use crate::support::program::{command, complaint, run};

fn create(database: &str, email: &str, name: Option<&str>, password: &str) -> Output {
    let mut create = command(&["users", "create", "--email", email, "--password-file", "-"]);
    create.args(name.map(|name| format!("--name={name}")));
    let create = create.env("DATABASE_URL", database).stdin(Stdio::piped());
    let mut child = create.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses the address does not read.
    let _ = child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes());
    child.wait_with_output().unwrap()
}

#[tokio::test]
async fn what_the_service_refuses_the_command_line_refuses() {
    let database = database::empty().await;
    assert!(run(&["migrate", "up"], &database.url).status.success());
    let long = "n".repeat(301);
    let much = format!("{}@example.org", "a".repeat(300));
    let good = "correct horse battery";
    for (email, name, password, says) in [
        ("op", None, good, "--email must be an e-mail address"),
        ("", None, good, "--email must"),
        (much.as_str(), None, good, "--email must have 1 to 254 characters"),
        ("op@example.org", Some(""), good, "--name must have 1 to 300 characters"),
        ("op@example.org", Some(" \u{200b}"), good, "--name must have at least one visible character"),
        ("op@example.org", Some(long.as_str()), good, "--name must have 1 to 300 characters"),
        ("op@example.org", None, "short", "the password must have 8 to 1000 characters"),
        ("op@example.org", None, "          ", "the password must have at least one visible character"),
        ("op@example.org", None, "OP@Example.org", "the password must not be the e-mail address"),
        ("op@example.org", None, "correct\0horse", "the password must have no NUL character"),
    ] {
        let refused = create(&database.url, email, name, password);
        let text = complaint(&refused);
        assert!(!refused.status.success(), "{email} {name:?} {password:?}");
        assert!(text.contains(says), "{says}: {text}");
        assert!(!text.contains(password), "{text}");
    }
    let name = "n".repeat(300);
    let made = create(&database.url, "op@example.org", Some(&name), good);
    assert!(made.status.success(), "{}", complaint(&made));
}
