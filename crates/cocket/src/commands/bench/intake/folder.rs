//! The folder that a measurement plays in, and what the files in it weigh.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of one's own. A temporary one goes when this does.
pub(super) struct Folder {
    path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    /// The folder asked for, which must be new or empty, else a temporary one.
    pub(super) fn new(asked: Option<&Path>) -> Result<Folder, Failure> {
        let Some(path) = asked else { return temporary() };
        fs::create_dir_all(path).map_err(Failure::file(path))?;
        if fs::read_dir(path).map_err(Failure::file(path))?.next().is_some() {
            let path = path.display();
            return Err(Failure::WrongUse(format!("`{path}` is not empty, measure in a new folder")));
        }
        Ok(Folder { path: path.to_owned(), is_temporary: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

fn temporary() -> Result<Folder, Failure> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("cocket-bench-{}-{number}", std::process::id()));
    fs::create_dir(&path).map_err(Failure::file(&path))?;
    Ok(Folder { path, is_temporary: true })
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            eprintln!("bench: `{}` is left behind: {error}", self.path.display());
        }
    }
}

/// The bytes of each file in a folder and the folders in it, by its path from there.
pub(super) fn sizes(folder: &Path) -> Result<BTreeMap<String, u64>, Failure> {
    let mut sizes = BTreeMap::new();
    weigh(folder, folder, &mut sizes).map_err(Failure::file(folder))?;
    Ok(sizes)
}

fn weigh(top: &Path, folder: &Path, sizes: &mut BTreeMap<String, u64>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let metadata = fs::symlink_metadata(&path)?;
        if metadata.is_dir() {
            weigh(top, &path, sizes)?;
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
            sizes.insert(name, metadata.len());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_weighed_and_a_temporary_folder_goes() {
        let folder = Folder::new(None).unwrap();
        let path = folder.path().to_owned();
        fs::create_dir(path.join("log")).unwrap();
        fs::write(path.join("log/one"), b"12345").unwrap();
        fs::write(path.join("two"), b"12").unwrap();
        let sizes = sizes(&path).unwrap();
        assert_eq!(sizes.into_iter().collect::<Vec<_>>(), [("log/one".to_owned(), 5), ("two".to_owned(), 2)]);
        assert!(matches!(Folder::new(Some(&path)), Err(Failure::WrongUse(_))));
        drop(folder);
        assert!(!path.exists());
    }
}
