//! The tables that most of a database at a server lies in: in partitions, of which a statement by number touches one.

use super::naive::Naive;
use super::{Desk, play};
use crate::Reader;
use crate::sql::{Connection, Failure};
use std::collections::BTreeSet;

/// The tables with the columns by which they are parted.
const PARTED: [(&str, &str); 4] =
    [("consignment", "number"), ("entry_block", "first"), ("key_page", "place"), ("sealing", "entry")];
/// What gives them to a database that has none.
const PARTITION: &str = include_str!("../../../../deploy/partition.sql");

/// The rows of one column of texts.
fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let rows = statement.query_map((), |row| row.get(0)).unwrap();
    rows.collect::<Result<_, Failure>>().unwrap()
}

/// Everything that the server's catalogue says of the tables, their partitions and their indexes.
fn catalogue(connection: &Connection) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', relname, relkind, coalesce(pg_get_partkeydef(oid), ''), \
               coalesce(pg_get_expr(relpartbound, oid), ''), reloptions, (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = pg_class.oid), \
               (SELECT string_agg(concat_ws(' ', attname, atttypid::regtype, attnotnull, attstorage), ', ' ORDER BY attnum) \
               FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0)) \
               FROM pg_class WHERE relnamespace = current_schema()::regnamespace ORDER BY 1";
    texts(connection, sql)
}

/// The partitions of a table that the server would look into for a statement.
fn touched(connection: &Connection, table: &str, statement: &str) -> BTreeSet<String> {
    let plan = texts(connection, &format!("EXPLAIN {statement}"));
    let read = plan.iter().filter_map(|line| line.split_once(" on ")?.1.split(' ').next());
    read.filter(|name| *name != table).map(str::to_owned).collect()
}

/// How many rows the tables have, and their sums.
fn rows(reader: &Reader) -> Vec<String> {
    let sum = |(table, _)| {
        let sql = format!("SELECT concat_ws(' ', count(*), sum(hashtext({table}::text))) FROM {table}");
        texts(reader.connection(), &sql)
    };
    PARTED.into_iter().flat_map(sum).collect()
}

#[test]
fn what_most_of_a_database_lies_in_is_parted_and_a_statement_by_number_touches_one_part() {
    let desk = Desk::at_server("parted");
    let reader = desk.reader();
    let connection = reader.connection();
    let sql = "SELECT concat_ws(' ', partrelid::regclass, pg_get_partkeydef(partrelid), \
               (SELECT count(*) FROM pg_inherits WHERE inhparent = partrelid)) FROM pg_partitioned_table \
               WHERE partrelid::regclass::text NOT LIKE '%.%' ORDER BY 1";
    let parted: Vec<String> =
        PARTED.iter().map(|(table, column)| format!("{table} HASH ({column}) 4")).collect();
    assert_eq!(texts(connection, sql), parted);
    for (table, column) in PARTED {
        for (parts, statement) in [
            (1, format!("SELECT * FROM {table} WHERE {column} = 7")),
            (1, format!("DELETE FROM {table} WHERE {column} = 7")),
            (4, format!("SELECT * FROM {table} WHERE {column} >= 7 ORDER BY {column} LIMIT 1")),
        ] {
            assert_eq!(touched(connection, table, &statement).len(), parts, "{statement}");
        }
    }
    // A page of keys lies in its row.
    let sql =
        "INSERT INTO key_page SELECT n, decode(repeat('01', 4032), 'hex') FROM generate_series(1, 100) n";
    desk.connection().execute_batch(sql).unwrap();
    let apart = "SELECT concat_ws(' ', relname, pg_relation_size(reltoastrelid)) FROM pg_class \
                 WHERE relname LIKE 'key\\_page\\__' AND pg_relation_size(oid) > 0 ORDER BY 1";
    assert_eq!(texts(connection, apart), ["key_page_0 0", "key_page_1 0", "key_page_2 0", "key_page_3 0"]);
    // A plan for any number is kept, once it was asked for some.
    for number in 1..=30 {
        assert!(reader.load(number).unwrap().is_none());
    }
    let sql = "SELECT concat_ws(' ', custom_plans, generic_plans) FROM pg_prepared_statements \
               WHERE statement LIKE '% FROM consignment WHERE number = $1'";
    assert_eq!(texts(connection, sql), ["5 25"]);
}

/// Takes the partitions away, as it was before there were any.
fn whole(connection: &Connection) {
    for (table, column) in PARTED {
        let sql = format!(
            "ALTER TABLE {table} RENAME TO parted; CREATE TABLE {table} (LIKE parted INCLUDING STORAGE); \
             INSERT INTO {table} SELECT * FROM parted; DROP TABLE parted; \
             ALTER TABLE {table} ADD PRIMARY KEY ({column})"
        );
        connection.execute_batch(&sql).unwrap();
    }
    connection.execute_batch("CREATE INDEX consignment_entry ON consignment (entry)").unwrap();
}

#[test]
fn a_database_from_before_goes_on_as_it_is_and_gets_its_partitions() {
    let mut desk = Desk::at_server("whole");
    let new = catalogue(desk.reader().connection());
    desk.store = None;
    let connection = desk.connection();
    whole(&connection);
    assert!(catalogue(&connection).iter().all(|line| !line.contains("HASH")));

    desk.again();
    let mut naive = Naive::default();
    play(&mut desk, &mut naive, 11, 10);
    let some = "INSERT INTO sealing SELECT n, '\\x01' FROM generate_series(1000, 1100) n; \
                INSERT INTO key_page SELECT n, '\\x02' FROM generate_series(1000, 1100) n";
    connection.execute_batch(some).unwrap();
    desk.agrees(&naive);
    let before = rows(&desk.reader());
    let refused = connection.execute_batch(PARTITION).unwrap_err().to_string();
    assert!(refused.contains("end all of them first"), "{refused}");
    connection.execute_batch("ROLLBACK").unwrap();

    desk.store = None;
    // Once the server has noticed that the node has ended.
    let duty = "SELECT pg_advisory_lock(7165054845084499971); SELECT pg_advisory_unlock_all()";
    connection.execute_batch(duty).unwrap();
    connection.execute_batch(PARTITION).unwrap();
    assert_eq!(catalogue(&connection), new);
    let refused = connection.execute_batch(PARTITION).unwrap_err().to_string();
    assert!(refused.contains("has its partitions"), "{refused}");
    connection.execute_batch("ROLLBACK").unwrap();
    desk.again();
    assert_eq!(rows(&desk.reader()), before);
    desk.agrees(&naive);
    play(&mut desk, &mut naive, 12, 10);
    desk.agrees(&naive);
}
