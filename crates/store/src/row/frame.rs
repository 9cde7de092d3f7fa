//! The outside of every row: a version byte, then a twin in `postcard`.

use super::flaw::RowFlaw;
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};
use serde_bytes::Bytes;

/// The version of all rows without parts that came later.
const VERSION: u8 = 1;
/// The version that holds such parts after the twin, each under a number of its own.
const VERSION_WITH_PARTS: u8 = 2;

/// The row of a twin. `room` is about how many bytes it takes, so that it is not moved while it grows.
pub(super) fn write(twin: &impl Serialize, room: usize) -> Result<Vec<u8>, RowFlaw> {
    let mut row = Vec::with_capacity(room);
    row.push(VERSION);
    postcard::serialize_with_flavor(twin, Growing(row)).map_err(|_| RowFlaw::Unwritable)
}

/// The row of a twin with parts that came later than its form; without any it is the row of the twin alone.
pub(super) fn write_with_parts(
    twin: &impl Serialize,
    parts: &[(u8, Vec<u8>)],
    room: usize,
) -> Result<Vec<u8>, RowFlaw> {
    let mut row = write(twin, room)?;
    if parts.is_empty() {
        return Ok(row);
    }
    if let Some(version) = row.first_mut() {
        *version = VERSION_WITH_PARTS;
    }
    let parts: Vec<(u8, &Bytes)> = parts.iter().map(|(number, part)| (*number, Bytes::new(part))).collect();
    postcard::serialize_with_flavor(&parts, Growing(row)).map_err(|_| RowFlaw::Unwritable)
}

/// A part of a row by itself.
pub(super) fn part(twin: &impl Serialize) -> Result<Vec<u8>, RowFlaw> {
    postcard::to_stdvec(twin).map_err(|_| RowFlaw::Unwritable)
}

/// The twin of a part, which holds nothing else.
pub(super) fn read_part<'a, T: Deserialize<'a>>(part: &'a [u8]) -> Result<T, RowFlaw> {
    match postcard::take_from_bytes(part) {
        Ok((twin, [])) => Ok(twin),
        Ok(_) | Err(_) => Err(RowFlaw::Malformed),
    }
}

/// Bytes that grow at the end. `postcard` has this for a vector of its own making only, without room.
struct Growing(Vec<u8>);

impl Flavor for Growing {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// The parts of a row by their numbers.
pub(super) type Parts<'a> = Vec<(u8, &'a Bytes)>;

/// The twin in a row, with the parts that came later.
pub(super) fn read_with_parts<'a, T: Deserialize<'a>>(row: &'a [u8]) -> Result<(T, Parts<'a>), RowFlaw> {
    let Some((&VERSION_WITH_PARTS, rest)) = row.split_first() else { return Ok((read(row)?, Vec::new())) };
    let (twin, rest) = postcard::take_from_bytes(rest).map_err(|_| RowFlaw::Malformed)?;
    let parts: Parts<'a> = read_part(rest)?;
    if parts.is_empty() { Err(RowFlaw::Malformed) } else { Ok((twin, parts)) }
}

/// The twin in a row, which holds nothing else.
pub(super) fn read<'a, T: Deserialize<'a>>(row: &'a [u8]) -> Result<T, RowFlaw> {
    match row.split_first() {
        Some((&VERSION, rest)) => read_part(rest),
        Some((version, _)) => Err(RowFlaw::UnknownVersion(*version)),
        None => Err(RowFlaw::Malformed),
    }
}
