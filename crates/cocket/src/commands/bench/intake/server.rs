//! The server under measurement: a child process of its own.

use super::http::Connection;
use super::process::{Memory, processor_time};
use super::request::wrong;
use crate::clock;
use crate::failure::Failure;
use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The parcels of a rehearsal arrive in March 2026.
const AS_OF: &str = "2026-03-02";
const READY: &[u8] = b"GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
const MOST_START_UP: Duration = Duration::from_secs(300);
const MOST_STOP: Duration = Duration::from_secs(60);

/// Where to send to, and whose memory to read.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) address: SocketAddr,
    pub(super) process: u32,
}

impl Target {
    pub(super) fn memory(self) -> Memory {
        Memory::of(self.process)
    }

    pub(super) fn processor_time(self) -> Duration {
        processor_time(self.process)
    }
}

/// A server that runs; it is killed when this goes.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    /// From the start of the process to its first word that it is ready.
    pub(super) start_up: Duration,
}

/// What a server is started with.
pub(super) struct Setting<'a> {
    /// The program, else this one.
    pub(super) program: Option<&'a Path>,
    pub(super) pack: &'a Path,
    pub(super) data: PathBuf,
    /// Where it writes its messages.
    pub(super) log: PathBuf,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub(super) fn start(setting: &Setting<'_>) -> Result<Server, Failure> {
        let program = match setting.program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe().map_err(|source| world("this program", source))?,
        };
        let address = free_address().map_err(|source| world("a free port", source))?;
        let log = File::create(&setting.log).map_err(Failure::file(&setting.log))?;
        let start = clock::mark();
        let child = Command::new(&program)
            .args(["serve", "--sandbox", "--as-of", AS_OF, "--listen", &address.to_string()])
            .arg("--data")
            .arg(&setting.data)
            .arg("--pack")
            .arg(setting.pack)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(Failure::file(&program))?;
        let mut server = Server { child, address, start_up: Duration::ZERO };
        while !server.is_ready() {
            if let Some(status) = server.child.try_wait().map_err(|source| world("the server", source))? {
                let said = fs::read_to_string(&setting.log).unwrap_or_default();
                return Err(wrong(format!("it ended with {status}: {}", said.trim())));
            }
            if start.elapsed() > MOST_START_UP {
                return Err(wrong(format!("it is not ready after {} s", MOST_START_UP.as_secs())));
            }
            sleep(Duration::from_millis(1));
        }
        server.start_up = start.elapsed();
        Ok(server)
    }

    fn is_ready(&self) -> bool {
        let answered = Connection::open(self.address).and_then(|mut connection| {
            connection.ask(READY).map(|answer| matches!(answer.status, 200..=299))
        });
        answered.unwrap_or(false)
    }

    pub(super) fn target(&self) -> Target {
        Target { address: self.address, process: self.child.id() }
    }

    /// Asks it to end and waits until it has.
    pub(super) fn stop(mut self) -> Result<(), Failure> {
        let process = self.child.id().to_string();
        // Without unsafe code a signal other than the last one is another program's work.
        Command::new("kill").args(["-TERM", &process]).status().map_err(|source| world("`kill`", source))?;
        let start = clock::mark();
        while start.elapsed() < MOST_STOP {
            if self.child.try_wait().map_err(|source| world("the server", source))?.is_some() {
                return Ok(());
            }
            sleep(Duration::from_millis(5));
        }
        Err(wrong(format!("it does not end within {} s of being asked to", MOST_STOP.as_secs())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn world(what: &str, source: io::Error) -> Failure {
    Failure::World { what: what.to_owned(), source }
}
