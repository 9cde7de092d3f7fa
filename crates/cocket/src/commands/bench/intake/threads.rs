//! The same work over several connections, with something else beside it.

use super::http::Connection;
use super::request::wrong;
use super::server::Target;
use crate::failure::Failure;
use std::thread::{Builder, scope};

/// The threads do little, and many of them are started.
const STACK: usize = 1 << 17;

/// Opens so many connections to the server.
pub(super) fn connect(target: Target, connections: usize) -> Result<Vec<Connection>, Failure> {
    (0..connections)
        .map(|_| Connection::open(target.address).map_err(|error| wrong(error.to_string())))
        .collect()
}

/// Opens so many connections, to each of the servers in turn.
pub(super) fn spread(targets: &[Target], connections: usize) -> Result<Vec<Connection>, Failure> {
    let targets = targets.iter().cycle().take(connections);
    Ok(targets
        .map(|target| connect(*target, 1))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// Runs `work` on a thread for each connection and `beside` on this one; gives what each gave, once all have
/// ended.
pub(super) fn together<T: Send, B>(
    connections: Vec<Connection>,
    work: impl Fn(Connection) -> Result<T, Failure> + Sync,
    beside: impl FnOnce() -> B,
) -> Result<(Vec<T>, B), Failure> {
    let work = &work;
    scope(|scope| {
        let started: Result<Vec<_>, _> = connections
            .into_iter()
            .map(|connection| Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(connection)))
            .collect();
        let started = started.map_err(|source| Failure::World { what: "a thread".to_owned(), source })?;
        let beside = beside();
        let done: Result<Vec<T>, Failure> = started
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(wrong("a thread was lost".to_owned()))))
            .collect();
        Ok((done?, beside))
    })
}
