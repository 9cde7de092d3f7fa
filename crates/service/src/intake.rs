//! A file of declarations on its way: cut, read and sealed on one thread while the lane decides what came before.

use crate::http::{Code, Problem, Shared, Wrong};
use crate::lane::{Actor, Ask, Filing, LineOf, Told, Undone, Wish, prepare};
use clearance::Filer;
use std::collections::VecDeque;
use std::io::Read;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;
use wire::intake::{Block, Content, Document, Limits, Unreadable, open};

/// Lines asked at once.
const GROUP: usize = 500;
/// How often a full queue is tried again, and after how long.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// Whose file it is, and from where on it is decided.
pub(crate) struct File<'a> {
    /// Its number.
    pub(crate) batch: u64,
    /// The name that tells its format.
    pub(crate) name: &'a str,
    /// Who sent it.
    pub(crate) actor: Actor,
    /// Who files.
    pub(crate) filer: Filer,
    /// The last line that is decided already.
    pub(crate) after: u64,
    /// How many groups of lines may be under way. One that is taken up again after a failure has but one: where
    /// it fails, nothing after it is decided, and the last line decided tells where to go on.
    pub(crate) at_once: usize,
}

/// Why a file is not decided to its end. What was decided stays so.
pub(crate) enum Broken {
    /// Its bytes ended before their end.
    Torn,
    /// It is no file of declarations; everything that is wrong.
    Unreadable(Vec<Wrong>),
    /// The lane did not take it.
    Undone(Problem),
}

impl From<Problem> for Broken {
    fn from(problem: Problem) -> Broken {
        Broken::Undone(problem)
    }
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Problem {
        match broken {
            Broken::Torn => Problem::unreadable("", "the body ended before its end"),
            Broken::Unreadable(wrong) => Problem::of(Code::Unreadable).because(wrong),
            Broken::Undone(problem) => problem,
        }
    }
}

/// Decides a file line by line. When this returns, every line that was whole is durable, or nothing of the file is
/// decided any more.
///
/// # Errors
/// [`Broken`].
pub(crate) fn take_in(shared: &Shared, file: &File<'_>, stream: impl Read) -> Result<(), Broken> {
    let intake = open(file.name, stream, None, Limits::default()).map_err(unreadable)?;
    let mut asking = Asking { shared, file, asks: Vec::new(), under_way: VecDeque::new() };
    let (mut is_empty, mut is_torn) = (true, false);
    let mut ask = |block: &Block| {
        for document in block.documents() {
            is_empty = false;
            // Decided before the program ended: neither asked nor counted again.
            if document.line > file.after {
                asking.ask(filing(shared, file, &intake.reader, &document)?, document.line)?;
            }
        }
        Ok::<(), Problem>(())
    };
    let mut asked = Ok(());
    for block in intake.blocks {
        let Ok(block) = block else {
            is_torn = true;
            break;
        };
        asked = ask(&block);
        if asked.is_err() {
            break;
        }
    }
    asking.finish(asked)?;
    match (is_torn, is_empty) {
        (true, _) => Err(Broken::Torn),
        (false, true) => Err(Broken::Unreadable(vec![Wrong {
            code: "empty".into(),
            pointer: String::new(),
            message: "the body holds no declaration".to_owned(),
            fix: Some("send one declaration a line, or a CSV with a header and records".to_owned()),
        }])),
        (false, false) => Ok(()),
    }
}

/// Asks the lane in groups, so many of one file at once.
struct Asking<'a> {
    shared: &'a Shared,
    file: &'a File<'a>,
    asks: Vec<Ask>,
    under_way: VecDeque<Receiver<Result<Vec<Told>, Undone>>>,
}

impl Asking<'_> {
    fn ask(&mut self, (filing, at): (Filing, jiff::Timestamp), line: u64) -> Result<(), Problem> {
        self.asks.push(Ask {
            actor: self.file.actor.clone(),
            at,
            what: Wish::File(Box::new(filing)),
            line: Some(LineOf { batch: self.file.batch, line }),
            key: None,
        });
        if self.asks.len() >= GROUP { self.send() } else { Ok(()) }
    }

    /// Asks for what came together, when not too much of this file is under way.
    fn send(&mut self) -> Result<(), Problem> {
        if self.under_way.len() >= self.file.at_once {
            self.wait_for_one()?;
        }
        let group = std::mem::take(&mut self.asks);
        while let Some(wait) = self.shared.rates.wait_for(self.file.actor.credential, group.len()) {
            thread::sleep(wait);
        }
        let keys = group.iter().flat_map(Ask::keys).collect();
        // Where the database is away, the lane looks again when it is its turn, and says so.
        let ahead = self.shared.read_here(|reader| reader.find_ahead(keys)).unwrap_or_default();
        let (sender, answer) = sync_channel(1);
        let reply = Box::new(move |told| {
            let _ = sender.send(told);
        });
        // What was admitted is carried to its end: a full queue makes a file wait, and not fail in the middle.
        for _ in 0..TRIES {
            if self.shared.queue.has_room() {
                self.shared.queue.ask_given(group, ahead, reply).map_err(crate::http::undone)?;
                self.under_way.push_back(answer);
                return Ok(());
            }
            if self.shared.queue.is_closed() {
                return Err(Problem::of(Code::Stopped));
            }
            thread::sleep(PAUSE);
        }
        Err(Problem::of(Code::Busy))
    }

    fn wait_for_one(&mut self) -> Result<(), Problem> {
        let Some(answer) = self.under_way.pop_front() else { return Ok(()) };
        let told = answer.recv().map_err(|_| Problem::of(Code::Stopped))?.map_err(crate::http::undone)?;
        told.iter().for_each(|told| self.shared.metrics.decided(told.counted_as().0));
        Ok(())
    }

    /// Asks for what is left, unless something failed, and waits for all that is under way: nothing is decided of a
    /// file once this has returned.
    fn finish(mut self, asked: Result<(), Problem>) -> Result<(), Problem> {
        let mut done = asked;
        if done.is_ok() && !self.asks.is_empty() {
            done = self.send();
        }
        while !self.under_way.is_empty() {
            let waited = self.wait_for_one();
            done = done.and(waited);
        }
        done
    }
}

fn filing(
    shared: &Shared,
    file: &File<'_>,
    reader: &wire::intake::Reader,
    document: &Document<'_>,
) -> Result<(Filing, jiff::Timestamp), Problem> {
    let bytes = match &document.content {
        Ok(Content::Json(bytes)) => bytes,
        Ok(Content::Record(record)) => record.bytes(),
        Err(_) => [].as_slice(),
    };
    let at = (shared.clock)();
    let read = reader.read(document).map(|reading| reading.submission);
    let filing =
        prepare(read, bytes, file.filer.clone(), &shared.country, &shared.registered(), &shared.secret, at);
    Ok((filing.map_err(crate::http::failed)?, at))
}

fn unreadable(unreadable: Unreadable) -> Broken {
    match unreadable {
        Unreadable::Stream(_) => Broken::Torn,
        Unreadable::Flaws(flaws) => {
            let wrong = flaws.into_iter().map(|flaw| Wrong {
                code: "unreadable".into(),
                pointer: flaw.key,
                message: flaw.reason,
                fix: Some(flaw.fix),
            });
            Broken::Unreadable(wrong.collect())
        }
    }
}
