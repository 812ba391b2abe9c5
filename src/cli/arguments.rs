//! Flags and variables as clap reads them: an empty variable counts as unset, and a wrong one names itself.

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};

use super::Cli;

/// What was asked for; prints help and complaints itself, and ends the program after them.
pub fn parse() -> Cli {
    let mut command = without_empty_variables(Cli::command());
    let read = command.try_get_matches_from_mut(std::env::args_os());
    let cli = read.and_then(|mut read| {
        Cli::from_arg_matches_mut(&mut read).map_err(|error| error.format(&mut command))
    });
    cli.unwrap_or_else(|error| naming_the_variable(error, &command).exit())
}

fn without_empty_variables(command: Command) -> Command {
    command
        .mut_args(|argument| {
            let empty = variable(&argument)
                .is_some_and(|name| std::env::var_os(name).is_some_and(|value| value.is_empty()));
            if empty { argument.env(Resettable::Reset) } else { argument }
        })
        .mut_subcommands(without_empty_variables)
}

/// The complaint about a wrong value, which names the flag only, with the name of the variable.
fn naming_the_variable(mut error: Error, command: &Command) -> Error {
    if matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation)
        && let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg)
        && let Some(name) = variable_of(command, flag)
    {
        let both = format!("{flag} or {name}");
        error.insert(ContextKind::InvalidArg, ContextValue::String(both));
    }
    error
}

/// The variable that does the same as a flag of the command or of one below it.
fn variable_of(command: &Command, flag: &str) -> Option<String> {
    let own = command.get_arguments().find(|argument| argument.to_string() == flag).and_then(variable);
    own.or_else(|| command.get_subcommands().find_map(|below| variable_of(below, flag)))
}

fn variable(argument: &Arg) -> Option<String> {
    argument.get_env().map(|name| name.to_string_lossy().into_owned())
}
