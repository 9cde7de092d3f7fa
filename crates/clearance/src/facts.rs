//! What the world says, gathered before a step: what a whole batch shares, and what is known of one consignment.

use crate::background::Background;
use crate::drawn::Drawn;
use crate::identifier::Mrn;
use crate::tax_token::TokenId;
use crate::{Law, Register};
use jiff::civil::Date;
use quantity::{Currency, Decimal, ExchangeRate, LocalValue, Money, Rounding, RoundingMode};
use risk::signals::undervaluation::Prices;
use risk::{Profiles, WatchLists};
use tariff::Aggregate;

/// The facts a step is made from, beside the case and the command.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The law in its version.
    pub law: &'a Law,
    /// The officers' profiles.
    pub profiles: &'a Profiles,
    /// Profiles that are tried: they look, and ask for nothing.
    pub shadow: &'a Profiles,
    /// The lists that parties are screened against.
    pub lists: &'a WatchLists,
    /// Parties and their authorisations.
    pub register: &'a Register,
    /// What sellers declare for such goods.
    pub prices: &'a Prices,
    /// What else goes to the same consignee.
    pub activity: Activity,
    /// The lot that the consignment draws under the secret of its day; none where nothing is drawn, in trials of files.
    pub lot: Option<u64>,
    /// The declaration whose parties were found to be neither listed on a day nor like anybody who is, where somebody has
    /// looked ahead; it changes no answer, only who has searched.
    pub unlisted: Option<(Mrn, Date)>,
}

/// The other consignments accepted for the same consignee on the day on which this one was, and what earlier ones have
/// used up. Running facts: they are read with the consignment, recorded with its decision, and change with every
/// consignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// How many; counting ends at [`Activity::MOST`].
    pub consignments: u32,
    /// What their goods are worth, in local currency.
    pub value: Decimal,
    /// What of them and of earlier ones counts towards thresholds.
    pub added_up: AddedUp,
    /// What was drawn of the quotas that it asks for.
    pub drawn: Drawn,
    /// What other consignments tell about the people and the sale behind it.
    pub background: Background,
    /// What is owed and expected for everything else on the statements of the parties to whom the charges may be
    /// deferred, in minor units.
    pub deferred: Vec<(String, i64)>,
    /// The weight from which goods are examined at the office; none where it is the usual one.
    pub threshold: Option<u32>,
    /// The tax tokens of its filings that another consignment has used.
    pub spent: Vec<TokenId>,
}

/// What other consignments have used up, as far as it changes what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedUp<'a> {
    /// What counts towards thresholds.
    pub added_up: &'a AddedUp,
    /// What was drawn of quotas.
    pub drawn: &'a Drawn,
    /// Tax tokens that others have used.
    pub spent: &'a [TokenId],
}

impl UsedUp<'static> {
    /// Nothing.
    pub const NOTHING: UsedUp<'static> =
        UsedUp { added_up: &AddedUp::NOTHING, drawn: &Drawn::NOTHING, spent: &[] };
}

impl Activity {
    /// Nothing else.
    pub const NONE: Activity = Activity {
        consignments: 0,
        value: Decimal::ZERO,
        added_up: AddedUp::NOTHING,
        drawn: Drawn::NOTHING,
        background: Background::NONE,
        deferred: Vec::new(),
        threshold: None,
        spent: Vec::new(),
    };

    /// How many consignments of one consignee and day are counted: nobody asks about more, and one consignee
    /// with thousands must not cost more than the others.
    pub const MOST: u32 = 100;

    /// What of it changes what is owed.
    pub fn used_up(&self) -> UsedUp<'_> {
        UsedUp { added_up: &self.added_up, drawn: &self.drawn, spent: &self.spent }
    }

    /// With one more.
    #[must_use]
    pub fn and(self, value: Decimal) -> Activity {
        if self.consignments >= Activity::MOST {
            return self;
        }
        Activity {
            consignments: self.consignments + 1,
            value: self.value.checked_add(value).unwrap_or(self.value),
            ..self
        }
    }
}

/// What counts of earlier consignments towards thresholds, by what is added up, in local currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddedUp([Decimal; Aggregate::ALL.len()]);

impl AddedUp {
    /// Nothing counts.
    pub const NOTHING: AddedUp = AddedUp([Decimal::ZERO; Aggregate::ALL.len()]);

    /// Of sums in the order of [`Aggregate::ALL`]; those that are not there are nothing.
    pub fn of_sums(sums: impl IntoIterator<Item = Decimal>) -> AddedUp {
        let mut made = AddedUp::NOTHING;
        for (place, sum) in made.0.iter_mut().zip(sums) {
            *place = sum;
        }
        made
    }

    /// The sums, without those at the end that are nothing.
    pub fn sums(&self) -> &[Decimal] {
        let used = self.0.iter().rposition(|sum| !sum.is_zero()).map_or(0, |last| last + 1);
        self.0.get(..used).unwrap_or_default()
    }

    /// What counts of one kind.
    pub fn of(&self, over: Aggregate) -> LocalValue {
        ExchangeRate::PAR.convert(self.sum(over))
    }

    /// The same, rounded for reading.
    pub(crate) fn money(&self, over: Aggregate, currency: Currency) -> Option<Money> {
        self.of(over).round(Rounding::new(RoundingMode::HalfUp, 1)?, currency)
    }

    /// With more of one kind. What leaves the range of numbers stays the largest of them.
    pub(crate) fn add(&mut self, over: Aggregate, value: Decimal) {
        let most = Decimal::from_micro(Decimal::MOST_MICRO).unwrap_or(Decimal::ZERO);
        let sum = self.sum(over).checked_add(value).unwrap_or(most);
        for (of, place) in Aggregate::ALL.iter().zip(&mut self.0) {
            if *of == over {
                *place = sum;
            }
        }
    }

    fn sum(&self, over: Aggregate) -> Decimal {
        let found = Aggregate::ALL.iter().zip(self.0).find(|(of, _)| **of == over);
        found.map_or(Decimal::ZERO, |(_, sum)| sum)
    }
}
