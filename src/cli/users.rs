//! `ligature users`: the first operator.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::stdout::print;
use crate::access::password::{Cost, Passwords};
use crate::domain::check::Faults;
use crate::domain::identity::invitation::check_invited;
use crate::domain::identity::password::{check_not_email, check_password};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::people::{self, NewPerson};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an operator's account; its password comes from a prompt, from standard input, or from a file
    Create(NewOperator),
}

#[derive(Args, Debug)]
pub(super) struct NewOperator {
    /// The operator's e-mail address
    #[arg(long)]
    email: String,
    /// The operator's name; the e-mail address unless given
    #[arg(long)]
    name: Option<String>,
    /// A file that holds the password; `-` for standard input
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

pub(super) async fn run(store: &Store, command: &Command) -> Result<()> {
    let Command::Create(operator) = command;
    let mut faults = Faults::default();
    check_invited(&mut faults, "--email", &operator.email);
    faults.optional_text("--name", operator.name.as_ref(), 300);
    faults.finish()?;
    let password = password(operator.password_file.as_ref())?;
    check(&password, &operator.email)?;
    let passwords = Passwords::new(Cost::OWASP, 1)?;
    let person = NewPerson {
        email: operator.email.clone(),
        name: operator.name.clone().unwrap_or_else(|| operator.email.clone()),
        password_hash: passwords.hash(&password).await?,
        operator: true,
    };
    let id = people::create_operator(store, person).await?;
    print(&id.to_string())
}

/// Passes when the account could choose the password over HTTP, too.
fn check(password: &str, email: &str) -> Result<()> {
    let (mut faults, pointer) = (Faults::default(), "the password");
    check_password(&mut faults, pointer, password);
    check_not_email(&mut faults, pointer, password, email);
    if password.contains('\0') {
        faults.add(pointer, "nul", "must have no NUL character");
    }
    faults.finish()
}

fn password(file: Option<&PathBuf>) -> Result<String> {
    let line = |text: String| text.lines().next().unwrap_or_default().to_owned();
    match file {
        Some(file) if file.as_os_str() != "-" => super::read(file).map(line),
        None if std::io::stdin().is_terminal() => {
            let first = rpassword::prompt_password("Password: ").map_err(Error::internal)?;
            let again = rpassword::prompt_password("Once more: ").map_err(Error::internal)?;
            if first == again {
                Ok(first)
            } else {
                Err(Error::malformed("the password", "was not the same twice"))
            }
        }
        _ => {
            let mut text = String::new();
            std::io::stdin().lock().read_line(&mut text).map_err(Error::internal)?;
            Ok(line(text))
        }
    }
}
