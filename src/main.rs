//! The program `ligature`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The database file holds keys and hashes: nobody but its owner reads what this program makes.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    ligature::cli::run(ligature::cli::parse())
}
