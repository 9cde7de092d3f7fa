//! Recalling what other consignments tell: asked in one way of whoever keeps them, whatever came in one batch.

use crate::background::Background;
use crate::case::{Case, Filing};
use crate::consignments::Consignments;
use crate::day_number::day_number;
use crate::filer::FilerRole;
use crate::filings::{goods_in_local, paid_in_local};
use crate::ground::Ground;
use crate::key_hashes::KeyHashes;
use crate::law::Law;
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Decimal, LocalValue};
use risk::signals::Signal;
use risk::signals::history::History;

/// The consignment that is decided, as it is looked for among others.
pub(crate) struct Sought {
    /// Its number, if it has one already.
    pub(crate) own: Option<u64>,
    /// The hashes of what speaks for it.
    pub(crate) keys: KeyHashes,
    /// When it was accepted.
    pub(crate) accepted: Timestamp,
}

/// What other consignments tell about the people and the sale behind one; those to the same consignee, the newest first,
/// are at hand.
pub(crate) fn background<C: Consignments>(
    consignments: &mut C,
    sought: &Sought,
    to_the_consignee: &[u64],
    law: &Law,
) -> Result<Background, C::Failure> {
    let day = law.day_of(sought.accepted);
    let rule = |signal: Signal| law.signals.on(&signal, day).map(|row| row.value);
    let mut recall = Recall { consignments, own: sought.own, day: day_number(day) };
    let KeyHashes { phone, email, person, order, payment, .. } = sought.keys;
    let mut background = Background::NONE;
    if let Some(rule) = rule(Signal::Splitting) {
        let others = recall.others(to_the_consignee, &[phone, email, person])?;
        background.to_the_person = recall.worth(&others, Some(rule.days))?;
    }
    if rule(Signal::SplitOrder).is_some() || rule(Signal::ThreeWayMismatch).is_some() {
        let others = recall.others(&[], &[order, payment])?;
        background.of_the_sale = recall.worth(&others, None)?;
        (background.ordered, background.paid) = recall.sale(&others, law, day)?;
    }
    if rule(Signal::PartyHistory).is_some() || rule(Signal::CleanHistory).is_some() {
        background.history = recall.history(sought.keys.seller.or(sought.keys.consignor))?;
    }
    if let (Some(rule), Some(words)) = (rule(Signal::RepeatedDescription), sought.keys.words) {
        background.repeated = recall.repeated(words, rule.at, rule.days)?;
    }
    Ok(background)
}

struct Recall<'c, C> {
    consignments: &'c mut C,
    own: Option<u64>,
    day: i64,
}

impl<C: Consignments> Recall<'_, C> {
    /// The others, those at hand and those under any of these keys, each once.
    fn others(&mut self, at_hand: &[u64], keys: &[Option<u64>]) -> Result<Vec<u64>, C::Failure> {
        let mut numbers: Vec<u64> =
            at_hand.iter().copied().filter(|number| Some(*number) != self.own).collect();
        for key in keys.iter().flatten() {
            for number in self.consignments.under(*key, Background::MOST + 1)? {
                if Some(number) != self.own && !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        // Whatever key they were found by, the newest come first.
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        Ok(numbers)
    }

    /// What others are worth, where a declaration of them stands; within so many days, if any.
    fn worth(&mut self, others: &[u64], days: Option<u32>) -> Result<Vec<Decimal>, C::Failure> {
        let mut worth = Vec::new();
        for number in others {
            let counted = self.consignments.counted(*number)?;
            let counted = counted.and_then(|counted| Some((counted.day?, counted.value)));
            let is_near = |day: i64| days.is_none_or(|days| (day - self.day).abs() <= i64::from(days));
            worth.extend(counted.filter(|(day, _)| is_near(*day)).map(|(_, value)| value));
            if worth.len() == Background::MOST {
                break;
            }
        }
        Ok(worth)
    }

    /// What order and payment come to, as filed by those who know them and not the goods: about consignments of which
    /// nothing else is filed. What they file about this one stands in its own case.
    fn sale(
        &mut self,
        others: &[u64],
        law: &Law,
        day: Date,
    ) -> Result<(Option<Decimal>, Option<Decimal>), C::Failure> {
        let (mut ordered, mut paid) = (None, None);
        for number in others.iter().copied() {
            if self.consignments.counted(number)?.is_none_or(|counted| counted.day.is_some()) {
                continue;
            }
            let Some(case) = self.consignments.case(number)? else { continue };
            let (its_order, its_payment) = sale_of(case, law, day);
            (ordered, paid) = (ordered.max(its_order), paid.max(its_payment));
        }
        Ok((ordered, paid))
    }

    fn history(&mut self, party: Option<u64>) -> Result<History, C::Failure> {
        let Some(party) = party else { return Ok(History::default()) };
        let mut count = |outcome: ExaminationOutcome| -> Result<u32, C::Failure> {
            let numbers = self.consignments.under(outcome.key(party), Background::MOST + 1)?;
            let others = numbers.into_iter().filter(|number| Some(*number) != self.own);
            Ok(u32::try_from(others.take(Background::MOST).count()).unwrap_or(u32::MAX))
        };
        Ok(History {
            findings: count(ExaminationOutcome::Finding)?,
            no_findings: count(ExaminationOutcome::NoFinding)?,
        })
    }

    /// How many others have the same words, up to a number of them. The newest come first: if the one at the end is
    /// within the days, all before it are.
    fn repeated(&mut self, words: u64, most: u32, days: u32) -> Result<u32, C::Failure> {
        let limit = usize::try_from(most).unwrap_or(usize::MAX).min(Self::MOST_REPEATED);
        let numbers = self.consignments.under(words, limit + 1)?;
        let others = || numbers.iter().filter(|number| Some(**number) != self.own).take(limit);
        let Some(last) = others().last().filter(|_| others().count() == limit) else { return Ok(0) };
        let counted = self.consignments.counted(*last)?;
        let is_near = |day: i64| (day - self.day).abs() <= i64::from(days);
        Ok(if counted.and_then(|counted| counted.day).is_some_and(is_near) { most } else { 0 })
    }

    /// How many of the same words are counted at most.
    const MOST_REPEATED: usize = 1_000;
}

/// What whoever knows the order and whoever knows the payment have filed about a consignment.
pub(crate) fn sale_of(case: &Case, law: &Law, day: Date) -> (Option<Decimal>, Option<Decimal>) {
    let said = |role: fn(FilerRole) -> bool, sum: fn(&Filing, &Law, Date) -> Option<LocalValue>| {
        let filings = case.filings.iter().filter(|filing| !filing.is_invalid && role(filing.filer.role));
        filings.filter_map(|filing| sum(filing, law, day)?.to_decimal()).max()
    };
    let ordered = said(
        |role| matches!(role, FilerRole::Seller | FilerRole::Platform),
        |filing, law, day| goods_in_local(&filing.declaration, law, day),
    );
    let paid = said(
        |role| role == FilerRole::PaymentProvider,
        |filing, law, day| paid_in_local(&filing.declaration, law, day),
    );
    (ordered, paid)
}

/// What an examination came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExaminationOutcome {
    /// Something was found.
    Finding,
    /// Nothing was found.
    NoFinding,
}

impl ExaminationOutcome {
    /// Both.
    pub(crate) const ALL: [ExaminationOutcome; 2] =
        [ExaminationOutcome::Finding, ExaminationOutcome::NoFinding];

    /// The key under which examinations of a party with this outcome are found, from the hash of the party.
    pub fn key(self, party: u64) -> u64 {
        let outcome = match self {
            ExaminationOutcome::Finding => 1_u64,
            ExaminationOutcome::NoFinding => 2,
        };
        // One bijective mixing (Steele et al., "Fast splittable pseudorandom number generators", 2014) keeps the keys
        // of one party apart.
        let mut key = party.wrapping_add(outcome.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        key ^ (key >> 31)
    }
}

/// What the examination came to that a step has added, if it has: later consignments of the same parties are held
/// against it.
pub fn examined(before: Option<&Case>, after: &Case) -> Option<ExaminationOutcome> {
    let results =
        |case: &Case| case.events.iter().filter(|event| matches!(event, Ground::Examined { .. })).count();
    if before.map_or(0, results) >= results(after) {
        return None;
    }
    let last = after.events.iter().rev().find_map(|event| match event {
        Ground::Examined { refused, differing, .. } => Some(refused.is_empty() && differing.is_empty()),
        _ => None,
    });
    last.map(|is_clean| if is_clean { ExaminationOutcome::NoFinding } else { ExaminationOutcome::Finding })
}
