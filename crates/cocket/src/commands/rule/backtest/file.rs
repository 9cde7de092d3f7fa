//! A rule against files of declarations, on as many threads as there are cores.

use super::Asked;
use super::sums::{History, Looked, Sums};
use crate::clock;
use crate::commands::{open, progress};
use crate::crew::{self, Work};
use crate::desk::{Desk, Line, Taken};
use crate::earlier::Earlier;
use crate::failure::Failure;
use crate::turn::Turns;
use clearance::{Activity, Declaration, Facts, Register, Stage, Step};
use jiff::Timestamp;
use jiff::civil::Date;
use pack::Pack;
use risk::Profiles;
use std::collections::HashSet;
use std::io::{self, Read};
use wire::intake::{Intake, Reader};

/// Adds up what the declarations of all files come to.
pub(super) fn sums(history: &History<'_>, pack: &Pack, asked: &Asked) -> Result<Sums, Failure> {
    let facts = Facts {
        law: &pack.law,
        profiles: Profiles::none(),
        shadow: Profiles::none(),
        lists: &pack.lists,
        register: Register::empty(),
        prices: &pack.prices,
        activity: Activity::NONE,
        lot: None,
        unlisted: None,
    };
    let desk = Desk { facts, filer: asked.filer.clone(), now: clock::moment(asked.as_of, &pack.law)? };
    let mut sums = Sums::default();
    let mut seen = HashSet::new();
    for file in &asked.declarations {
        let intake = open(file, asked.map.as_deref())?;
        add_up(crew::workers(), intake, &desk, history, &mut |later| {
            sums.add(later, &mut seen, history.samples)
        })?;
    }
    Ok(sums)
}

/// A block that was read.
struct Draft {
    place: u64,
    lines: Vec<Line<'static>>,
    sums: Sums,
}

pub(super) fn add_up<R: Read + Send>(
    workers: usize,
    intake: Intake<R>,
    desk: &Desk<'_>,
    history: &History<'_>,
    add: &mut impl FnMut(Sums),
) -> Result<(), Failure> {
    let Intake { blocks, reader } = intake;
    let progress = progress();
    let earlier = Turns::new(Earlier::new(desk));
    let lost = |source| Failure::World { what: "what is kept of earlier lines".to_owned(), source };
    let work = |work: Work| {
        let draft = read(&reader, desk, &work);
        let placed = earlier.bring(draft.place, draft, place).map_err(lost)?;
        Ok(placed.into_iter().map(|draft| (draft.place, look(draft, desk, history))))
    };
    let take = |made: Sums| {
        progress.inc(made.consignments + made.left_out + made.again);
        add(made);
        Ok(())
    };
    crew::run(workers, blocks, work, take)?;
    progress.finish_and_clear();
    Ok(())
}

/// Reads the documents of a block. What goes back leaves no trace.
fn read(reader: &Reader, desk: &Desk<'_>, work: &Work) -> Draft {
    let mut draft =
        Draft { place: work.place, lines: Vec::with_capacity(work.block.len()), sums: Sums::default() };
    for (number, document) in (work.first_number..).zip(work.block.documents()) {
        match desk.read(reader.read(&document), number) {
            Line::Taken(taken) => draft.lines.push(Line::Taken(taken)),
            Line::Known(_) | Line::Back(_) => draft.sums.left_out += 1,
        }
    }
    draft
}

/// Finds what the documents of a block are about.
fn place(earlier: &mut Earlier<'_>, mut draft: Draft) -> io::Result<Draft> {
    earlier.glance(draft.lines.iter());
    draft.lines = draft.lines.into_iter().map(|line| earlier.place(line)).collect::<io::Result<_>>()?;
    Ok(draft)
}

/// Looks at every declaration of a block as the rule does.
fn look(draft: Draft, desk: &Desk<'_>, history: &History<'_>) -> Sums {
    let Draft { lines, mut sums, .. } = draft;
    for line in lines {
        match line {
            Line::Taken(taken) => look_at(&taken, desk, history, &mut sums),
            // What draws on quotas is decided in turn; a first declaration among them is one all the same.
            Line::Known(Ok(step)) if step.case.filings.iter().count() == 1 && !is_repeated(&step) => {
                look_at_decided(&step, desk, history, &mut sums);
            }
            Line::Known(_) => sums.again += 1,
            Line::Back(_) => sums.left_out += 1,
        }
    }
    sums
}

/// The day on which a declaration is counted: of its lodging or, where the file names no moment, of the arrival that
/// it expects, so that a file of a quarter is not taken for one day.
fn day(declaration: &Declaration, now: Timestamp, desk: &Desk<'_>) -> Date {
    let expected = declaration.transport.arrival.filter(|_| now == desk.now);
    desk.facts.law.day_of(expected.unwrap_or(now))
}

fn is_repeated(step: &Step) -> bool {
    step.answer != clearance::Answer::Taken
}

fn look_at_decided(step: &Step, desk: &Desk<'_>, history: &History<'_>, sums: &mut Sums) {
    let (filing, assessment, facts) = (step.case.filings.governing(), &step.case.assessment, &desk.facts);
    let looks_on = facts.law.day_of(filing.accepted);
    let trial = &history.tested.trial;
    let hits =
        trial.assessed(&filing.declaration, &desk.filer, assessment, &step.case.signals(), facts, looks_on);
    let looked = Looked {
        declaration: &filing.declaration,
        filer: &desk.filer,
        day: day(&filing.declaration, filing.accepted, desk),
        value: assessment.intrinsic,
        payable: assessment.payable.minor(),
        ended: None,
        hits: &hits,
    };
    history.count(&looked, sums);
}

fn look_at(taken: &Taken, desk: &Desk<'_>, history: &History<'_>, sums: &mut Sums) {
    let (declaration, now) = (&taken.valid.declaration, taken.trace.now);
    let facts = desk.facts_with(taken.trace.activity.clone());
    let warnings = taken.valid.warnings.len();
    let Some(tried) = history.tested.trial.lodged(declaration, &desk.filer, warnings, &facts, now) else {
        sums.left_out += 1;
        return;
    };
    // Nothing is owed on advance data.
    let is_advance = declaration.stage == Stage::PreLoading;
    let looked = Looked {
        declaration,
        filer: &desk.filer,
        day: day(declaration, now, desk),
        value: tried.assessment.intrinsic,
        payable: if is_advance { 0 } else { tried.assessment.payable.minor() },
        ended: None,
        hits: &tried.hits,
    };
    history.count(&looked, sums);
}

#[cfg(test)]
mod tests {
    use super::super::{Tested, report};
    use super::*;
    use crate::commands::rule::lint::Packed;
    use crate::commands::simulate::bands::Bands;
    use rehearsal::{Mix, Rehearsal, write_ndjson};
    use risk::Rulebook;
    use std::path::Path;
    use wire::intake::Limits;

    const RULE: &str = r#"
[[profile]]
id = "XA-R-0001"
title = "Cheap goods from China"
owner = "customs"
action = "examine"
purpose = "trial"
reason = "cheap"
public_reason = "routine_control"
law = "XA Customs Act s.70"
valid_from = 2030-01-01
valid_to = 2030-12-31
[[profile.criteria]]
field = "goods_items.origin"
in = ["CN"]
[[profile.criteria]]
field = "goods_items.unit_value_local"
below = "30.00"
"#;

    fn input() -> Vec<u8> {
        let mut input = Vec::new();
        for (number, parcel) in Rehearsal::new(7, Mix::Faulty).parcels(400).enumerate() {
            let from = input.len();
            write_ndjson(&parcel, &mut input);
            if number % 7 == 0 {
                // Declared a second time, it is no second parcel.
                input.extend_from_within(from..);
            }
        }
        input
    }

    #[test]
    fn threads_and_blocks_change_nothing_and_the_numbers_add_up() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
        let packed = Packed::of(Some(&dir), None).unwrap();
        let profile = pack::read_rule("a", RULE.as_bytes()).unwrap().profile;
        let tested = Tested::of(profile, &packed, &Rulebook::default()).unwrap();
        let bands = Bands::of(&packed.pack.law, packed.today);
        let history = History { tested: &tested, bands: &bands, samples: 3 };
        let facts = Facts {
            law: &packed.pack.law,
            profiles: Profiles::none(),
            shadow: Profiles::none(),
            lists: &packed.pack.lists,
            register: Register::empty(),
            prices: &packed.pack.prices,
            activity: Activity::NONE,
            lot: None,
            unlisted: None,
        };
        let now = "2026-03-02T00:00:00Z".parse().unwrap();
        let desk = Desk { facts, filer: "filer".to_owned(), now };
        let input = input();
        let told = |workers: usize, block: usize| {
            let limits = Limits { block, ..Limits::default() };
            let intake = wire::intake::open("input.ndjson", input.as_slice(), None, limits).unwrap();
            let (mut sums, mut seen) = (Sums::default(), HashSet::new());
            add_up(workers, intake, &desk, &history, &mut |later| sums.add(later, &mut seen, 3)).unwrap();
            let report =
                report::Report { tested: &tested, pack: &packed.pack, bands: &bands, sums: &sums }.json();
            (sums, report)
        };
        let (sums, alone) = told(1, 256 << 10);
        assert!(sums.hits > 0 && sums.again > 0 && sums.left_out > 0, "{alone:#}");
        assert_eq!(sums.consignments + sums.again + sums.left_out, 458);
        assert!(sums.alone <= sums.hits && sums.examinations <= sums.hits && sums.samples.len() == 3);
        for of in ["origin", "channel", "value"] {
            let parts = alone["by"][of].as_array().unwrap();
            let hits: u64 = parts.iter().map(|part| part["hits"].as_u64().unwrap()).sum();
            assert_eq!(hits, sums.hits, "{of}");
        }
        for (workers, block) in [(1, 1), (2, 3_000), (3, 10_000), (8, 1_500)] {
            assert!(told(workers, block).1 == alone, "{workers} workers, blocks of {block} bytes");
        }
    }
}
