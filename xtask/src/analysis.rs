//! `cargo xtask analysis`: an export of made-up parcels, asked by engines that others have made.

use crate::shell::{ended_well, installed, target};
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// What asks, from PyPI: the module, and what is installed.
const DUCKDB: (&str, &str) = ("duckdb", "duckdb==2.0.1");
const SPARK: (&str, &str) = ("pyspark", "pyspark==4.3.0");

/// Builds the program, files and exports made-up parcels, and asks the questions of `docs/guide/analysis.md` in DuckDB; in
/// Spark, too, where it is wanted. What is missing is installed under `target/analysis`.
#[must_use]
pub fn run(top: &Path, with_spark: bool) -> ExitCode {
    match ask(top, with_spark) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("analysis: {error}");
            ExitCode::from(3)
        }
    }
}

fn ask(top: &Path, with_spark: bool) -> io::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    ended_well(build.args(["build", "--locked", "--package", "cocket"]).current_dir(top))?;
    let directory = target(top).join("analysis");
    let packages = directory.join("python");
    has_package(&packages, DUCKDB)?;
    let mut asked = Command::new("python3");
    asked.args(["-B", "tests/analysis/splitting.py"]).arg(target(top).join("debug/cocket"));
    asked.arg(directory.join("work")).env("PYTHONPATH", &packages).current_dir(top);
    if with_spark {
        if !is_there(Command::new("java").arg("-version")) {
            installed(&["default-jre-headless"])?;
        }
        has_package(&packages, SPARK)?;
        asked.arg("--spark");
    }
    ended_well(&mut asked)
}

/// Installs a package of Python beside the others, unless this very version is there.
fn has_package(packages: &Path, (module, wanted): (&str, &str)) -> io::Result<()> {
    let version = wanted.rsplit('=').next().unwrap_or_default();
    let look = format!("import {module}; assert {module}.__version__ == '{version}'");
    if is_there(Command::new("python3").args(["-c", &look]).env("PYTHONPATH", packages)) {
        return Ok(());
    }
    if !is_there(Command::new("python3").args(["-m", "pip", "--version"])) {
        installed(&["python3", "python3-pip"])?;
    }
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]);
    pip.args(["--root-user-action", "ignore", "--target"]).arg(packages).arg(wanted);
    ended_well(&mut pip)
}

fn is_there(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
