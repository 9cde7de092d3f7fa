//! All that a database holds, taken to another place: from a file to a server, or from a server to a file.
//!
//! What tables there are is read from the file, so that there is one list of them. The place that it is taken from stays
//! as it was, out of use, until somebody removes it.

use crate::StoreFailure;
use crate::open::{hold, read_at};
use crate::place::{NAMED, Place, failed, write_name};
use crate::reader::Reader;
use crate::sql::{self, Connection, Failure, Value};
use crate::writer::{about, set_about};
use crate::{schema, turn};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Tables that others refer to.
const REFERRED_TO: [&str; 6] =
    ["fact", "setting", "organisation", "account", "ledger_account", "vendor_return"];

/// Tables whose numbers the database gives out.
const NUMBERED: [&str; 10] = [
    "fact",
    "setting",
    "key_run",
    "deadline",
    "request",
    "filing_batch",
    "token",
    "organisation",
    "account",
    "ledger_account",
];

/// The name under which it is noted that a database is elsewhere.
const MOVED: &str = "moved";

/// A database that is elsewhere too, and not in use there yet.
pub struct Moving {
    dir: PathBuf,
    /// Where it is from now on.
    to: Place,
    /// The connection string of the server, where it goes to one.
    url: Option<String>,
    from: Connection,
    _held: File,
}

impl Moving {
    /// Takes the embedded database of a folder to an empty one at a server.
    ///
    /// Errors: something serves the folder, the database is not embedded or of another layout, or the other is not
    /// empty.
    pub fn to_server(dir: &Path, url: &str, progress: impl FnMut(u64)) -> Result<Moving, StoreFailure> {
        let held = hold(dir)?;
        let from = Place::of(dir)?.existing()?.writing()?;
        if from.has_others() {
            return Err(StoreFailure::MovedBefore("it is at a server already"));
        }
        is_newest(&from)?;
        let to = Place::Server(Box::new(sql::Place::parse(url)?));
        {
            let target = to.writing()?;
            turn::take(&target)?;
            let transaction = target.transaction()?;
            if schema::found(&transaction)? > 0 {
                return Err(StoreFailure::MovedBefore("the database at the server is not empty"));
            }
            schema::make_at_server(&transaction)?;
            let moment = from.moment()?;
            take(&moment, &transaction, progress)?;
            transaction.commit()?;
        }
        Ok(Moving { dir: dir.to_owned(), to, url: Some(url.to_owned()), from, _held: held })
    }

    /// Takes the database of a folder from its server to a file in the folder.
    ///
    /// Errors: a node serves it, or it is embedded already.
    pub fn to_file(dir: &Path, mut progress: impl FnMut(u64)) -> Result<Moving, StoreFailure> {
        let held = hold(dir)?;
        let place = Place::of(dir)?;
        let from = place.writing()?;
        if !from.has_others() {
            return Err(StoreFailure::MovedBefore("it is embedded already"));
        }
        turn::take_alone(&from)?;
        is_newest(&from)?;
        let to = dir.join("cocket.db");
        let (reader, _) = read_at(place, dir)?;
        reader.copy_to(&to, |rows, _| progress(rows))?;
        Ok(Moving { dir: dir.to_owned(), to: Place::File(to), url: None, from, _held: held })
    }

    /// Reads what was taken, with the seed of the signing key.
    pub fn reader(&self) -> Result<(Reader, [u8; 32]), StoreFailure> {
        read_at(self.to.clone(), &self.dir)
    }

    /// The one that it was taken from.
    pub fn source(&self) -> Result<Reader, StoreFailure> {
        Ok(read_at(Place::of(&self.dir)?, &self.dir)?.0)
    }

    /// Lets what was taken be the database of the folder; the other is out of use.
    pub fn settle(self) -> Result<(), StoreFailure> {
        let dir = &self.dir;
        match &self.url {
            Some(url) => {
                write_name(dir, url)?;
                drop(self.from);
                for file in ["cocket.db", "cocket.db-wal", "cocket.db-shm"] {
                    let (place, aside) = (dir.join(file), dir.join(format!("moved-{file}")));
                    if place.exists() {
                        fs::rename(&place, &aside).map_err(failed(&place))?;
                    }
                }
                Ok(())
            }
            None => {
                // Nobody else serves it any more, whatever its folder says.
                set_about(&self.from, MOVED, "to a file")?;
                let named = dir.join(NAMED);
                fs::rename(&named, dir.join("moved-database")).map_err(failed(&named))
            }
        }
    }

    /// What was taken is not used, and goes.
    pub fn give_up(self) -> Result<(), StoreFailure> {
        match &self.to {
            Place::File(file) => fs::remove_file(file).map_err(failed(file)),
            Place::Server(_) => {
                let target = self.to.writing()?;
                let tables: Vec<String> = tables(&self.from)?.into_iter().map(|table| table.name).collect();
                Ok(target.execute_batch(&format!("DROP TABLE {}", tables.join(", ")))?)
            }
        }
    }
}

/// Refuses a database that was taken elsewhere.
pub(crate) fn check_is_here(connection: &Connection) -> Result<(), StoreFailure> {
    match about(connection, MOVED)? {
        None => Ok(()),
        Some(_) => Err(StoreFailure::MovedBefore("it was taken from the server to a file")),
    }
}

fn is_newest(connection: &Connection) -> Result<(), StoreFailure> {
    let (found, known) = (schema::found(connection)?, schema::newest());
    if found == known { Ok(()) } else { Err(StoreFailure::Older { found, known }) }
}

/// A table with its columns.
struct Table {
    name: String,
    columns: Vec<String>,
    /// The column whose numbers the database gives out, if there is one.
    numbered: Option<String>,
}

/// Takes every row of one database to another of the other kind that has the same tables, all of them empty, within the
/// caller's transactions. `progress` is told how many rows there are so far.
pub(crate) fn take(
    from: &Connection,
    to: &Connection,
    mut progress: impl FnMut(u64),
) -> Result<(), StoreFailure> {
    let file = if from.has_others() { to } else { from };
    let mut taken = 0;
    for table in tables(file)? {
        let names: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        // What a database notes about itself may be there already.
        let mut bulk = to.inserting(&table.name, &names, "ON CONFLICT DO NOTHING")?;
        from.each(&format!("SELECT {} FROM {}", names.join(", "), table.name), (), |row| {
            let values = (0..names.len()).map(|column| row.value(column));
            let values: Vec<Value<'_>> = values.collect::<Result<_, Failure>>()?;
            bulk.add(values.as_slice())?;
            taken += 1;
            if taken % 1_000 == 0 {
                progress(taken);
            }
            Ok::<(), StoreFailure>(())
        })?;
        bulk.write()?;
        if let (true, Some(column)) = (to.has_others(), &table.numbered) {
            // The next number is given out after the last that is there.
            let name = &table.name;
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{name}', '{column}'), \
                 coalesce((SELECT max({column}) FROM {name}), 0) + 1, false)"
            );
            to.query_row(&sql, (), |_| Ok(()))?;
        }
    }
    progress(taken);
    Ok(())
}

/// Every table of a file, those that others refer to first.
fn tables(file: &Connection) -> Result<Vec<Table>, StoreFailure> {
    let sql =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut names: Vec<String> =
        file.prepare_cached(sql)?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    names.sort_by_key(|name| REFERRED_TO.iter().position(|other| other == name).unwrap_or(REFERRED_TO.len()));
    names.into_iter().map(|name| table(file, name)).collect()
}

fn table(file: &Connection, name: String) -> Result<Table, StoreFailure> {
    let sql = "SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid";
    let columns: Vec<(String, i64)> = file
        .prepare_cached(sql)?
        .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let key = columns.iter().find(|(_, key)| *key > 0).map(|(name, _)| name.clone());
    let numbered = key.filter(|_| NUMBERED.contains(&name.as_str()));
    Ok(Table { columns: columns.into_iter().map(|(name, _)| name).collect(), numbered, name })
}
