//! What was counted of some days, summed over everybody: from tallies, without a look at any consignment.

use crate::http::{Problem, Shared};
use clearance::{
    Category, ChargeStatus, Figure, FigureKind, Outcome, Phase, TimeBucket, day_number, percentile,
};
use jiff::Span;
use jiff::civil::Date;
use quantity::{Currency, Money};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Reader, StoreFailure};
use tariff::ChargeKind;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The percentiles that are told of times, in thousandths.
pub(crate) const PERCENTILES: [u32; 4] = [500, 750, 900, 950];
/// For how long what was counted is given again: many may look at once, and tallies grow with the filers.
const FRESH: Duration = Duration::from_secs(1);

/// What was counted just now, by the days that were asked for.
#[derive(Default)]
pub(crate) struct Recent(Mutex<BTreeMap<u32, (Instant, Arc<Counts>)>>);

/// What was counted of the parcels whose first filing was accepted on some days.
pub(crate) struct Counts {
    /// The first of the days.
    pub(crate) from: Date,
    /// The last of them.
    pub(crate) to: Date,
    /// Declarations and advance data that were taken.
    pub(crate) declared: i64,
    /// Those that went back.
    pub(crate) sent_back: i64,
    /// Consignments by where they stand.
    pub(crate) standing: BTreeMap<(Category, Phase, Outcome), i64>,
    /// Releases by the time since the first filing.
    pub(crate) since_filing: Times,
    /// Releases by the time since the goods were both here and declared.
    pub(crate) since_arrival: Times,
    /// Amounts of charges in minor units.
    pub(crate) charged: BTreeMap<(ChargeKind, ChargeStatus), i64>,
    /// What is still due of them.
    pub(crate) outstanding: BTreeMap<ChargeKind, i64>,
    /// The currency of the amounts.
    pub(crate) currency: Currency,
}

/// Releases by category and time.
#[derive(Default)]
pub(crate) struct Times(BTreeMap<(Category, TimeBucket), i64>);

impl Times {
    /// The releases of a category, or of all.
    fn of(&self, category: Option<Category>) -> Vec<(TimeBucket, i64)> {
        let is_asked = |known: Category| category.is_none_or(|category| category == known);
        self.0.iter().filter(|((known, _), _)| is_asked(*known)).map(|((_, time), n)| (*time, *n)).collect()
    }

    /// How many were released.
    pub(crate) fn releases(&self, category: Option<Category>) -> i64 {
        total(self.of(category).into_iter().map(|(_, count)| count))
    }

    /// The minutes which so many of a thousand did not exceed, to within an eighth; none where nothing was released.
    pub(crate) fn minutes(&self, category: Option<Category>, per_mille: u32) -> Option<u64> {
        percentile(&self.of(category), per_mille).map(|time| time.minutes().end.saturating_sub(1))
    }
}

impl Counts {
    /// How many consignments stand so.
    pub(crate) fn count(&self, is_so: impl Fn(Category, Phase, Outcome) -> bool) -> i64 {
        let so =
            self.standing.iter().filter(|((category, phase, outcome), _)| is_so(*category, *phase, *outcome));
        total(so.map(|(_, count)| *count))
    }

    /// What was charged of a kind and stands: it is due or was paid.
    pub(crate) fn standing_charges(&self, kind: ChargeKind) -> i64 {
        total([ChargeStatus::Due, ChargeStatus::Paid].into_iter().map(|status| self.charge(kind, status)))
    }

    /// What came in of it, in whole or in part.
    pub(crate) fn collected(&self, kind: ChargeKind) -> i64 {
        self.standing_charges(kind).saturating_sub(self.due(kind))
    }

    /// What is still due of it.
    pub(crate) fn due(&self, kind: ChargeKind) -> i64 {
        self.outstanding.get(&kind).copied().unwrap_or_default()
    }

    /// The charges of a kind with a status.
    pub(crate) fn charge(&self, kind: ChargeKind, status: ChargeStatus) -> i64 {
        self.charged.get(&(kind, status)).copied().unwrap_or_default()
    }

    /// An amount as money.
    pub(crate) fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

/// A sum. One that leaves the range stays at its end: a page is still shown.
pub(crate) fn total(numbers: impl Iterator<Item = i64>) -> i64 {
    numbers.fold(0, i64::saturating_add)
}

/// What was counted of the last so many days, today with them.
pub(crate) async fn counts(shared: &Arc<Shared>, days: u32) -> Result<Arc<Counts>, Problem> {
    // Whoever comes while it is being counted waits for the same answer.
    let mut recent = shared.recent.0.lock().await;
    let now = Instant::now();
    if let Some((at, counts)) = recent.get(&days)
        && now.duration_since(*at) < FRESH
    {
        return Ok(Arc::clone(counts));
    }
    let law = shared.country.law();
    let to = law.day_of((shared.clock)());
    let from = to.checked_sub(Span::new().days(i64::from(days.saturating_sub(1)))).unwrap_or(Date::MIN);
    let currency = law.tariff.exchange.local();
    let counts = Arc::new(shared.read(move |reader| count(reader, (from, to), currency)).await?);
    recent.insert(days, (Instant::now(), Arc::clone(&counts)));
    Ok(counts)
}

fn count(reader: &Reader, (from, to): (Date, Date), currency: Currency) -> Result<Counts, StoreFailure> {
    let mut counts = Counts {
        from,
        to,
        declared: 0,
        sent_back: 0,
        standing: BTreeMap::new(),
        since_filing: Times::default(),
        since_arrival: Times::default(),
        charged: BTreeMap::new(),
        outstanding: BTreeMap::new(),
        currency,
    };
    for kind in [
        FigureKind::Standing,
        FigureKind::Declared,
        FigureKind::Returned,
        FigureKind::ReleasedAfter,
        FigureKind::ReleasedAfterArrival,
        FigureKind::Charged,
        FigureKind::Outstanding,
    ] {
        for tally in reader.tallies(kind, day_number(from), day_number(to))? {
            counts.add(&tally.figure, tally.value);
        }
    }
    Ok(counts)
}

impl Counts {
    /// Adds a figure, without whose it is.
    fn add(&mut self, figure: &Figure<String>, value: i64) {
        let sum = match figure {
            Figure::Standing { category, phase, outcome, .. } => {
                self.standing.entry((*category, *phase, *outcome)).or_default()
            }
            Figure::Declared { .. } => &mut self.declared,
            Figure::Returned { .. } => &mut self.sent_back,
            Figure::ReleasedAfter { category, time } => {
                self.since_filing.0.entry((*category, *time)).or_default()
            }
            Figure::ReleasedAfterArrival { category, time } => {
                self.since_arrival.0.entry((*category, *time)).or_default()
            }
            Figure::Charged { kind, status } => self.charged.entry((*kind, *status)).or_default(),
            Figure::Outstanding { kind } => self.outstanding.entry(*kind).or_default(),
            Figure::Told { .. }
            | Figure::QuotaDrawn { .. }
            | Figure::CustomsValue { .. }
            | Figure::DeclaredWithWarnings { .. }
            | Figure::Warned { .. }
            | Figure::Faulted { .. } => return,
        };
        *sum = sum.saturating_add(value);
    }
}
