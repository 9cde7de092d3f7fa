//! Organisations by number, for rows of which there are many.

use crate::StoreFailure;
use crate::sql::{Connection, OptionalExtension};
use std::collections::HashMap;
use std::sync::Arc;

/// The organisations that the database has numbers for.
#[derive(Default)]
pub(crate) struct Organisations {
    ids: HashMap<Arc<str>, i64>,
    names: HashMap<i64, Arc<str>>,
    /// The highest number.
    newest: i64,
    /// The one that was asked for last, which is often asked for next.
    last: Option<(Arc<str>, i64)>,
}

impl Organisations {
    /// Those of a database.
    pub(crate) fn load(connection: &Connection) -> Result<Organisations, StoreFailure> {
        let mut organisations = Organisations::default();
        organisations.catch_up(connection)?;
        Ok(organisations)
    }

    /// Takes over those that others gave numbers to.
    pub(crate) fn catch_up(&mut self, connection: &Connection) -> Result<(), StoreFailure> {
        let sql = "SELECT id, name FROM organisation WHERE id > ?1 ORDER BY id";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([self.newest])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            self.add(row.get(0)?, name.into());
        }
        Ok(())
    }

    fn add(&mut self, id: i64, name: Arc<str>) {
        self.newest = self.newest.max(id);
        self.ids.insert(Arc::clone(&name), id);
        self.names.insert(id, name);
    }

    /// The number of an organisation; a new one gets its number within the caller's transaction. Where that is
    /// not kept, load them again.
    pub(crate) fn id(&mut self, connection: &Connection, name: &str) -> Result<i64, StoreFailure> {
        if let Some((last, id)) = &self.last
            && **last == *name
        {
            return Ok(*id);
        }
        if let Some((name, id)) = self.ids.get_key_value(name) {
            self.last = Some((Arc::clone(name), *id));
            return Ok(*id);
        }
        let sql = "INSERT INTO organisation (name) VALUES (?1) RETURNING id";
        let id = connection.query_row(sql, [name], |row| row.get(0))?;
        self.add(id, name.into());
        Ok(id)
    }

    /// The name of a number.
    pub(crate) fn name(&self, id: i64) -> Result<&str, StoreFailure> {
        self.names.get(&id).map(AsRef::as_ref).ok_or(StoreFailure::Corrupt("the number of an organisation"))
    }
}

/// The number of an organisation, if it has one.
pub(crate) fn number_of(connection: &Connection, name: &str) -> Result<Option<i64>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT id FROM organisation WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}
