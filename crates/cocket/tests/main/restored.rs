//! What goes back in time counts no longer in what its recipient has used up; what goes back too late does.

use crate::golden::pack_named;
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{
    Activity, ArrivalReport, Case, ChargeStatus, Command, Consignments, Counted, Facts, Filer, FilerRole,
    Ground, KeyHashes, KeyKind, Law, Lodgement, Office, Register, ReturnReport, ReturnedGoods, Withheld,
    activity, clear, validate,
};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use quantity::Decimal;
use serde_json::json;
use std::convert::Infallible;
use tariff::{Dated, LawRef, QuotaNumber, Validity};

/// All consignments are one person's.
struct Kept<'l>(Vec<Case>, &'l Law);

impl Consignments for Kept<'_> {
    type Failure = Infallible;

    fn hash(&self, _: KeyKind, _: &[&str]) -> u64 {
        1
    }

    fn under(&mut self, _: u64, most: usize) -> Result<Vec<u64>, Infallible> {
        Ok((0..).take(self.0.len().min(most)).collect())
    }

    fn case(&mut self, number: u64) -> Result<Option<&Case>, Infallible> {
        Ok(self.0.get(usize::try_from(number).unwrap()))
    }

    fn counted(&mut self, number: u64) -> Result<Option<Counted>, Infallible> {
        Ok(self.0.get(usize::try_from(number).unwrap()).map(|case| Counted::of(case, self.1)))
    }

    fn is_spent(&mut self, _: clearance::TokenId, _: &[u64]) -> Result<bool, Self::Failure> {
        Ok(false)
    }

    fn drawn(&mut self, _: QuotaNumber) -> Result<Vec<(Date, i64)>, Infallible> {
        Ok(Vec::new())
    }
}

/// China's law with an office where goods can arrive.
fn law() -> Law {
    let mut law = pack_named("cn").0.law.clone();
    let validity = Validity { from: date(2016, 4, 8), to: None };
    let office = Dated { validity, law: LawRef::new("a test"), value: Office::default() };
    law.procedures.offices.insert("CN0001".to_owned(), office).unwrap();
    law
}

fn facts(law: &Law, activity: Activity) -> Facts<'_> {
    let (pack, _) = pack_named("cn");
    Facts {
        law,
        profiles: &pack.profiles,
        shadow: risk::Profiles::none(),
        lists: &pack.lists,
        register: Register::empty(),
        prices: &pack.prices,
        activity,
        lot: None,
        unlisted: None,
    }
}

/// Three bottles of perfume for CNY 4,500 are declared beside what the person had before, and arrive.
fn declared(law: &Law, before: &[Case], now: Timestamp) -> Case {
    let number = format!("SUM{:08}", before.len());
    let parcel = json!({
        "reference": number, "stage": "on_arrival", "channel": "express", "nature": "sale", "tracking_number": number,
        "consignor": { "address": { "country": "JP" } },
        "consignee": { "identifier": { "scheme": "cn-resident-id", "value": "11010519491231002X" } },
        "tax_scheme": { "scheme": "cn-cbec", "number": "3301960ABC" },
        "value": { "currency": "CNY", "goods": "4500.00" },
        "goods_items": [{
            "line": 1, "commodity_code": "330300", "origin": "FR", "quantity": "3", "unit": "C62",
            "net_mass_kg": "0.300", "value": "4500.00",
        }],
    });
    let bytes = parcel.to_string();
    let submission = wire::intake::json::read(bytes.as_bytes()).unwrap();
    let filer = Filer { organisation: "filer".to_owned(), role: FilerRole::Declarant };
    let valid = validate(&submission, filer.role, law, Register::empty(), now).unwrap();
    let keys = KeyHashes::of(&valid.declaration, "filer", law, |_, _| 1, |_| ());
    let mut kept = Kept(before.to_vec(), law);
    let Ok(activity) = activity(&mut kept, None, Some((&valid.declaration, &keys)), law, now);
    let command = Command::Lodge(Lodgement {
        number: Mrn::compose(24, "CN", &format!("{:013}", before.len() + 1)).unwrap(),
        consignment: format!("c_{:013}", before.len() + 1),
        filer,
        declaration: valid.declaration,
        warnings: valid.warnings,
        assessed: None,
    });
    let facts = facts(law, activity);
    let case = clear(None, command, &facts, now).unwrap().case;
    let arrived = ArrivalReport { office: "CN0001".to_owned(), arrived: now };
    clear(Some(&case), Command::Arrive(arrived), &facts, now).unwrap().case
}

/// CNY 26,000 a person and year: five parcels of 4,500 are within it, the sixth is taxed as general trade, unless so
/// much of the first has gone back in time that it fits.
#[test]
fn what_goes_back_in_time_restores_the_buyers_year() {
    let (law, now) = (law(), "2024-05-20T04:00:00Z".parse::<Timestamp>().unwrap());
    let mut five: Vec<Case> = Vec::new();
    for _ in 0..5 {
        let case = declared(&law, &five, now);
        assert_eq!(case.assessment.payable.number().to_string(), "1037.64");
        assert!(case.may_go());
        five.push(case);
    }
    let sixth = |five: &[Case], days: i64| {
        let later = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
        declared(&law, five, later).assessment.payable.number().to_string()
    };
    let general = sixth(&five, 45);
    assert_ne!(general, "1037.64");
    // What goes back: bottles, after days, asked for after days; what is owed less; whether the sixth is within the year.
    for (bottles, days, asked, given_back, fits) in
        [(3, 45, 30, 103_764, true), (1, 45, 30, 34_588, true), (3, 46, 30, 0, false), (3, 45, 31, 0, false)]
    {
        let after = |days: i64| now.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
        let goods = vec![ReturnedGoods { line: 1, quantity: Decimal::from_micro(bottles * 1_000_000) }];
        let number = TrackingNumber::parse("BACKTOFRANCE1").unwrap();
        let report = ReturnReport { goods, asked: Some(after(asked)), ..ReturnReport::of_all(number) };
        let facts = facts(&law, Activity::NONE);
        let mut cases = five.clone();
        cases[0] = clear(Some(&five[0]), Command::Return(report), &facts, after(days)).unwrap().case;
        let apart = cases[0].assessment.charges().filter(|charge| charge.status == ChargeStatus::GivenBack);
        assert_eq!(
            apart.map(|charge| charge.amount.minor()).sum::<i64>(),
            given_back,
            "{bottles} {days} {asked}"
        );
        let owed = five[0].assessment.payable.minor() - given_back;
        assert_eq!(cases[0].assessment.payable.minor(), owed, "what was given back is not owed any more");
        let withheld = |wanted: Withheld| {
            let is_wanted =
                |event: &&Ground| matches!(event, Ground::NotGivenBack { why, .. } if *why == wanted);
            cases[0].events.iter().filter(is_wanted).count()
        };
        assert_eq!(withheld(Withheld::TooLate) > 0, days > 45);
        assert_eq!(withheld(Withheld::AskedTooLate) > 0, asked > 30);
        assert_eq!(sixth(&cases, days) == "1037.64", fits, "{bottles} {days} {asked}");
    }
}
