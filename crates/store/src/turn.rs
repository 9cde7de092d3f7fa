//! Turns, where several nodes write one database at a server: one at a time, each first with what the others wrote.
//!
//! ```text
//!   node A ── take_turn: lock · catch up ── gather · clear · append ── give_turn ──┐
//!   node B ── take_turn: waits ─────────────────────────────────────── lock · catch up ──► …
//! ```
//!
//! So what one node decides the next one sees, and accounts, thresholds and limits are as right as on one node. The
//! turn is a lock of the writer's own session: what a node commits it commits in its turn, or not at all, for a session
//! that is lost has lost the lock and the transaction with it. A node that stands still is sent away by the server.
//!
//! One of the nodes is on duty: it sequences the log, passes deadlines and keeps the runs of keys, until its session
//! ends and another one takes over.

use crate::StoreFailure;
use crate::anchor::numbers_from;
use crate::deadline::Deadlines;
use crate::ledger::Ledger;
use crate::log::{self, Log};
use crate::schema;
use crate::sql::Connection;
use crate::token::moment;
use crate::writer::Writer;
use jiff::Timestamp;

/// The lock of whoever writes.
const TURN: i64 = 0x636f_636b_6574_0002;
/// The lock of whoever is on duty.
const DUTY: i64 = 0x636f_636b_6574_0003;
/// What a session that takes turns begins with: how long it may stand still, or be out of reach, before the server ends
/// it, how long it waits for its turn, and how soon it is noticed that nobody waits any more.
const PATIENCE: &str = "SET idle_session_timeout = '15s'; SET idle_in_transaction_session_timeout = '15s'; \
                        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; \
                        SET tcp_keepalives_count = 3; SET tcp_user_timeout = 20000; SET lock_timeout = '40s'; \
                        SET client_connection_check_interval = '2s'";

/// Whose turn it is, as a writer knows it.
#[derive(Default)]
pub(crate) struct Turns {
    has_turn: bool,
    on_duty: bool,
    /// The last entry on an account of deferred payment that it knows.
    on_account: i64,
    /// How many leaves the checkpoint covers that was kept last beside the keys.
    kept: i64,
}

/// What others wrote since the last turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Whether they wrote anything.
    pub wrote: bool,
    /// Whether something happened on accounts of deferred payment.
    pub on_account: bool,
    /// Whether the node is on duty from now on.
    pub put_on_duty: bool,
    /// The clock of the server; none where no turn was taken.
    pub clock: Option<Timestamp>,
}

/// Takes the first turn of a session, before anything is read that it goes by. From then on it may not stand still.
pub(crate) fn take_first(connection: &Connection) -> Result<(), StoreFailure> {
    if connection.has_others() {
        connection.execute_batch(PATIENCE)?;
        take(connection)?;
    }
    Ok(())
}

fn take(connection: &Connection) -> Result<(), StoreFailure> {
    Ok(connection.execute_batch(&format!("SELECT pg_advisory_lock({TURN})"))?)
}

/// Takes the turn and the duty for a session, where no node has either.
pub(crate) fn take_alone(connection: &Connection) -> Result<(), StoreFailure> {
    let sql = format!("SELECT pg_try_advisory_lock({TURN}) AND pg_try_advisory_lock({DUTY})");
    let is_alone: bool = connection.query_row(&sql, (), |row| row.get(0))?;
    if is_alone { Ok(()) } else { Err(StoreFailure::Served) }
}

impl Writer {
    /// Takes the turn to write, and brings what is in memory up to what others wrote. A database of one's own is always
    /// at hand.
    pub fn take_turn(&mut self) -> Result<Others, StoreFailure> {
        if !self.reads().has_others() || self.turns.has_turn {
            return Ok(Others::default());
        }
        take(self.reads())?;
        self.turns.has_turn = true;
        self.catch_up()
    }

    /// Gives the turn to whoever waits for it.
    pub fn give_turn(&mut self) -> Result<(), StoreFailure> {
        if !self.turns.has_turn {
            return Ok(());
        }
        self.turns.has_turn = false;
        Ok(self.reads().execute_batch(&format!("SELECT pg_advisory_unlock({TURN})"))?)
    }

    /// Whether this is the node that sequences, passes deadlines and keeps the keys in order.
    pub fn is_on_duty(&self) -> bool {
        self.turns.on_duty
    }

    /// A writer that begins: the turn is its own, and the duty where nobody else has it.
    pub(crate) fn begin_turns(&mut self) -> Result<(), StoreFailure> {
        self.turns.on_duty = true;
        if self.reads().has_others() {
            self.turns.has_turn = true;
            self.turns.on_duty = self.is_free_for_duty()?;
            let seen = self.seen()?;
            self.turns.on_account = seen.on_account;
            self.keep_checkpoint(seen.sequenced)?;
        }
        self.keys.is_on_duty = self.turns.on_duty;
        Ok(())
    }

    /// Keeps the last checkpoint beside the keys of this node too, whoever made it: an older database is then noticed
    /// by every node.
    fn keep_checkpoint(&mut self, sequenced: i64) -> Result<(), StoreFailure> {
        if sequenced > self.turns.kept
            && let Some(kept) = log::checkpoint(self.reads())?
        {
            match self.keep_anchor(&kept.note) {
                Ok(()) => self.turns.kept = sequenced,
                // It is kept once there is room on this node's own disk.
                Err(StoreFailure::Full) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    fn is_free_for_duty(&self) -> Result<bool, StoreFailure> {
        let sql = format!("SELECT pg_try_advisory_lock({DUTY})");
        Ok(self.reads().query_row(&sql, (), |row| row.get(0))?)
    }

    fn catch_up(&mut self) -> Result<Others, StoreFailure> {
        let seen = self.seen()?;
        if !schema::is_suited(seen.suits.as_deref()) {
            // A newer version has brought the database up: this one reads and writes no more.
            schema::found(self.reads())?;
        }
        if !self.turns.on_duty {
            self.keep_checkpoint(seen.sequenced)?;
        }
        let put_on_duty = !self.turns.on_duty && self.is_free_for_duty()?;
        let wrote = (seen.next_entry, seen.last_keys) != (self.next_entry, self.keys.last_batch());
        let on_account = seen.on_account != std::mem::replace(&mut self.turns.on_account, seen.on_account);
        if wrote {
            let before = std::mem::replace(&mut self.next_entry, seen.next_entry);
            self.next_number = seen.next_number.max(numbers_from(&self.connection)?);
            let caught_up = self.keys.catch_up(&self.connection, &mut self.deadlines)?;
            if !caught_up {
                // Whoever is on duty has bundled them.
                self.deadlines = Deadlines::load(&self.connection)?;
            }
            self.organisations.catch_up(&self.connection)?;
            self.ledger = Ledger::load(&self.connection)?;
            self.worths.get_mut().catch_up(&self.connection, before, seen.next_entry)?;
        }
        if put_on_duty {
            self.turns.on_duty = true;
            self.keys.begin_duty(&self.connection)?;
            self.deadlines = Deadlines::load(&self.connection)?;
            self.log = Log::load(&self.connection)?;
        }
        Ok(Others { wrote, on_account, put_on_duty, clock: Some(moment(seen.clock)?) })
    }

    fn seen(&self) -> Result<Seen, StoreFailure> {
        let sql = "SELECT coalesce(max(first + entries), 1), coalesce(max(next), 1), \
                   (SELECT coalesce(max(number), 0) FROM recent), \
                   (SELECT coalesce(max(entry), 0) FROM account_entry), \
                   (SELECT coalesce(max(size), 0) FROM checkpoint WHERE signer = ''), \
                   CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT), \
                   (SELECT value FROM about WHERE name = ?1) \
                   FROM (SELECT first, entries, next FROM journal ORDER BY first DESC LIMIT 1) AS last";
        Ok(self.reads().query_row(sql, [schema::SUITS], |row| {
            Ok(Seen {
                next_entry: row.get(0)?,
                next_number: row.get(1)?,
                last_keys: row.get(2)?,
                on_account: row.get(3)?,
                sequenced: row.get(4)?,
                clock: row.get(5)?,
                suits: row.get(6)?,
            })
        })?)
    }
}

/// How far the database is.
struct Seen {
    next_entry: u64,
    next_number: u64,
    last_keys: i64,
    on_account: i64,
    sequenced: i64,
    /// The clock of the server, in microseconds since 1970.
    clock: i64,
    /// Whom the layout suits, as it is noted.
    suits: Option<String>,
}
