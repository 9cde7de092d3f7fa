//! Room on the disk of the data: how much is free, and whether anything can be written after somebody was told that
//! nothing can.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is known of the room in a folder.
#[derive(Default)]
pub(crate) struct Room {
    /// None where nothing is kept in one.
    folder: Option<PathBuf>,
    /// How often somebody was told that the disk is full.
    doubts: AtomicU64,
    /// How many of these are settled: something could be written after them.
    settled: AtomicU64,
    /// Held by whoever tries.
    trying: Mutex<()>,
}

impl Room {
    /// Of a folder.
    pub(crate) fn of(folder: &Path) -> Room {
        Room { folder: Some(folder.to_owned()), ..Room::default() }
    }

    /// Notes down that somebody was told that the disk is full.
    pub(super) fn is_doubted(&self) {
        self.doubts.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether there is room, as far as is known. Nothing is tried as long as nobody was told otherwise; from then on
    /// there is none until something could be written. A full disk of a database's server is not this one: it is the
    /// same to every node, and none of them would take in more than this one.
    pub(super) fn is_there(&self) -> bool {
        let doubts = self.doubts.load(Ordering::Relaxed);
        let Some(folder) = self.folder.as_ref().filter(|_| doubts > self.settled.load(Ordering::Relaxed))
        else {
            return true;
        };
        // Whoever comes while another tries is told what was known before.
        let Ok(_trying) = self.trying.try_lock() else { return false };
        let has_room = store::try_room(folder).is_ok();
        if has_room {
            self.settled.store(doubts, Ordering::Relaxed);
        }
        has_room
    }

    /// How many bytes are free; nought where the disk does not say.
    pub(super) fn free_bytes(&self) -> u64 {
        self.folder.as_deref().and_then(|folder| store::free_bytes(folder).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn there_is_room_until_somebody_is_told_otherwise_and_again_once_something_is_written() {
        let folder = std::env::temp_dir().join(format!("cocket-room-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let room = Room::of(&folder);
        assert!(room.free_bytes() > 0);
        // A device that is always full stands where it is tried to write.
        let tried = folder.join("room");
        let fill = || symlink("/dev/full", &tried).unwrap();
        fill();
        assert!(room.is_there());
        assert!(tried.is_symlink());
        room.is_doubted();
        assert!(!room.is_there());
        fill();
        assert!(!room.is_there());
        assert!(room.is_there());
        // Nothing is left behind, and nothing tried any more.
        assert!(!tried.exists());
        fill();
        assert!(room.is_there());
        room.is_doubted();
        assert!(!room.is_there());
        fs::remove_dir_all(&folder).unwrap();
    }
}
