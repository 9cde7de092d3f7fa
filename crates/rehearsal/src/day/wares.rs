//! Goods of a story, written into a parcel in place of the ordinary ones.

use crate::draw::Draw;
use crate::ordinary::document;
use crate::parcel::{Item, Parcel};
use crate::text::Text;

/// Goods of one line: what they are, how many, what one costs in cents of the Examplian dollar, what one weighs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wares {
    pub(super) description: &'static str,
    pub(super) code: &'static str,
    pub(super) origin: &'static str,
    pub(super) pieces: u64,
    pub(super) cents: u64,
    pub(super) grams: u64,
}

/// One piece of something.
pub(super) const fn one(
    description: &'static str,
    code: &'static str,
    origin: &'static str,
    cents: u64,
    grams: u64,
) -> Wares {
    Wares { description, code, origin, pieces: 1, cents, grams }
}

/// So many pieces of something.
pub(super) const fn some(pieces: u64, wares: Wares) -> Wares {
    Wares { pieces, ..wares }
}

/// Up to here the big platforms collect the tax.
const SCHEME_UP_TO_CENTS: u64 = 14_000;
/// From here on nothing comes without its invoice.
const INVOICE_FROM_CENTS: u64 = 15_000;

/// Fills a parcel with these goods and nothing else.
pub(super) fn fill(parcel: &mut Parcel<'_>, wares: &[Wares], draw: &mut Draw) {
    let cents: u64 = wares.iter().map(|line| line.cents * line.pieces).sum();
    let grams: u64 = wares.iter().map(|line| line.grams * line.pieces).sum();
    let freight = u64::from(draw.between(190, 890));
    parcel.goods_items = (1..).zip(wares).map(|(line, wares)| item(line, wares)).collect();
    parcel.gross_mass_kg = Text::Decimal { units: grams + 30 + grams / 10, places: 3 };
    parcel.packages = "1";
    parcel.value.currency = Text::Known("EXD");
    parcel.value.goods = amount(cents);
    parcel.value.freight = amount(freight);
    parcel.value.insurance = amount(0);
    if let Some(sale) = &mut parcel.sale {
        sale.payment_currency = Text::Known("EXD");
        sale.payment_amount = amount(cents + freight);
        if cents > SCHEME_UP_TO_CENTS {
            sale.scheme_number = Text::Missing;
        }
    }
    if cents >= INVOICE_FROM_CENTS && parcel.document.is_none() {
        present(parcel, "invoice", draw);
    }
}

/// Puts a document of a kind into the parcel.
pub(super) fn present(parcel: &mut Parcel<'_>, kind: &'static str, draw: &mut Draw) {
    let before = match kind {
        "invoice" => "INV-",
        "drone_registration" => "XA-UAS-",
        "phytosanitary_certificate" => "PHYTO-",
        "medicine_import_licence" => "MED-",
        _ => "DOC-",
    };
    let number = Text::Numbered { before, number: u64::from(draw.below(1_000_000)), width: 6 };
    parcel.document = Some(document(kind, number, draw));
}

fn item<'w>(line: u64, wares: &Wares) -> Item<'w> {
    Item {
        line,
        description: Text::Known(wares.description),
        commodity_code: Text::Known(wares.code),
        origin: Text::Known(wares.origin),
        quantity: Text::Decimal { units: wares.pieces, places: 0 },
        unit: Text::Known("C62"),
        net_mass_kg: Text::Decimal { units: wares.grams * wares.pieces, places: 3 },
        value: amount(wares.cents * wares.pieces),
    }
}

/// An amount in Examplian dollars.
pub(super) fn amount<'w>(cents: u64) -> Text<'w> {
    Text::Decimal { units: cents, places: 2 }
}
