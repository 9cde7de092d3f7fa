//! Many rows of one table at once, written or read: one by one for SQLite, where a row costs no way, as arrays for
//! PostgreSQL.

use super::session::Session;
use super::{Connection, Failure, OptionalExtension, Params, Result, Row, Statement, Value};
use postgres::types::{ToSql, Type};

/// Rows of one statement. They are there once it was [written](Bulk::write).
pub(crate) struct Bulk<'c>(Way<'c>);

enum Way<'c> {
    Sqlite(Statement<'c>),
    Postgres { session: &'c Session, sql: String, columns: Vec<Column>, bytes: usize },
}

/// The values of a column.
enum Column {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

/// Rows that go to a server at once.
const ROWS: usize = 4_000;
/// Bytes that do.
const BYTES: usize = 4 << 20;
/// Rows that come from one at once.
const READ: usize = 1_000;

impl Connection {
    /// Rows to be inserted. What `or_else` says comes after them: what to do about those that are there.
    pub(crate) fn inserting(&self, table: &str, columns: &[&str], or_else: &str) -> Result<Bulk<'_>> {
        let names = columns.join(", ");
        let one_row = format!("INSERT INTO {table} ({names}) VALUES ({}) {or_else}", places(columns.len()));
        self.bulk(&one_row, |arrays| {
            format!("INSERT INTO {table} ({names}) SELECT * FROM {arrays} {or_else}")
        })
    }

    /// Rows to be deleted, by the values of columns.
    pub(crate) fn deleting(&self, table: &str, columns: &[&str]) -> Result<Bulk<'_>> {
        let equal = |(column, place): (&&str, usize)| format!("{column} = ?{place}");
        let is_it: Vec<String> = columns.iter().zip(1..).map(equal).collect();
        let one_row = format!("DELETE FROM {table} WHERE {}", is_it.join(" AND "));
        let equal = |(column, place): (&&str, usize)| format!("{table}.{column} = given.v{place}");
        let is_given: Vec<String> = columns.iter().zip(1..).map(equal).collect();
        let names: Vec<String> = (1..=columns.len()).map(|place| format!("v{place}")).collect();
        self.bulk(&one_row, |arrays| {
            let (names, is_given) = (names.join(", "), is_given.join(" AND "));
            format!("DELETE FROM {table} USING {arrays} AS given ({names}) WHERE {is_given}")
        })
    }

    /// Gives some columns of each row of a table whose key is one of these, in the order of the keys, with the place of
    /// its key among them.
    pub(crate) fn each_of(
        &self,
        (table, key): (&str, &str),
        columns: &[&str],
        keys: &[i64],
        mut give: impl FnMut(usize, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let Connection::Postgres(session) = self else {
            let sql = format!("SELECT {} FROM {table} WHERE {key} = ?1", columns.join(", "));
            let mut statement = self.prepare_cached(&sql)?;
            for (place, key) in keys.iter().enumerate() {
                statement.query_row([*key], |row| give(place, row)).optional()?;
            }
            return Ok(());
        };
        let columns: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
        let sql = format!(
            "SELECT {}, given.place FROM unnest(?1::bigint[]) WITH ORDINALITY AS given (key, place) \
             JOIN {table} ON {table}.{key} = given.key",
            columns.join(", ")
        );
        let statement = session.prepare(&sql)?;
        let mut first = 0;
        for keys in keys.chunks(READ) {
            let mut rows = Vec::with_capacity(keys.len());
            for row in session.query_given(&statement, &[&keys])? {
                let place: i64 = row.try_get(columns.len())?;
                rows.push((usize::try_from(place.saturating_sub(1)).unwrap_or_default(), row));
            }
            // The server gives them as it comes to them.
            rows.sort_unstable_by_key(|(place, _)| *place);
            rows.iter().try_for_each(|(place, row)| give(first + place, &Row::Postgres(row)))?;
            first += keys.len();
        }
        Ok(())
    }

    fn bulk(&self, one_row: &str, all: impl FnOnce(&str) -> String) -> Result<Bulk<'_>> {
        let statement = self.prepare_cached(one_row)?;
        let Statement::Postgres(session, statement) = statement else {
            return Ok(Bulk(Way::Sqlite(statement)));
        };
        let columns: Vec<Column> = statement.kinds().iter().map(Column::of).collect::<Result<_>>()?;
        let array = |(column, place): (&Column, usize)| format!("?{place}::{}[]", column.kind());
        let arrays: Vec<String> = columns.iter().zip(1..).map(array).collect();
        let sql = all(&format!("unnest({})", arrays.join(", ")));
        Ok(Bulk(Way::Postgres { session, sql, columns, bytes: 0 }))
    }
}

impl Bulk<'_> {
    /// Adds a row.
    pub(crate) fn add(&mut self, params: impl Params) -> Result<()> {
        let (columns, all) = match &mut self.0 {
            Way::Sqlite(statement) => return statement.execute(params).map(|_| ()),
            Way::Postgres { columns, bytes, .. } => (columns, bytes),
        };
        let values = params.values();
        for (column, value) in columns.iter_mut().zip(values.as_ref()) {
            *all += column.add(*value)?;
        }
        let rows = columns.first().map_or(0, Column::rows);
        if rows >= ROWS || *all >= BYTES { self.send() } else { Ok(()) }
    }

    /// All rows are added.
    pub(crate) fn write(mut self) -> Result<()> {
        self.send()
    }

    fn send(&mut self) -> Result<()> {
        let Way::Postgres { session, sql, columns, bytes } = &mut self.0 else { return Ok(()) };
        if columns.first().is_none_or(|column| column.rows() == 0) {
            return Ok(());
        }
        let statement = session.prepare(sql)?;
        let arrays: Vec<&(dyn ToSql + Sync)> = columns.iter().map(Column::array).collect();
        session.execute_given(&statement, &arrays)?;
        columns.iter_mut().for_each(Column::clear);
        *bytes = 0;
        Ok(())
    }
}

impl Column {
    fn of(kind: &Type) -> Result<Column> {
        match *kind {
            Type::INT8 => Ok(Column::Integers(Vec::new())),
            Type::TEXT => Ok(Column::Texts(Vec::new())),
            Type::BYTEA => Ok(Column::Bytes(Vec::new())),
            _ => Err(Failure::Kind),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Column::Integers(_) => "bigint",
            Column::Texts(_) => "text",
            Column::Bytes(_) => "bytea",
        }
    }

    /// Adds a value; gives how many bytes it has.
    fn add(&mut self, value: Value<'_>) -> Result<usize> {
        match (self, value) {
            (Column::Integers(all), Value::Null) => all.push(None),
            (Column::Integers(all), Value::Integer(integer)) => all.push(Some(integer)),
            (Column::Texts(all), Value::Null) => all.push(None),
            (Column::Texts(all), Value::Text(text)) => {
                all.push(Some(text.to_owned()));
                return Ok(text.len());
            }
            (Column::Bytes(all), Value::Null) => all.push(None),
            (Column::Bytes(all), Value::Bytes(bytes)) => {
                all.push(Some(bytes.to_owned()));
                return Ok(bytes.len());
            }
            _ => return Err(Failure::Kind),
        }
        Ok(8)
    }

    fn rows(&self) -> usize {
        match self {
            Column::Integers(all) => all.len(),
            Column::Texts(all) => all.len(),
            Column::Bytes(all) => all.len(),
        }
    }

    fn clear(&mut self) {
        match self {
            Column::Integers(all) => all.clear(),
            Column::Texts(all) => all.clear(),
            Column::Bytes(all) => all.clear(),
        }
    }

    fn array(&self) -> &(dyn ToSql + Sync) {
        match self {
            Column::Integers(all) => all,
            Column::Texts(all) => all,
            Column::Bytes(all) => all,
        }
    }
}

/// `?1, ?2, …`
fn places(count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|place| format!("?{place}")).collect();
    places.join(", ")
}
