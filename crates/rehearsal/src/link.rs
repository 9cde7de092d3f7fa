//! The way to a PostgreSQL server that fails as networks do: to rehearse nodes on it.
//!
//! It stands between one node and a server and counts what the node asks. A session can be lost before a request reaches
//! the server, or after the server has carried it out and before the node hears of it: then a commit is durable, and
//! whoever asked for it cannot know.
//!
//! ```no_run
//! use rehearsal::OwnServer;
//! use rehearsal::link::{Link, LinkFault};
//!
//! # fn main() -> std::io::Result<()> {
//! let server = OwnServer::start()?;
//! let database = server.database()?;
//! let link = Link::to(&server)?;
//! let place = link.place(&database);
//! link.plan(LinkFault::CutAfter(3));
//! # Ok(())
//! # }
//! ```

use crate::OwnServer;
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// What is to go wrong. The number counts requests from when it is planned; 1 is the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// All sessions are lost before this request reaches the server.
    CutBefore(u64),
    /// All sessions are lost once the server has answered this request, and before the answer arrives.
    CutAfter(u64),
    /// All sessions are lost once the server has carried out the next commit, and before the answer arrives.
    UnheardCommit,
    /// From now on each session that says it only reads is lost, until something else is planned.
    CutReaders,
    /// From now on each request takes so many milliseconds longer, until something else is planned.
    Slow(u64),
}

/// A link. A clone is the same link.
#[derive(Clone)]
pub struct Link {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    planned: Option<LinkFault>,
    /// Both ends of every session.
    sessions: Vec<(TcpStream, UnixStream)>,
    cuts: u64,
}

impl Link {
    /// A link to a server, on a port of this machine.
    ///
    /// # Errors
    /// No port is free.
    pub fn to(server: &OwnServer) -> io::Result<Link> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let link = Link { port: listener.local_addr()?.port(), state: Arc::default() };
        let (socket, state) = (server.socket(), Arc::clone(&link.state));
        thread::Builder::new().name("link".to_owned()).spawn(move || {
            for node in listener.incoming().flatten() {
                // A server that is not there is what the node sees, too.
                let _ = carry(node, &socket, &state);
            }
        })?;
        Ok(link)
    }

    /// Where a database of the server is by this link.
    #[must_use]
    pub fn place(&self, database: &str) -> String {
        let name = database.rsplit('=').next().unwrap_or_default();
        format!("host=127.0.0.1 port={} user=cocket dbname={name}", self.port)
    }

    /// Lets something go wrong later, instead of what was planned before.
    pub fn plan(&self, fault: LinkFault) {
        lock(&self.state).planned = Some(fault);
    }

    /// Lets nothing go wrong any more.
    pub fn mend(&self) {
        lock(&self.state).planned = None;
    }

    /// How often the sessions were lost.
    #[must_use]
    pub fn cuts(&self) -> u64 {
        lock(&self.state).cuts
    }
}

/// What becomes of a request.
enum Fate {
    Carried { late: u64 },
    LostAlone,
    LostBefore,
    LostAfter,
}

/// What a session that only reads says first.
const READS: &[u8] = b"SET default_transaction_read_only = on";

impl State {
    fn fate(&mut self, asked: &[u8]) -> Fate {
        let is_commit = asked.starts_with(b"COMMIT");
        let fate = match &mut self.planned {
            None => return Fate::Carried { late: 0 },
            Some(LinkFault::CutReaders) if asked.starts_with(READS) => return Fate::LostAlone,
            Some(LinkFault::CutReaders) => return Fate::Carried { late: 0 },
            Some(LinkFault::Slow(late)) => return Fate::Carried { late: *late },
            Some(LinkFault::CutBefore(left) | LinkFault::CutAfter(left)) if *left > 1 => {
                *left -= 1;
                return Fate::Carried { late: 0 };
            }
            Some(LinkFault::UnheardCommit) if !is_commit => return Fate::Carried { late: 0 },
            Some(LinkFault::CutBefore(_)) => Fate::LostBefore,
            Some(LinkFault::CutAfter(_) | LinkFault::UnheardCommit) => Fate::LostAfter,
        };
        self.planned = None;
        fate
    }

    fn cut(&mut self) {
        self.cuts += 1;
        for (node, server) in self.sessions.drain(..) {
            let _ = node.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
        }
    }
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry(node: TcpStream, socket: &PathBuf, state: &Arc<Mutex<State>>) -> io::Result<()> {
    node.set_nodelay(true)?;
    let server = UnixStream::connect(socket)?;
    lock(state).sessions.push((node.try_clone()?, server.try_clone()?));
    let is_swallowed = Arc::new(AtomicBool::new(false));
    let (from, to) = (node.try_clone()?, server.try_clone()?);
    let (shared, swallowed) = (Arc::clone(state), Arc::clone(&is_swallowed));
    thread::Builder::new().spawn(move || asks(from, to, &shared, &swallowed))?;
    let shared = Arc::clone(state);
    thread::Builder::new().spawn(move || answers(server, node, &shared, &is_swallowed))?;
    Ok(())
}

/// Carries what a node asks. A request ends with a message of the kind `S` or `Q` (PostgreSQL's protocol 3.0).
fn asks(node: TcpStream, mut server: UnixStream, state: &Mutex<State>, is_swallowed: &AtomicBool) {
    let (mut node, mut is_first) = (BufReader::new(node), true);
    while let Ok(message) = message(&mut node, is_first) {
        let is_request = !is_first && matches!(message.first(), Some(b'S' | b'Q'));
        is_first = false;
        let asked = message.get(5..).unwrap_or_default();
        let fate = if is_request { lock(state).fate(asked) } else { Fate::Carried { late: 0 } };
        match fate {
            Fate::LostAlone => break,
            Fate::Carried { late } => thread::sleep(Duration::from_millis(late)),
            Fate::LostBefore => return lock(state).cut(),
            Fate::LostAfter => is_swallowed.store(true, Ordering::SeqCst),
        }
        if server.write_all(&message).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
}

/// Carries what the server answers. An answer ends with a message of the kind `Z`.
fn answers(server: UnixStream, mut node: TcpStream, state: &Mutex<State>, is_swallowed: &AtomicBool) {
    let mut server = BufReader::new(server);
    while let Ok(message) = message(&mut server, false) {
        if is_swallowed.load(Ordering::SeqCst) {
            if message.first() == Some(&b'Z') {
                return lock(state).cut();
            }
        } else if node.write_all(&message).is_err() {
            break;
        }
    }
    let _ = node.shutdown(Shutdown::Both);
}

/// The next message, with its kind and its length; the first one of a session has no kind.
fn message(from: &mut impl Read, is_first: bool) -> io::Result<Vec<u8>> {
    let head = if is_first { 4 } else { 5 };
    let mut message = vec![0; head];
    from.read_exact(&mut message)?;
    let length = message.last_chunk::<4>().map_or(0, |length| u32::from_be_bytes(*length));
    let rest = u64::from(length.saturating_sub(4));
    let taken = from.take(rest).read_to_end(&mut message)?;
    if u64::try_from(taken).is_ok_and(|taken| taken == rest) {
        Ok(message)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
