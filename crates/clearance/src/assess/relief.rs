//! Which low-value regime reaches a goods item, and how far.

use super::desk::Desk;
use super::remarks::{Remarks, push_once};
use super::worth::in_local;
use crate::GoodsItem;
use crate::fault::Fault;
use crate::ground::Ground;
use quantity::{Amount, LocalValue, Money};
use tariff::{ChargeKind, Dated, Measured, Reach, Relief, ReliefUnit, Treatment};

/// The regimes that goods of this traffic and scheme may have, each with its threshold in local currency.
pub(super) struct Reliefs<'a>(Vec<Open<'a>>);

struct Open<'a> {
    relief: &'a Dated<Relief>,
    threshold: LocalValue,
    above: Option<LocalValue>,
    /// Up to which sum of those that had it.
    sum: Option<LocalValue>,
}

/// A regime that reaches a goods item.
#[derive(Clone)]
pub(super) struct Relieved<'a> {
    pub(super) relief: &'a Dated<Relief>,
    pub(super) treatment: &'a Treatment,
    /// The free value, where only what exceeds it is charged.
    pub(super) free: Option<Money>,
}

impl Relieved<'_> {
    /// Whether nothing is collected.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.treatment, Treatment::Free) && self.free.is_none()
    }
}

impl<'a> Reliefs<'a> {
    /// Errors: a threshold in a currency without a rate can be compared with nothing, and nobody may guess.
    pub(super) fn open(desk: &Desk<'a>) -> Result<Reliefs<'a>, Fault> {
        let (declaration, tariff) = (desk.declaration, &desk.law.tariff);
        let scheme = desk.scheme.as_ref().map(|scheme| scheme.name());
        let mut open = Vec::new();
        for relief in tariff.reliefs.iter().filter(|relief| relief.validity.covers(desk.day)) {
            let Relief { traffic, amount, above, aggregation, .. } = &relief.value;
            let dispatch = declaration.consignor.country;
            if !traffic.holds(declaration.channel, declaration.nature, dispatch)
                || !relief.value.is_open_under(scheme)
            {
                continue;
            }
            let in_local =
                |value| in_local(Amount { value, currency: amount.currency }, &tariff.exchange, desk.day);
            let sum = aggregation.and_then(|aggregation| aggregation.amount);
            open.push(Open {
                relief,
                threshold: in_local(amount.value)?,
                above: above.map(in_local).transpose()?,
                sum: sum.map(in_local).transpose()?,
            });
        }
        Ok(Reliefs(open))
    }

    /// Whether any of them charges a kind at a rate of its own.
    pub(super) fn sets_a_rate(&self, kind: ChargeKind) -> bool {
        self.0.iter().any(|open| {
            let relief = &open.relief.value;
            matches!(relief.treatment, Treatment::Flat(_)) && relief.relieves.contains(&kind)
        })
    }

    /// The regime of a charge that a line has, if any: the first that relieves it whole, else the one with the smallest
    /// threshold, and of equal ones the one that is limited to the fewest goods.
    pub(super) fn reaching(
        &self,
        kind: ChargeKind,
        desk: &Desk<'a>,
        place: usize,
        item: &GoodsItem,
        remarks: &mut Remarks,
    ) -> Option<Relieved<'a>> {
        let goods = desk.measured(item)?;
        let mut found: Option<Reaching<'a>> = None;
        for open in self.0.iter().filter(|open| open.relief.value.relieves.contains(&kind)) {
            let relief = &open.relief.value;
            if !desk.may_have(relief, item) {
                continue;
            }
            let value = relief.measured(&goods);
            if open.above.is_some_and(|above| value <= above) {
                continue;
            }
            let (value, is_used_up) = desk.added_up(open, value);
            let reach = relief.reach(value, open.threshold);
            let relieved = |free| Relieved { relief: open.relief, treatment: &relief.treatment, free };
            match reach {
                Reach::Whole if is_used_up => remarks_on_sum(open, desk, remarks),
                Reach::Whole if matches!(relief.treatment, Treatment::Free) => return Some(relieved(None)),
                Reach::Whole => keep_closer(&mut found, open, relieved(None)),
                Reach::Part { free, over } => match desk.still_free(open, free) {
                    None => remarks_on_sum(open, desk, remarks),
                    Some(free) => {
                        if let Some(free) = desk.free_part(open.relief, free, over, place) {
                            keep_closer(&mut found, open, relieved(Some(free)));
                        }
                    }
                },
                Reach::Nothing => {
                    let alone = relief.reach(relief.measured(&goods), open.threshold);
                    if alone == Reach::Whole {
                        remarks_on_sum(open, desk, remarks);
                    }
                }
            }
        }
        found.map(|(_, relieved)| relieved)
    }
}

/// A regime that reaches, with what it is chosen by: its threshold, and how little it is limited.
type Reaching<'a> = ((LocalValue, usize), Relieved<'a>);

fn keep_closer<'a>(found: &mut Option<Reaching<'a>>, open: &Open<'a>, relieved: Relieved<'a>) {
    let rank = (open.threshold, open.relief.value.open_conditions());
    if found.as_ref().is_none_or(|(closest, _)| rank < *closest) {
        *found = Some((rank, relieved));
    }
}

/// That the goods would have a relief but for what else went to the consignee.
fn remarks_on_sum(open: &Open<'_>, desk: &Desk<'_>, remarks: &mut Remarks) {
    let Some(aggregation) = open.relief.value.aggregation else { return };
    let Some(earlier) = desk.used_up.added_up.money(aggregation.over, desk.worth.customs_value.currency())
    else {
        return;
    };
    let Amount { value, currency } = open.relief.value.amount;
    push_once(
        &mut remarks.grounds,
        Ground::AddedUp {
            relief: open.relief.value.id.clone(),
            over: aggregation.over,
            earlier,
            limit: Amount { value: aggregation.amount.unwrap_or(value), currency },
            law: open.relief.law.clone(),
        },
    );
}

impl Desk<'_> {
    /// Whether a goods item is one of those that a regime is for.
    fn may_have(&self, relief: &Relief, item: &GoodsItem) -> bool {
        relief.is_open_to(item.commodity_code)
            && relief.is_open_to_origin(item.origin, &self.law.tariff.groups, self.day)
    }

    /// What is compared with the threshold, and whether the sum that a person may have is used up.
    fn added_up(&self, open: &Open<'_>, value: LocalValue) -> (LocalValue, bool) {
        let Some(aggregation) = open.relief.value.aggregation else { return (value, false) };
        // What leaves the range of values is above every threshold.
        let most = LocalValue::from_units(i128::MAX).unwrap_or(value);
        let sum = self.used_up.added_up.of(aggregation.over).checked_add(value).unwrap_or(most);
        match open.sum {
            Some(limit) => (value, sum > limit),
            None => (sum, false),
        }
    }

    /// What is left of a free value once earlier consignments have used what they could; `None` where nothing is.
    fn still_free(&self, open: &Open<'_>, free: LocalValue) -> Option<LocalValue> {
        let Some(aggregation) = open.relief.value.aggregation else { return Some(free) };
        let left = free.checked_sub(self.used_up.added_up.of(aggregation.over))?;
        (left > LocalValue::ZERO).then_some(left)
    }

    /// A line's part of a value that is free, shared among the lines that may have the relief.
    fn free_part(
        &self,
        relief: &Dated<Relief>,
        free: LocalValue,
        over: ReliefUnit,
        place: usize,
    ) -> Option<Money> {
        let currency = self.worth.customs_value.currency();
        let free = free.round(self.parameters.valuation.customs_value_rounding, currency)?;
        if over.is_by_item() {
            return Some(free);
        }
        let weigh = |(item, value): (&GoodsItem, &Money)| {
            if self.may_have(&relief.value, item) { value.minor() } else { 0 }
        };
        let weights: Vec<i64> =
            self.declaration.items.iter().zip(&self.worth.line_values).map(weigh).collect();
        quantity::share(free.minor(), &weights).get(place).map(|minor| Money::new(*minor, currency))
    }
}

impl Relieved<'_> {
    /// The ground of a relief.
    pub(super) fn ground(&self, kind: ChargeKind, desk: &Desk<'_>, item: &GoodsItem) -> Ground {
        let Relieved { relief, treatment, free } = self;
        let (id, law, threshold) = (relief.value.id.clone(), relief.law.clone(), relief.value.amount);
        match (treatment, free) {
            (Treatment::Flat(rate), _) => {
                Ground::FlatRate { kind, relief: id, rate: rate.clone(), threshold, law }
            }
            (Treatment::Reduced(share), _) => Ground::PartCollected { kind, relief: id, share: *share, law },
            (Treatment::Free, Some(_)) => Ground::ExcessCharged { kind, relief: id, threshold, law },
            (Treatment::Free, None) => {
                let local = desk.worth.customs_value.currency();
                let rounding = desk.parameters.valuation.customs_value_rounding;
                let measured = desk.measured(item).map(|goods| relief.value.measured(&goods));
                let in_local = measured.and_then(|value| value.round(rounding, local));
                let declared = desk.declaration.value.map(|declared| {
                    let goods = Measured { consignment: declared.values(), item: item.value };
                    Amount { value: relief.value.measured(&goods), currency: declared.currency }
                });
                Ground::LowValueRelief {
                    kind,
                    relief: id,
                    line: (relief.value.unit.is_by_item()).then_some(item.line),
                    basis: relief.value.basis,
                    value: declared.unwrap_or(threshold),
                    in_local: in_local.unwrap_or(Money::zero(local)),
                    threshold,
                    law,
                }
            }
        }
    }
}
