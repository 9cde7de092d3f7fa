//! The layout of the database, and the way from an older one: a numbered step each, after a copy is taken.

use crate::StoreFailure;
use crate::fill::{fill, list_leaving, open_ledger, open_vendor_accounts};
use crate::secret::Secret;
use crate::sql::{Connection, Transaction};
use crate::writer::{about, set_about};
use std::path::Path;

/// Fills views within a transaction from what they are views of.
type Fill = fn(&Transaction<'_>, &Secret) -> Result<(), StoreFailure>;

/// A step to the next layout.
struct Step {
    /// What changes tables.
    statements: &'static str,
    /// What fills new ones from what is there.
    fill: Option<Fill>,
}

/// Every layout's step, from the first on.
const STEPS: &[Step] = &[
    Step { statements: include_str!("schema.sql"), fill: None },
    Step { statements: include_str!("schema-2.sql"), fill: Some(fill) },
    Step { statements: include_str!("schema-3.sql"), fill: None },
    Step { statements: include_str!("schema-4.sql"), fill: None },
    Step { statements: include_str!("schema-5.sql"), fill: Some(open_ledger) },
    Step { statements: include_str!("schema-6.sql"), fill: None },
    Step { statements: include_str!("schema-7.sql"), fill: Some(open_vendor_accounts) },
    // No scan was kept before; goods on their way out were on no list.
    Step { statements: include_str!("schema-8.sql"), fill: Some(list_leaving) },
    // Batches that were committed before are sequenced as any that the log lacks.
    Step { statements: include_str!("schema-9.sql"), fill: None },
    // Nothing was under legal hold before.
    Step { statements: include_str!("schema-10.sql"), fill: None },
    // Nor was anybody frozen out, or anything of the others kept.
    Step { statements: include_str!("schema-11.sql"), fill: None },
];

/// The tables of the newest layout, for PostgreSQL. Its first version is layout 11.
const AT_SERVER: &str = include_str!("schema-postgres.sql");
/// The name under which a server notes the layout.
const LAYOUT: &str = "layout";
/// The lock of whoever makes the tables at a server.
const MAKING: i64 = 0x636f_636b_6574_0001;

/// The layout that this version writes.
pub fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The layout of a database; 0 where there is nothing yet.
///
/// Errors: a layout of a newer version.
pub(crate) fn found(connection: &Connection) -> Result<i64, StoreFailure> {
    let found = match connection {
        Connection::Sqlite(sqlite) => sqlite.pragma_query_value(None, "user_version", |row| row.get(0))?,
        Connection::Postgres(_) => found_at_server(connection)?,
    };
    let known = newest();
    if found > known { Err(StoreFailure::Newer { found, known }) } else { Ok(found) }
}

/// The layout at a server: noted in the transaction that made its tables.
fn found_at_server(connection: &Connection) -> Result<i64, StoreFailure> {
    let sql = "SELECT to_regclass('about') IS NOT NULL";
    if !connection.query_row(sql, (), |row| row.get::<bool>(0))? {
        return Ok(0);
    }
    let noted = about(connection, LAYOUT)?;
    let corrupt = StoreFailure::Corrupt("the layout of the database");
    noted.map_or(Ok(0), |layout| layout.parse().map_err(|_| corrupt))
}

/// Makes the tables at a server where there are none.
fn bring_up_at_server(connection: &Connection) -> Result<(), StoreFailure> {
    let transaction = connection.transaction()?;
    // Only one makes them, whoever comes at the same time.
    transaction.execute_batch(&format!("SELECT pg_advisory_xact_lock({MAKING})"))?;
    match found_at_server(&transaction)? {
        0 => {
            make_at_server(&transaction)?;
            Ok(transaction.commit()?)
        }
        found if found == newest() => Ok(()),
        found => Err(StoreFailure::Older { found, known: newest() }),
    }
}

/// Makes the tables at a server that has none, within the caller's transaction.
pub(crate) fn make_at_server(connection: &Connection) -> Result<(), StoreFailure> {
    connection.execute_batch(AT_SERVER)?;
    set_about(connection, LAYOUT, &newest().to_string())
}

/// Brings the database to the newest layout. Before an older one is changed, `copy` is where it is kept as it was.
pub(crate) fn bring_up(
    connection: &Connection,
    secret: &Secret,
    copy: Option<&Path>,
) -> Result<(), StoreFailure> {
    let found = found(connection)?;
    if found == newest() {
        return Ok(());
    }
    let Connection::Sqlite(sqlite) = connection else { return bring_up_at_server(connection) };
    if found > 0
        && let Some(copy) = copy
    {
        let source = |source| StoreFailure::File { path: copy.to_owned(), source };
        if copy.exists() {
            std::fs::remove_file(copy).map_err(source)?;
        }
        sqlite.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    }
    let steps = STEPS.iter().zip(1_i64..).filter(|(_, layout)| *layout > found);
    for (Step { statements, fill }, layout) in steps {
        let transaction = connection.transaction()?;
        transaction.execute_batch(statements)?;
        if let Some(fill) = fill {
            fill(&transaction, secret)?;
        }
        sqlite.pragma_update(None, "user_version", layout)?;
        transaction.commit()?;
    }
    Ok(())
}
