//! The one binary: commands for filers, officers and whoever keeps a country's law.

mod answer;
mod backup;
mod clock;
mod commands;
mod country;
mod crew;
mod desk;
mod earlier;
mod failure;
mod index;
mod kept;
mod pipeline;
mod spool;
mod tally;
mod turn;

use clap::Parser;
use failure::Failure;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Customs clearance of e-commerce parcels: which may enter, what is owed, and why.
#[derive(Parser)]
#[command(name = "cocket", version, propagate_version = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers; anything else is wrong use. A closed pipe ends both quietly.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { failure::WRONG_USE } else { failure::DONE });
        }
    };
    match arguments.command.run() {
        Ok(answer) => ExitCode::from(answer.exit_code()),
        Err(Failure::PipeClosed) => ExitCode::from(failure::DONE),
        Err(failure) => {
            eprintln!("cocket: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn every_command_takes_its_arguments() {
        Arguments::command().debug_assert();
    }
}
