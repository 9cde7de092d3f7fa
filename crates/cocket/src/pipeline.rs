//! Many documents through many threads, answered in order, in constant memory but for what each leaves for
//! those after it.
//!
//! One thread cuts the input into blocks. As many as there are cores read them and decide them; this thread writes
//! what they made in order. In between, whoever comes with the block that is next in turn finds what its documents
//! are about, and nobody waits for that. Only so many blocks are under way at a time.

use crate::answer::{self, Form};
use crate::desk::{Decided, Desk, Line};
use crate::earlier::Earlier;
use crate::failure::Failure;
use crate::tally::Tally;
use crate::turn::Turns;
use indicatif::ProgressBar;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use wire::Voice;
use wire::intake::{Block, Intake, Reader};

/// A block with its place among the blocks and the number of its first document.
struct Work {
    place: u64,
    first_number: u64,
    block: Block,
}

/// A block that was read.
struct Draft {
    place: u64,
    block: Block,
    /// One for each document.
    parts: Vec<Part>,
    /// Counts those that are answered.
    tally: Tally,
}

/// A document that was read.
enum Part {
    /// It went back, and this says why.
    Answered(Vec<u8>),
    /// It is to be decided.
    Line(Line<'static>),
}

/// What a worker made of a block.
struct Made {
    place: u64,
    output: Vec<u8>,
    tally: Tally,
}

/// What the threads tell the one that writes.
enum Told {
    Made(Made),
    /// The input ends here; what was cut is decided.
    Failed(io::Error),
    /// What is kept of earlier lines cannot be kept or read: nothing more can be decided.
    Lost(io::Error),
}

/// Decides every document of the blocks and writes the decisions in their order.
pub(crate) fn run<R: Read + Send>(
    intake: Intake<R>,
    desk: &Desk<'_>,
    form: Form,
    voice: &Voice,
    output: &mut impl Write,
    progress: &ProgressBar,
) -> Result<Tally, Failure> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    run_on(workers, intake, desk, form, voice, output, progress)
}

fn run_on<R: Read + Send>(
    workers: usize,
    intake: Intake<R>,
    desk: &Desk<'_>,
    form: Form,
    voice: &Voice,
    output: &mut impl Write,
    progress: &ProgressBar,
) -> Result<Tally, Failure> {
    let Intake { blocks, reader } = intake;
    let under_way = 4 * workers;
    let (give_work, take_work) = sync_channel::<Work>(under_way);
    let (give_permit, take_permit) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        // There is room for each of them.
        let _ = give_permit.try_send(());
    }
    let (tell, told) = channel::<Told>();
    let take_work = Mutex::new(take_work);
    let earlier = Turns::new(Earlier::new(desk));
    thread::scope(|scope| {
        let teller = tell.clone();
        scope.spawn(move || cut(blocks, &take_permit, &give_work, &teller));
        for _ in 0..workers {
            let (teller, take_work, reader, earlier) = (tell.clone(), &take_work, &reader, &earlier);
            let desk = Deciding { reader, desk, form, voice, earlier };
            scope.spawn(move || desk.decide(take_work, &teller));
        }
        drop(tell);
        // Owned, so that both ends close when writing fails and every thread comes to its end.
        write_in_order(told, give_permit, output, progress)
    })
}

/// Cuts the input, as long as blocks are wanted.
fn cut<R: Read>(
    blocks: wire::intake::Blocks<R>,
    permits: &Receiver<()>,
    work: &SyncSender<Work>,
    tell: &Sender<Told>,
) {
    let mut first_number = 1;
    for (place, block) in (0..).zip(blocks) {
        let block = match block {
            Ok(block) => block,
            Err(error) => {
                let _ = tell.send(Told::Failed(error));
                return;
            }
        };
        let documents = u64::try_from(block.len()).unwrap_or(u64::MAX);
        // Either end is gone only when the writer has stopped.
        if permits.recv().is_err() || work.send(Work { place, first_number, block }).is_err() {
            return;
        }
        first_number += documents;
    }
}

/// What every thread that decides has before it.
struct Deciding<'a> {
    reader: &'a Reader,
    desk: &'a Desk<'a>,
    form: Form,
    voice: &'a Voice,
    earlier: &'a Turns<Earlier<'a>, Draft>,
}

/// Tells that a thread stopped within its work, so that no other waits for what it leaves undone.
struct Watch<'t>(&'t Sender<Told>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Told::Lost(io::Error::other("a thread stopped")));
        }
    }
}

impl Deciding<'_> {
    fn decide(&self, work: &Mutex<Receiver<Work>>, tell: &Sender<Told>) {
        let _watch = Watch(tell);
        loop {
            let taken = match work.lock() {
                Ok(work) => work.recv(),
                Err(_) => return,
            };
            let Ok(work) = taken else { return };
            let draft = self.read(work);
            let placed = match self.earlier.bring(draft.place, draft, place) {
                Ok(placed) => placed,
                Err(error) => {
                    let _ = tell.send(Told::Lost(error));
                    return;
                }
            };
            for draft in placed {
                if tell.send(Told::Made(self.settle(draft))).is_err() {
                    return;
                }
            }
        }
    }

    /// Reads the documents of a block. What goes back as it stands is answered, for it leaves no trace.
    fn read(&self, work: Work) -> Draft {
        let Work { place, first_number, block } = work;
        let (mut parts, mut tally) = (Vec::with_capacity(block.len()), Tally::default());
        for (number, document) in (first_number..).zip(block.documents()) {
            parts.push(match self.desk.read(self.reader.read(&document), number) {
                Line::Taken(taken) => Part::Line(Line::Taken(taken)),
                Line::Known(answer) => Part::Line(Line::Known(answer)),
                Line::Back(decided) => {
                    let mut output = Vec::new();
                    self.answer(&decided, document.line, &mut tally, &mut output);
                    Part::Answered(output)
                }
            });
        }
        Draft { place, block, parts, tally }
    }

    /// Decides the documents of a block when it is known what they are about.
    fn settle(&self, draft: Draft) -> Made {
        let Draft { place, block, parts, mut tally } = draft;
        let mut output = Vec::with_capacity(block.byte_len());
        for (part, document) in parts.into_iter().zip(block.documents()) {
            match part {
                Part::Answered(answer) => output.extend(answer),
                Part::Line(line) => {
                    let again =
                        || self.reader.read(&document).map(|reading| reading.submission).unwrap_or_default();
                    let decided = self.desk.settle(line, again);
                    self.answer(&decided, document.line, &mut tally, &mut output);
                }
            }
        }
        Made { place, output, tally }
    }

    fn answer(&self, decided: &Decided<'_>, input_line: u64, tally: &mut Tally, output: &mut Vec<u8>) {
        tally.count(decided);
        answer::write(decided, input_line, self.form, self.desk.facts.law, self.voice, output);
    }
}

/// Finds what the documents of a block are about.
fn place(earlier: &mut Earlier<'_>, mut draft: Draft) -> io::Result<Draft> {
    earlier.glance(draft.parts.iter().filter_map(|part| match part {
        Part::Line(line) => Some(line),
        Part::Answered(_) => None,
    }));
    let placed = draft.parts.into_iter().map(|part| match part {
        Part::Line(line) => earlier.place(line).map(Part::Line),
        answered => Ok(answered),
    });
    draft.parts = placed.collect::<io::Result<_>>()?;
    Ok(draft)
}

fn write_in_order(
    told: Receiver<Told>,
    permits: SyncSender<()>,
    output: &mut impl Write,
    progress: &ProgressBar,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut early: BTreeMap<u64, Made> = BTreeMap::new();
    let mut next = 0;
    let mut failed = None;
    for said in told {
        match said {
            Told::Failed(error) => failed = Some(error),
            Told::Lost(source) => {
                return Err(Failure::World { what: "what is kept of earlier lines".to_owned(), source });
            }
            Told::Made(made) => {
                early.insert(made.place, made);
            }
        }
        while let Some(made) = early.remove(&next) {
            output.write_all(&made.output).map_err(Failure::output)?;
            progress.inc(made.tally.total());
            tally.add(made.tally);
            next += 1;
            // Whoever feeds a pipe and waits for the answer gets it.
            output.flush().map_err(Failure::output)?;
            // The cutter has gone once the input is at its end.
            let _ = permits.try_send(());
        }
    }
    output.flush().map_err(Failure::output)?;
    match failed {
        Some(source) => Err(Failure::World { what: "the input".to_owned(), source }),
        None => Ok(tally),
    }
}

#[cfg(test)]
mod tests {
    use super::run_on;
    use crate::answer::Form;
    use crate::country::Country;
    use crate::desk::Desk;
    use indicatif::ProgressBar;
    use rehearsal::{Mix, Rehearsal, write_ndjson};
    use std::path::Path;
    use wire::intake::Limits;

    /// Parcels of which some come twice, and some with another reference, stage or content.
    fn input() -> String {
        let mut lines: Vec<String> = Vec::new();
        for (number, parcel) in Rehearsal::new(7, Mix::Ordinary).parcels(400).enumerate() {
            let mut line = Vec::new();
            write_ndjson(&parcel, &mut line);
            lines.push(String::from_utf8(line).unwrap().trim_end().to_owned());
            let early = lines[number / 2].clone();
            match number % 5 {
                0 => lines.push(early),
                1 => lines.push(early.replace("\"packages\":1", "\"packages\":2")),
                2 => lines.push(early.replace("\"reference\":\"", "\"reference\":\"X-")),
                3 => lines.push(early.replace("\"pre_arrival\"", "\"pre_loading\"")),
                _ => {}
            }
        }
        lines.join("\n")
    }

    #[test]
    fn threads_and_blocks_change_nothing() {
        let country =
            Country::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia")).unwrap();
        let now = "2026-03-02T00:00:00Z".parse().unwrap();
        let desk = Desk { facts: country.facts(), filer: "filer".to_owned(), now };
        let input = input();
        let decided = |workers: usize, block: usize| {
            let limits = Limits { block, ..Limits::default() };
            let intake = wire::intake::open("input.ndjson", input.as_bytes(), None, limits).unwrap();
            let mut output = Vec::new();
            let form = Form::Json(wire::Reader::Officer);
            let voice = country.voice("en").unwrap();
            let bar = ProgressBar::hidden();
            run_on(workers, intake, &desk, form, voice, &mut output, &bar).unwrap();
            String::from_utf8(output).unwrap()
        };
        let alone = decided(1, 256 << 10);
        assert!(alone.contains("consignment_already_declared"));
        for (workers, block) in [(1, 1), (2, 3_000), (3, 10_000), (8, 1_500), (5, 100_000)] {
            assert!(decided(workers, block) == alone, "{workers} workers, blocks of {block} bytes");
        }
    }
}
