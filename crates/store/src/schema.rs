//! The layout of the database, and the way from an older one: a numbered step each, after a copy is taken.

use crate::StoreFailure;
use crate::fill::{fill, list_leaving, open_ledger, open_vendor_accounts};
use crate::secret::Secret;
use rusqlite::{Connection, Transaction};
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

/// The layout that this version writes.
pub fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The layout of a database; 0 where there is nothing yet.
///
/// Errors: a layout of a newer version.
pub(crate) fn found(connection: &Connection) -> Result<i64, StoreFailure> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = newest();
    if found > known { Err(StoreFailure::Newer { found, known }) } else { Ok(found) }
}

/// Brings the database to the newest layout. Before an older one is changed, `copy` is where it is kept as it was.
pub(crate) fn bring_up(
    connection: &mut Connection,
    secret: &Secret,
    copy: Option<&Path>,
) -> Result<(), StoreFailure> {
    let found = found(connection)?;
    if found == newest() {
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
    for (Step { statements, fill }, layout) in steps {
        let transaction = connection.transaction()?;
        transaction.execute_batch(statements)?;
        if let Some(fill) = fill {
            fill(&transaction, secret)?;
        }
        transaction.pragma_update(None, "user_version", layout)?;
        transaction.commit()?;
    }
    Ok(())
}
