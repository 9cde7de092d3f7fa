//! What signals a consignment gives: its own figures, those of the other filers, and what others tell.

use crate::assessment::{Assessment, ChargeStatus};
use crate::facts::Facts;
use crate::ground::Ground;
use crate::register::AuthorisationKind;
use crate::{Declaration, GoodsItem};
use jiff::civil::Date;
use quantity::{Decimal, ExchangeRate, LocalValue};
use risk::signals::three_way::Sums;
use risk::signals::undervaluation::{Peers, Per, undervaluation};
use risk::signals::{
    Sign, Signal, SignalRule, data_quality, history, identity, payment, repeated, split_order, splitting,
    standing, three_way,
};
use tariff::Nature;

/// What others have filed about the sale, in local currency: what the order costs, and what was paid.
pub(crate) type Sale = (Option<Decimal>, Option<Decimal>);

/// What signals are looked for in.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) declaration: &'a Declaration,
    /// The organisation that filed it.
    pub(crate) filer: &'a str,
    /// How much was found wanting in it.
    pub(crate) warnings: usize,
    pub(crate) sale: Sale,
}

/// The signals of a declaration, as grounds.
pub(crate) fn signals(
    about: &About<'_>,
    assessment: &Assessment,
    facts: &Facts<'_>,
    day: Date,
) -> Vec<Ground> {
    if facts.law.signals.is_empty() {
        return Vec::new();
    }
    let seen = Seen { about: *about, declaration: about.declaration, assessment, facts, day };
    let mut grounds = Vec::new();
    for signal in Signal::ALL {
        let Some(row) = facts.law.signals.on(signal, day) else { continue };
        if let Some((Sign { signal, told, is_double }, lines)) = seen.sign(*signal, row.value) {
            let times = if is_double { 2 } else { 1 };
            grounds.push(Ground::Signalled {
                signal,
                weight: row.value.weight.saturating_mul(times),
                lines,
                told,
                law: row.law.clone(),
            });
        }
    }
    grounds
}

/// What is looked at.
struct Seen<'s> {
    about: About<'s>,
    declaration: &'s Declaration,
    assessment: &'s Assessment,
    facts: &'s Facts<'s>,
    day: Date,
}

impl Seen<'_> {
    /// One signal, with the lines that it is about.
    fn sign(&self, signal: Signal, rule: SignalRule) -> Option<(Sign, Vec<u32>)> {
        let background = &self.facts.activity.background;
        let whole = |sign: Option<Sign>| sign.map(|sign| (sign, Vec::new()));
        whole(match signal {
            Signal::Splitting => self.below_a_limit(|own, limit| {
                splitting::splitting(rule, own, limit, &background.to_the_person)
            }),
            Signal::SplitOrder => self.below_a_limit(|own, limit| {
                split_order::split_order(rule, own, limit, &background.of_the_sale)
            }),
            Signal::Undervaluation => return self.undervalued(rule),
            Signal::ThreeWayMismatch => three_way::three_way(rule, self.sums()?),
            Signal::RepeatedDescription => repeated::repeated(rule, background.repeated),
            Signal::DataQuality => {
                let warnings = u32::try_from(self.about.warnings).unwrap_or(u32::MAX);
                data_quality::data_quality(rule, warnings)
            }
            Signal::PartyHistory => history::with_findings(rule, background.history),
            Signal::CleanHistory => history::without_findings(rule, background.history),
            Signal::IdentityAssurance => {
                let number = self.declaration.consignee.identifier.as_ref()?;
                let scheme = self.facts.law.procedures.identifiers.on(&number.scheme, self.day)?;
                identity::identity(rule, scheme.value.assurance)
            }
            Signal::TaxStanding => standing::tax_standing(rule, self.years_of_tax_standing()),
            Signal::TrustedTrader => standing::trusted_trader(self.is_trusted()),
            Signal::MeansOfPayment => payment::means_of_payment(self.is_paid_by_another()),
        })
    }

    /// The signal about one of the limits below which the whole consignment is relieved.
    fn below_a_limit(&self, sign: impl Fn(Decimal, Decimal) -> Option<Sign>) -> Option<Sign> {
        let own = self.assessment.intrinsic.to_decimal()?;
        self.assessment.grounds.iter().find_map(|ground| {
            let Ground::LowValueRelief { threshold, line: None, .. } = ground else { return None };
            let rate = self.facts.law.tariff.exchange.on(threshold.currency, self.assessment.day)?;
            sign(own, rate.convert(threshold.value).to_decimal()?)
        })
    }

    fn undervalued(&self, rule: SignalRule) -> Option<(Sign, Vec<u32>)> {
        let has_price = matches!(self.declaration.nature, Nature::Sale | Nature::Gift | Nature::Other);
        let currency = self.declaration.value.filter(|_| has_price)?.currency;
        let rate = self.facts.law.tariff.exchange.on(currency, self.assessment.day)?;
        let mut found: Option<(Sign, Vec<u32>)> = None;
        for item in &self.declaration.items {
            let sign =
                declared_at(item, rate, |unit| self.is_piece(unit)).into_iter().flatten().flatten().find_map(
                    |(peers, declared)| {
                        let price = self.facts.prices.on(&peers, self.day)?;
                        undervaluation(rule, peers.per, price, declared)
                    },
                );
            let Some(sign) = sign else { continue };
            found.get_or_insert_with(|| (sign, Vec::new())).1.push(item.line);
        }
        found
    }

    fn is_piece(&self, unit: &str) -> bool {
        self.facts.law.procedures.units.on(unit, self.day).is_some_and(|unit| unit.value.is_piece)
    }

    /// What all consignments of the order are declared at, with carriage and the tax that the seller collects, and what
    /// others say it cost.
    fn sums(&self) -> Option<Sums> {
        let value = self.declaration.value?;
        let rate = self.facts.law.tariff.exchange.on(value.currency, self.assessment.day)?;
        let background = &self.facts.activity.background;
        let collected =
            self.assessment.charges().filter(|charge| charge.status == ChargeStatus::CollectedElsewhere);
        let collected = collected.map(|charge| LocalValue::of_money(charge.amount).to_decimal());
        let own = [value.goods, value.freight, value.insurance].map(|part| rate.convert(part).to_decimal());
        let others = background.of_the_sale.iter().copied().map(Some);
        let mut declared = Decimal::ZERO;
        for part in own.into_iter().chain(collected).chain(others) {
            declared = declared.checked_add(part?)?;
        }
        let (ordered, paid) = self.about.sale;
        Some(Sums { declared, ordered: ordered.max(background.ordered), paid: paid.max(background.paid) })
    }

    /// For how many whole years the tax administration has had nothing against whoever receives or sold the goods.
    fn years_of_tax_standing(&self) -> Option<u32> {
        let (consignee, seller) = (&self.declaration.consignee, &self.declaration.seller);
        let numbers = [&consignee.identifier, &seller.identifier].into_iter().flatten();
        let since = numbers.filter_map(|number| {
            let kind = AuthorisationKind::TaxStanding;
            self.facts.register.known_by_number(kind, &number.value, self.day).map(|row| row.validity.from)
        });
        let since = since.min()?;
        let is_before_the_day = (self.day.month(), self.day.day()) < (since.month(), since.day());
        u32::try_from(i32::from(self.day.year()) - i32::from(since.year()) - i32::from(is_before_the_day))
            .ok()
    }

    fn is_trusted(&self) -> bool {
        let kind = AuthorisationKind::TrustedTrader;
        let mut held = self.facts.register.authorisations_of(self.about.filer, self.day);
        let seller = self.declaration.seller.identifier.as_ref();
        held.any(|row| row.kind == kind)
            || seller.is_some_and(|number| {
                self.facts.register.known_by_number(kind, &number.value, self.day).is_some()
            })
    }

    fn is_paid_by_another(&self) -> bool {
        let payer = self.declaration.payment.payer.as_deref().map(risk::normalise);
        let consignee = self.declaration.consignee.name.as_deref().map(risk::normalise);
        payer.zip(consignee).is_some_and(|(payer, consignee)| payer != consignee)
    }
}

/// What a piece and a kilogram of goods are declared at, in local currency, among which peers.
fn declared_at(
    item: &GoodsItem,
    rate: ExchangeRate,
    is_piece: impl Fn(&str) -> bool,
) -> Option<[Option<(Peers, Decimal)>; 2]> {
    let (code, origin) = (item.commodity_code?, item.origin.as_ref()?);
    let subheading = u32::try_from(code.prefix(6).digits()).ok().filter(|_| code.length() >= 6)?;
    let origin: [u8; 2] = origin.as_str().as_bytes().try_into().ok()?;
    let local = rate.convert(item.value);
    let each = |per: Per, number: Option<Decimal>| {
        let value = local.per_piece(number.filter(|number| !number.is_zero())?)?;
        Some((Peers { subheading, origin, per }, value))
    };
    let pieces = item.quantity.filter(|_| item.unit.as_deref().is_none_or(is_piece));
    Some([each(Per::Piece, pieces), each(Per::Kilogram, item.net_mass_kg)])
}

/// What the goods of a declaration are declared at among their peers: what prices are made of.
pub fn declared_prices(
    declaration: &Declaration,
    rate: ExchangeRate,
    is_piece: impl Fn(&str) -> bool + Copy,
) -> Vec<(Peers, Decimal)> {
    let each = declaration.items.iter().filter_map(|item| declared_at(item, rate, is_piece));
    each.flatten().flatten().collect()
}
