//! Opening a page in the browser of whoever sits at the terminal, if there is one.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Opens an address. Where there is nothing to open it with, nothing happens: the address is on the terminal.
pub(super) fn open(address: &str) {
    let Some(opener) = opener() else { return };
    let _ = Command::new(opener)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

/// The program that opens addresses. Without a screen it would look for a browser in the terminal.
fn opener() -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        return found("open");
    }
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
    if has_screen { found("xdg-open") } else { None }
}

fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|place| place.is_file())
}
