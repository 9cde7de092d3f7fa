//! What is noted about the database itself, by names.

use crate::StoreFailure;
use crate::sql::{Connection, OptionalExtension};

/// What is known about the database under a name.
pub(crate) fn about(connection: &Connection, name: &str) -> Result<Option<String>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT value FROM about WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

/// Writes down something about the database.
pub(crate) fn set_about(connection: &Connection, name: &str, value: &str) -> Result<(), StoreFailure> {
    connection
        .prepare_cached(
            "INSERT INTO about (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        )?
        .execute([name, value])?;
    Ok(())
}
