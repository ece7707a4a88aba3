//! A file whose bytes are on their way to the disk while the next are made, so that little is left to wait for at the end.

use std::fs::File;
use std::io::{self, Write};

/// Bytes that are sent off together.
const BATCH: u64 = 4 << 20;

/// A file that is written from its beginning to its end.
pub(super) struct WriteBehind<'a> {
    file: &'a mut File,
    written: u64,
    sent: u64,
}

impl WriteBehind<'_> {
    pub(super) fn new(file: &mut File) -> WriteBehind<'_> {
        WriteBehind { file, written: 0, sent: 0 }
    }
}

impl Write for WriteBehind<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written += count as u64;
        if self.written - self.sent >= BATCH {
            send(self.file, self.sent, self.written - self.sent);
            self.sent = self.written;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Has the system begin to write a part of a file. It is advice: what comes of it shows when the file is synced.
#[cfg(target_os = "linux")]
fn send(file: &File, from: u64, bytes: u64) {
    use rustix::fs::{Advice, fadvise};
    // Linux begins to write what is said not to be needed, and keeps what is not written yet
    let _ = fadvise(file, from, std::num::NonZeroU64::new(bytes), Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn send(_: &File, _: u64, _: u64) {}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn nothing_is_lost_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let bytes: Vec<u8> = (0..3 * BATCH + 5).map(|place| ((place * 31) >> 7) as u8).collect();
        let mut file = File::create(&path).unwrap();
        let mut out = WriteBehind::new(&mut file);
        bytes.chunks(300_000).for_each(|part| out.write_all(part).unwrap());
        out.flush().unwrap();
        file.sync_all().unwrap();
        assert!(fs::read(&path).unwrap() == bytes);
    }
}
