//! Room on the disk of a folder: how much there is, and whether any is.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// How many bytes are written to see whether any can be: more than most batches have.
const TRIED: u64 = 1 << 20;

/// Bytes on the disk of a folder that are free for whoever is not its administrator.
///
/// # Errors
/// The disk does not say.
pub fn free_bytes(dir: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(dir)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Writes a file into a folder, durable as batches are, and takes it away again. What a disk says to be free may not
/// be so for whoever writes: there are shares, and disks that run out of files.
///
/// # Errors
/// It cannot be written.
pub fn try_room(dir: &Path) -> io::Result<()> {
    let path = dir.join("room");
    let written = File::create(&path).and_then(|mut file| {
        io::copy(&mut io::repeat(b'?').take(TRIED), &mut file)?;
        file.sync_all()
    });
    let taken_away = fs::remove_file(&path);
    written.and(taken_away)
}
