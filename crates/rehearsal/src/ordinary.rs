//! An ordinary parcel: goods first, then who sells them, how they come and what is paid.

use crate::consignee::{address, consignee, person};
use crate::draw::Draw;
use crate::goods::{self, Department, Kind};
use crate::numbers::{shuffled, text};
use crate::parcel::{Document, Item, Parcel, Party, Sale, Value};
use crate::places::{Carrier, Country};
use crate::shapes;
use crate::text::Text;
use crate::transport::{journey, order_placed};
use crate::world::{Seller, World};

/// Above this the big platforms leave the tax to customs, in cents.
const SCHEME_UP_TO_CENTS: u64 = 14_000;
/// Above this an invoice comes with every sale, in cents; below, with some.
const INVOICE_ABOVE_CENTS: u64 = 15_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    Sale,
    Gift,
    Documents,
}

impl Nature {
    fn name(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Gift => "gift",
            Self::Documents => "documents",
        }
    }
}

/// The goods of a parcel and what they come to.
struct Goods<'w> {
    department: Department,
    /// What the page of the first item is called.
    slug: &'static str,
    items: Vec<Item<'w>>,
    /// In minor units of the seller's currency.
    minor_units: u64,
    grams: u64,
}

/// Makes the parcel at a place in the world, still without its reference.
pub(crate) fn parcel<'w>(world: &'w World, one_item: bool, place: u64, draw: &mut Draw) -> Parcel<'w> {
    let nature = nature(draw);
    let cents = value_cents(nature, draw);
    let count = if one_item || nature == Nature::Documents { 1 } else { *world.items.draw(draw) };
    let &(from, country) = world.countries.draw(draw);
    let goods = match nature {
        Nature::Documents => papers(country, cents, draw),
        Nature::Sale | Nature::Gift => fill(world, country, cents, count, draw),
    };
    let seller = world.seller(goods.department, from, draw);
    let journey = journey(world, place, (from, country), draw);
    let consignee = consignee(world, place, draw);
    let costs = Costs::draw(country, &goods, journey.carrier, draw);
    let order = shuffled(place, world.offset.rotate_left(32), 9);
    let sale = (nature == Nature::Sale).then(|| Sale {
        order_placed: Text::Time(order_placed(world, journey.arrival, draw)),
        payment_amount: amount(costs.goods + costs.freight + costs.insurance, country),
        payer: consignee.name.clone(),
        ..sale(seller, order, goods.slug, cents)
    });
    let invoiced = nature == Nature::Sale && (cents > INVOICE_ABOVE_CENTS || draw.happens(3_000));
    Parcel {
        reference: Text::Missing,
        stage: Text::Known("pre_arrival"),
        channel: Text::Known(journey.carrier.channel),
        tracking_number: journey.tracking_number,
        ucr: Text::Numbered { before: &seller.ucr, number: order, width: 9 },
        transport: journey.transport,
        packages: if count > 1 && draw.happens(1_500) { "2" } else { "1" },
        gross_mass_kg: kilograms(goods.grams + 20 + goods.grams * u64::from(draw.between(4, 18)) / 100),
        nature: Text::Known(nature.name()),
        consignor: Some(consignor(seller, nature, draw)),
        consignee: Some(consignee),
        sale,
        value: costs.value(country),
        goods_items: goods.items,
        document: invoiced.then(|| invoice(order, draw)),
        deferred_payment: Text::Missing,
        unknown: Vec::new(),
        faults: Vec::new(),
    }
}

fn nature(draw: &mut Draw) -> Nature {
    match draw.below(10_000) {
        0..shapes::DOCUMENTS => Nature::Documents,
        at if at < shapes::DOCUMENTS + shapes::GIFTS => Nature::Gift,
        _ => Nature::Sale,
    }
}

fn value_cents(nature: Nature, draw: &mut Draw) -> u64 {
    match nature {
        Nature::Documents => u64::from(draw.between(100, 500)),
        Nature::Sale if draw.happens(shapes::HIGH_VALUES) => draw.quantile(&shapes::HIGH_VALUE_CENTS),
        Nature::Sale | Nature::Gift => draw.quantile(&shapes::VALUE_CENTS),
    }
}

/// Goods of one shelf that come to about the value.
fn fill<'w>(world: &World, country: &Country, cents: u64, count: u32, draw: &mut Draw) -> Goods<'w> {
    let shelf = world.kind(cents / u64::from(count), draw).department;
    let mut goods = Goods::new(shelf, count);
    for _ in 0..count {
        // A little more or less than an equal share; what is dear stays dear.
        let at_least = if cents > 100_000 { 100 } else { 85 };
        let percent = if count > 1 { draw.between(at_least, 120) } else { 100 };
        let share = cents / u64::from(count) * u64::from(percent) / 100;
        let pieces = u64::from(*world.pieces.draw(draw));
        let pieces = if share / pieces < 80 || cents > 100_000 { 1 } else { pieces };
        goods.add(world.kind_in(shelf, share / pieces, draw), country, share / pieces, pieces, draw);
    }
    goods
}

fn papers<'w>(country: &Country, cents: u64, draw: &mut Draw) -> Goods<'w> {
    let mut goods = Goods::new(goods::DOCUMENTS.department, 1);
    goods.add(&goods::DOCUMENTS, country, cents, 1, draw);
    goods
}

impl<'w> Goods<'w> {
    fn new(department: Department, count: u32) -> Self {
        Self { department, slug: "", items: Vec::with_capacity(count as usize), minor_units: 0, grams: 0 }
    }

    fn add(&mut self, kind: &'static Kind, country: &Country, cents: u64, pieces: u64, draw: &mut Draw) {
        let price = price(in_currency(cents, country), country.decimals, draw);
        let grams = pieces * u64::from(mass_g(kind, draw));
        if self.items.is_empty() {
            self.slug = kind.slug;
        }
        self.minor_units += price * pieces;
        self.grams += grams;
        self.items.push(Item {
            line: self.items.len() as u64 + 1,
            description: Text::Known(draw.pick(kind.descriptions)),
            commodity_code: Text::Known(kind.commodity_code),
            origin: Text::Known(origin(kind, country, draw)),
            quantity: Text::Decimal { units: pieces, places: 0 },
            unit: Text::Known(kind.unit),
            net_mass_kg: kilograms(grams),
            value: amount(price * pieces, country),
        });
    }
}

/// As shops write prices: mostly just below a round one.
fn price(minor_units: u64, decimals: u8, draw: &mut Draw) -> u64 {
    let round = if decimals == 0 { 100 } else { 10 };
    if minor_units > 10 * round && draw.happens(6_000) {
        minor_units / round * round + round - if decimals == 0 { 10 } else { 1 }
    } else {
        minor_units.max(1)
    }
}

/// Light ones are more frequent than heavy ones.
fn mass_g(kind: &Kind, draw: &mut Draw) -> u32 {
    let (least, most) = kind.mass_g;
    draw.between(least, most).min(draw.between(least, most))
}

fn origin(kind: &Kind, country: &Country, draw: &mut Draw) -> &'static str {
    if kind.origins.is_empty() || (kind.origins.contains(&country.code) && draw.happens(8_500)) {
        country.code
    } else {
        draw.pick(kind.origins)
    }
}

fn kilograms<'w>(grams: u64) -> Text<'w> {
    Text::Decimal { units: grams, places: 3 }
}

fn consignor<'w>(seller: &'w Seller, nature: Nature, draw: &mut Draw) -> Party<'w> {
    let (name, line) = match nature {
        Nature::Gift => (Text::Made(person(draw)), Text::Made(address(draw))),
        Nature::Sale | Nature::Documents => (Text::Known(&seller.firm), Text::Known(&seller.line)),
    };
    Party {
        name,
        line,
        city: Text::Known(seller.city),
        postcode: Text::Known(seller.postcode),
        country: Text::Known(seller.country.code),
        identifier: Text::Missing,
        email: Text::Missing,
    }
}

/// What goods, freight and insurance come to, in minor units of the seller's currency.
struct Costs {
    goods: u64,
    freight: u64,
    insurance: u64,
}

impl Costs {
    fn draw(country: &Country, goods: &Goods<'_>, carrier: &Carrier, draw: &mut Draw) -> Self {
        let cents = draw.quantile(&shapes::FREIGHT_CENTS);
        let freight = match carrier.channel {
            "express" => in_currency(cents * 2, country),
            _ if draw.happens(1_000) => 0,
            _ => in_currency(cents, country),
        };
        let insured = carrier.channel != "post" && draw.happens(1_500);
        Self {
            goods: goods.minor_units,
            freight,
            insurance: if insured { goods.minor_units / 100 } else { 0 },
        }
    }

    fn value<'w>(&self, country: &'static Country) -> Value<'w> {
        Value {
            currency: Text::Known(country.currency),
            goods: amount(self.goods, country),
            freight: amount(self.freight, country),
            insurance: amount(self.insurance, country),
        }
    }
}

/// A sale, still without its hour, its payer and what was paid.
fn sale<'w>(seller: &'w Seller, order: u64, slug: &str, cents: u64) -> Sale<'w> {
    let scheme_number = seller.platform.and_then(|platform| platform.scheme_number);
    Sale {
        seller_name: Text::Known(&seller.shop),
        seller_identifier: Text::Known(&seller.identifier),
        seller_url: Text::Known(&seller.url),
        platform: seller.platform.map_or(Text::Missing, |platform| Text::Known(platform.domain)),
        order_number: Text::Numbered { before: "", number: order, width: 9 },
        order_placed: Text::Missing,
        order_url: Text::Made([&seller.item_url, slug].concat()),
        payment_provider: Text::Known(seller.platform.map_or("card.example", |it| it.payment_provider)),
        payment_reference: Text::Numbered { before: "P-", number: order, width: 9 },
        payment_amount: Text::Missing,
        payment_currency: Text::Known(seller.country.currency),
        payer: Text::Missing,
        scheme_number: match scheme_number {
            Some(number) if cents <= SCHEME_UP_TO_CENTS => Text::Known(number),
            _ => Text::Missing,
        },
    }
}

fn invoice<'w>(order: u64, draw: &mut Draw) -> Document<'w> {
    document("invoice", Text::Numbered { before: "INV-", number: order, width: 9 }, draw)
}

/// A document with the hash of a file.
pub(crate) fn document<'w>(kind: &'static str, number: Text<'w>, draw: &mut Draw) -> Document<'w> {
    let mut sha256 = Vec::with_capacity(64);
    for _ in 0..4 {
        let mut bits = draw.bits();
        for _ in 0..16 {
            sha256.extend(b"0123456789abcdef".get((bits & 15) as usize));
            bits >>= 4;
        }
    }
    Document { kind, number, sha256: Text::Made(text(sha256)) }
}

fn amount<'w>(minor_units: u64, country: &Country) -> Text<'w> {
    Text::Decimal { units: minor_units, places: country.decimals }
}

fn in_currency(cents: u64, country: &Country) -> u64 {
    cents * country.minor_units_per_dollar / 100
}
