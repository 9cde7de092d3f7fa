//! What many parcels come to under both laws: whole numbers only, so that parts add up to the same in any order.

use super::bands::BANDS;
use super::both::Both;
use super::owed::Owed;
use super::spread::Spread;
use clearance::{Collector, Fault, FaultCode, Severity};
use std::collections::{BTreeMap, BTreeSet};
use tariff::{Channel, ChargeKind, Country};

/// What many declarations come to. Money is in minor units.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Documents of the input.
    pub(super) declarations: u64,
    /// Whether any of them names its own day of lodging.
    pub(super) has_own_days: bool,
    /// Those that were advance data, on which nothing is charged.
    pub(super) advance: u64,
    /// Those that one of the laws sends back: in no other sum.
    pub(super) left_out: u64,
    pub(super) faults: BTreeMap<FaultCode, LeftOut>,
    /// What is taken of each charge by each collector.
    pub(super) revenue: Both<BTreeMap<(ChargeKind, Collector), i128>>,
    /// By the goods' value, from the lowest.
    pub(super) bands: [Band; BANDS],
    pub(super) payers: Payers,
    pub(super) channels: BTreeMap<Channel, Group>,
    pub(super) origins: BTreeMap<MadeIn, Group>,
}

/// How many declarations a fault keeps out.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeftOut {
    pub(super) declarations: Both<u64>,
    /// Where the first of them begins in the input.
    pub(super) first_line: u64,
}

/// The parcels of a band.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Band {
    pub(super) parcels: u64,
    pub(super) taken: Both<Taken>,
}

/// What is taken on parcels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    /// Parcels on which customs or a carrier collects something.
    pub(super) dutiable: u64,
    /// Parcels on which a vendor has collected something.
    pub(super) paid_at_the_sale: u64,
    /// What customs, carriers and vendors take.
    pub(super) revenue: i128,
    /// What of it customs and carriers collect.
    pub(super) at_the_border: i128,
}

/// Who pays more under the other law, and who less.
#[derive(Debug, Default)]
pub(super) struct Payers {
    pub(super) more: Spread,
    pub(super) less: Spread,
    pub(super) same: u64,
}

/// Parcels that have something in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    pub(super) parcels: u64,
    pub(super) more: u64,
    pub(super) less: u64,
    /// What those pay more who pay more.
    pub(super) increases: i128,
    pub(super) revenue: Both<i128>,
}

/// Where the goods of a parcel were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MadeIn {
    Country(Country),
    /// In more than one country.
    Several,
    /// The declaration does not say it, of one of its goods items at least.
    Unsaid,
}

/// What a parcel is counted under.
pub(super) struct Traits {
    /// The place of its band.
    pub(super) band: usize,
    pub(super) channel: Channel,
    pub(super) made_in: MadeIn,
}

impl Sums {
    /// Counts a parcel with what is taken on it.
    pub(super) fn count(&mut self, traits: &Traits, owed: Both<Owed>) {
        self.declarations += 1;
        for (revenue, owed) in
            [(&mut self.revenue.law, &owed.law), (&mut self.revenue.instead, &owed.instead)]
        {
            for (kind, collector, minor) in owed.charges() {
                *revenue.entry((kind, collector)).or_default() += minor;
            }
        }
        let taken = owed.as_ref().map(Taken::of);
        if let Some(band) = self.bands.get_mut(traits.band) {
            band.add(Band { parcels: 1, taken });
        }
        let revenue = taken.map(|taken| taken.revenue);
        self.payers.count(revenue.difference());
        let group = Group::of(revenue);
        self.channels.entry(traits.channel).or_default().add(group);
        self.origins.entry(traits.made_in).or_default().add(group);
    }

    /// Counts advance data: it is for a security answer, and its goods are declared another time.
    pub(super) fn count_advance(&mut self) {
        self.declarations += 1;
        self.advance += 1;
    }

    /// Counts a declaration that goes back under one of the laws, once for each code of a fault.
    pub(super) fn leave_out(&mut self, line: u64, faults: Both<&[Fault]>) {
        self.declarations += 1;
        self.left_out += 1;
        let codes = faults.map(|faults| {
            let errors = faults.iter().filter(|fault| fault.severity() == Severity::Error);
            errors.map(|fault| fault.code).collect::<BTreeSet<FaultCode>>()
        });
        for code in codes.as_ref().union(Clone::clone) {
            let declarations = codes.as_ref().map(|codes| u64::from(codes.contains(&code)));
            self.count_fault(code, LeftOut { declarations, first_line: line });
        }
    }

    fn count_fault(&mut self, code: FaultCode, more: LeftOut) {
        let nothing = LeftOut { declarations: Both::default(), first_line: u64::MAX };
        let fault = self.faults.entry(code).or_insert(nothing);
        fault.declarations.law += more.declarations.law;
        fault.declarations.instead += more.declarations.instead;
        fault.first_line = fault.first_line.min(more.first_line);
    }

    pub(super) fn add(&mut self, other: Sums) {
        self.declarations += other.declarations;
        self.has_own_days |= other.has_own_days;
        self.advance += other.advance;
        self.left_out += other.left_out;
        for (code, more) in other.faults {
            self.count_fault(code, more);
        }
        for (mine, theirs) in
            [(&mut self.revenue.law, other.revenue.law), (&mut self.revenue.instead, other.revenue.instead)]
        {
            for (of, minor) in theirs {
                *mine.entry(of).or_default() += minor;
            }
        }
        for (mine, theirs) in self.bands.iter_mut().zip(other.bands) {
            mine.add(theirs);
        }
        self.payers.add(other.payers);
        for (channel, group) in other.channels {
            self.channels.entry(channel).or_default().add(group);
        }
        for (origin, group) in other.origins {
            self.origins.entry(origin).or_default().add(group);
        }
    }

    /// All bands together.
    pub(super) fn all(&self) -> Band {
        let mut all = Band::default();
        self.bands.iter().for_each(|band| all.add(*band));
        all
    }
}

impl Band {
    fn add(&mut self, other: Band) {
        self.parcels += other.parcels;
        self.taken.law.add(other.taken.law);
        self.taken.instead.add(other.taken.instead);
    }
}

impl Taken {
    fn of(owed: &Owed) -> Taken {
        let (revenue, at_the_border) = (owed.all(), owed.at_the_border());
        Taken {
            dutiable: u64::from(at_the_border != 0),
            paid_at_the_sale: u64::from(revenue != at_the_border),
            revenue,
            at_the_border,
        }
    }

    fn add(&mut self, other: Taken) {
        self.dutiable += other.dutiable;
        self.paid_at_the_sale += other.paid_at_the_sale;
        self.revenue += other.revenue;
        self.at_the_border += other.at_the_border;
    }
}

impl Payers {
    fn count(&mut self, difference: i128) {
        match difference {
            0 => self.same += 1,
            more if more > 0 => self.more.count(more),
            less => self.less.count(-less),
        }
    }

    fn add(&mut self, other: Payers) {
        self.more.add(other.more);
        self.less.add(other.less);
        self.same += other.same;
    }
}

impl Group {
    fn of(revenue: Both<i128>) -> Group {
        let difference = revenue.difference();
        Group {
            parcels: 1,
            more: u64::from(difference > 0),
            less: u64::from(difference < 0),
            increases: difference.max(0),
            revenue,
        }
    }

    pub(super) fn add(&mut self, other: Group) {
        self.parcels += other.parcels;
        self.more += other.more;
        self.less += other.less;
        self.increases += other.increases;
        self.revenue.add(other.revenue);
    }
}
