//! Bytes that are written once and read again from anywhere: in memory while they are few, then in a file
//! without a name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The most bytes that wait in memory. A file of some thousands of declarations leaves nothing on any disk.
const IN_MEMORY: usize = 4 << 20;

/// The most that wait once there is a file: few enough to stay in a core's cache until they are written.
const BEFORE_FILE: usize = 128 << 10;

/// Bytes in the order in which they came.
#[derive(Default)]
pub(crate) struct Spool {
    /// What came last.
    memory: Vec<u8>,
    /// What came before that; its name is gone, so that it goes with this process.
    file: Option<File>,
    /// How many bytes the file holds.
    filed: u64,
}

impl Spool {
    /// Appends bytes and tells their place.
    pub(crate) fn append(&mut self, head: &[u8], body: &[u8]) -> io::Result<u64> {
        let most = if self.file.is_some() { BEFORE_FILE } else { IN_MEMORY };
        if self.memory.len() + head.len() + body.len() > most {
            self.put_on_disk()?;
        }
        let place = self.filed + length(&self.memory);
        self.memory.extend_from_slice(head);
        self.memory.extend_from_slice(body);
        Ok(place)
    }

    /// Fills the buffer with what was appended at a place.
    pub(crate) fn read(&mut self, place: u64, buffer: &mut [u8]) -> io::Result<()> {
        let Some(within) = place.checked_sub(self.filed) else {
            let file = self.file.as_mut().ok_or_else(gone)?;
            file.seek(SeekFrom::Start(place))?;
            return file.read_exact(buffer);
        };
        let within = usize::try_from(within).map_err(io::Error::other)?;
        let bytes = self.memory.get(within..).and_then(|rest| rest.get(..buffer.len())).ok_or_else(gone)?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn put_on_disk(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(nameless()?),
        };
        file.seek(SeekFrom::Start(self.filed))?;
        file.write_all(&self.memory)?;
        self.filed += length(&self.memory);
        self.memory.clear();
        self.memory.shrink_to(BEFORE_FILE);
        Ok(())
    }
}

/// A file for this process alone, in the directory for such files. It has no name once it is made.
fn nameless() -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut attempt = 0_u32;
    loop {
        let path = std::env::temp_dir().join(format!("cocket-{}-{attempt}", std::process::id()));
        match options.open(&path) {
            Ok(file) => {
                fs::remove_file(&path)?;
                return Ok(file);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn gone() -> io::Error {
    io::Error::other("what was kept of an earlier line is not there")
}

#[cfg(test)]
mod tests {
    use super::{IN_MEMORY, Spool};

    #[test]
    fn what_was_appended_is_read_from_memory_and_disk() {
        let mut spool = Spool::default();
        let body = vec![7; IN_MEMORY / 3];
        let places: Vec<u64> = (0..8_u8).map(|head| spool.append(&[head], &body).unwrap()).collect();
        assert!(spool.file.is_some());
        for (head, place) in (0..).zip(places) {
            let mut buffer = [0; 3];
            spool.read(place, &mut buffer).unwrap();
            assert_eq!(buffer, [head, 7, 7]);
        }
        assert!(spool.read(u64::MAX, &mut [0]).is_err());
    }
}
