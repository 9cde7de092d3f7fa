//! Why an export cannot be made.

use std::io;
use std::path::{Path, PathBuf};
use store::StoreFailure;

/// Why an export cannot be made. What was written before stays as it was; what was half written is gone, or is never read.
#[derive(Debug, thiserror::Error)]
pub enum ExportFailure {
    /// It cannot go there.
    #[error("`{path}` {why}")]
    Place {
        /// Where it should go.
        path: PathBuf,
        /// Why not.
        why: &'static str,
    },
    /// A file or folder of it cannot be written.
    #[error("`{path}`: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl ExportFailure {
    /// A place where nothing can go.
    pub(crate) fn place(path: &Path, why: &'static str) -> ExportFailure {
        ExportFailure::Place { path: path.to_owned(), why }
    }

    /// A file or folder that cannot be written.
    pub(crate) fn file(path: &Path) -> impl Fn(io::Error) -> ExportFailure + use<'_> {
        |source| ExportFailure::File { path: path.to_owned(), source }
    }
}
