//! One reading to one decision: validate, find what it is about, clear.
//!
//! The first and the last part are done on any thread; what a line is about is found in the order of the file.

use crate::kept;
use clearance::identifier::Mrn;
use clearance::{
    Activity, Answer, Command, Facts, Fault, FaultCode, Filer, FilerRole, KeyHashes, KeyKind, Lodgement,
    Outcome, Refusal, Step, Submission, Valid, clear, closed, validate,
};
use jiff::Timestamp;
use std::hash::{DefaultHasher, Hash, Hasher};
use wire::intake::Reading;

/// Decides what was read of one input, for one filer.
pub(crate) struct Desk<'a> {
    pub(crate) facts: Facts<'a>,
    pub(crate) filer: String,
    /// The moment of lodging where the document does not name its own.
    pub(crate) now: Timestamp,
}

/// A document on its way to its decision.
pub(crate) enum Line<'d> {
    /// It is a declaration.
    Taken(Box<Taken>),
    /// It is one about a consignment that an earlier line declared.
    Known(Result<Box<Step>, Refusal>),
    /// It goes back.
    Back(Decided<'d>),
}

/// A valid declaration that was not cleared yet.
pub(crate) struct Taken {
    pub(crate) declaration_number: Mrn,
    pub(crate) valid: Valid,
    pub(crate) trace: Trace,
}

/// What a declaration leaves for the lines after it.
pub(crate) struct Trace {
    /// Counts the documents of the input from 1.
    pub(crate) number: u64,
    pub(crate) now: Timestamp,
    pub(crate) keys: KeyHashes,
    /// What else goes to the consignee; found in the order of the file.
    pub(crate) activity: Activity,
    /// The submission, for whoever reads it again.
    pub(crate) kept: Vec<u8>,
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

impl<'a> Desk<'a> {
    /// Takes in what was read; `number` counts the documents of the input from 1 and makes the declaration number.
    pub(crate) fn read<'d>(&self, reading: Result<Reading<'d>, Fault>, number: u64) -> Line<'d> {
        let reading = match reading {
            Ok(reading) => reading,
            Err(fault) => return Line::Back(back(Submission::default(), vec![fault])),
        };
        let lodged = self.lodged(&reading);
        let submission = reading.submission;
        let now = lodged.as_ref().copied().unwrap_or(self.now);
        match (self.take(&submission, number, now), lodged) {
            (Ok(mut taken), Ok(_)) => {
                taken.trace.kept.reserve(1024);
                // Only faults that no reader makes could not be kept.
                match kept::write(&submission, &mut taken.trace.kept) {
                    Ok(()) => Line::Taken(Box::new(taken)),
                    Err(_) => Line::Back(back(submission, vec![Fault::new(FaultCode::OutOfRange, "")])),
                }
            }
            (Ok(_), Err(fault)) => Line::Back(back(submission, vec![fault])),
            (Err(mut faults), lodged) => {
                faults.splice(0..0, lodged.err());
                Line::Back(back(submission, faults))
            }
        }
    }

    /// Checks a submission that was lodged at a moment.
    pub(crate) fn take(
        &self,
        submission: &Submission<'_>,
        number: u64,
        now: Timestamp,
    ) -> Result<Taken, Vec<Fault>> {
        let valid = validate(submission, FilerRole::Declarant, self.facts.law, self.facts.register, now)?;
        let declaration_number = self.declaration_number(number, now).map_err(|fault| vec![fault])?;
        let keys = KeyHashes::of(&valid.declaration, &self.filer, self.facts.law, Desk::hash, |_| ());
        let trace = Trace { number, now, keys, activity: Activity::NONE, kept: Vec::new() };
        Ok(Taken { declaration_number, valid, trace })
    }

    /// The command that lodges a declaration.
    pub(crate) fn command(&self, declaration_number: Mrn, valid: Valid, trace: &Trace) -> Command {
        Command::Lodge(Lodgement {
            number: declaration_number,
            consignment: format!("c_{:013}", trace.number),
            filer: Filer { organisation: self.filer.clone(), role: FilerRole::Declarant },
            declaration: valid.declaration,
            warnings: valid.warnings,
            assessed: Some(valid.assessment),
        })
    }

    /// The facts with what else goes to the consignee.
    pub(crate) fn facts_with(&self, activity: Activity) -> Facts<'a> {
        Facts { activity, ..self.facts.clone() }
    }

    /// The hash of a key. It leaves no trace outside the process.
    pub(crate) fn hash(kind: KeyKind, parts: &[&str]) -> u64 {
        let mut hasher = DefaultHasher::new();
        (kind, parts).hash(&mut hasher);
        hasher.finish()
    }

    /// Decides what was read as if nothing had been declared before.
    pub(crate) fn decide<'d>(&self, reading: Result<Reading<'d>, Fault>, number: u64) -> Decided<'d> {
        self.settle(self.read(reading, number), Submission::default)
    }

    /// Decides a line when it is known what it is about; its submission is asked for where the answer shows it.
    pub(crate) fn settle<'d>(
        &self,
        line: Line<'d>,
        submission: impl FnOnce() -> Submission<'d>,
    ) -> Decided<'d> {
        let answer = match line {
            Line::Back(decided) => return decided,
            Line::Known(answer) => answer,
            Line::Taken(taken) => {
                let Taken { declaration_number, valid, trace } = *taken;
                let command = self.command(declaration_number, valid, &trace);
                // Refused only where the law cannot assess it, which validation has named before.
                clear(None, command, &self.facts_with(trace.activity.clone()), trace.now).map(Box::new)
            }
        };
        let faults = match answer {
            Ok(step) => match step.answer {
                Answer::Taken | Answer::Repeated => return Decided::Step(step),
                Answer::Returned(faults) => faults,
            },
            Err(refusal) => vec![closed(refusal)],
        };
        back(submission(), faults)
    }

    /// The moment of lodging.
    pub(crate) fn lodged(&self, reading: &Reading<'_>) -> Result<Timestamp, Fault> {
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

fn back<'d>(submission: Submission<'d>, faults: Vec<Fault>) -> Decided<'d> {
    Decided::Faults { submission: Box::new(submission), faults }
}
