//! Files as the poller sees them: what tells that one changed, and its bytes. A trait, so that tests need no disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// What a file system says about a file. Two that differ mean that it may have changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// When the file was written, in nanoseconds since the epoch; 0 where the system does not say.
    pub modified: i128,
    /// When its metadata changed, in nanoseconds since the epoch; 0 where the system does not say.
    pub changed: i128,
    /// Its length in bytes.
    pub length: u64,
    /// Which file it is: device and inode. Zeros where the system has none.
    pub identity: (u64, u64),
}

/// A file system to read documents from.
pub trait Files {
    /// Looks at a file without reading it. Links are followed.
    ///
    /// # Errors
    ///
    /// There is no such file, or it must not be seen, or it is none that can be read to its end.
    fn stamp(&self, path: &Path) -> io::Result<Stamp>;

    /// The file's bytes.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// The file system of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let metadata = regular(path)?;
        let modified = metadata.modified().ok().map_or(0, |instant| match instant.duration_since(UNIX_EPOCH) {
            Ok(since) => nanoseconds(since),
            Err(before) => nanoseconds(before.duration()).saturating_neg(),
        });
        let (changed, identity) = of_system(&metadata);
        Ok(Stamp { modified, changed, length: metadata.len(), identity })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        regular(path)?;
        let mut bytes = Vec::new();
        File::open(path)?.take(most_bytes()).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The metadata of a regular file.
///
/// Why nothing else: a pipe may block for ever, and a device may never end.
fn regular(path: &Path) -> io::Result<fs::Metadata> {
    let metadata = fs::metadata(path)?;
    if metadata.is_file() { Ok(metadata) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "this is not a regular file")) }
}

/// One byte more than a document may have: enough for the core to refuse it.
fn most_bytes() -> u64 {
    let limit = burgee::LIMITS.iter().find(|limit| limit.name == "document-bytes");
    limit.map_or(u64::MAX, |limit| u64::try_from(limit.value).unwrap_or(u64::MAX).saturating_add(1))
}

fn nanoseconds(duration: std::time::Duration) -> i128 {
    i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX)
}

#[cfg(unix)]
fn of_system(metadata: &fs::Metadata) -> (i128, (u64, u64)) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(metadata.ctime()).saturating_mul(1_000_000_000).saturating_add(i128::from(metadata.ctime_nsec()));
    (changed, (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn of_system(_: &fs::Metadata) -> (i128, (u64, u64)) {
    (0, (0, 0))
}
