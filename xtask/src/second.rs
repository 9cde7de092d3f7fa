//! `cargo xtask second`: the worked examples of the packs, derived a second time by other code.

use crate::shell::{ended_well, installed};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// Derives every example again. The packages of Python that it takes are installed where they are missing.
#[must_use]
pub fn run(top: &Path) -> ExitCode {
    match derive(top) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("second: {error}");
            ExitCode::from(3)
        }
    }
}

fn derive(top: &Path) -> std::io::Result<()> {
    let has_yaml = || {
        let mut asked = Command::new("python3");
        asked.args(["-c", "import yaml, zoneinfo; zoneinfo.ZoneInfo('Asia/Seoul')"]).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    if !has_yaml() {
        installed(&["python3", "python3-yaml", "tzdata"])?;
    }
    let mut check = Command::new("python3");
    check.args(["-B", "tests/second/check.py"]).current_dir(top);
    ended_well(&mut check)
}
