//! One declaration under both laws, decided as `cocket assess` decides a declaration that stands alone.

use super::bands::Bands;
use super::both::Both;
use super::owed::Owed;
use super::sums::{MadeIn, Sums, Traits};
use crate::crew::Work;
use crate::desk::{Decided, Desk, Line};
use clearance::{Declaration, Fault, Stage, Step, Submission};
use std::iter;
use wire::intake::{Reader, Reading};

/// A desk under one law.
pub(super) struct UnderLaw<'a> {
    pub(super) desk: Desk<'a>,
    /// Whether everything is lodged at the moment of the desk, whatever moment a document names.
    pub(super) is_on_one_day: bool,
}

/// Both desks, and the bands that parcels are counted in.
pub(super) struct Comparison<'a> {
    pub(super) under: Both<UnderLaw<'a>>,
    pub(super) bands: &'a Bands,
}

impl Comparison<'_> {
    /// What the documents of a block come to.
    pub(super) fn sums_of(&self, reader: &Reader, work: &Work) -> Sums {
        let mut sums = Sums::default();
        for (number, document) in (work.first_number..).zip(work.block.documents()) {
            match reader.read(&document) {
                Ok(reading) => self.count(&reading, number, document.line, &mut sums),
                Err(fault) => {
                    let faults = [fault];
                    sums.leave_out(document.line, Both { law: &faults, instead: &faults });
                }
            }
        }
        sums
    }

    fn count(&self, reading: &Reading<'_>, number: u64, line: u64, sums: &mut Sums) {
        sums.has_own_days |= reading.lodged.is_some();
        let Both { law, instead } = self.under.as_ref().map(|under| under.decide(reading, number));
        let steps = match (law, instead) {
            (Ok(law), Ok(instead)) => Both { law, instead },
            (law, instead) => {
                let faults = Both { law, instead }.map(|decided| decided.err().unwrap_or_default());
                sums.leave_out(line, faults.as_ref().map(Vec::as_slice));
                return;
            }
        };
        let declaration = &steps.law.case.filings.governing().declaration;
        if declaration.stage == Stage::PreLoading {
            sums.count_advance();
            return;
        }
        let traits = Traits {
            band: self.bands.place(steps.law.case.assessment.intrinsic),
            channel: declaration.channel,
            made_in: made_in(declaration),
        };
        sums.count(&traits, steps.as_ref().map(|step| Owed::of(&step.case.assessment)));
    }
}

impl UnderLaw<'_> {
    /// Decides a declaration as if nothing had been declared before.
    fn decide(&self, reading: &Reading<'_>, number: u64) -> Result<Box<Step>, Vec<Fault>> {
        let now = match self.is_on_one_day {
            true => self.desk.now,
            false => self.desk.lodged(reading).map_err(|fault| vec![fault])?,
        };
        let taken = self.desk.take(&reading.submission, number, now)?;
        match self.desk.settle(Line::Taken(Box::new(taken)), Submission::default) {
            Decided::Step(step) => Ok(step),
            Decided::Faults { faults, .. } => Err(faults),
        }
    }
}

/// Where all goods of a declaration were made.
fn made_in(declaration: &Declaration) -> MadeIn {
    let mut origins =
        declaration.items.iter().map(|item| item.origin.map_or(MadeIn::Unsaid, MadeIn::Country));
    let first = origins.next().unwrap_or(MadeIn::Unsaid);
    let differs = |origin: MadeIn| if origin == MadeIn::Unsaid { origin } else { MadeIn::Several };
    iter::once(first).chain(origins).fold(first, |all, origin| match all {
        MadeIn::Unsaid => all,
        _ if origin == all => all,
        _ => differs(origin),
    })
}
