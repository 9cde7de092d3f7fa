//! The views of a batch: worklists, where consignments stand for their filers, and tallies, changed by differences.
//!
//! ```text
//!   a consignment as the database has it ─┐
//!                                         ├─► worklists at once; standing and tallies summed over the batch
//!   the consignment as it is now ─────────┘                        └─► one write each at its end
//! ```

use crate::StoreFailure;
use crate::held::{Held, Kept, Waiting, Written};
use crate::ledger::Ledger;
use crate::mixing::Mixing;
use crate::organisation::Organisations;
use crate::sql::{Bulk, Transaction, params};
use clearance::{FaultCode, Figure, Phase};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// The day that figures of all time stand under.
pub(crate) const ALL_TIME: i64 = 0;
/// Changes of standings that may come together before they are written.
const STANDINGS: usize = 65_536;
/// The columns of a row of a worklist.
const WAITING: [&str; 5] = ["list", "due", "weight", "consignment", "control"];

/// A document that was sent back, for the figures of whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBack {
    /// The day, as the law counts days.
    pub day: i64,
    /// Whoever sent it.
    pub organisation: String,
    /// What was wrong; one may come more than once.
    pub faults: Vec<FaultCode>,
}

/// Changes of views within a transaction.
pub(crate) struct Views<'t> {
    transaction: &'t Transaction<'t>,
    organisations: &'t mut Organisations,
    /// None while an earlier layout is brought up that has none.
    ledger: Option<&'t mut Ledger>,
    /// By how much each figure of a day changes.
    tally: HashMap<(i64, Figure<i64>), i64, BuildHasherDefault<Mixing>>,
    /// Standings that come, or go.
    standing: Vec<Standing>,
    /// Rows of worklists that go.
    gone: Bulk<'t>,
    /// Rows of worklists that come.
    come: Bulk<'t>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    organisation: i64,
    phase: Phase,
    number: u64,
    comes: bool,
}

impl<'t> Views<'t> {
    pub(crate) fn new(
        transaction: &'t Transaction<'t>,
        organisations: &'t mut Organisations,
        ledger: Option<&'t mut Ledger>,
    ) -> Result<Views<'t>, StoreFailure> {
        Ok(Views {
            transaction,
            organisations,
            ledger,
            tally: HashMap::default(),
            standing: Vec::new(),
            gone: transaction.deleting("waiting", &WAITING)?,
            come: transaction.inserting("waiting", &WAITING, "")?,
        })
    }

    /// A consignment is written as it is now; what it moves on the ledger is posted on a day.
    pub(crate) fn write(&mut self, held: &Held, day: i64) -> Result<(), StoreFailure> {
        let before = match &held.kept {
            Kept::AsItIs => return Ok(()),
            Kept::Earlier(written) => Some(written),
            Kept::Nothing => None,
        };
        let number = held.number;
        let waiting = held.waiting();
        self.write_lists(number, before.map_or(&[], |before| &before.waiting), &waiting)?;
        if let Some(ledger) = &mut self.ledger {
            let before = before.map_or(&[][..], |before| &before.positions);
            ledger.post(held, before, day)?;
        }
        if let Some(Written { day, figures, .. }) = before {
            for (figure, value) in figures {
                let figure = self.numbered(figure.clone())?;
                self.count(number, *day, figure, -value);
            }
        }
        for (figure, value) in held.figures() {
            let figure = self.numbered(figure)?;
            self.count(number, held.first_day, figure, value);
        }
        if self.standing.len() >= STANDINGS { self.write_standings() } else { Ok(()) }
    }

    /// A document went back.
    pub(crate) fn send_back(&mut self, sent_back: &SentBack) -> Result<(), StoreFailure> {
        let SentBack { day, organisation, faults } = sent_back;
        let organisation = self.organisations.id(self.transaction, organisation)?;
        self.add(*day, Figure::Returned { organisation }, 1);
        for (place, code) in faults.iter().copied().enumerate() {
            if !faults.iter().take(place).any(|earlier| *earlier == code) {
                self.add(*day, Figure::Faulted { organisation, code }, 1);
            }
        }
        Ok(())
    }

    /// The same figure with its organisation's number.
    fn numbered<O: AsRef<str>>(&mut self, figure: Figure<O>) -> Result<Figure<i64>, StoreFailure> {
        let id = match figure.organisation() {
            Some(organisation) => self.organisations.id(self.transaction, organisation.as_ref())?,
            None => 0,
        };
        Ok(figure.map(|_| id))
    }

    fn count(&mut self, number: u64, day: i64, figure: Figure<i64>, value: i64) {
        self.add(if figure.kind().is_by_day() { day } else { ALL_TIME }, figure, value);
        let Figure::Told { organisation, phase } = figure else { return };
        let standing = Standing { organisation, phase, number, comes: value > 0 };
        let is_undone = |other: &Standing| {
            (other.organisation, other.phase, other.comes) == (organisation, phase, !standing.comes)
        };
        // What stands where it stood neither goes nor comes. Changes of one consignment lie together.
        let own = self.standing.iter().rev().take_while(|other| other.number == number);
        match own.enumerate().find(|(_, other)| is_undone(other)).map(|(behind, _)| behind) {
            Some(behind) => drop(self.standing.remove(self.standing.len() - 1 - behind)),
            None => self.standing.push(standing),
        }
    }

    fn add(&mut self, day: i64, figure: Figure<i64>, value: i64) {
        let sum = self.tally.entry((day, figure)).or_default();
        *sum = sum.saturating_add(value);
    }

    /// Changes the rows of worklists from what they were to what they should be.
    fn write_lists(
        &mut self,
        number: u64,
        before: &[Waiting],
        after: &[Waiting],
    ) -> Result<(), StoreFailure> {
        let number = number.cast_signed();
        for row in before.iter().filter(|row| !after.contains(row)) {
            self.gone.add(params![row.list, row.due, row.weight, number, row.control])?;
        }
        for row in after.iter().filter(|row| !before.contains(row)) {
            self.come.add(params![row.list, row.due, row.weight, number, row.control])?;
        }
        Ok(())
    }

    /// Writes what was summed; lines of accounts stand under the first entry of the batch.
    pub(crate) fn end(mut self, first: i64) -> Result<(), StoreFailure> {
        if let Some(ledger) = &mut self.ledger {
            ledger.write(self.transaction, first)?;
        }
        self.write_standings()?;
        self.gone.write()?;
        self.come.write()?;
        let mut tally: Vec<_> = self.tally.drain().filter(|(_, value)| *value != 0).collect();
        tally.sort_unstable();
        // A sum beyond all bounds stays at the bound, where SQLite would go on in floating point.
        let sum = self.transaction.sum_within("tally.value", "excluded.value");
        let or_else = format!("ON CONFLICT (day, name, key) DO UPDATE SET value = {sum}");
        let mut rows = self.transaction.inserting("tally", &["day", "name", "key", "value"], &or_else)?;
        for ((day, figure), value) in tally {
            let kind = figure.kind();
            let name = figure.organisation().map_or(Ok(""), |id| self.organisations.name(*id))?;
            let key = figure.map(|_| name).to_string();
            rows.add(params![day, kind.as_str(), key, value])?;
        }
        Ok(rows.write()?)
    }

    fn write_standings(&mut self) -> Result<(), StoreFailure> {
        // Rows that lie together are written together.
        self.standing.sort_unstable();
        let columns = ["organisation", "phase", "number"];
        let mut come = self.transaction.inserting("standing", &columns, "")?;
        let mut gone = self.transaction.deleting("standing", &columns)?;
        for Standing { organisation, phase, number, comes } in self.standing.drain(..) {
            let rows = if comes { &mut come } else { &mut gone };
            rows.add(params![organisation, phase.as_str(), number.cast_signed()])?;
        }
        gone.write()?;
        Ok(come.write()?)
    }
}
