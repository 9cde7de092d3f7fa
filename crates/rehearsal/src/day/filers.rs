//! Who files and who brings: organisations that do not exist, and the flights of the carriers.

use super::hours::{MONDAY, SUNDAY, TUESDAY, at};
use clearance::FilerRole;

/// Somebody who files declarations.
#[derive(Debug)]
pub struct Filer {
    /// What they are called.
    pub organisation: &'static str,
    /// One word for them.
    pub word: &'static str,
    /// The role in which they file.
    pub role: FilerRole,
    /// What their references begin with.
    pub(super) prefix: &'static str,
    /// Who brings what they declare.
    pub(super) line: &'static Line,
}

/// Somebody who pays later: who, under which number, with which guarantee.
#[derive(Debug)]
pub struct Deferment {
    /// Who.
    pub organisation: &'static str,
    /// The number under which they may.
    pub number: &'static str,
    /// The reference of the guarantee.
    pub guarantee: &'static str,
    /// What it reaches to for each hundred parcels of the day, in whole units of the currency.
    pub a_hundred_parcels: u64,
}

/// Those who pay later.
pub static DEFERMENTS: [Deferment; 2] = [
    Deferment {
        organisation: "Swallowtail Express",
        number: "XADEF0001",
        guarantee: "26XA0000000000016",
        a_hundred_parcels: 400,
    },
    // Its guarantee runs short within the day: what comes after waits for money.
    Deferment {
        organisation: "Marketgate Customs Brokers",
        number: "XADEF0002",
        guarantee: "26XA0000000000025",
        a_hundred_parcels: 40,
    },
];

/// The number under which a filer pays later, if they do.
pub(super) fn deferment(organisation: &str) -> Option<&'static str> {
    DEFERMENTS
        .iter()
        .find(|deferment| deferment.organisation == organisation)
        .map(|deferment| deferment.number)
}

/// A carrier with its flights.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) organisation: &'static str,
    pub(super) channel: &'static str,
    /// Letters before its own numbers; the post has numbers of the posts of origin.
    pub(super) numbers: Option<&'static str>,
    pub(super) air_waybill: &'static str,
    pub(super) flights: &'static [Flight],
}

/// A flight: when it lands, where its goods are presented, and how many of a hundred parcels it brings.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) name: &'static str,
    pub(super) lands: u32,
    pub(super) share: u32,
    pub(super) office: &'static str,
}

const fn flight(name: &'static str, lands: u32, share: u32, office: &'static str) -> Flight {
    Flight { name, lands, share, office }
}

// The first two flights of each carrier came on Sunday, and no ordinary parcel with them.
static BY_POST: Line = Line {
    organisation: "Examplia Post",
    channel: "post",
    numbers: None,
    air_waybill: "901-",
    flights: &[
        flight("XP101", at(SUNDAY, 9, 40), 0, "XAPRT1"),
        flight("XP115", at(SUNDAY, 19, 15), 0, "XAPRT1"),
        flight("XP100", at(MONDAY, 3, 50), 15, "XAPRT1"),
        flight("XP102", at(MONDAY, 6, 20), 22, "XAPRT1"),
        flight("XP110", at(MONDAY, 8, 45), 20, "XAPRT1"),
        flight("XP112", at(MONDAY, 11, 30), 9, "XAPRT1"),
        flight("XP130", at(MONDAY, 11, 50), 8, "XAWES1"),
        flight("XP114", at(MONDAY, 13, 20), 13, "XAPRT1"),
        flight("XP118", at(MONDAY, 18, 40), 7, "XAPRT1"),
        flight("XP100", at(TUESDAY, 3, 50), 6, "XAPRT1"),
    ],
};

static BY_SWALLOWTAIL: Line = Line {
    organisation: "Swallowtail Express",
    channel: "express",
    numbers: Some("SWX"),
    air_waybill: "902-",
    flights: &[
        flight("XS203", at(SUNDAY, 12, 20), 0, "XAAIR2"),
        flight("XS207", at(SUNDAY, 17, 30), 0, "XAAIR2"),
        flight("XS201", at(MONDAY, 4, 40), 18, "XAAIR2"),
        flight("XS202", at(MONDAY, 7, 15), 24, "XAAIR2"),
        flight("XS203", at(MONDAY, 10, 5), 20, "XAAIR2"),
        flight("XS205", at(MONDAY, 12, 40), 16, "XAAIR2"),
        flight("XS206", at(MONDAY, 14, 10), 10, "XAAIR2"),
        flight("XS208", at(MONDAY, 19, 30), 7, "XAAIR2"),
        flight("XS201", at(TUESDAY, 4, 40), 5, "XAAIR2"),
    ],
};

static BY_PAPERBIRD: Line = Line {
    organisation: "Paperbird Delivery",
    channel: "express",
    numbers: Some("PBD"),
    air_waybill: "903-",
    flights: &[
        flight("XB302", at(SUNDAY, 11, 10), 0, "XAAIR2"),
        flight("XB304", at(SUNDAY, 20, 15), 0, "XAAIR2"),
        flight("XB301", at(MONDAY, 5, 30), 28, "XAAIR2"),
        flight("XB302", at(MONDAY, 9, 20), 31, "XAAIR2"),
        flight("XB303", at(MONDAY, 12, 55), 25, "XAAIR2"),
        flight("XB304", at(MONDAY, 20, 15), 8, "XAAIR2"),
        flight("XB301", at(TUESDAY, 5, 30), 8, "XAAIR2"),
    ],
};

static BY_CRANE: Line = Line {
    organisation: "Harbourcrane Cargo",
    channel: "cargo",
    numbers: Some("HCG"),
    air_waybill: "904-",
    flights: &[
        flight("XH401", at(SUNDAY, 6, 5), 0, "XAAIR1"),
        flight("XH402", at(SUNDAY, 16, 50), 0, "XAAIR1"),
        flight("XH401", at(MONDAY, 5, 5), 42, "XAAIR1"),
        flight("XH402", at(MONDAY, 10, 45), 40, "XAAIR1"),
        flight("XH401", at(TUESDAY, 5, 5), 18, "XAAIR1"),
    ],
};

const fn filer(
    organisation: &'static str,
    word: &'static str,
    role: FilerRole,
    prefix: &'static str,
    line: &'static Line,
) -> Filer {
    Filer { organisation, word, role, prefix, line }
}

pub(super) static POST: Filer = filer("Examplia Post", "post", FilerRole::Carrier, "EP-26-", &BY_POST);
pub(super) static SWALLOWTAIL: Filer =
    filer("Swallowtail Express", "swallowtail", FilerRole::Carrier, "SWX-", &BY_SWALLOWTAIL);
pub(super) static PAPERBIRD: Filer =
    filer("Paperbird Delivery", "paperbird", FilerRole::Carrier, "PB/", &BY_PAPERBIRD);
/// Declares for the sellers of a market place what comes as cargo.
pub(super) static BROKER: Filer =
    filer("Marketgate Customs Brokers", "marketgate", FilerRole::Broker, "MG-2026-", &BY_CRANE);
/// Small, and never a mistake.
pub(super) static CAREFUL: Filer = filer("Thimble & Quill", "thimble", FilerRole::Declarant, "TQ-", &BY_POST);
/// In a hurry, and it shows.
pub(super) static QUICKSHIP: Filer =
    filer("Quickship", "quickship", FilerRole::Broker, "qs", &BY_SWALLOWTAIL);
/// People who declare for the first time.
pub(super) static NEWCOMERS: [Filer; 3] = [
    filer("Lantern Pottery Studio", "lantern", FilerRole::Declarant, "LPS-", &BY_POST),
    filer("Old Ferry Books", "ferry", FilerRole::Declarant, "OFB-", &BY_PAPERBIRD),
    filer("Weaver's Row Looms", "looms", FilerRole::Declarant, "WRL-", &BY_SWALLOWTAIL),
];

/// Brings what the broker declares, and declares nothing.
static CRANE: Filer = filer("Harbourcrane Cargo", "harbourcrane", FilerRole::Carrier, "HC-", &BY_CRANE);
/// A market place, a payment provider and a seller, who say what they know of some of the sales.
pub(super) static MARKET: Filer = filer("Market Example", "market", FilerRole::Platform, "ORDER-", &BY_POST);
pub(super) static PAYMENTS: Filer = filer("Pay Example", "pay", FilerRole::PaymentProvider, "TX-", &BY_POST);
pub(super) static SELLER: Filer =
    filer("Larkspire Homeware", "larkspire", FilerRole::Seller, "LH-", &BY_POST);

/// Everybody who files or brings on this day; the six who do most of it come first.
pub static FILERS: [&Filer; 13] = {
    let [pottery, books, looms] = &NEWCOMERS;
    [
        &POST,
        &SWALLOWTAIL,
        &PAPERBIRD,
        &BROKER,
        &CAREFUL,
        &QUICKSHIP,
        &CRANE,
        &MARKET,
        &PAYMENTS,
        &SELLER,
        pottery,
        books,
        looms,
    ]
};
