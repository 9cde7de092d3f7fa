//! The layout of the database, and the way from an older one: a numbered step each, after a copy is taken.

use crate::StoreFailure;
use rusqlite::Connection;
use std::path::Path;

/// Every layout's statements, from the first on.
const STEPS: &[&str] = &[include_str!("schema.sql")];

/// The layout that this version writes.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The layout of a database; 0 where there is nothing yet.
pub(crate) fn found(connection: &Connection) -> Result<i64, StoreFailure> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings the database to the newest layout, or refuses a newer one. Before an older one is changed, `copy` is
/// where it is kept as it was.
pub(crate) fn bring_up(connection: &mut Connection, copy: Option<&Path>) -> Result<(), StoreFailure> {
    let (found, known) = (found(connection)?, newest());
    if found > known {
        return Err(StoreFailure::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0
        && let Some(copy) = copy
    {
        let source = |source| StoreFailure::File { path: copy.to_owned(), source };
        if copy.exists() {
            std::fs::remove_file(copy).map_err(source)?;
        }
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    }
    let steps = STEPS.iter().zip(1_i64..).filter(|(_, layout)| *layout > found);
    for (statements, layout) in steps {
        let transaction = connection.transaction()?;
        transaction.execute_batch(statements)?;
        transaction.pragma_update(None, "user_version", layout)?;
        transaction.commit()?;
    }
    Ok(())
}
