//! What the lines of a file have declared so far: which consignment a line is about, and what else goes to its
//! consignee. Asked in the order of the file, so that it answers as a server does that takes line after line.
//!
//! A line leaves the hashes of its keys, what it counts for and where its text is kept: about a hundred bytes.
//! The case of an earlier line is made again from its text, by the same steps and the same facts as before.

use crate::desk::{Desk, Line, Taken, Trace};
use crate::index::Index;
use crate::kept;
use crate::spool::Spool;
use clearance::{
    Activity, AddedUp, Answer, Background, Case, Consignments, Counted, Drawn, KeyKind, TokenId, activity,
    clear, draws, known,
};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::Decimal;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io;
use std::num::NonZeroU32;
use tariff::{QuotaNumber, QuotaPeriod};

/// The keys of a filing, in the order of [`KeyHashes::found_by`].
const KEYS: usize = 10;
/// How many links a filing takes: its keys, rounded up to what a shift divides by.
const LINKS: u32 = 16;
/// How many filings stand together in memory, so that none of them moves when there are more.
const CHUNK: usize = 1 << 12;
/// What stands before the text of a filing.
const HEAD: usize = 40 + 8 * SUMS;

/// How many sums count towards thresholds.
const SUMS: usize = tariff::Aggregate::ALL.len();

/// What was declared so far.
pub(crate) struct Earlier<'a> {
    desk: &'a Desk<'a>,
    filings: Vec<Vec<Filed>>,
    index: Index,
    texts: Spool,
    /// The second filing about a consignment, by its first: advance data and then a declaration, or the reverse.
    seconds: BTreeMap<u32, u32>,
    /// What was drawn of quotas so far, and what each filing found drawn and was told by others, where
    /// that was anything.
    drawn: BTreeMap<QuotaPeriod, i64>,
    found: BTreeMap<u32, Found>,
    /// The consignment that has used each tax token.
    used: BTreeMap<TokenId, u64>,
    /// The case that was made again last.
    loaded: Option<(u64, Case)>,
}

/// What a filing found of others, beside what stands with its text.
#[derive(Clone, Default, PartialEq, Eq)]
struct Found {
    drawn: Drawn,
    background: Background,
    spent: Vec<TokenId>,
}

/// A filing that was taken. Filings are counted from 0, and the first about a consignment gives it its number.
struct Filed {
    /// Where its text is kept.
    place: u64,
    consignment: u32,
    /// What the consignment counts for, in its first filing.
    day: i32,
    value: i64,
    /// Under each key what the index does not hold of its hash, and the filing before.
    rest: [u32; KEYS],
    before: [Option<NonZeroU32>; KEYS],
}

/// Stands for no day.
const NO_DAY: i32 = i32::MIN;

impl<'a> Earlier<'a> {
    pub(crate) fn new(desk: &'a Desk<'a>) -> Earlier<'a> {
        Earlier {
            desk,
            filings: Vec::new(),
            index: Index::default(),
            texts: Spool::default(),
            seconds: BTreeMap::new(),
            drawn: BTreeMap::new(),
            found: BTreeMap::new(),
            used: BTreeMap::new(),
            loaded: None,
        }
    }

    /// Looks at where the keys of lines are found, all at once: waiting for memory is most of what finding takes,
    /// and this way it is waited for together.
    pub(crate) fn glance<'l>(&self, lines: impl Iterator<Item = &'l Line<'static>>) {
        let taken = lines.filter_map(|line| match line {
            Line::Taken(taken) => Some(taken.trace.keys.found_by()),
            _ => None,
        });
        let seen = taken.flatten().flatten().fold(0, |seen, hash| seen ^ self.index.glance(hash));
        black_box(seen);
    }

    /// Finds what the line is about. A line about a known consignment is decided here, and one that draws on a quota or
    /// has a tax token, since the lines after it depend on what becomes of it.
    pub(crate) fn place<'d>(&mut self, line: Line<'d>) -> io::Result<Line<'d>> {
        let Line::Taken(mut taken) = line else { return Ok(line) };
        let Taken { valid, trace, .. } = &mut *taken;
        let (law, now, keys) = (self.desk.facts.law, trace.now, trace.keys);
        let own = known(self, &keys, &valid.declaration, &self.desk.filer, now)?;
        trace.activity = activity(self, own, Some((&valid.declaration, &keys)), law, now)?;
        let draws_on_quotas = !law.tariff.quotas.is_empty() && valid.declaration.asks_for_quotas();
        if own.is_none() && !draws_on_quotas && valid.declaration.tax_token.is_none() {
            let counted = Counted::of_first(&valid.declaration, valid.assessment.intrinsic, law, now);
            self.add(trace, None, counted)?;
            return Ok(Line::Taken(taken));
        }
        let Taken { declaration_number, valid, trace } = *taken;
        let facts = self.desk.facts_with(trace.activity.clone());
        let command = self.desk.command(declaration_number, valid, &trace);
        let before = own.map_or(Ok(None), |own| self.case(own))?;
        let drawn_before = before.map(draws).unwrap_or_default();
        let used_before = before.and_then(Case::redeems);
        let answer = clear(before, command, &facts, now);
        if let Ok(step) = &answer
            && step.answer == Answer::Taken
        {
            let consignment = self.add(&trace, own, Counted::of(&step.case, law))?;
            used_before.map(|token| self.used.remove(&token));
            step.case.redeems().map(|token| self.used.insert(token, consignment));
            self.count_drawn(&drawn_before, -1);
            self.count_drawn(&draws(&step.case), 1);
        }
        Ok(Line::Known(answer.map(Box::new)))
    }

    fn count_drawn(&mut self, drawn: &Drawn, sign: i64) {
        for (period, quantity) in drawn.iter() {
            *self.drawn.entry(period).or_default() += sign * quantity.micro();
        }
    }

    /// Takes note of a filing that was taken; gives the number of its consignment.
    fn add(&mut self, trace: &Trace, about: Option<u64>, counted: Counted) -> io::Result<u64> {
        self.loaded = None;
        let number = u32::try_from(self.len()).ok().filter(|number| *number < u32::MAX / LINKS);
        let number =
            number.ok_or_else(|| io::Error::other("a file of more than 268 million declarations"))?;
        let consignment = match about {
            Some(about) => u32::try_from(about).map_err(io::Error::other)?,
            None => number,
        };
        let place = self.texts.append(&head(trace), &trace.kept)?;
        let mut filed =
            Filed { place, consignment, day: NO_DAY, value: 0, rest: [0; KEYS], before: [None; KEYS] };
        let slots = filed.rest.iter_mut().zip(&mut filed.before);
        for ((key, hash), (rest, before)) in (0..).zip(trace.keys.found_by()).zip(slots) {
            let Some(hash) = hash else { continue };
            *rest = low_half(hash);
            *before = link(number, key).and_then(|link| self.index.put(hash, link));
        }
        match self.filings.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(filed),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(filed);
                self.filings.push(chunk);
            }
        }
        let Activity { drawn, background, spent, .. } = trace.activity.clone();
        let found = Found { drawn, background, spent };
        if found != Found::default() {
            self.found.insert(number, found);
        }
        if about.is_some() {
            self.seconds.insert(consignment, number);
        }
        if let Some(first) = self.filing_mut(consignment) {
            first.day = counted.day.and_then(|day| i32::try_from(day).ok()).unwrap_or(NO_DAY);
            first.value = counted.value.micro();
        }
        Ok(u64::from(consignment))
    }

    fn len(&self) -> usize {
        let before = self.filings.len().saturating_sub(1) * CHUNK;
        before + self.filings.last().map_or(0, Vec::len)
    }

    fn filing(&self, number: u32) -> Option<&Filed> {
        let number = usize::try_from(number).ok()?;
        self.filings.get(number / CHUNK)?.get(number % CHUNK)
    }

    fn filing_mut(&mut self, number: u32) -> Option<&mut Filed> {
        let number = usize::try_from(number).ok()?;
        self.filings.get_mut(number / CHUNK)?.get_mut(number % CHUNK)
    }

    /// The case of a consignment, made again from its filings.
    fn made_again(&mut self, consignment: u32) -> io::Result<Case> {
        let mut case = None;
        let second = self.seconds.get(&consignment).copied();
        for number in [Some(consignment), second].into_iter().flatten() {
            let Taken { declaration_number, valid, trace } = self.read_again(number)?;
            let facts = self.desk.facts_with(trace.activity.clone());
            let command = self.desk.command(declaration_number, valid, &trace);
            let step = clear(case.as_ref(), command, &facts, trace.now).map_err(io::Error::other)?;
            case = Some(step.case);
        }
        case.ok_or_else(changed)
    }

    fn read_again(&mut self, number: u32) -> io::Result<Taken> {
        let place = self.filing(number).ok_or_else(changed)?.place;
        let mut bytes = [0; HEAD];
        self.texts.read(place, &mut bytes)?;
        let head = Head::of(&bytes).ok_or_else(changed)?;
        let mut text = vec![0; head.length];
        self.texts.read(place + u64::try_from(HEAD).unwrap_or_default(), &mut text)?;
        let submission = kept::read(&text)?;
        let mut taken = self.desk.take(&submission, head.number, head.now).map_err(|_| changed())?;
        taken.trace.activity = head.activity;
        let Found { drawn, background, spent } = self.found.get(&number).cloned().unwrap_or_default();
        taken.trace.activity = Activity { drawn, background, spent, ..taken.trace.activity };
        Ok(taken)
    }
}

impl Consignments for Earlier<'_> {
    type Failure = io::Error;

    fn hash(&self, kind: KeyKind, parts: &[&str]) -> u64 {
        Desk::hash(kind, parts)
    }

    fn under(&mut self, hash: u64, most: usize) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        let mut next = self.index.get(hash);
        while let Some(link) = next
            && numbers.len() < most
        {
            let (filing, key) = of_link(link);
            let Some(filed) = self.filing(filing) else { break };
            let number = u64::from(filed.consignment);
            if filed.rest.get(key) == Some(&low_half(hash)) && !numbers.contains(&number) {
                numbers.push(number);
            }
            next = filed.before.get(key).copied().flatten();
        }
        Ok(numbers)
    }

    fn case(&mut self, number: u64) -> io::Result<Option<&Case>> {
        if self.loaded.as_ref().is_none_or(|(loaded, _)| *loaded != number) {
            let consignment = u32::try_from(number).map_err(io::Error::other)?;
            self.loaded = Some((number, self.made_again(consignment)?));
        }
        Ok(self.loaded.as_ref().map(|(_, case)| case))
    }

    fn counted(&mut self, number: u64) -> io::Result<Option<Counted>> {
        let filed = u32::try_from(number).ok().and_then(|number| self.filing(number));
        Ok(filed.map(|filed| Counted {
            day: (filed.day != NO_DAY).then_some(i64::from(filed.day)),
            value: Decimal::from_micro(filed.value).unwrap_or(Decimal::ZERO),
        }))
    }

    fn drawn(&mut self, quota: QuotaNumber) -> io::Result<Vec<(Date, i64)>> {
        let of_quota = self.drawn.iter().filter(|(period, _)| period.number == quota);
        Ok(of_quota.map(|(period, micro)| (period.opened, *micro)).collect())
    }

    fn is_spent(&mut self, token: TokenId, by_others_than: &[u64]) -> io::Result<bool> {
        Ok(self.used.get(&token).is_some_and(|user| !by_others_than.contains(user)))
    }
}

fn low_half(hash: u64) -> u32 {
    u32::try_from(hash & u64::from(u32::MAX)).unwrap_or_default()
}

/// A key of a filing as a link, and back.
fn link(filing: u32, key: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(filing * LINKS + key + 1)
}

fn of_link(link: NonZeroU32) -> (u32, usize) {
    let place = link.get() - 1;
    (place / LINKS, usize::try_from(place % LINKS).unwrap_or_default())
}

/// What is kept of a filing beside its text.
struct Head {
    length: usize,
    number: u64,
    now: Timestamp,
    activity: Activity,
}

fn head(trace: &Trace) -> Vec<u8> {
    let length = u32::try_from(trace.kept.len()).unwrap_or(u32::MAX);
    let mut head = Vec::with_capacity(HEAD);
    head.extend(length.to_le_bytes());
    head.extend(trace.activity.consignments.to_le_bytes());
    head.extend(trace.activity.value.micro().to_le_bytes());
    head.extend(trace.number.to_le_bytes());
    head.extend(trace.now.as_nanosecond().to_le_bytes());
    let sums = trace.activity.added_up.sums().iter().copied().chain(std::iter::repeat(Decimal::ZERO));
    head.extend(sums.take(SUMS).flat_map(|sum| sum.micro().to_le_bytes()));
    head
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Head> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (consignments, rest) = rest.split_first_chunk()?;
        let (value, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (now, rest) = rest.split_first_chunk()?;
        let sums: Option<Vec<Decimal>> =
            rest.as_chunks().0.iter().map(|sum| Decimal::from_micro(i64::from_le_bytes(*sum))).collect();
        Some(Head {
            length: usize::try_from(u32::from_le_bytes(*length)).ok()?,
            number: u64::from_le_bytes(*number),
            now: Timestamp::from_nanosecond(i128::from_le_bytes(*now)).ok()?,
            activity: Activity {
                consignments: u32::from_le_bytes(*consignments),
                value: Decimal::from_micro(i64::from_le_bytes(*value))?,
                added_up: AddedUp::of_sums(sums?),
                drawn: Drawn::NOTHING,
                background: Background::NONE,
                deferred: Vec::new(),
                threshold: None,
                spent: Vec::new(),
            },
        })
    }
}

fn changed() -> io::Error {
    io::Error::other("what was kept of an earlier line is not what it was")
}
