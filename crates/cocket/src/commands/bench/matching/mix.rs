//! Made-up profiles of the sorts that officers write, about goods and people that were seen in other parcels.

use super::text;
use jiff::civil::date;
use quantity::Decimal;
use risk::{Action, Criteria, Criterion, Expression, Field, Period, Profile, Test};
use serde_json::Value as Json;

/// The profile of a number. Of a hundred, 40 are about goods from somewhere at a price, 15 about words, 33 about a party
/// or a shop, 5 about a place, and 7 about a country, numbers or what is missing.
pub(super) fn profile(number: usize, seen: &[Json]) -> Option<Profile> {
    let parcel = seen.get(number)?;
    let criteria = criteria(number, parcel)?;
    let criteria: Option<Vec<Criterion>> =
        criteria.into_iter().map(|(field, test)| Criterion::new(field, vec![test]).ok()).collect();
    let asks_more = number % 100 == 99;
    Some(Profile {
        id: format!("BENCH-{number:05}"),
        title: "made up".to_owned(),
        owner: Profile::CUSTOMS.to_owned(),
        action: if number.is_multiple_of(3) { Action::Examine } else { Action::AddWeight(5) },
        purpose: "measurement".to_owned(),
        reason: "made up".to_owned(),
        public_reason: "routine_control".to_owned(),
        law: "none".to_owned(),
        period: Period::new(date(2026, 1, 1), date(2026, 12, 31))?,
        share_per_million: if number.is_multiple_of(10) { 250_000 } else { Profile::EVERY_HIT },
        criteria: Criteria::new(criteria?)?,
        expression: match asks_more {
            true => Some(Expression::parse("payment_local > 2 * value_local").ok()?),
            false => None,
        },
    })
}

/// The parcel that a profile is about. Made-up parcels come from a few hundred traders and a hundred headings; nine
/// in ten profiles are about others.
struct About<'p> {
    number: usize,
    parcel: &'p Json,
}

type Asked = Vec<(Field, Test)>;

fn criteria(number: usize, parcel: &Json) -> Option<Asked> {
    let about = About { number, parcel };
    match number % 100 {
        0..55 => about.goods(),
        55..84 => about.parties(),
        84..93 => about.places(),
        _ => about.numbers(),
    }
}

impl About<'_> {
    fn said(&self, place: &str) -> String {
        text(self.parcel, place).unwrap_or("nobody").to_owned()
    }

    /// What was seen in the parcel, or nine times in ten something else.
    fn seen_or(&self, place: &str, other: String) -> String {
        if (self.number / 100).is_multiple_of(10) { self.said(place) } else { other }
    }

    /// The beginning of a commodity code.
    fn code(&self, digits: usize) -> Test {
        let elsewhere = format!("{:02}{:04}", 1 + self.number % 97, self.number * 7 % 10_000);
        let code = self.seen_or("/goods_items/0/commodity_code", elsewhere);
        Test::StartsWith(vec![code.get(..digits).unwrap_or("9999").to_owned()])
    }

    /// One of forty amounts, in hundredths.
    fn amount(&self, least: usize, step: usize) -> Option<Decimal> {
        let hundredths = least + self.number / 100 % 40 * step;
        Decimal::from_micro(i64::try_from(hundredths).ok()?.checked_mul(10_000)?)
    }

    fn goods(&self) -> Option<Asked> {
        if self.number % 100 < 40 {
            let digits = if self.number.is_multiple_of(3) { 4 } else { 6 };
            let origins = vec![self.said("/goods_items/0/origin"), "HK".to_owned()];
            return Some(vec![
                (Field::CommodityCode, self.code(digits)),
                (Field::Origin, Test::In(origins)),
                (Field::UnitValueLocal, Test::Below(self.amount(20, 10)?)),
            ]);
        }
        // Officers look for words that ordinary parcels seldom have.
        let words = match (self.number / 100).is_multiple_of(50) {
            true => self.said("/goods_items/0/description"),
            false => format!("replica {}", self.number),
        };
        Some(vec![declared(), (Field::Description, Test::Contains(vec![words]))])
    }

    fn parties(&self) -> Option<Asked> {
        let number = self.number;
        let identifier = "/consignee/identifier/value";
        Some(match number % 100 {
            55..65 => vec![(Field::ConsigneeName, Test::In(vec![self.said("/consignee/name")]))],
            65..70 => {
                let url = self.seen_or("/seller/url", format!("market.example/s/x{number}"));
                let from = Test::From(self.amount(5_000, 1_000)?);
                vec![(Field::SellerUrl, Test::In(vec![url])), (Field::ValueLocal, from)]
            }
            70..75 => {
                let name = self.seen_or("/consignor/name", format!("Nowhere Trading {number}"));
                vec![declared(), (Field::ConsignorName, Test::StartsWith(vec![name]))]
            }
            _ => vec![(Field::ConsigneeIdentifier, Test::In(vec![self.said(identifier)]))],
        })
    }

    fn places(&self) -> Option<Asked> {
        if self.number % 100 < 88 {
            let shop = self.seen_or("/order/url", format!("shop{}.example", self.number));
            return Some(vec![(Field::OrderUrl, Test::In(vec![shop])), (Field::CommodityCode, self.code(6))]);
        }
        let postcode = self.said("/consignor/address/postcode");
        Some(vec![
            (Field::ConsignorPostcode, Test::StartsWith(vec![postcode])),
            (Field::CommodityCode, self.code(2)),
            (Field::ItemValueLocal, Test::From(self.amount(500, 50)?)),
            (Field::ItemValueLocal, Test::To(self.amount(2_000, 100)?)),
        ])
    }

    /// What many parcels have in common, but for a number.
    fn numbers(&self) -> Option<Asked> {
        let country = || (Field::ConsignorCountry, Test::In(vec![self.said("/consignor/address/country")]));
        Some(match self.number % 100 {
            93..96 => vec![
                country(),
                (Field::UnitValueLocal, Test::Below(self.amount(10, 5)?)),
                (Field::SellerUrl, Test::Present(false)),
            ],
            96..98 => vec![
                (Field::GrossMassKg, Test::From(self.amount(1_000, 200)?)),
                (Field::ValueLocal, Test::Below(self.amount(100, 50)?)),
            ],
            98 => vec![
                country(),
                (Field::CommodityCode, self.code(2)),
                (Field::ConsigneePhone, Test::Present(false)),
                (Field::ValueLocal, Test::From(self.amount(90_000, 1_000)?)),
            ],
            _ => vec![
                (Field::PaymentProvider, Test::In(vec![self.said("/payment/provider")])),
                (Field::CommodityCode, self.code(4)),
                (Field::ValueLocal, Test::To(self.amount(100, 100)?)),
            ],
        })
    }
}

fn declared() -> (Field, Test) {
    (Field::Stage, Test::NotIn(vec!["pre_loading".to_owned()]))
}
