//! HTTP/1.1 as a load generator needs it: one connection kept open, whole requests out, whole answers in.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A server that says nothing for so long is lost.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_HEAD: usize = 1 << 16;
const MOST_BODY: usize = 1 << 26;

/// One connection; it is opened again by itself after the other side has closed it.
pub(super) struct Connection {
    address: SocketAddr,
    stream: TcpStream,
    received: Received,
    is_spent: bool,
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer<'c> {
    pub(super) status: u16,
    /// Whether it says when to come again.
    pub(super) has_retry_after: bool,
    pub(super) body: &'c [u8],
}

impl Connection {
    pub(super) fn open(address: SocketAddr) -> io::Result<Connection> {
        let stream = connect(address)?;
        Ok(Connection { address, stream, received: Received::default(), is_spent: false })
    }

    /// Sends a whole request and waits for the whole answer.
    pub(super) fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        if self.is_spent {
            self.stream = connect(self.address)?;
        }
        self.is_spent = true;
        // A server that refuses before it has read everything answers and closes. Its answer says more than
        // the write that failed.
        let written = self.stream.write_all(request);
        let head = self.received.answer(&mut self.stream).map_err(|error| match &written {
            Err(unwritten) => io::Error::new(unwritten.kind(), unwritten.to_string()),
            Ok(()) => error,
        })?;
        self.is_spent = head.closes || written.is_err();
        let body = self.received.bytes.get(head.length..head.length + head.body_length);
        let body = body.unwrap_or_default();
        Ok(Answer { status: head.status, has_retry_after: head.has_retry_after, body })
    }
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// The bytes of one answer, in a buffer that serves for the next one too.
#[derive(Default)]
struct Received {
    bytes: Vec<u8>,
    filled: usize,
}

/// What the head of an answer says.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    has_retry_after: bool,
    closes: bool,
    length: usize,
    body_length: usize,
}

impl Received {
    /// Reads one answer to its end.
    fn answer(&mut self, from: &mut impl Read) -> io::Result<Head> {
        self.filled = 0;
        let length = loop {
            self.more(from)?;
            let so_far = self.bytes.get(..self.filled).unwrap_or_default();
            match so_far.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(at) => break at + 4,
                None if self.filled > MOST_HEAD => return Err(bad("its head has no end")),
                None => {}
            }
        };
        let head = head(self.bytes.get(..length).unwrap_or_default())?;
        while self.filled < length + head.body_length {
            self.more(from)?;
        }
        if self.filled > length + head.body_length {
            return Err(bad("it is longer than it says"));
        }
        Ok(head)
    }

    fn more(&mut self, from: &mut impl Read) -> io::Result<()> {
        if self.filled == self.bytes.len() {
            self.bytes.resize((self.bytes.len() * 2).max(1 << 14), 0);
        }
        let room = self.bytes.get_mut(self.filled..).unwrap_or_default();
        match from.read(room) {
            Ok(0) => Err(io::Error::new(ErrorKind::UnexpectedEof, "the answer ends too early")),
            Ok(read) => {
                self.filled += read;
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn head(bytes: &[u8]) -> io::Result<Head> {
    let text = std::str::from_utf8(bytes).map_err(|_| bad("its head is not text"))?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(status).ok_or_else(|| bad("it does not begin with a status"))?;
    let mut body_length = (status == 204).then_some(0);
    let mut has_retry_after = false;
    let mut closes = false;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            body_length = value.parse().ok().filter(|length| *length <= MOST_BODY);
        } else if name.eq_ignore_ascii_case("retry-after") {
            has_retry_after = true;
        } else if name.eq_ignore_ascii_case("connection") {
            closes = value.eq_ignore_ascii_case("close");
        }
    }
    let body_length = body_length.ok_or_else(|| bad("it has no content-length to go by"))?;
    Ok(Head { status, has_retry_after, closes, length: bytes.len(), body_length })
}

fn status(line: &str) -> Option<u16> {
    let (version, rest) = line.split_once(' ')?;
    if !version.starts_with("HTTP/1.") {
        return None;
    }
    rest.split(' ').next()?.parse().ok().filter(|status| (100..600).contains(status))
}

fn bad(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("the answer cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a text a few bytes at a time.
    struct Slowly<'t>(&'t [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(room.len());
            let (now, later) = self.0.split_at(length);
            room[..length].copy_from_slice(now);
            self.0 = later;
            Ok(length)
        }
    }

    fn read(text: &str, piece: usize) -> Result<(Head, String), String> {
        let mut received = Received::default();
        let head = received.answer(&mut Slowly(text.as_bytes(), piece)).map_err(|error| error.to_string())?;
        let body = String::from_utf8(received.bytes[head.length..received.filled].to_vec()).unwrap();
        Ok((head, body))
    }

    #[test]
    fn an_answer_is_the_same_however_it_is_split() {
        let text = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\ncontent-LENGTH:  5\r\nConnection: Close\r\n\r\nlater";
        for piece in [1, 2, 3, 7, 50, 1000] {
            let (head, body) = read(text, piece).unwrap();
            assert_eq!((head.status, head.has_retry_after, head.closes), (503, true, true));
            assert_eq!(body, "later");
        }
    }

    #[test]
    fn an_answer_longer_than_the_buffer_is_read_whole() {
        let text = format!("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{}", "x".repeat(100_000));
        let (head, body) = read(&text, 4096).unwrap();
        assert_eq!((head.status, head.closes, body.len()), (200, false, 100_000));
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for (text, why) in [
            ("HTTP/1.1 200 OK\r\n\r\n", "no content-length"),
            ("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n", "no content-length"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "no content-length"),
            ("HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n", "begin with a status"),
            ("SSH-2.0-OpenSSH\r\n\r\n", "begin with a status"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxy", "longer than it says"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nxy", "ends too early"),
            ("HTTP/1.1 200", "ends too early"),
        ] {
            let told = read(text, 1000).unwrap_err();
            assert!(told.contains(why), "`{text}`: {told}");
        }
    }

    #[test]
    fn no_content_needs_no_length() {
        assert_eq!(read("HTTP/1.1 204 No Content\r\n\r\n", 9).unwrap().0.status, 204);
    }
}
