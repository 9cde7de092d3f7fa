//! `cargo xtask test`: every check of the project in order, the tests last.

use crate::shell::installed;
use crate::tidy;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// One stage, which passes or ends the run.
struct Stage {
    name: &'static str,
    work: Work,
}

enum Work {
    /// A cargo command with its arguments.
    Cargo(&'static [&'static str]),
    /// The project's own checks.
    Tidy,
    /// What is needed from the package registry, unless it is there.
    Install { program: &'static str, package: &'static str },
    /// Cargo with what makes the tests put their databases at a server.
    AtServer(&'static [&'static str]),
}

/// The stages in their order: cheap ones first, the tests last so that their summary ends the output.
/// A stage that installs what tests need (a PostgreSQL server, a Chromium) goes before the tests.
const STAGES: [Stage; 9] = [
    Stage { name: "format", work: Work::Cargo(&["fmt", "--all", "--check"]) },
    Stage {
        name: "lint",
        work: Work::Cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
    },
    Stage { name: "tidy", work: Work::Tidy },
    Stage { name: "second", work: Work::Cargo(&["xtask", "second"]) },
    Stage { name: "analysis", work: Work::Cargo(&["xtask", "analysis"]) },
    Stage { name: "browser", work: Work::Cargo(&["xtask", "browser"]) },
    Stage {
        name: "postgresql",
        work: Work::Install { program: "/usr/lib/postgresql", package: "postgresql" },
    },
    Stage { name: "at a server", work: Work::AtServer(AT_SERVER) },
    Stage { name: "tests", work: Work::Cargo(&["test", "--workspace", "--locked"]) },
];

/// The tests of the HTTP API once more, over databases at a server: those of what is decided, kept and told. They are built
/// as all tests are.
const AT_SERVER: &[&str] = &[
    "test",
    "--workspace",
    "--locked",
    "--test",
    "api",
    "--",
    "batches::",
    "commands::",
    "consignments::",
    "events::",
    "participants::",
    "payments::",
    "worklists::",
];

/// Runs every stage under `top` and stops at the first that fails, with its code.
#[must_use]
pub fn run(top: &Path) -> ExitCode {
    run_stages(&STAGES, |work| perform(work, top))
}

fn run_stages(stages: &[Stage], perform: impl Fn(&Work) -> ExitCode) -> ExitCode {
    let (mut remaining, mut total) = (stages.len(), Duration::ZERO);
    for stage in stages {
        remaining -= 1;
        eprintln!("== {}", stage.name);
        let (code, took) = timed(|| perform(&stage.work));
        total += took;
        if code != ExitCode::SUCCESS {
            eprintln!("== {} failed after {took:.1?}", stage.name);
            return code;
        }
        // Nothing is said after the last stage: its own closing lines end the output.
        if remaining > 0 {
            eprintln!("== {} passed in {took:.1?} ({total:.1?} so far)", stage.name);
        }
    }
    ExitCode::SUCCESS
}

fn perform(work: &Work, top: &Path) -> ExitCode {
    let (arguments, place) = match work {
        Work::Tidy => return tidy::run(top),
        Work::Install { program, .. } if Path::new(program).exists() => return ExitCode::SUCCESS,
        Work::Install { package, .. } => {
            return match installed(&[package]) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("`{package}` cannot be installed: {error}");
                    ExitCode::from(3)
                }
            };
        }
        Work::Cargo(arguments) => (arguments, "file"),
        Work::AtServer(arguments) => (arguments, "server"),
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    match command.args(*arguments).current_dir(top).env("COCKET_TEST_AT", place).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        // A stage that a signal ended has no code.
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => {
            eprintln!("cargo {} cannot be started: {error}", arguments.join(" "));
            ExitCode::from(3)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch for whoever waits; nothing is decided by it")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const PASSES: Stage = Stage { name: "passes", work: Work::Tidy };
    const FAILS: Stage = Stage { name: "fails", work: Work::Cargo(&["fail"]) };

    fn check(stages: &[Stage], code: ExitCode, performed: usize) {
        let count = Cell::new(0);
        let ended = run_stages(stages, |work| {
            count.set(count.get() + 1);
            if matches!(work, Work::Tidy) { ExitCode::SUCCESS } else { ExitCode::from(101) }
        });
        assert_eq!((ended, count.get()), (code, performed));
    }

    #[test]
    fn the_first_failure_ends_the_run_with_its_code() {
        check(&[PASSES, PASSES], ExitCode::SUCCESS, 2);
        check(&[PASSES, FAILS, PASSES], ExitCode::from(101), 2);
    }

    #[test]
    fn the_tests_come_last() {
        assert_eq!(STAGES.last().map(|stage| stage.name), Some("tests"));
    }
}
