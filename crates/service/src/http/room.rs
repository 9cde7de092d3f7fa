//! Room on the disk of the data: how much is free.

use std::path::{Path, PathBuf};

/// What is known of the room in a folder.
#[derive(Default)]
pub(crate) struct Room {
    /// None where nothing is kept in one.
    folder: Option<PathBuf>,
}

impl Room {
    /// Of a folder.
    pub(crate) fn of(folder: &Path) -> Room {
        Room { folder: Some(folder.to_owned()) }
    }

    /// How many bytes are free; nought where the disk does not say.
    pub(super) fn free_bytes(&self) -> u64 {
        self.folder.as_deref().and_then(|folder| store::free_bytes(folder).ok()).unwrap_or_default()
    }
}
