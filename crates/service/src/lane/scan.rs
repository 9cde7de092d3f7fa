//! Outbound scans: told, matched to the import they are of, looked at again until it is there, settled by an officer.

use super::batch::Batch;
use super::prepare::key_hash;
use crate::lane::ask::{Actor, Scanned, Target, Told};
use clearance::{
    Command, Condition, Doubt, KeyKind, Match, OutboundScan, Refusal, ReturnReport, ReturnedGoods,
    match_scan, report, scanned_goods,
};
use jiff::{SignedDuration, Timestamp};
use store::row::{decode_scan, encode_scan};
use store::{Entry, NEVER, Scan, ScanState, StoreFailure, What, moment};

/// How long a number under which goods leave stands for the same goods: postal numbers come again after a year.
const STANDS_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);
/// The role of whoever carries.
const CARRIER: &str = "carrier";
/// A scan that waits is looked at again after an eighth of the time it has waited, within these.
const SOONEST: SignedDuration = SignedDuration::from_mins(1);
const LATEST: SignedDuration = SignedDuration::from_hours(24);

impl Batch<'_> {
    /// Goods were scanned that leave. The same outbound number has the first answer.
    pub(super) fn scan(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        scan: &OutboundScan,
    ) -> Result<Told, StoreFailure> {
        let outbound =
            key_hash(self.writer.secret(), KeyKind::HouseNumber, &["outbound", scan.outbound.as_str()]);
        if let Some(known) = self.scan_under(outbound, scan, at)? {
            return Ok(told(&known, true));
        }
        let found = match_scan(self, scan, at, at)?;
        let found = self.for_whom(actor.role, &actor.organisation, found)?;
        if let Match::Known(consignment) = found {
            let state = ScanState::Matched(consignment);
            let reasons = String::new();
            return Ok(Told::Scanned(Scanned { number: None, state, reasons, is_repeated: true }));
        }
        let row = encode_scan(scan)?;
        let number = self.record_scan(actor, at, What::Scanned { scan: &row })?;
        let at_micro = at.as_microsecond();
        let kept = Scan {
            number,
            outbound,
            at: at_micro,
            state: ScanState::Open,
            reasons: String::new(),
            look: NEVER,
        };
        self.come_to(actor, at, kept, found)
    }

    /// Looks at an open scan again: its import, or the release of it, may be there by now.
    pub(super) fn look_again(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        number: u64,
    ) -> Result<Told, StoreFailure> {
        let kept = self.kept_scan(number)?;
        let Some(kept) = kept.filter(|kept| kept.state == ScanState::Open) else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        let (scan, role, organisation) = self.told_by(number)?;
        let found = match_scan(self, &scan, moment(kept.at)?, at)?;
        let found = self.for_whom(&role, &organisation, found)?;
        self.come_to(actor, at, kept, found)
    }

    /// What a scan comes to for whoever told of it: goods that another carrier has are for an officer to judge, and what
    /// is known of them is not for whoever guesses.
    fn for_whom(&mut self, role: &str, organisation: &str, found: Match) -> Result<Match, StoreFailure> {
        let (Match::Sure(number, _) | Match::Doubtful(Some(number), _)) = found else { return Ok(found) };
        let is_theirs = role != CARRIER
            || self.loaded(number)?.is_some_and(|held| held.case.may_be_carried_by(organisation));
        Ok(if is_theirs { found } else { Match::Doubtful(Some(number), vec![Doubt::OtherCarrier]) })
    }

    /// Settles a scan by what it was matched to, or keeps it open with why.
    fn come_to(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        mut kept: Scan,
        found: Match,
    ) -> Result<Told, StoreFailure> {
        let doubts = match found {
            Match::Sure(consignment, report) => {
                let command = Command::Return(ReturnReport { scan: Some(kept.number), ..*report });
                match self.command(actor, at, &Target::Consignment(consignment), command)? {
                    Told::Done(done) if !done.is_repeated => {
                        return Ok(self.settle_scan(kept, ScanState::Matched(consignment)));
                    }
                    // Goods fit that were looked at a moment ago; what can still be wrong is when they left.
                    _ => vec![Doubt::WrongMoment],
                }
            }
            Match::Known(_) => {
                let reason = "goods had left under this number without the scan";
                self.record_scan(actor, at, What::ScanRefused { scan: kept.number, reason })?;
                return Ok(self.settle_scan(kept, ScanState::Refused));
            }
            Match::Doubtful(_, doubts) => doubts,
        };
        let may_pass = doubts.iter().all(|doubt| doubt.may_pass());
        kept.look = if may_pass { next_look(kept.at, at) } else { NEVER };
        kept.reasons = doubts.iter().map(|doubt| doubt.as_str()).collect::<Vec<_>>().join(" ");
        let told = told(&kept, false);
        self.note_scan(kept);
        Ok(told)
    }

    /// An officer says of which import a scan is.
    pub(super) fn match_by_officer(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        number: u64,
        target: &Target,
        (goods, condition, reason): (Vec<ReturnedGoods>, Option<Condition>, String),
    ) -> Result<Told, StoreFailure> {
        let kept = match self.kept_scan(number)? {
            Some(kept) if kept.state == ScanState::Open => kept,
            Some(kept) => return Ok(told(&kept, true)),
            None => return Ok(Told::Refused(Refusal::UnknownConsignment)),
        };
        if reason.trim().is_empty() {
            return Ok(Told::Refused(Refusal::ReasonMissing));
        }
        let scan = self.scanned(number)?;
        let Some(consignment) = self.find(target)? else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        let Some(held) = self.loaded(consignment)? else {
            return Ok(Told::Refused(Refusal::UnknownConsignment));
        };
        let goods = match goods.is_empty() {
            false => goods,
            true => match scanned_goods(&held.case, &scan) {
                Ok(goods) => goods,
                Err(_) => return Ok(Told::Refused(Refusal::ReturnDoesNotFit)),
            },
        };
        let condition = condition.unwrap_or(scan.condition);
        let said = report(&held.case, &scan, goods, moment(kept.at)?);
        let command =
            Command::Return(ReturnReport { scan: Some(number), reason: Some(reason), condition, ..said });
        match self.command(actor, at, &Target::Consignment(consignment), command)? {
            Told::Done(done) if !done.is_repeated => {
                Ok(self.settle_scan(kept, ScanState::Matched(consignment)))
            }
            Told::Done(_) => Ok(Told::Refused(Refusal::AlreadyReturning)),
            other => Ok(other),
        }
    }

    /// An officer says that a scan is of no import that is known here.
    pub(super) fn refuse_scan(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        number: u64,
        reason: &str,
    ) -> Result<Told, StoreFailure> {
        let kept = match self.kept_scan(number)? {
            Some(kept) if kept.state == ScanState::Open => kept,
            Some(kept) => return Ok(told(&kept, true)),
            None => return Ok(Told::Refused(Refusal::UnknownConsignment)),
        };
        if reason.trim().is_empty() {
            return Ok(Told::Refused(Refusal::ReasonMissing));
        }
        self.record_scan(actor, at, What::ScanRefused { scan: number, reason })?;
        Ok(self.settle_scan(kept, ScanState::Refused))
    }

    fn settle_scan(&mut self, kept: Scan, state: ScanState) -> Told {
        let kept = Scan { state, reasons: String::new(), look: NEVER, ..kept };
        let told = told(&kept, false);
        self.note_scan(kept);
        told
    }

    fn note_scan(&mut self, kept: Scan) {
        self.scans.retain(|known| known.number != kept.number);
        self.scans.push(kept);
    }

    /// A scan that was committed, as it stands in this batch.
    fn kept_scan(&self, number: u64) -> Result<Option<Scan>, StoreFailure> {
        // What this batch has told cannot be read yet, and nobody was told its number.
        if number >= self.writer.next_entry() {
            return Ok(None);
        }
        match self.scans.iter().find(|known| known.number == number) {
            Some(known) => Ok(Some(known.clone())),
            None => self.writer.scan(number),
        }
    }

    /// The scan under an outbound number that stands for the same goods.
    fn scan_under(
        &self,
        outbound: u64,
        scan: &OutboundScan,
        now: Timestamp,
    ) -> Result<Option<Scan>, StoreFailure> {
        let stands = |known: &Scan| {
            let since = Timestamp::from_microsecond(known.at).map(|at| now.duration_since(at));
            known.outbound == outbound && since.is_ok_and(|since| since <= STANDS_FOR)
        };
        if let Some(known) = self.scans.iter().find(|known| stands(known)) {
            return Ok(Some(known.clone()));
        }
        for known in self.writer.scans_under(outbound)?.into_iter().filter(stands) {
            // Hashes may collide.
            if self.scanned(known.number)?.outbound == scan.outbound {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    /// What was scanned.
    fn scanned(&self, number: u64) -> Result<OutboundScan, StoreFailure> {
        Ok(self.told_by(number)?.0)
    }

    /// What was scanned, in which role, and by whom.
    fn told_by(&self, number: u64) -> Result<(OutboundScan, String, String), StoreFailure> {
        let missing = StoreFailure::Corrupt("a scan whose entry is not there");
        let bytes = self.writer.entry(number)?.ok_or(missing)?;
        let Entry { actor, what, .. } = Entry::decode(&bytes)?;
        match what {
            What::Scanned { scan } => {
                Ok((decode_scan(scan)?, actor.role.to_owned(), actor.organisation.to_owned()))
            }
            _ => Err(StoreFailure::Corrupt("a scan whose entry tells of something else")),
        }
    }
}

fn told(kept: &Scan, is_repeated: bool) -> Told {
    let Scan { number, state, reasons, .. } = kept.clone();
    Told::Scanned(Scanned { number: Some(number), state, reasons, is_repeated })
}

/// When a scan that waits is looked at again.
fn next_look(since: i64, now: Timestamp) -> i64 {
    let waited = now.as_microsecond().saturating_sub(since) / 8;
    let micro = |duration: SignedDuration| i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    now.as_microsecond().saturating_add(waited.clamp(micro(SOONEST), micro(LATEST)))
}
