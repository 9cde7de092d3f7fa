//! The outside of every row: a version byte, then a twin in `postcard`.

use super::flaw::RowFlaw;
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

/// The first version of all rows, which goes on wherever nothing came to them later.
const VERSION: u8 = 1;
/// The version that holds something more after everything of the first.
const VERSION_WITH_MORE: u8 = 2;

/// The row of a twin. `room` is about how many bytes it takes, so that it is not moved while it grows.
pub(super) fn write(twin: &impl Serialize, room: usize) -> Result<Vec<u8>, RowFlaw> {
    let mut row = Vec::with_capacity(room);
    row.push(VERSION);
    postcard::serialize_with_flavor(twin, Growing(row)).map_err(|_| RowFlaw::Unwritable)
}

/// The row of a twin, with what came to it later; where there is nothing of that, it is the row of the twin alone.
pub(super) fn write_with(
    twin: &impl Serialize,
    more: Option<&impl Serialize>,
    room: usize,
) -> Result<Vec<u8>, RowFlaw> {
    let mut row = write(twin, room)?;
    let Some(more) = more else { return Ok(row) };
    if let Some(version) = row.first_mut() {
        *version = VERSION_WITH_MORE;
    }
    postcard::serialize_with_flavor(more, Growing(row)).map_err(|_| RowFlaw::Unwritable)
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
        Some((&VERSION, rest)) => whole(rest),
        Some((version, _)) => Err(RowFlaw::UnknownVersion(*version)),
        None => Err(RowFlaw::Malformed),
    }
}

/// The twin in a row, and what came to it later, if anything did.
pub(super) fn read_with<'a, T: Deserialize<'a>, M: Deserialize<'a>>(
    row: &'a [u8],
) -> Result<(T, Option<M>), RowFlaw> {
    match row.split_first() {
        Some((&VERSION, rest)) => Ok((whole(rest)?, None)),
        Some((&VERSION_WITH_MORE, rest)) => {
            let (twin, more) = postcard::take_from_bytes(rest).map_err(|_| RowFlaw::Malformed)?;
            Ok((twin, Some(whole(more)?)))
        }
        Some((version, _)) => Err(RowFlaw::UnknownVersion(*version)),
        None => Err(RowFlaw::Malformed),
    }
}

/// The twin that bytes hold, and nothing after it.
fn whole<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, RowFlaw> {
    match postcard::take_from_bytes(bytes) {
        Ok((twin, [])) => Ok(twin),
        Ok(_) | Err(_) => Err(RowFlaw::Malformed),
    }
}
