//! How a command ends: its answer, or why there is none.

use std::io;
use std::path::Path;

/// Exit code: done, the answer is yes.
pub(crate) const DONE: u8 = 0;
/// Exit code: done, the answer is no.
pub(crate) const ANSWER_IS_NO: u8 = 1;
/// Exit code: the command was used wrongly.
pub(crate) const WRONG_USE: u8 = 2;
/// Exit code: the world failed.
pub(crate) const WORLD_FAILED: u8 = 3;

/// What a command that ran to its end has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Yes: all is well.
    Yes,
    /// No: faults were found, or an example failed.
    No,
}

impl Answer {
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Answer::Yes => DONE,
            Answer::No => ANSWER_IS_NO,
        }
    }

    /// Yes if nothing speaks against it.
    pub(crate) fn yes_if(is_well: bool) -> Answer {
        if is_well { Answer::Yes } else { Answer::No }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was asked cannot be done: an argument, a mapping or a pack is wrong.
    #[error("{0}")]
    WrongUse(String),
    /// A file or stream failed.
    #[error("{what}: {source}")]
    World {
        /// What was being done.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// Whoever read the output has gone.
    #[error("the reader of the output has gone")]
    PipeClosed,
}

impl Failure {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::WrongUse(_) => WRONG_USE,
            Failure::World { .. } => WORLD_FAILED,
            Failure::PipeClosed => DONE,
        }
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &Path) -> impl Fn(io::Error) -> Failure + use<'_> {
        |source| Failure::World { what: format!("`{}`", path.display()), source }
    }

    /// Output that cannot be written.
    pub(crate) fn output(source: io::Error) -> Failure {
        match source.kind() {
            io::ErrorKind::BrokenPipe => Failure::PipeClosed,
            _ => Failure::World { what: "standard output".to_owned(), source },
        }
    }
}
