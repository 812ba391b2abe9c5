//! Every operation, tried by every account of the demonstration, against `table.txt`, which people read and review.
//!
//! A line is an operation, perhaps a target, and a status for each caller. The request is the operation's example from
//! `openapi/examples.json`, which names a row of Riverside Public Library where it names one; a target replaces some of
//! its parameters or members. `UPDATE_TABLE=1` writes what is answered into the table, for review.

mod cursors;
mod foreign;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use futures_util::future::join_all;
use ligature::demo::{self, ACCOUNTS};
use serde_json::Value;

use crate::support::document::{operation, operations, read};
use crate::support::{App, Client, client};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/authorization/table.txt");
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/examples.json");

/// Texts of rows that are Riverside's own: nobody else's answer holds one.
const CANARIES: [&str; 12] = [
    "Ilse Vantongeren",
    "253 0199",
    "keep quiet about the loan",
    "Our neighbourhoods",
    "Item 3b was about another group",
    "Their director would rather talk to ours",
    "fade in attics",
    "keys of the boathouse",
    "Estela Marchetti",
    "chair is on a boat",
    "knows our green door",
    "goes out on the first of each month",
];

/// The programs of the demonstration that try everything, too.
const PROGRAMS: [&str; 2] = ["Data warehouse", "Collections sync"];

/// Callers: nobody, then every account, then the programs.
const CALLERS: usize = 1 + ACCOUNTS.len() + PROGRAMS.len();

/// One line of the table.
#[derive(Clone, Debug)]
struct Line {
    operation: String,
    target: Option<String>,
    statuses: Vec<u16>,
}

/// The lines, and what each target replaces: parameters by name, members of the body by JSON Pointer.
#[derive(Clone, Debug, Default)]
struct Table {
    head: String,
    targets: BTreeMap<String, Vec<(String, String)>>,
    lines: Vec<Line>,
}

impl Table {
    fn read() -> Self {
        let mut table = Self::default();
        for line in std::fs::read_to_string(PATH).unwrap().lines() {
            let mut words = line.split_whitespace().filter(|word| *word != "|");
            match words.next() {
                None => table.head.push('\n'),
                Some(word) if word.starts_with('#') => table.head.push_str(&format!("{line}\n")),
                Some(word) if word.starts_with('@') => {
                    let replaced = words.map(|word| word.split_once('=').unwrap());
                    let replaced =
                        replaced.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                    table.head.push_str(&format!("{line}\n"));
                    table.targets.insert(word.to_owned(), replaced);
                }
                Some(operation) => {
                    let mut words = words.peekable();
                    let target = words.next_if(|word| word.starts_with('@')).map(str::to_owned);
                    let statuses = words.map(|word| word.parse().unwrap()).collect();
                    table.lines.push(Line { operation: operation.to_owned(), target, statuses });
                }
            }
        }
        table
    }

    fn write(&self) {
        let mut text = format!("{}\n", self.head.trim_end());
        for Line { operation, target, statuses } in &self.lines {
            write!(text, "\n{:<42}", format!("{operation} {}", target.as_deref().unwrap_or_default()))
                .unwrap();
            for (place, status) in statuses.iter().enumerate() {
                let bar = if place >= 2 && (place - 2).is_multiple_of(4) { " |" } else { "" };
                write!(text, "{bar} {status}").unwrap();
            }
        }
        std::fs::write(PATH, text + "\n").unwrap();
    }
}

#[test]
fn every_operation_stands_in_the_table() {
    let document = ligature::api::document();
    let known: BTreeSet<String> = operations(&document)
        .map(|(operation, ..)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    let tried: BTreeSet<String> = Table::read().lines.into_iter().map(|line| line.operation).collect();
    assert_eq!(known.difference(&tried).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(tried.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[tokio::test]
async fn every_caller_may_do_what_the_table_says() {
    let mut table = Table::read();
    let (examples, document) = (read(EXAMPLES), ligature::api::document());
    let columns = join_all((0..CALLERS).map(|caller| all_of(caller, &table, &examples, &document))).await;
    let mut faults = Vec::new();
    for (place, line) in table.lines.iter_mut().enumerate() {
        let found: Vec<u16> = columns.iter().map(|(statuses, _)| statuses[place]).collect();
        if found != line.statuses {
            faults.push(format!("{} {:?}: {found:?}", line.operation, line.target));
        }
        line.statuses = found;
    }
    let leaks: Vec<_> = columns.into_iter().flat_map(|(_, leaks)| leaks).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
    if std::env::var("UPDATE_TABLE").is_ok() {
        table.write();
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Every line as one caller: the statuses, and what leaked. The database is made anew after each write.
async fn all_of(caller: usize, table: &Table, examples: &Value, document: &Value) -> (Vec<u16>, Vec<String>) {
    let mut app = App::new().await;
    let mut client = sign_in(&app, caller).await;
    let (mut statuses, mut leaks) = (Vec::new(), Vec::new());
    for line in &table.lines {
        let replaced = line.target.as_ref().map(|target| &table.targets[target]);
        let example = aimed(examples[&line.operation].clone(), replaced.map_or(&[], Vec::as_slice));
        let (described, method, path) = operation(document, &line.operation).unwrap();
        let answer = client::attempt(&client, &method, path, &example).await;
        let of_riverside = (2..=5).contains(&caller) || caller == 1 + ACCOUNTS.len();
        if !of_riverside && CANARIES.iter().any(|canary| answer.text.contains(canary)) {
            leaks.push(format!("{} tells caller {caller}: {}", line.operation, answer.text));
        }
        let documented = described["responses"].get(answer.status.to_string()).is_some();
        assert!(documented, "{} answers {} and the document does not say so", line.operation, answer.status);
        statuses.push(answer.status);
        if method != "GET" && answer.status < 300 {
            app = App::new().await;
            client = sign_in(&app, caller).await;
        }
    }
    (statuses, leaks)
}

/// The example with what the target replaces, as far as the example names it, and without what it takes out.
fn aimed(mut example: Value, replaced: &[(String, String)]) -> Value {
    for (name, value) in replaced {
        let (of, name) = match name.strip_prefix('/') {
            Some(member) => ("body", member),
            None => ("parameters", name.as_str()),
        };
        let members = example[of].as_object_mut().filter(|members| members.contains_key(name));
        match members {
            Some(members) if value == "-" => drop(members.remove(name)),
            Some(members) => members[name] = Value::from(value.as_str()),
            None => {}
        }
    }
    example
}

async fn sign_in(app: &App, caller: usize) -> Client {
    match caller.checked_sub(1) {
        None => app.nobody(),
        Some(program) if program >= ACCOUNTS.len() => app.program(PROGRAMS[program - ACCOUNTS.len()]).await,
        Some(account) => {
            app.bearer(&demo::sign_in(&app.store, &app.tokens, &ACCOUNTS[account]).await.unwrap())
        }
    }
}
