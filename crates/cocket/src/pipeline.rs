//! Many documents through many threads, answered in order, in constant memory but for what each leaves for
//! those after it.
//!
//! The threads are those of [`crate::crew`]. Between reading a block and deciding it, whoever comes with the block that
//! is next in turn finds what its documents are about, and nobody waits for that.

use crate::answer::{self, Form};
use crate::crew::{self, Work};
use crate::desk::{Decided, Desk, Line};
use crate::earlier::Earlier;
use crate::failure::Failure;
use crate::tally::Tally;
use crate::turn::Turns;
use indicatif::ProgressBar;
use std::io::{self, Read, Write};
use wire::Voice;
use wire::intake::{Block, Intake, Reader};

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

/// What was made of a block.
struct Made {
    output: Vec<u8>,
    tally: Tally,
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
    run_on(crew::workers(), intake, desk, form, voice, output, progress)
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
    let earlier = Turns::new(Earlier::new(desk));
    let deciding = Deciding { reader: &reader, desk, form, voice, earlier: &earlier };
    let mut tally = Tally::default();
    let write = |made: Made| {
        output.write_all(&made.output).map_err(Failure::output)?;
        progress.inc(made.tally.total());
        tally.add(made.tally);
        // Whoever feeds a pipe and waits for the answer gets it.
        output.flush().map_err(Failure::output)
    };
    crew::run(workers, blocks, |work| deciding.decide(work), write)?;
    Ok(tally)
}

/// What every thread that decides has before it.
struct Deciding<'a> {
    reader: &'a Reader,
    desk: &'a Desk<'a>,
    form: Form,
    voice: &'a Voice,
    earlier: &'a Turns<Earlier<'a>, Draft>,
}

impl<'a> Deciding<'a> {
    /// Decides those blocks whose turn has come with this one: none, or more than this one.
    fn decide(&self, work: Work) -> Result<impl Iterator<Item = (u64, Made)> + use<'_, 'a>, Failure> {
        let draft = self.read(work);
        let lost = |source| Failure::World { what: "what is kept of earlier lines".to_owned(), source };
        let placed = self.earlier.bring(draft.place, draft, place).map_err(lost)?;
        Ok(placed.into_iter().map(|draft| (draft.place, self.settle(draft))))
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
        let Draft { block, parts, mut tally, .. } = draft;
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
        Made { output, tally }
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
