//! One reading to one decision: validate, clear.

use clearance::identifier::Mrn;
use clearance::{
    Command, Facts, Fault, FaultCode, Filer, FilerRole, Lodgement, Outcome, Refusal, Step, Submission, clear,
    validate,
};
use jiff::Timestamp;
use wire::intake::Reading;

/// Decides what was read of one input, each declaration as a case of its own.
pub(crate) struct Desk<'a> {
    pub(crate) facts: Facts<'a>,
    pub(crate) filer: String,
    /// The moment of lodging where the document does not name its own.
    pub(crate) now: Timestamp,
}

/// What became of one document.
pub(crate) enum Decided<'d> {
    /// It was declared and decided.
    Step(Box<Step>),
    /// It goes back; the submission is there as far as it could be read.
    Faults { submission: Box<Submission<'d>>, faults: Vec<Fault> },
}

impl Decided<'_> {
    /// The outcome of either.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Decided::Step(step) => step.case.outcome,
            Decided::Faults { .. } => Outcome::Correct,
        }
    }
}

impl Desk<'_> {
    /// Decides what was read; `number` counts the documents of the input from 1 and makes the declaration number.
    pub(crate) fn decide<'d>(&self, reading: Result<Reading<'d>, Fault>, number: u64) -> Decided<'d> {
        let reading = match reading {
            Ok(reading) => reading,
            Err(fault) => return unread(fault),
        };
        let lodged = self.lodged(&reading);
        let submission = reading.submission;
        let now = lodged.as_ref().copied().unwrap_or(self.now);
        let valid = match (validate(&submission, self.facts.law, now), lodged) {
            (Ok(valid), Ok(_)) => valid,
            (Ok(_), Err(fault)) => {
                return Decided::Faults { submission: Box::new(submission), faults: vec![fault] };
            }
            (Err(mut faults), lodged) => {
                faults.splice(0..0, lodged.err());
                return Decided::Faults { submission: Box::new(submission), faults };
            }
        };
        let command = Command::Lodge(Lodgement {
            number: match self.declaration_number(number, now) {
                Ok(number) => number,
                Err(fault) => {
                    return Decided::Faults { submission: Box::new(submission), faults: vec![fault] };
                }
            },
            consignment: format!("c_{number:013}"),
            filer: Filer { organisation: self.filer.clone(), role: FilerRole::Declarant },
            declaration: valid.declaration,
            warnings: valid.warnings,
        });
        match clear(None, command, &self.facts, now) {
            Ok(step) => Decided::Step(Box::new(step)),
            Err(refusal) => {
                Decided::Faults { submission: Box::new(submission), faults: vec![refused(refusal)] }
            }
        }
    }

    /// The moment of lodging.
    fn lodged(&self, reading: &Reading<'_>) -> Result<Timestamp, Fault> {
        match &reading.lodged {
            None => Ok(self.now),
            Some(text) => {
                text.parse().map_err(|_| Fault::new(FaultCode::MalformedDate, "/lodged").with("found", text))
            }
        }
    }

    /// The number of a declaration: the year, the country and the place in the input, with its check digit.
    fn declaration_number(&self, number: u64, now: Timestamp) -> Result<Mrn, Fault> {
        let law = self.facts.law;
        let year = u8::try_from(law.day_of(now).year().rem_euclid(100)).unwrap_or_default();
        Mrn::compose(year, law.country.as_str(), &format!("{number:013}"))
            .map_err(|_| Fault::new(FaultCode::OutOfRange, ""))
    }
}

fn unread<'d>(fault: Fault) -> Decided<'d> {
    Decided::Faults { submission: Box::default(), faults: vec![fault] }
}

/// A new case refuses lodging only where the law cannot assess it, which validation has named before.
fn refused(refusal: Refusal) -> Fault {
    Fault::new(FaultCode::OutsideTheLaw, "").with("reason", refusal)
}
