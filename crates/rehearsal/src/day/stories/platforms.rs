//! Sellers and market places who say what they know of a sale: mostly the same as the post, now and then not.

use super::super::filers::{MARKET, POST, SELLER};
use super::super::hours::HOUR;
use super::super::maker::{Maker, in_office};
use super::super::wares::{Wares, amount, one};
use super::ring::known_of_the_sale;
use super::sold;
use crate::draw::Draw;
use crate::text::Text;
use clearance::Finding;

/// On a usual day.
const AGREE: u64 = 12;
const DISAGREE: u64 = 7;
const WARES: [Wares; 3] = [
    one("saucepan, stainless steel, 18 cm", "732393", "CN", 3_290, 900),
    one("bedside lamp, LED, touch dimmer", "940521", "CN", 4_150, 620),
    one("tea cups, porcelain, hand painted", "691110", "CN", 5_400, 1_100),
];

/// The post declares, and the market place or the seller has said before what was sold.
pub(super) fn say_the_same_or_not(maker: &mut Maker<'_>, draw: &mut Draw) {
    let agree = maker.crowd(AGREE);
    let mut is_examined = false;
    for place in 0..agree + maker.crowd(DISAGREE) {
        let wares = draw.pick(&WARES);
        let flight = usize::try_from(2 + place % 4).unwrap_or_default();
        let (mut parcel, trip) = sold(maker, &POST, flight, &[wares], draw);
        if let Some(sale) = &mut parcel.sale {
            sale.platform = Text::Known("market.example");
            sale.payment_provider = Text::Known("pay.example");
        }
        let filer = if place % 3 == 0 { &SELLER } else { &MARKET };
        let mut known = known_of_the_sale(&parcel, filer);
        known.value.currency = Text::Known("EXD");
        known.value.goods = amount(wares.cents);
        if place >= agree {
            let cents = wares.cents * 17 / 10;
            known.value.goods = amount(cents);
            known.goods_items.iter_mut().for_each(|item| item.value = amount(cents));
            if let Some(sale) = &mut known.sale {
                sale.payment_amount = amount(cents + 500);
            }
            // Every third disagrees about one thing only, which is a sign and no more.
            if place % 3 != 1 {
                known.packages = "2";
            } else if let Some(sale) = &mut known.sale {
                sale.payment_amount = Text::Missing;
                sale.payment_currency = Text::Missing;
            }
        }
        maker.file(trip.filed.saturating_sub(draw.between(HOUR, 2 * HOUR)), filer, &known, true);
        maker.lodge(&parcel, &trip);
        if place >= agree && place % 3 != 1 && !is_examined {
            is_examined = true;
            let found = "two packages under one label, worth what the seller says";
            maker.examine(in_office(trip.here, draw), &trip, &[(1, Finding::Differs)], found);
        }
    }
}
