//! Values that were fitted: a ring that declares a tenth, and an order that was split below the limit.

use super::super::filers::{Filer, MARKET, PAPERBIRD, PAYMENTS, POST};
use super::super::hours::{HOUR, MINUTE, OFFICE_OPENS};
use super::super::maker::Maker;
use super::super::wares::{Wares, amount, one, present};
use super::{sold, sold_by};
use crate::draw::Draw;
use crate::parcel::{Parcel, Party, Sale};
use crate::text::Text;
use clearance::Finding;

/// Parcels of the ring on a usual day.
const RING: u64 = 18;
/// The parcel from which on the ring has heard that it was caught.
const WARNED: u64 = 12;
/// What they are worth, of which a tenth is declared.
const WORTH_CENTS: u64 = 24_900;
const WATCH: Wares = one("wrist-watch, automatic, 40 mm, steel", "910221", "CN", WORTH_CENTS / 10, 140);
const PHONE: Wares = one("smartphone, 128 GB, dual SIM", "851713", "CN", WORTH_CENTS / 10, 190);
/// Where all of it goes, whoever it is addressed to.
const DOORS: [(&str, &str, u64); 2] =
    [("14 Foundry St", "Port Example", 1014), ("3 Canal St", "Sampleton", 2033)];

/// One seller sends watches and phones at a tenth of their price to many people behind two doors. A profile asks
/// for the invoices of the phones; for a few watches the market place and the payment provider give it away. Once a
/// parcel was opened, the ring goes on under another name and declares a little more.
pub(super) fn undervaluation(maker: &mut Maker<'_>, draw: &mut Draw) {
    for place in 0..maker.crowd(RING) {
        let is_phone = place % 5 < 2;
        let wares = if is_phone { PHONE } else { WATCH };
        let wares = if place < WARNED { wares } else { Wares { cents: wares.cents * 8 / 5, ..wares } };
        let flight = 2 + usize::try_from(place % 3).unwrap_or_default();
        let ring = |parcel: &mut Parcel<'_>| belongs_to_the_ring(parcel, place);
        let (mut parcel, trip) = sold_by(maker, &PAPERBIRD, flight, &[wares], draw, ring);
        if place % 6 == 2 {
            given_away(maker, &parcel, trip.filed.saturating_sub(HOUR), draw);
        }
        maker.lodge(&parcel, &trip);
        if place == 2 || place == WARNED + 2 {
            let found = "the invoice in the parcel says 249.00 EXD";
            maker.examine(
                (trip.here + HOUR).max(OFFICE_OPENS + HOUR),
                &trip,
                &[(1, Finding::Differs)],
                found,
            );
        }
        if place == 5 {
            // An invoice comes, and an officer has to say whether it is good.
            present(&mut parcel, "invoice", draw);
            maker.amend(trip.filed + 40 * MINUTE, &trip, &parcel);
        }
    }
}

fn belongs_to_the_ring(parcel: &mut Parcel<'_>, place: u64) {
    if let Some(sale) = &mut parcel.sale {
        let is_warned = place >= WARNED;
        sale.seller_name = Text::Known(if is_warned { "Brightwell Goods" } else { "Lumenfair Trading" });
        sale.seller_identifier = Text::Known(if is_warned { "S-9921" } else { "S-8807" });
        sale.seller_url = Text::Known("https://market.example/s/8807");
        sale.platform = Text::Known("market.example");
        sale.payment_provider = Text::Known("pay.example");
        sale.order_url = Text::Known("https://market.example/s/8807/i/clearance");
        sale.scheme_number = Text::Missing;
    }
    if let Some(consignor) = &mut parcel.consignor {
        *consignor = Party {
            name: Text::Known(match place < WARNED {
                true => "Shenzhen Lumenfair Trading Co Ltd",
                false => "Guangzhou Brightwell Goods Co Ltd",
            }),
            line: Text::Known("88 Export Park Rd"),
            city: Text::Known("Shenzhen"),
            postcode: Text::Known("518057"),
            country: Text::Known("CN"),
            identifier: Text::Missing,
            email: Text::Missing,
        };
    }
    let [first, second] = DOORS;
    let (line, city, postcode) = if place.is_multiple_of(2) { first } else { second };
    if let Some(consignee) = &mut parcel.consignee {
        consignee.line = Text::Known(line);
        consignee.city = Text::Known(city);
        consignee.postcode = Text::Decimal { units: postcode, places: 0 };
    }
}

/// The market place and the payment provider say what they know of the sale: ten times as much.
fn given_away(maker: &mut Maker<'_>, parcel: &Parcel<'_>, at: u32, draw: &mut Draw) {
    let mut order = known_of_the_sale(parcel, &MARKET);
    order.value.currency = Text::Known("EXD");
    order.value.goods = amount(WORTH_CENTS);
    if let Some(item) = order.goods_items.first_mut() {
        item.value = amount(WORTH_CENTS);
    }
    if let Some(sale) = &mut order.sale {
        sale.payment_amount = Text::Missing;
        sale.payment_currency = Text::Missing;
    }
    maker.file(at, &MARKET, &order, true);
    let mut payment = known_of_the_sale(parcel, &PAYMENTS);
    payment.goods_items.clear();
    payment.consignor = None;
    if let Some(sale) = &mut payment.sale {
        sale.payment_amount = amount(WORTH_CENTS + u64::from(draw.between(300, 800)));
    }
    maker.file(at + draw.between(MINUTE, 20 * MINUTE), &PAYMENTS, &payment, true);
}

/// What somebody says who knows the sale and not the transport: data in advance, under the same number.
pub(super) fn known_of_the_sale<'w>(parcel: &Parcel<'w>, filer: &Filer) -> Parcel<'w> {
    let number = parcel.sale.as_ref().map(|sale| sale.order_number.read()).unwrap_or_default();
    let mut known = parcel.clone();
    known.reference = Text::Made(format!("{}{number}", filer.prefix));
    known.stage = Text::Known("pre_loading");
    known.packages = "";
    known.gross_mass_kg = Text::Missing;
    known.document = None;
    known.transport.master_document = Text::Missing;
    known.transport.conveyance = Text::Missing;
    known.transport.arrival = Text::Missing;
    known.value.currency = Text::Missing;
    known.value.goods = Text::Missing;
    known.value.freight = Text::Missing;
    known.value.insurance = Text::Missing;
    known
}

const LENS: Wares = one("camera lens, 50 mm, f/1.8", "900211", "JP", 14_850, 420);

/// One consignee, one seller, one payment: five parcels, each just below the limit for duty.
pub(super) fn split_order(maker: &mut Maker<'_>, draw: &mut Draw) {
    let mut whole: Option<(Party<'_>, Sale<'_>)> = None;
    for place in 0..5 {
        let wares = Wares { cents: LENS.cents + u64::from(draw.below(140)), ..LENS };
        let flight = if place < 2 { 4 } else { 5 };
        let (mut parcel, trip) = sold(maker, &POST, flight, &[wares], draw);
        if let (Some(sale), Some(consignee)) = (&mut parcel.sale, &mut parcel.consignee) {
            sale.seller_name = Text::Known("Bright Cask Optics");
            sale.seller_identifier = Text::Known("S-4410");
            sale.seller_url = Text::Missing;
            sale.order_url = Text::Missing;
            sale.platform = Text::Missing;
            sale.scheme_number = Text::Missing;
            sale.payment_amount = amount(74_900);
            match &whole {
                None => whole = Some((consignee.clone(), sale.clone())),
                Some((whose, first)) => {
                    *consignee = whose.clone();
                    sale.order_number = first.order_number.clone();
                    sale.order_placed = first.order_placed.clone();
                    sale.payment_reference = first.payment_reference.clone();
                    sale.payer = first.payer.clone();
                }
            }
        }
        parcel.document = None;
        maker.lodge(&parcel, &trip);
    }
}
