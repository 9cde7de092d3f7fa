//! The layout of the database, and the way from an older one: a numbered step each, within a transaction of its own.
//!
//! ```text
//!   embedded   1 ── 2 ── … ── 11 ── 12 …      first a copy is taken
//!   server                    11 ── 12 …      in the turn of the first node of the newer version
//! ```
//!
//! Nodes are brought to a newer version one after the other. A step that leaves all that the version before reads and
//! writes as it was says so: that version then goes on beside the newer one, and can be gone back to. After any other
//! step its nodes end when their turn comes, and what they had not answered is answered by the newer ones.

use crate::StoreFailure;
use crate::about::{about, set_about};
use crate::fill::{fill, list_leaving, open_ledger, open_vendor_accounts};
use crate::secret::Secret;
use crate::sql::{Connection, Transaction};
use std::cmp::Ordering;
use std::path::Path;

/// Fills views within a transaction from what they are views of.
type Fill = fn(&Transaction<'_>, &Secret) -> Result<(), StoreFailure>;

/// A step to the next layout.
#[derive(Clone, Copy)]
struct Step {
    /// What changes the tables of an embedded database.
    embedded: &'static str,
    /// What changes those at a server; nothing up to the layout that servers began with.
    at_server: &'static str,
    /// What fills new ones from what is there.
    fill: Option<Fill>,
    /// Whether the version before reads and writes on, as if nothing had happened.
    suits_before: bool,
}

impl Step {
    /// A step from when databases were embedded.
    const fn embedded(embedded: &'static str, fill: Option<Fill>) -> Step {
        Step { embedded, at_server: "", fill, suits_before: false }
    }
}

/// The layouts that a version knows: a step each, from the first on.
#[derive(Clone, Copy)]
struct Layouts(&'static [Step]);

/// Every layout's step.
const KNOWN: Layouts = Layouts(&[
    Step::embedded(include_str!("schema.sql"), None),
    Step::embedded(include_str!("schema-2.sql"), Some(fill)),
    Step::embedded(include_str!("schema-3.sql"), None),
    Step::embedded(include_str!("schema-4.sql"), None),
    Step::embedded(include_str!("schema-5.sql"), Some(open_ledger)),
    Step::embedded(include_str!("schema-6.sql"), None),
    Step::embedded(include_str!("schema-7.sql"), Some(open_vendor_accounts)),
    // No scan was kept before; goods on their way out were on no list.
    Step::embedded(include_str!("schema-8.sql"), Some(list_leaving)),
    // Batches that were committed before are sequenced as any that the log lacks.
    Step::embedded(include_str!("schema-9.sql"), None),
    // Nothing was under legal hold before.
    Step::embedded(include_str!("schema-10.sql"), None),
    // Nor was anybody frozen out, or anything of the others kept.
    Step::embedded(include_str!("schema-11.sql"), None),
    // What was written before is asked for row by row, as ever.
    Step {
        embedded: include_str!("schema-12.sql"),
        at_server: include_str!("schema-12-postgres.sql"),
        fill: None,
        suits_before: true,
    },
]);

/// The layout that servers began with.
const FIRST_AT_SERVER: i64 = 11;
/// Its tables.
const AT_SERVER: &str = include_str!("schema-postgres.sql");
/// The name under which a server notes the layout.
const LAYOUT: &str = "layout";
/// The name under which it is noted whom a layout suits: from which layout on a version may read and write, and which
/// layout that is said of, `11-12`. Where nothing is noted of it, it suits its own version only.
pub(crate) const SUITS: &str = "layout_suits";

/// How long a step waits at a server for those who read the tables that it changes.
const WAIT: &str = "SET LOCAL lock_timeout = '1s'";

/// The layout that this version writes.
pub fn newest() -> i64 {
    KNOWN.newest()
}

/// Whether a layout, as a database notes whom it suits, is still for this version. Where nothing is noted, nobody has
/// brought it up.
pub(crate) fn is_suited(noted: Option<&str>) -> bool {
    noted.is_none_or(|noted| range(noted).is_some_and(|(from, _)| from <= newest()))
}

/// The layout of a database; 0 where there is nothing yet. A newer one than this version knows is given where this
/// version may go on beside it.
///
/// Errors: a layout that is not for this version any more.
pub(crate) fn found(connection: &Connection) -> Result<i64, StoreFailure> {
    KNOWN.found(connection)
}

/// Whether the layout is the newest that this version knows, and no other.
///
/// Errors: it is older or newer.
pub(crate) fn check_is_newest(connection: &Connection) -> Result<(), StoreFailure> {
    let (found, known) = (noted(connection)?, newest());
    match found.cmp(&known) {
        Ordering::Less => Err(StoreFailure::Older { found, known }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(StoreFailure::Newer { found, known }),
    }
}

/// Makes the tables at a server that has none, within the caller's transaction.
pub(crate) fn make_at_server(connection: &Connection) -> Result<(), StoreFailure> {
    KNOWN.make_at_server(connection)
}

/// Brings the database to the newest layout. Before an older one is changed, `copy` is where an embedded one is kept as
/// it was. At a server the caller has the turn.
pub(crate) fn bring_up(
    connection: &Connection,
    secret: &Secret,
    copy: Option<&Path>,
) -> Result<(), StoreFailure> {
    KNOWN.bring_up(connection, secret, copy)
}

impl Layouts {
    fn newest(self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    fn found(self, connection: &Connection) -> Result<i64, StoreFailure> {
        let (found, known) = (noted(connection)?, self.newest());
        if found > known && suits_from(connection, found)? > known {
            return Err(StoreFailure::Newer { found, known });
        }
        Ok(found)
    }

    fn make_at_server(self, connection: &Connection) -> Result<(), StoreFailure> {
        connection.execute_batch(AT_SERVER)?;
        note(connection, FIRST_AT_SERVER)?;
        self.after(FIRST_AT_SERVER).try_for_each(|(step, layout)| change(step, layout, connection))
    }

    fn bring_up(
        self,
        connection: &Connection,
        secret: &Secret,
        copy: Option<&Path>,
    ) -> Result<(), StoreFailure> {
        let found = self.found(connection)?;
        if found >= self.newest() {
            return Ok(());
        }
        if found == 0 && connection.has_others() {
            let transaction = connection.transaction()?;
            self.make_at_server(&transaction)?;
            return Ok(transaction.commit()?);
        }
        if let (Some(sqlite), Some(copy)) = (connection.sqlite(), copy)
            && found > 0
        {
            copy_to(sqlite, copy)?;
        }
        self.after(found).try_for_each(|(step, layout)| take(step, layout, connection, secret))
    }

    /// The steps that come after a layout, each with its own.
    fn after(self, found: i64) -> impl Iterator<Item = (&'static Step, i64)> {
        self.0.iter().zip(1..).filter(move |(_, layout)| *layout > found)
    }
}

/// Takes a step, whole or not at all.
///
/// Errors: at a server others read the tables. All nodes would wait with this one, so that it does not wait long.
fn take(step: &Step, layout: i64, connection: &Connection, secret: &Secret) -> Result<(), StoreFailure> {
    let in_transaction = || -> Result<(), StoreFailure> {
        let transaction = connection.transaction()?;
        if connection.has_others() {
            transaction.execute_batch(WAIT)?;
        }
        change(step, layout, &transaction)?;
        if let Some(fill) = step.fill {
            fill(&transaction, secret)?;
        }
        Ok(transaction.commit()?)
    };
    match in_transaction() {
        Err(StoreFailure::Database(failure)) if failure.is_of_lock() => {
            Err(StoreFailure::BeingRead(readers(connection)?))
        }
        taken => taken,
    }
}

/// Whose sessions hold tables of ours, whoever they are of.
fn readers(connection: &Connection) -> Result<String, StoreFailure> {
    let sql = "SELECT coalesce(string_agg(DISTINCT format('session %s (%s)', pid, application_name), ', '), \
               'nobody any more') FROM pg_locks JOIN pg_class ON pg_class.oid = relation \
               LEFT JOIN pg_stat_activity USING (pid) \
               WHERE granted AND pid <> pg_backend_pid() AND relkind IN ('r', 'p') \
               AND relnamespace = current_schema()::regnamespace \
               AND database = (SELECT oid FROM pg_database WHERE pg_database.datname = current_database())";
    Ok(connection.query_row(sql, (), |row| row.get(0))?)
}

/// Changes the tables as a step says, and notes it.
fn change(step: &Step, layout: i64, connection: &Connection) -> Result<(), StoreFailure> {
    connection.execute_batch(if connection.has_others() { step.at_server } else { step.embedded })?;
    let from = if step.suits_before { suits_from(connection, layout - 1)? } else { layout };
    set_about(connection, SUITS, &format!("{from}-{layout}"))?;
    note(connection, layout)
}

/// Keeps an embedded database as it is.
fn copy_to(sqlite: &rusqlite::Connection, copy: &Path) -> Result<(), StoreFailure> {
    let failed = |source| StoreFailure::File { path: copy.to_owned(), source };
    if copy.exists() {
        std::fs::remove_file(copy).map_err(failed)?;
    }
    sqlite.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    Ok(())
}

/// The layout as it is noted in a database; 0 where there is nothing yet.
///
/// Errors: it notes none, or one that it cannot have.
fn noted(connection: &Connection) -> Result<i64, StoreFailure> {
    if let Some(sqlite) = connection.sqlite() {
        let layout: i64 = sqlite.pragma_query_value(None, "user_version", |row| row.get(0))?;
        return if layout < 0 { Err(StoreFailure::NoLayout(layout.to_string())) } else { Ok(layout) };
    }
    let sql = "SELECT to_regclass('about') IS NOT NULL";
    if !connection.query_row(sql, (), |row| row.get::<bool>(0))? {
        return Ok(0);
    }
    let noted = about(connection, LAYOUT)?.unwrap_or_default();
    let layout = noted.parse().ok().filter(|layout| *layout >= FIRST_AT_SERVER);
    layout.ok_or(StoreFailure::NoLayout(noted))
}

fn note(connection: &Connection, layout: i64) -> Result<(), StoreFailure> {
    match connection.sqlite() {
        Some(sqlite) => Ok(sqlite.pragma_update(None, "user_version", layout)?),
        None => set_about(connection, LAYOUT, &layout.to_string()),
    }
}

/// From which layout on versions may read and write a database of a layout.
fn suits_from(connection: &Connection, layout: i64) -> Result<i64, StoreFailure> {
    let noted = about(connection, SUITS)?;
    // What was noted of another layout says nothing of this one.
    let of_this = noted.as_deref().and_then(range).filter(|(_, of)| *of == layout);
    Ok(of_this.map_or(layout, |(from, _)| from))
}

/// What is noted of whom a layout suits: from which layout on, and of which that is said.
fn range(noted: &str) -> Option<(i64, i64)> {
    let (from, of) = noted.split_once('-')?;
    let (from, of) = (from.parse().ok()?, of.parse().ok()?);
    (1..=of).contains(&from).then_some((from, of))
}

#[cfg(test)]
mod tests;
