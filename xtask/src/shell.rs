//! Other programs, and the packages that bring them.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The directory for what is built.
pub(crate) fn target(top: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| top.join("target"), |set| top.join(set))
}

/// Runs a command to its end.
pub(crate) fn ended_well(command: &mut Command) -> io::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(io::Error::other(format!("`{name}` ended with {status}"))),
        Err(error) => Err(io::Error::new(error.kind(), format!("`{name}` cannot be started: {error}"))),
    }
}

/// Installs packages of Debian, where that is allowed.
pub(crate) fn installed(packages: &[&str]) -> io::Result<()> {
    if !is_root() {
        let what = format!("`{0}` is missing, install it with `apt-get install {0}`", packages.join(" "));
        return Err(io::Error::new(io::ErrorKind::NotFound, what));
    }
    ended_well(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    ended_well(install.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
