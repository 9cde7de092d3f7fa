//! Requests made before the clock starts, and what their answers mean.

use super::super::count;
use super::http::Answer;
use crate::failure::Failure;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use serde::Deserialize;
use std::io;

/// A whole request, ready to be written to a connection.
pub(super) struct Request {
    bytes: Vec<u8>,
    head: usize,
    form: Form,
    /// How many declarations it holds.
    pub(super) lines: u64,
}

/// How declarations are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Batch,
    Single,
}

/// What an answer means for the declarations of its request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Decided and durable; for a single one also where faults were found.
    Decided,
    /// Too much at once; whether it says when to come again.
    Refused {
        /// The answer has `Retry-After`.
        says_when: bool,
    },
    /// Anything else.
    Other,
}

impl Request {
    /// The bytes to send.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The declarations in it.
    pub(super) fn declarations(&self) -> impl Iterator<Item = &[u8]> {
        let body = self.bytes.get(self.head..).unwrap_or_default();
        body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }

    /// What an answer to it means.
    ///
    /// A batch that was decided in part is nothing to go on measuring with.
    pub(super) fn verdict(&self, answer: &Answer<'_>) -> Result<Verdict, Failure> {
        match (self.form, answer.status) {
            (_, 429 | 503) => Ok(Verdict::Refused { says_when: answer.has_retry_after }),
            (Form::Single, 200..=299 | 422) => Ok(Verdict::Decided),
            (Form::Batch, 200) => {
                let decided: BatchAnswer = serde_json::from_slice(answer.body)
                    .map_err(|error| wrong(format!("the answer to a batch has no `lines`: {error}")))?;
                if decided.lines != self.lines {
                    let (sent, lines) = (self.lines, decided.lines);
                    return Err(wrong(format!("of {sent} lines sent the answer counts {lines}")));
                }
                Ok(Verdict::Decided)
            }
            _ => Ok(Verdict::Other),
        }
    }
}

/// What is read of the answer to a batch.
#[derive(Deserialize)]
struct BatchAnswer {
    lines: u64,
}

/// A failure of the server to do as its contract says.
pub(super) fn wrong(what: String) -> Failure {
    Failure::World { what: "the server under measurement".to_owned(), source: io::Error::other(what) }
}

/// Makes requests, no declaration twice.
pub(super) struct Maker {
    rehearsal: Rehearsal,
    next: u64,
}

impl Maker {
    pub(super) fn new() -> Maker {
        Maker { rehearsal: Rehearsal::new(1, Mix::OneItem), next: 0 }
    }

    /// As many declarations in requests of `batch` lines, the last one with what is left.
    pub(super) fn batches(&mut self, declarations: u64, batch: u64) -> Vec<Request> {
        let end = self.next + declarations;
        let mut requests = Vec::new();
        while self.next < end {
            let lines = batch.clamp(1, end - self.next);
            requests.push(self.request(Form::Batch, lines));
        }
        requests
    }

    /// As many declarations in requests of their own.
    pub(super) fn singles(&mut self, declarations: u64) -> Vec<Request> {
        (0..declarations).map(|_| self.request(Form::Single, 1)).collect()
    }

    fn request(&mut self, form: Form, lines: u64) -> Request {
        let mut body = Vec::new();
        for index in self.next..self.next + lines {
            write_ndjson(&self.rehearsal.parcel(index), &mut body);
        }
        self.next += lines;
        let (path, content_type) = match form {
            Form::Batch => ("batches", "application/x-ndjson"),
            Form::Single => ("declarations", "application/json"),
        };
        let length = body.len();
        let mut bytes = format!(
            "POST /v1/{path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer sandbox-filer\r\n\
             content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        )
        .into_bytes();
        let head = bytes.len();
        bytes.append(&mut body);
        Request { bytes, head, form, lines }
    }
}

/// How many declarations requests hold.
pub(super) fn lines(requests: &[Request]) -> u64 {
    requests.iter().map(|request| request.lines).sum()
}

/// How many bytes their declarations have on average.
pub(super) fn mean_bytes(requests: &[Request]) -> u64 {
    let bytes: usize = requests.iter().map(|request| request.bytes.len() - request.head).sum();
    count(bytes) / lines(requests).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(request: &Request, status: u16, body: &str) -> Result<Verdict, String> {
        let answer = Answer { status, has_retry_after: false, body: body.as_bytes() };
        request.verdict(&answer).map_err(|failure| failure.to_string())
    }

    #[test]
    fn no_declaration_is_made_twice() {
        let mut maker = Maker::new();
        let mut requests = maker.batches(5, 2);
        assert_eq!(requests.iter().map(|request| request.lines).collect::<Vec<_>>(), [2, 2, 1]);
        requests.extend(maker.singles(2));
        let mut all: Vec<&[u8]> = requests.iter().flat_map(Request::declarations).collect();
        assert_eq!(all.len(), 7);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 7);
    }

    #[test]
    fn a_batch_is_decided_whole_or_told() {
        let batch = &Maker::new().batches(3, 3)[0];
        assert_eq!(verdict(batch, 200, r#"{"batch":"b_1","lines":3,"returned":1}"#), Ok(Verdict::Decided));
        assert!(verdict(batch, 200, r#"{"lines":2}"#).unwrap_err().contains("counts 2"));
        assert!(verdict(batch, 200, "{}").unwrap_err().contains("no `lines`"));
        assert_eq!(verdict(batch, 503, ""), Ok(Verdict::Refused { says_when: false }));
        assert_eq!(verdict(batch, 202, ""), Ok(Verdict::Other));
    }

    #[test]
    fn a_single_one_with_faults_is_decided_too() {
        let single = &Maker::new().singles(1)[0];
        for (status, expected) in [(201, Verdict::Decided), (422, Verdict::Decided), (401, Verdict::Other)] {
            assert_eq!(verdict(single, status, ""), Ok(expected));
        }
    }
}
