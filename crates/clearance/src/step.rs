//! What clearing gives: the case after a command, and the answer to it.

use crate::case::Case;
use crate::fault::Fault;
use crate::identifier::Mrn;

/// What a command made of a case. Nothing is left to decide for whoever writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The case after the command.
    pub case: Case,
    /// The declaration that the answer is about.
    pub number: Mrn,
    /// How the command was taken.
    pub answer: Answer,
}

/// How a command was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It changed the case.
    Taken,
    /// It had been taken before; the first answer stands.
    Repeated,
    /// What was lodged goes back to the filer; the case is as it was.
    Returned(Vec<Fault>),
}
