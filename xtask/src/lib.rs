//! The project's own tasks: checks that the compiler cannot do, and the order of the tests.

pub mod analysis;
pub mod au;
pub mod bench;
pub mod browser;
pub mod finding;
pub mod rust;
pub mod second;
mod shell;
pub mod stages;
pub mod tidy;
pub mod tree;

use std::path::Path;

/// The top directory of the project.
#[must_use]
pub fn top() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}
