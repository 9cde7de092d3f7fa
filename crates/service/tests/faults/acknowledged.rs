//! What was answered in a run, and must stay so.

use crate::filers::{Said, Sent};
use crate::run::{ORIGIN, SIGNING, Seen};
use evidence::{Origin, Receipt, SigningKey};
use service::lane::Told;
use std::collections::BTreeSet;

/// What was answered, with the proofs.
#[derive(Default)]
pub(crate) struct Acknowledged {
    pub(crate) sent: Vec<Sent>,
    pub(crate) receipts: Vec<(u64, Receipt)>,
    pub(crate) seen: Seen,
    numbers: BTreeSet<String>,
}

impl Acknowledged {
    /// Takes what was told about something.
    pub(crate) fn take(&mut self, sent: Sent, told: Told) -> Result<(), String> {
        self.seen.asks += 1;
        if let Told::Done(done) = told {
            if !done.is_repeated {
                *self.seen.done.entry(sent.said.kind()).or_default() += 1;
            }
            let number = done.number.as_str();
            if matches!(sent.said, Said::File(..))
                && !done.is_repeated
                && !self.numbers.insert(number.to_owned())
            {
                return Err(format!("{number} was given twice"));
            }
            if let Some(receipt) = done.receipt {
                check_receipt(&receipt, number)?;
                self.receipts.push((done.entry, receipt));
            } else if !done.is_repeated {
                return Err(format!("{number} has no receipt"));
            }
        }
        self.sent.push(sent);
        Ok(())
    }

    /// Counts deadlines that passed, of which so many should; says whether none is left.
    pub(crate) fn are_all_passed(
        &mut self,
        (passed, stuck): (usize, usize),
        should: usize,
    ) -> Result<bool, String> {
        if (passed, stuck) != (should, 0) {
            return Err(format!("{passed} deadlines passed and {stuck} stuck, not {should}"));
        }
        self.seen.deadlines += passed as u64;
        Ok(passed == 0)
    }
}

fn check_receipt(receipt: &Receipt, number: &str) -> Result<(), String> {
    let key = SigningKey::from_seed(&SIGNING).unwrap().verifying_key();
    let stated = receipt.verify(&key, &Origin::parse(ORIGIN).unwrap()).map_err(|flaw| flaw.to_string())?;
    match stated.declaration == Some(number) {
        true => Ok(()),
        false => Err(format!("the receipt of {number} is about {:?}", stated.declaration)),
    }
}
