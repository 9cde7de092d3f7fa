//! A folder for as long as it is needed: new, for its owner only, and gone with everything in it in the end.

use crate::failure::Failure;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How often it is tried to remove it before, and after how long again.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(100);

/// Removed when it is dropped.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A new folder where the system keeps what is temporary. One that is there already is somebody else's.
    pub(super) fn new() -> Result<Folder, Failure> {
        let temporary = std::env::temp_dir();
        for count in 0_u32.. {
            let path = temporary.join(format!("cocket-demo-{}-{count}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Folder { path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Failure::file(&path)(error)),
            }
        }
        Err(Failure::file(&temporary)(io::ErrorKind::AlreadyExists.into()))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A request that outlived the server may still hold a file of it, and put one back.
        for _ in 0..TRIES {
            if fs::remove_dir_all(&self.path).is_ok() {
                return;
            }
            thread::sleep(PAUSE);
        }
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("cocket: `{}` could not be removed: {error}", self.path.display());
        }
    }
}
