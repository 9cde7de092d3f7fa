//! All that a database holds, taken to another place: from a file to a server, or from a server to a file.
//!
//! What tables there are is read from the file, so that there is one list of them. The place that it is taken from stays
//! as it was, out of use, until somebody removes it.

use crate::StoreFailure;
use crate::about::{about, set_about};
use crate::open::{hold, read_at};
use crate::place::{NAMED, Place, failed, write_name};
use crate::reader::Reader;
use crate::sql::{self, Connection, Failure, Value};
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

/// The name under which a server notes that its database is elsewhere, or is not proved yet.
const MOVED: &str = "moved";
/// Its database is in a file now.
const AWAY: &str = "it was taken from the server to a file";
/// It came from a file and was not looked through to its end.
const UNPROVED: &str = "it was not proved yet: run the same `cocket database move` again";

/// A database that is elsewhere too, and not in use there yet. Nobody changes the one that it is taken from meanwhile.
pub struct Moving {
    dir: PathBuf,
    /// Where it is from now on.
    to: Place,
    /// The connection string of the server, where it goes to one.
    url: Option<String>,
    /// In a transaction, so that nobody else writes.
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
        schema::check_is_newest(&from)?;
        from.execute_batch("BEGIN IMMEDIATE")?;
        let to = Place::Server(Box::new(sql::Place::parse(url)?));
        {
            let target = to.writing()?;
            turn::take_alone(&target)?;
            let transaction = target.transaction()?;
            if schema::found(&transaction)? > 0 {
                if about(&transaction, MOVED)?.as_deref() != Some(UNPROVED) {
                    return Err(StoreFailure::MovedBefore("the database at the server is not empty"));
                }
                drop_tables(&transaction, &from)?;
            }
            schema::make_at_server(&transaction)?;
            take(&from, &transaction, progress)?;
            set_about(&transaction, MOVED, UNPROVED)?;
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
        schema::check_is_newest(&from)?;
        let to = dir.join(UNDER_WAY);
        match about(&from, MOVED)?.as_deref() {
            // It was killed on the last steps, which are made again.
            Some(AWAY) if to.exists() => {}
            Some(AWAY) if dir.join("cocket.db").exists() => {
                set_aside(dir, &[NAMED])?;
                return Err(StoreFailure::MovedBefore("it is embedded already, the last step is made now"));
            }
            Some(AWAY) => return Err(StoreFailure::MovedBefore(AWAY)),
            Some(_) => return Err(StoreFailure::MovedBefore(UNPROVED)),
            None => {
                from.execute_batch("BEGIN")?;
                let sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
                let names: Vec<String> =
                    from.prepare_cached(sql)?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
                from.execute_batch(&format!("LOCK TABLE {} IN SHARE MODE", names.join(", ")))?;
                if to.exists() {
                    fs::remove_file(&to).map_err(failed(&to))?;
                }
                let (reader, _) = read_at(place, dir)?;
                reader.copy_to(&to, |rows, _| progress(rows))?;
            }
        }
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
                forget_moved(&self.to.writing()?)?;
                write_name(dir, url)?;
                self.from.execute_batch("ROLLBACK")?;
                drop(self.from);
                set_aside(dir, &EMBEDDED)
            }
            None => {
                // Nobody else serves it any more, whatever its folder says.
                if about(&self.from, MOVED)?.is_none() {
                    set_about(&self.from, MOVED, AWAY)?;
                    self.from.execute_batch("COMMIT")?;
                }
                set_aside(dir, &EMBEDDED)?;
                let (file, place) = (dir.join(UNDER_WAY), dir.join("cocket.db"));
                fs::rename(&file, &place).map_err(failed(&file))?;
                set_aside(dir, &[NAMED])
            }
        }
    }

    /// What was taken is not used, and goes.
    pub fn give_up(self) -> Result<(), StoreFailure> {
        match &self.to {
            Place::File(file) => fs::remove_file(file).map_err(failed(file)),
            Place::Server(_) => drop_tables(&self.to.writing()?, &self.from),
        }
    }
}

/// The file that a database is taken to before it is the one of its folder.
const UNDER_WAY: &str = "moving.db";
/// The files of an embedded database.
const EMBEDDED: [&str; 3] = ["cocket.db", "cocket.db-wal", "cocket.db-shm"];

/// Gives files of a folder another name, by which nobody takes them for its database.
fn set_aside(dir: &Path, files: &[&str]) -> Result<(), StoreFailure> {
    for file in files {
        let place = dir.join(file);
        if place.exists() {
            fs::rename(&place, dir.join(format!("moved-{file}"))).map_err(failed(&place))?;
        }
    }
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed(dir))
}

fn drop_tables(at_server: &Connection, file: &Connection) -> Result<(), StoreFailure> {
    let names: Vec<String> = tables(file)?.into_iter().map(|table| table.name).collect();
    Ok(at_server.execute_batch(&format!("DROP TABLE {}", names.join(", ")))?)
}

/// Refuses a database that was taken elsewhere, or did not arrive.
pub(crate) fn check_is_here(connection: &Connection) -> Result<(), StoreFailure> {
    match about(connection, MOVED)?.as_deref() {
        None => Ok(()),
        Some(AWAY) => Err(StoreFailure::MovedBefore(AWAY)),
        Some(_) => Err(StoreFailure::MovedBefore(UNPROVED)),
    }
}

/// What a database notes about its moves does not go with it.
pub(crate) fn forget_moved(connection: &Connection) -> Result<(), StoreFailure> {
    connection.execute("DELETE FROM about WHERE name = ?1", [MOVED])?;
    Ok(())
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
