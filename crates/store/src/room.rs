//! Room on the disk of a folder.

use std::io;
use std::path::Path;

/// Bytes on the disk of a folder that are free for whoever is not its administrator.
///
/// # Errors
/// The disk does not say.
pub fn free_bytes(dir: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(dir)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}
