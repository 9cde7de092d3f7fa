//! `cargo xtask browser`: the pages of a running demonstration, walked in Chromium.

use crate::shell::{ended_well, installed, target};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Where Debian puts the browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Parcels of the day that the pages show: enough for every list to have a next page.
const PARCELS: &str = "1000";

const BETWEEN_TRIES: Duration = Duration::from_millis(100);
const TRIES: u32 = 1200;
const TRIES_TO_END: u32 = 100;

/// Builds the program and walks its pages.
#[must_use]
pub fn run(top: &Path) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--locked", "--package", "cocket"]).current_dir(top);
    match ended_well(&mut build) {
        Ok(()) => run_with(top, &target(top).join("debug/cocket")),
        Err(error) => failed(&error),
    }
}

/// Walks the pages of a program that is built already.
///
/// `COCKET_CHROMIUM` names another browser, `COCKET_SHOTS` a directory for pictures, `COCKET_WALKS` the walks
/// to take. What it makes stays under `target/browser`.
#[must_use]
pub fn run_with(top: &Path, binary: &Path) -> ExitCode {
    match walk(top, binary) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &io::Error) -> ExitCode {
    eprintln!("browser: {error}");
    ExitCode::from(3)
}

fn walk(top: &Path, binary: &Path) -> io::Result<()> {
    let directory = target(top).join("browser");
    install(&top.join("tests/browser"), &directory)?;
    let chromium = chromium()?;
    let server = Server::start(top, &std::path::absolute(binary)?, &directory.join("server.log"))?;
    let mut tests = Command::new("node");
    tests.args(["--test", "--test-reporter=spec", "run.mjs"]).current_dir(&directory);
    tests.env("COCKET_URL", format!("http://{}", server.address)).env("COCKET_CHROMIUM", chromium);
    if let Some(shots) = std::env::var_os("COCKET_SHOTS") {
        tests.env("COCKET_SHOTS", std::path::absolute(shots)?);
    }
    ended_well(&mut tests)
}

/// Copies the tests beside their packages, and installs those where they are not the ones that the lock names.
fn install(tests: &Path, directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let lock = fs::read(tests.join("package-lock.json"))?;
    // The lock is copied last, so that it stands for packages that were installed to the end.
    let done = directory.join("installed.json");
    for entry in fs::read_dir(tests)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), directory.join(entry.file_name()))?;
        }
    }
    if fs::read(&done).is_ok_and(|known| known == lock) && directory.join("node_modules").is_dir() {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(directory);
    ended_well(&mut npm)?;
    fs::write(done, lock)
}

/// The browser, installed where it can be.
fn chromium() -> io::Result<OsString> {
    if let Some(named) = std::env::var_os("COCKET_CHROMIUM") {
        return Ok(named);
    }
    if !Path::new(CHROMIUM).exists() {
        installed(&["chromium"])?;
    }
    Ok(CHROMIUM.into())
}

/// A demonstration that runs until it is dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts it on a free port and waits until it is ready; what it says goes into a file.
    fn start(top: &Path, binary: &Path, log: &Path) -> io::Result<Server> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let output = File::create(log)?;
        let mut demo = Command::new(binary);
        demo.args(["demo", "--no-open", "--parcels", PARCELS, "--listen", &address.to_string()]);
        demo.current_dir(top).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let child = demo
            .spawn()
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", binary.display())))?;
        let mut server = Server { child, address };
        for _ in 0..TRIES {
            if let Some(status) = server.child.try_wait()? {
                let what = format!("the demonstration ended with {status}, see {}", log.display());
                return Err(io::Error::other(what));
            }
            if is_ready(address).unwrap_or(false) {
                return Ok(server);
            }
            sleep(BETWEEN_TRIES);
        }
        Err(io::Error::other(format!("the demonstration does not become ready, see {}", log.display())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked first, so that it takes its temporary folder away; one that ended already cannot be ended.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        for _ in 0..TRIES_TO_END {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            sleep(BETWEEN_TRIES);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    // In one piece: whoever answers after the first of several resets the connection at the next.
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(64).read_to_end(&mut answer)?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(answer: &'static str) -> bool {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.extend(byte);
            }
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let ready = is_ready(address).unwrap();
        server.join().unwrap();
        ready
    }

    #[test]
    fn a_server_is_ready_when_it_says_so() {
        assert!(answers("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
        assert!(!answers("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"));
    }

    #[test]
    fn a_program_that_is_missing_or_fails_is_named() {
        let missing = ended_well(&mut Command::new("no-such-program")).unwrap_err();
        assert!(missing.to_string().contains("`no-such-program` cannot be started"));
        let failed = ended_well(&mut Command::new("false")).unwrap_err();
        assert!(failed.to_string().contains("`false` ended with"));
    }
}
