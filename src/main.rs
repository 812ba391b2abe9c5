//! The program `ligature`.

use std::process::ExitCode;

use clap::Parser;
use ligature::cli::Cli;

fn main() -> ExitCode {
    ligature::cli::run(Cli::parse())
}
