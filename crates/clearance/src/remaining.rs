//! What is left of each goods item once some of it went back, and what of it still counts.

use crate::case::Case;
use crate::gone::GoneGoods;
use quantity::Decimal;

impl Case {
    /// How much there was of a goods item; one, where no quantity was declared.
    pub fn quantity_of(&self, line: u32) -> Option<Decimal> {
        let item = self.filings.governing().declaration.items.iter().find(|item| item.line == line)?;
        let declared = item.quantity.filter(|quantity| !quantity.is_zero() && !quantity.is_negative());
        Some(declared.unwrap_or(Decimal::ONE))
    }

    /// Whether so much of a goods item can go: some of what is left; of an item without quantity only all.
    pub(crate) fn can_go(&self, line: u32, quantity: Decimal) -> bool {
        let items = &self.filings.governing().declaration.items;
        let is_counted = items.iter().any(|item| item.line == line && item.quantity.is_some());
        let left = self.left_of(line);
        let is_there = !quantity.is_zero() && !quantity.is_negative() && quantity <= left;
        is_there && (is_counted || quantity == left)
    }

    /// How much of a goods item is still here.
    pub fn left_of(&self, line: u32) -> Decimal {
        let all = self.quantity_of(line).unwrap_or(Decimal::ZERO);
        all.checked_sub(self.gone_of(line, |_| true)).unwrap_or(Decimal::ZERO)
    }

    /// How much of a goods item went back, of what counts.
    pub(crate) fn gone_of(&self, line: u32, counts: impl Fn(&GoneGoods) -> bool) -> Decimal {
        let goods = self.returns.iter().flat_map(|gone| &gone.goods);
        let micro =
            goods.filter(|goods| goods.line == line && counts(goods)).map(|goods| goods.quantity.micro());
        Decimal::from_micro(micro.sum()).unwrap_or(Decimal::ZERO)
    }

    /// Whether everything that was let in has gone back.
    pub(crate) fn has_all_gone(&self) -> bool {
        let kept_out = self.kept_out();
        !self.returns.is_empty()
            && self.lines().all(|line| kept_out.contains(&line) || self.left_of(line).is_zero())
    }

    /// The part of a sum for a goods item that still counts, once what was restored does not.
    pub(crate) fn still_counting(&self, line: u32, sum: i64) -> i64 {
        let restored = self.gone_of(line, |goods| goods.is_restored).micro();
        let all = self.quantity_of(line).unwrap_or(Decimal::ONE).micro();
        let parts = quantity::share(sum, &[restored, all.saturating_sub(restored)]);
        parts.last().copied().unwrap_or(sum)
    }
}
