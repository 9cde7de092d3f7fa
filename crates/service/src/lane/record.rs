//! Recording: the entry of the journal, the statement about it, and the consignment as it is now.

use super::batch::Batch;
use super::prepare::{key_hash, token_hash};
use super::statement::statement;
use crate::lane::ask::{Actor, Done, Filing, FilingKeys, Told};
use clearance::identifier::Mrn;
use clearance::{
    Activity, Background, Case, Counted, Fault, KeyHashes, Owner, Register, TokenId, day_number, deferred,
    draws, examined,
};
use jiff::Timestamp;
use quantity::Decimal;
use risk::signals::history::History;
use serde_bytes::Bytes;
use std::sync::Arc;
use store::row;
use store::{
    BackgroundRow, Decided, Document, DrawnQuota, Entry, Filed, Held, NewEntry, RefusedToken, Running,
    SentBack, StoreFailure, TokenRow, What,
};
use tariff::QuotaPeriod;

/// What is recorded of a command.
pub(super) enum Recorded {
    Filed { number: Mrn, filing: Box<Filing>, how: How },
    Commanded { command: Vec<u8> },
}

/// How a filing came.
pub(super) enum How {
    Lodged,
    Amended,
    Corrected { reason: String, is_wilful: bool },
}

/// Who asked, when, about which consignment, and which running facts were read for it.
pub(super) struct Asked<'r> {
    pub(super) actor: &'r Actor,
    pub(super) at: Timestamp,
    pub(super) consignment: u64,
    pub(super) activity: Activity,
}

impl Batch<'_> {
    /// Notes down a step that was taken.
    pub(super) fn record(
        &mut self,
        asked: &Asked<'_>,
        case: Case,
        number: Mrn,
        recorded: Recorded,
    ) -> Result<Told, StoreFailure> {
        let consignment = asked.consignment;
        let (phase, outcome) = case.told_about(number);
        let clear = row::encode_case(&case)?;
        let entry = self.note(asked, &case, number, &recorded, &clear)?;
        let shown = self.shown(&case);
        let filed = match recorded {
            Recorded::Filed { number, filing, .. } => Some(Filed { number, entry, texts: filing.personal }),
            Recorded::Commanded { .. } => None,
        };
        self.hold(consignment, entry, case, clear, filed);
        Ok(Told::Done(Box::new(Done {
            consignment,
            case: shown,
            number,
            phase,
            outcome,
            entry,
            is_repeated: false,
            receipt: None,
        })))
    }

    /// Notes down the entry of a step; gives its number.
    fn note(
        &mut self,
        asked: &Asked<'_>,
        case: &Case,
        number: Mrn,
        recorded: &Recorded,
        clear: &[u8],
    ) -> Result<u64, StoreFailure> {
        let payable = case.assessment.payable.to_string();
        let (what, salts) = match recorded {
            Recorded::Commanded { command } => (What::Commanded { command }, [].as_slice()),
            Recorded::Filed { number, filing, how } => {
                let (number, role, document) =
                    (number.as_str(), filing.filer.role.as_str(), document(filing));
                let what = match how {
                    How::Lodged => What::Lodged { number, role, document },
                    How::Amended => What::Amended { number, role, document },
                    How::Corrected { reason, is_wilful } => {
                        What::Corrected { number, role, document, reason, is_wilful: *is_wilful }
                    }
                };
                (what, filing.salts.as_slice())
            }
        };
        let entry = Entry {
            consignment: asked.consignment,
            previous: self.last_entry(asked.consignment),
            at: asked.at.as_microsecond(),
            actor: asked.actor.stored(),
            what,
            running: Running {
                consignments: asked.activity.consignments,
                value: asked.activity.value.micro(),
            },
            result: Some(Decided {
                number: number.as_str(),
                governs: case.filings.governing().number == number,
                phase: case.phase().as_str(),
                outcome: case.outcome.as_str(),
                payable: &payable,
                case: store::short_hash(clear),
            }),
            concerns: concerned(case, asked.actor),
            added_up: asked.activity.added_up.sums().iter().map(|sum| sum.micro()).collect(),
            drawn: asked.activity.drawn.iter().map(drawn).collect(),
            background: background_row(&asked.activity),
            deferred: asked.activity.deferred.clone(),
            tokens: self.token_row(asked, case),
        };
        self.put(&entry, salts, None)
    }

    /// What was read about tax tokens, and what a vendor is told of one that this step refuses; none where there is
    /// neither.
    fn token_row(&self, asked: &Asked<'_>, case: &Case) -> Option<TokenRow> {
        let spent = asked.activity.spent.iter().map(|token| *token.as_bytes()).collect();
        let before = self.held.get(&asked.consignment).map(|held| &held.case);
        let row = TokenRow { spent, refused: refused_token(before, case, &self.registered.register) };
        (row != TokenRow::default()).then_some(row)
    }

    /// Notes down that what was filed goes back, and about which consignment if it conflicts with one.
    pub(super) fn send_back(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        filing: &Filing,
        faults: Vec<Fault>,
        consignment: u64,
    ) -> Result<Told, StoreFailure> {
        let row = row::encode_faults(&faults)?;
        let what = What::Returned {
            reference: &filing.reference,
            role: filing.filer.role.as_str(),
            is_unread: filing.is_unread,
            document: document(filing),
            faults: &row,
        };
        let entry = Entry {
            consignment,
            previous: self.last_entry(consignment),
            concerns: vec![&actor.organisation],
            ..Entry::bare(at.as_microsecond(), actor.stored(), what)
        };
        let sent_back = SentBack {
            day: self.day(at),
            organisation: actor.organisation.clone(),
            faults: faults.iter().map(|fault| fault.code).collect(),
        };
        self.put(&entry, &filing.salts, Some(sent_back))?;
        Ok(Told::Returned(faults))
    }

    /// Notes down what was scanned, or that a scan is refused; gives the number of the entry.
    pub(super) fn record_scan(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        what: What<'_>,
    ) -> Result<u64, StoreFailure> {
        let entry = Entry {
            concerns: vec![&actor.organisation],
            ..Entry::bare(at.as_microsecond(), actor.stored(), what)
        };
        self.put(&entry, &[], None)
    }

    /// The entry that touched a consignment last; 0 for none.
    fn last_entry(&self, consignment: u64) -> u64 {
        self.held.get(&consignment).map_or(0, |held| held.entry)
    }

    /// Puts an entry into the batch with the statement about it; gives its number.
    pub(super) fn put(
        &mut self,
        entry: &Entry<'_>,
        salts: &[u8],
        sent_back: Option<SentBack>,
    ) -> Result<u64, StoreFailure> {
        let number = self.next_entry();
        let bytes = entry.encode()?;
        let opening = (!salts.is_empty()).then(|| self.writer.secret().opening(salts));
        self.statements.push((statement(entry, &bytes)?, opening));
        let told = entry.tokens.as_ref().and_then(|tokens| tokens.refused.as_ref());
        let told = told.map(|refused| refused.party.as_str()).filter(|party| !entry.concerns.contains(party));
        let concerns = entry.concerns.iter().copied().chain(told).map(str::to_owned).collect();
        self.entries.push(NewEntry { bytes, salts: salts.to_vec(), concerns, sent_back });
        Ok(number)
    }

    /// Notes down that a shared fact counts from here on.
    pub(super) fn record_activation(
        &mut self,
        kind: &str,
        label: &str,
        at: Timestamp,
    ) -> Result<(), StoreFailure> {
        let actor = Actor::program();
        let entry = Entry::bare(at.as_microsecond(), actor.stored(), What::Activated { kind, label });
        self.put(&entry, &[], None).map(|_| ())
    }

    /// The day of a moment, as the law counts days.
    fn day(&self, moment: Timestamp) -> i64 {
        day_number(self.country.law().day_of(moment))
    }

    /// The consignment as it is from now on.
    fn hold(&mut self, consignment: u64, entry: u64, case: Case, clear: Vec<u8>, filed: Option<Filed>) {
        let counted = Counted::of(&case, self.country.law());
        let first_day = case.filings.iter().next().map(|filing| self.day(filing.accepted));
        let before = self.held.remove(&consignment);
        self.count_drawn(before.as_ref().map(|held| &held.case), &case);
        self.count_deferred(before.as_ref().map(|held| &held.case), &case);
        self.add_outcome(before.as_ref().map(|held| &held.case), &case, consignment);
        self.add_redeemed(before.as_ref().map(|held| &held.case), &case, consignment);
        let mut held = Held::after(before.map(Arc::unwrap_or_clone), consignment, entry, case, clear);
        (held.day, held.value) = (counted.day, counted.value.micro());
        held.first_day = first_day.unwrap_or(held.first_day);
        if let Some(filed) = filed {
            held.take_filed(filed);
        }
        self.held.insert(consignment, Arc::new(held));
        self.touched.insert(consignment);
        self.changed.push(consignment);
    }

    /// What an examination came to is found under the seller and the consignor from here on.
    fn add_outcome(&mut self, before: Option<&Case>, after: &Case, consignment: u64) {
        if self.country.law().signals.is_empty() {
            return;
        }
        let Some(outcome) = examined(before, after) else { return };
        let declaration = &after.filings.governing().declaration;
        let secret = self.writer.secret();
        let hash = |kind, parts: &[&str]| key_hash(secret, kind, parts);
        let keys = KeyHashes::of(declaration, "", self.country.law(), hash, |_| ());
        for party in [keys.seller, keys.consignor].into_iter().flatten() {
            self.add_key(outcome.key(party), consignment);
        }
    }

    /// A consignment that has used a token is found under it from here on.
    fn add_redeemed(&mut self, before: Option<&Case>, after: &Case, consignment: u64) {
        if let Some(token) = after.redeems()
            && before.and_then(Case::redeems) != Some(token)
        {
            self.add_key(token_hash(self.writer.secret(), token), consignment);
        }
    }

    /// Counts what a step has drawn of quotas, or given back.
    fn count_drawn(&mut self, before: Option<&Case>, after: &Case) {
        let mut count = |case: &Case, sign: i64| {
            for (period, quantity) in draws(case).iter() {
                *self.drawn.entry(period).or_default() += sign * quantity.micro();
            }
        };
        before.into_iter().for_each(|before| count(before, -1));
        count(after, 1);
    }

    /// Counts what a step has put on statements, or taken off.
    fn count_deferred(&mut self, before: Option<&Case>, after: &Case) {
        let mut count = |case: &Case, sign: i64| {
            if let Some((party, minor)) = deferred(case) {
                let changed = self.deferred.entry(party.to_owned()).or_default();
                *changed = changed.saturating_add(sign * minor);
            }
        };
        before.into_iter().for_each(|before| count(before, -1));
        count(after, 1);
    }

    pub(super) fn add_keys(&mut self, keys: &FilingKeys, consignment: u64) {
        for hash in keys.hashes.found_by().into_iter().flatten().chain(keys.links.iter().copied()) {
            self.add_key(hash, consignment);
        }
    }

    pub(super) fn add_key(&mut self, hash: u64, consignment: u64) {
        if self.fresh.under(hash).last() != Some(&consignment) {
            self.fresh.add(hash, consignment);
            self.keys.push((hash, consignment));
        }
    }
}

/// The notice to a vendor that a token of its number was refused; none where that is no news, or nobody has the number.
fn refused_token(before: Option<&Case>, after: &Case, register: &Register) -> Option<RefusedToken> {
    let flaw = after.refuses_token()?;
    let declaration = &after.filings.governing().declaration;
    let (declared, scheme) = declaration.tax_token.as_ref().zip(declaration.tax_scheme.as_ref())?;
    let is_known = before.is_some_and(|before| {
        let earlier = before.filings.governing().declaration.tax_token.as_ref();
        before.refuses_token() == Some(flaw)
            && earlier.is_some_and(|earlier| earlier.token.id() == declared.token.id())
    });
    let party = register.holder(&scheme.scheme, &scheme.number).filter(|_| !is_known)?;
    Some(RefusedToken {
        party: party.to_owned(),
        scheme_number: scheme.number.clone(),
        order: declared.token.claim().order.clone(),
        flaw: flaw.as_str().to_owned(),
    })
}

/// The tokens that another consignment had used, from how they are recorded.
pub(crate) fn spent_of(row: Option<&TokenRow>) -> Vec<TokenId> {
    row.into_iter().flat_map(|row| &row.spent).map(|token| TokenId::from_bytes(*token)).collect()
}

fn document(filing: &Filing) -> Document<'_> {
    Document {
        submission: &filing.clear,
        personal: filing
            .personal
            .iter()
            .map(|(subject, bytes)| (subject.code(), Bytes::new(bytes)))
            .collect(),
        commitment: filing.commitment,
    }
}

/// What other consignments told, as it is recorded; none where they told nothing.
fn background_row(activity: &Activity) -> Option<BackgroundRow> {
    let Activity { background, threshold, .. } = activity;
    let micro = |values: &[Decimal]| values.iter().map(|value| value.micro()).collect();
    (*background != Background::NONE || threshold.is_some()).then(|| BackgroundRow {
        to_the_person: micro(&background.to_the_person),
        of_the_sale: micro(&background.of_the_sale),
        ordered: background.ordered.map(Decimal::micro),
        paid: background.paid.map(Decimal::micro),
        findings: background.history.findings,
        no_findings: background.history.no_findings,
        repeated: background.repeated,
        threshold: *threshold,
    })
}

/// What other consignments told, from how it is recorded.
pub(crate) fn background_of(row: Option<&BackgroundRow>) -> Result<Background, StoreFailure> {
    let Some(row) = row else { return Ok(Background::NONE) };
    let value =
        |micro: i64| Decimal::from_micro(micro).ok_or(StoreFailure::Corrupt("what other consignments told"));
    let values = |micro: &[i64]| micro.iter().map(|micro| value(*micro)).collect::<Result<_, _>>();
    Ok(Background {
        to_the_person: values(&row.to_the_person)?,
        of_the_sale: values(&row.of_the_sale)?,
        ordered: row.ordered.map(value).transpose()?,
        paid: row.paid.map(value).transpose()?,
        history: History { findings: row.findings, no_findings: row.no_findings },
        repeated: row.repeated,
    })
}

fn drawn((period, quantity): (QuotaPeriod, Decimal)) -> DrawnQuota {
    DrawnQuota {
        number: period.number.to_string(),
        opened: period.opened.to_string(),
        quantity: quantity.micro(),
    }
}

/// The organisations that a step concerns: every filer, every agency that is asked, and whoever acted.
fn concerned<'a>(case: &'a Case, actor: &'a Actor) -> Vec<&'a str> {
    let mut all: Vec<&str> = case.filings.iter().map(|filing| filing.filer.organisation.as_str()).collect();
    let gates = case.gates().into_iter().flat_map(|gates| gates.iter());
    all.extend(gates.filter_map(|gate| match &gate.owner {
        Owner::Agency(agency) => Some(agency.as_str()),
        _ => None,
    }));
    all.push(&actor.organisation);
    all.sort_unstable();
    all.dedup();
    all
}
