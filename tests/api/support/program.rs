//! The program as a process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A command of the program, with none of the settings of whoever runs the tests.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ligature"));
    command.args(arguments).env("LIGATURE_LOG", "warn");
    for name in ["DATABASE_URL", "LIGATURE_LISTEN", "LIGATURE_SECRET"] {
        command.env_remove(name);
    }
    command
}

/// What a command did.
pub fn run(arguments: &[&str], database: &str) -> Output {
    command(arguments).env("DATABASE_URL", database).output().unwrap()
}

/// A command's complaint.
pub fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A process that is killed when it is dropped.
#[derive(Debug)]
pub struct Running {
    pub child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The demonstration on a database, and what it printed.
pub fn demo(database: &str) -> (Running, Value) {
    let mut child = command(&["demo", "--json"])
        .env("DATABASE_URL", database)
        .env("LIGATURE_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Running { child }, serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}")))
}

/// `serve` on a port that was free a moment ago, and its address.
pub fn serve(database: &str) -> (Running, String) {
    serve_with(database, &[])
}

/// The same with these settings.
pub fn serve_with(database: &str, settings: &[(&str, &str)]) -> (Running, String) {
    start(&["serve"], database, settings)
}

/// The same, which migrates the database before.
pub fn migrate_and_serve(database: &str) -> (Running, String) {
    start(&["serve", "--migrate"], database, &[])
}

fn start(arguments: &[&str], database: &str, settings: &[(&str, &str)]) -> (Running, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut serve = command(arguments);
    serve.env("DATABASE_URL", database).env("LIGATURE_LISTEN", &listen);
    let child = serve.envs(settings.iter().copied()).spawn().unwrap();
    let running = Running { child };
    wait_until_ready(&listen);
    (running, format!("http://{listen}"))
}

/// Passes once the service at this address is ready.
pub fn wait_until_ready(listen: &str) {
    for _ in 0..200 {
        let health = command(&["health"]).env("LIGATURE_LISTEN", listen).stderr(Stdio::null()).status();
        if health.unwrap().success() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("serve is not ready at {listen}");
}
