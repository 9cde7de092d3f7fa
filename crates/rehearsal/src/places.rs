//! Where parcels come from: countries of sellers, with their money and cities.

/// A country that sends parcels. Its rate is how many minor units of its sellers' currency make 100 cents.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: &'static str,
    /// Of a hundred parcels.
    pub(crate) share: u32,
    pub(crate) sellers_in_department: u32,
    pub(crate) currency: &'static str,
    pub(crate) decimals: u8,
    pub(crate) minor_units_per_dollar: u64,
    /// The legal form that ends a firm's name.
    pub(crate) form: &'static str,
    /// City and postcode.
    pub(crate) cities: &'static [(&'static str, &'static str)],
}

#[rustfmt::skip] // a table: one country, one row
pub(crate) static COUNTRIES: [Country; 13] = [
    country("CN", 58, 20, "CNY", 2, 780, "Co Ltd", &[("Shenzhen", "518057"), ("Guangzhou", "510623"), ("Yiwu", "322000"), ("Hangzhou", "310012"), ("Dongguan", "523808")]),
    country("US", 9, 5, "USD", 2, 109, "LLC", &[("Columbus", "43004"), ("Reno", "89501"), ("Memphis", "38118")]),
    country("GB", 6, 3, "GBP", 2, 86, "Ltd", &[("Leeds", "LS10 1AB"), ("Coventry", "CV3 4LF")]),
    country("DE", 5, 3, "EUR", 2, 100, "GmbH", &[("Leipzig", "04435"), ("Bremen", "28195")]),
    country("JP", 5, 3, "JPY", 0, 165, "KK", &[("Osaka", "530-0001"), ("Nagoya", "450-0002")]),
    country("KR", 4, 2, "KRW", 0, 1500, "Co Ltd", &[("Incheon", "22382"), ("Busan", "48058")]),
    country("IN", 3, 2, "INR", 2, 9500, "Pvt Ltd", &[("Jaipur", "302001"), ("Tiruppur", "641601")]),
    country("TR", 3, 2, "TRY", 2, 4500, "AS", &[("Istanbul", "34147"), ("Denizli", "20100")]),
    country("VN", 2, 1, "USD", 2, 109, "Co Ltd", &[("Hai Phong", "180000"), ("Da Nang", "550000")]),
    country("HK", 2, 2, "HKD", 2, 850, "Ltd", &[("Hong Kong", "999077")]),
    country("FR", 1, 1, "EUR", 2, 100, "SARL", &[("Lille", "59000")]),
    country("IT", 1, 1, "EUR", 2, 100, "Srl", &[("Prato", "59100")]),
    country("CA", 1, 1, "CAD", 2, 150, "Inc", &[("Halifax", "B3H 0A1")]),
];

#[expect(clippy::too_many_arguments, reason = "the columns of the table above")]
const fn country(
    code: &'static str,
    share: u32,
    sellers_in_department: u32,
    currency: &'static str,
    decimals: u8,
    minor_units_per_dollar: u64,
    form: &'static str,
    cities: &'static [(&'static str, &'static str)],
) -> Country {
    Country { code, share, sellers_in_department, currency, decimals, minor_units_per_dollar, form, cities }
}

/// A market place. Big ones collect tax as vendors and are registered for it.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) domain: &'static str,
    pub(crate) payment_provider: &'static str,
    pub(crate) scheme_number: Option<&'static str>,
}

/// Of a hundred sellers, those on each platform; a seller without one has a shop of its own.
pub(crate) static PLATFORMS: [(u32, Option<Platform>); 5] = [
    (44, Some(platform("market.example", "pay.example", Some("XAV0012345")))),
    (22, Some(platform("bazaar.example", "bazaarpay.example", Some("XAV0020011")))),
    (12, Some(platform("souk.example", "pay.example", None))),
    (8, Some(platform("handmade.example", "coinpurse.example", None))),
    (14, None),
];

const fn platform(
    domain: &'static str,
    payment_provider: &'static str,
    scheme_number: Option<&'static str>,
) -> Platform {
    Platform { domain, payment_provider, scheme_number }
}

/// Who brings parcels: the post and three carriers, with their share of a hundred parcels.
#[derive(Debug)]
pub(crate) struct Carrier {
    pub(crate) channel: &'static str,
    /// Letters before its own numbers; the post has S10 numbers of the posts of origin.
    pub(crate) prefix: Option<&'static str>,
    pub(crate) flight: &'static str,
    pub(crate) air_waybill: &'static str,
    /// Where it presents its parcels.
    pub(crate) offices: &'static [&'static str],
}

#[rustfmt::skip] // a table: one carrier, one row
pub(crate) static CARRIERS: [(u32, Carrier); 4] = [
    (56, Carrier { channel: "post", prefix: None, flight: "XP", air_waybill: "901-", offices: &["XAPRT1", "XAPRT1", "XAPRT1", "XAWES1"] }),
    (22, Carrier { channel: "express", prefix: Some("SWX"), flight: "XS", air_waybill: "902-", offices: &["XAAIR2"] }),
    (12, Carrier { channel: "express", prefix: Some("PBD"), flight: "XB", air_waybill: "903-", offices: &["XAAIR2"] }),
    (10, Carrier { channel: "cargo", prefix: Some("HCG"), flight: "XH", air_waybill: "904-", offices: &["XAAIR1", "XAPRT2"] }),
];
