//! The outside of every row: a version byte, then a twin in `postcard`.

use super::flaw::RowFlaw;
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

/// The version of all rows so far.
const VERSION: u8 = 1;

/// The row of a twin. `room` is about how many bytes it takes, so that it is not moved while it grows.
pub(super) fn write(twin: &impl Serialize, room: usize) -> Result<Vec<u8>, RowFlaw> {
    let mut row = Vec::with_capacity(room);
    row.push(VERSION);
    postcard::serialize_with_flavor(twin, Growing(row)).map_err(|_| RowFlaw::Unwritable)
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

/// The twin in a row, which holds nothing else.
pub(super) fn read<'a, T: Deserialize<'a>>(row: &'a [u8]) -> Result<T, RowFlaw> {
    match row.split_first() {
        Some((&VERSION, rest)) => match postcard::take_from_bytes(rest) {
            Ok((twin, [])) => Ok(twin),
            Ok(_) | Err(_) => Err(RowFlaw::Malformed),
        },
        Some((version, _)) => Err(RowFlaw::UnknownVersion(*version)),
        None => Err(RowFlaw::Malformed),
    }
}
