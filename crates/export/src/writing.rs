//! A file of a table: rows are held until there are enough for a row group, and then written column by column.

use crate::column::{Cell, Column, EXACT_BYTES, Kind, MONEY_BYTES, Table, schema};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

/// Rows of a group: few enough to be held, enough to be worth a group.
pub(crate) const GROUP: usize = 32_768;

/// A file of a table that is being written.
pub(crate) struct TableFile<T: Table> {
    writer: SerializedFileWriter<File>,
    columns: Vec<Held>,
    held: usize,
    rows: u64,
    of: PhantomData<T>,
}

/// The values of a column that are not written yet.
struct Held {
    values: Values,
    /// For each row 1 where it has a value, 0 where it is empty; none where every row has one.
    levels: Option<Vec<i16>>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Flags(Vec<bool>),
    Days(Vec<i32>),
    Numbers(Vec<i64>),
    Large { values: Vec<FixedLenByteArray>, bytes: u8 },
}

impl<T: Table> TableFile<T> {
    /// Begins a file.
    pub(crate) fn begin(file: File) -> io::Result<TableFile<T>> {
        let properties = WriterProperties::builder()
            .set_created_by(concat!("cocket version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(failed)?))
            .build();
        let schema = schema::<T>().map_err(failed)?;
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(failed)?;
        let columns = T::columns().iter().map(Held::new).collect();
        Ok(TableFile { writer, columns, held: 0, rows: 0, of: PhantomData })
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: &T::Row<'_>) -> io::Result<()> {
        for (column, held) in T::columns().iter().zip(&mut self.columns) {
            held.add((column.read)(row)).ok_or_else(|| misfit::<T>(column))?;
        }
        (self.held, self.rows) = (self.held + 1, self.rows + 1);
        if self.held >= GROUP { self.write_group() } else { Ok(()) }
    }

    /// Ends the file, durable when this returns; gives how many rows and bytes it has.
    pub(crate) fn finish(mut self) -> io::Result<(u64, u64)> {
        self.write_group()?;
        let file = self.writer.into_inner().map_err(failed)?;
        file.sync_all()?;
        Ok((self.rows, file.metadata()?.len()))
    }

    fn write_group(&mut self) -> io::Result<()> {
        if self.held == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for held in &mut self.columns {
            let column = group.next_column().map_err(failed)?;
            let mut column = column.ok_or_else(|| io::Error::other("a row group that lacks a column"))?;
            held.write(&mut column).map_err(failed)?;
            column.close().map_err(failed)?;
            held.clear();
        }
        group.close().map_err(failed)?;
        self.held = 0;
        Ok(())
    }
}

/// What the system said, where it is that by which writing failed.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}

/// A row that has no value of its column's type.
fn misfit<T: Table>(column: &Column<T>) -> io::Error {
    io::Error::other(format!("a value of `{}.{}` does not fit the column", T::NAME, column.name))
}

impl Held {
    fn new<T: Table>(column: &Column<T>) -> Held {
        let values = match column.kind {
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Flag => Values::Flags(Vec::new()),
            Kind::Day => Values::Days(Vec::new()),
            Kind::Whole | Kind::Moment | Kind::Declared => Values::Numbers(Vec::new()),
            Kind::Money => Values::Large { values: Vec::new(), bytes: MONEY_BYTES },
            Kind::Exact => Values::Large { values: Vec::new(), bytes: EXACT_BYTES },
        };
        Held { values, levels: column.may_be_empty.then(Vec::new) }
    }

    /// Takes a value; none where it is of another type than the column, or there is none where one must be.
    fn add(&mut self, cell: Cell<'_>) -> Option<()> {
        let is_there = !matches!(cell, Cell::Empty);
        match (&mut self.values, cell) {
            (_, Cell::Empty) => {}
            (Values::Texts(values), Cell::Text(text)) => values.push(ByteArray::from(text)),
            (Values::Texts(values), Cell::Made(text)) => values.push(ByteArray::from(text.into_bytes())),
            (Values::Flags(values), Cell::Flag(flag)) => values.push(flag),
            (Values::Days(values), Cell::Number(day)) => values.push(day.try_into().ok()?),
            (Values::Numbers(values), Cell::Number(number)) => values.push(number),
            (Values::Large { values, bytes }, Cell::Large(number)) => values.push(fixed(number, *bytes)?),
            _ => return None,
        }
        match &mut self.levels {
            Some(levels) => levels.push(is_there.into()),
            None if is_there => {}
            None => return None,
        }
        Some(())
    }

    fn write(&self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let levels = self.levels.as_deref();
        match &self.values {
            Values::Texts(values) => write::<ByteArrayType>(column, values, levels),
            Values::Flags(values) => write::<BoolType>(column, values, levels),
            Values::Days(values) => write::<Int32Type>(column, values, levels),
            Values::Numbers(values) => write::<Int64Type>(column, values, levels),
            Values::Large { values, .. } => write::<FixedLenByteArrayType>(column, values, levels),
        }
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::Texts(values) => values.clear(),
            Values::Flags(values) => values.clear(),
            Values::Days(values) => values.clear(),
            Values::Numbers(values) => values.clear(),
            Values::Large { values, .. } => values.clear(),
        }
        self.levels.iter_mut().for_each(Vec::clear);
    }
}

fn write<D: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[D::T],
    levels: Option<&[i16]>,
) -> Result<()> {
    column.typed::<D>().write_batch(values, levels, None).map(|_| ())
}

/// A number in so many bytes, the highest first; none where it has more.
fn fixed(number: i128, bytes: u8) -> Option<FixedLenByteArray> {
    let whole = number.to_be_bytes();
    let (high, low) = whole.split_at_checked(whole.len().checked_sub(bytes.into())?)?;
    let sign = if number < 0 { 0xff } else { 0 };
    let is_whole = high.iter().all(|byte| *byte == sign)
        && low.first().is_some_and(|first| (*first >= 0x80) == (number < 0));
    is_whole.then(|| FixedLenByteArray::from(low.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_sign_in_as_many_bytes_as_they_have() {
        for (number, bytes, kept) in [
            (0, 2, Some(vec![0, 0])),
            (-1, 2, Some(vec![0xff, 0xff])),
            (0x7fff, 2, Some(vec![0x7f, 0xff])),
            (0x8000, 2, None),
            (-0x8000, 2, Some(vec![0x80, 0])),
            (-0x8001, 2, None),
        ] {
            assert_eq!(fixed(number, bytes).map(|array| array.data().to_vec()), kept, "{number}");
        }
        // Whatever money there can be has its place, also in a currency without decimals.
        for minor in [i64::MIN, i64::MAX] {
            assert!(fixed(i128::from(minor) * 10_000, MONEY_BYTES).is_some());
        }
    }
}
