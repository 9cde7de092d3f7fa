//! What profiles find in declarations, and what comes of it.

use crate::golden::pack_named;
use clearance::identifier::Mrn;
use clearance::{
    Activity, Case, Command, Facts, Filer, FilerRole, GateKind, Ground, Lodgement, Outcome, Owner, Register,
    clear, validate,
};
use jiff::Timestamp;
use jiff::civil::date;
use risk::{Action, Criteria, Criterion, Expression, Field, Period, Profile, Profiles, SoughtNames, Test};

fn parcel(stage: &str) -> String {
    serde_json::json!({
        "reference": "LRN-1", "stage": stage, "channel": "post", "tracking_number": "LX473124829CN",
        "transport": {
            "document": "LX473124829CN", "master_document": "160-12345675", "conveyance": "CX251",
            "arrival": "2026-03-02T06:40:00Z", "office": "XAPRT1",
        },
        "packages": 1, "gross_mass_kg": "0.450", "nature": "sale",
        "consignor": {
            "name": "Shenzhen Bright Trading Co",
            "address": { "lines": ["8 Keji Rd"], "city": "Shenzhen", "postcode": "518057", "country": "CN" },
            "identifier": { "scheme": "platform-seller", "value": "S-42" },
        },
        "consignee": {
            "name": "Ana Example",
            "address": { "lines": ["4 Harbour St"], "city": "Port Example", "postcode": "1001", "country": "XA" },
            "identifier": { "scheme": "XA-ID", "value": "900101-1234" },
            "email": "ana@example.org", "phone": "+99 555 0100",
        },
        "seller": {
            "name": "Bright Shop", "identifier": { "scheme": "platform-seller", "value": "S-42" },
            "url": "https://market.example/s/42",
        },
        "order": { "number": "99817", "url": "https://www.market.example/s/42/i/shirt?ref=7" },
        "payment": { "provider": "pay.example", "amount": "90.00", "currency": "EXD", "payer": "Somebody Else" },
        "value": { "currency": "EXD", "goods": "30.00", "freight": "0.00", "insurance": "0.00" },
        "goods_items": [
            {
                "line": 1, "description": "cotton t-shirt, plain", "commodity_code": "61091010", "origin": "CN",
                "quantity": "1", "unit": "C62", "net_mass_kg": "0.150", "value": "12.00",
            },
            {
                "line": 2, "description": "cotton t-shirt, printed", "commodity_code": "61091010", "origin": "TR",
                "quantity": "2", "unit": "C62", "net_mass_kg": "0.250", "value": "18.00",
            },
        ],
    })
    .to_string()
}

fn profile(action: Action, field: Field, test: Test, expression: Option<&str>) -> Profile {
    Profile {
        id: "P-1".to_owned(),
        title: "A profile".to_owned(),
        owner: "product-safety".to_owned(),
        action,
        purpose: "safety".to_owned(),
        reason: "a reason".to_owned(),
        public_reason: "routine_control".to_owned(),
        law: "s.70".to_owned(),
        period: Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap(),
        share_per_million: Profile::EVERY_HIT,
        criteria: Criteria::new(vec![Criterion::new(field, vec![test]).unwrap()]).unwrap(),
        expression: expression.map(|text| Expression::parse(text).unwrap()),
    }
}

fn lodged(profile: Profile, stage: &str) -> Case {
    let now: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
    let (pack, _) = pack_named("examplia");
    let (profiles, text) = (Profiles::new(vec![profile]), parcel(stage));
    let facts = Facts {
        law: &pack.law,
        profiles: &profiles,
        shadow: Profiles::none(),
        lists: &pack.lists,
        register: Register::empty(),
        prices: &pack.prices,
        activity: Activity::NONE,
        lot: None,
        unlisted: None,
    };
    let submission = wire::intake::json::read(text.as_bytes()).unwrap();
    let valid = validate(&submission, FilerRole::Carrier, facts.law, facts.register, now).unwrap();
    let lodgement = Lodgement {
        number: Mrn::compose(26, "XA", "0000000000001").unwrap(),
        consignment: "c_1".to_owned(),
        filer: Filer { organisation: "swift-express".to_owned(), role: FilerRole::Carrier },
        declaration: valid.declaration,
        warnings: valid.warnings,
        assessed: None,
    };
    clear(None, Command::Lodge(lodgement), &facts, now).unwrap().case
}

/// The values that made the profile hold, if it holds.
fn met(case: &Case) -> Option<Vec<(Field, String)>> {
    case.grounds().find_map(|ground| match ground {
        Ground::ProfileHit { met, .. } => Some(met.clone()),
        _ => None,
    })
}

#[test]
fn the_fields_are_filled_from_the_declaration() {
    for (field, text) in [
        (Field::ConsignorIdentifier, "S-42"),
        (Field::ConsigneeEmail, "ana@example.org"),
        (Field::ConsigneePhone, "+99 555 0100"),
        (Field::OrderUrl, "market.example"),
        (Field::PaymentPayer, "somebody else"),
    ] {
        let is_met = |text: &str| {
            let profile = profile(Action::Examine, field, Test::In(vec![text.to_owned()]), None);
            met(&lodged(profile, "pre_arrival"))
        };
        // Who somebody is or where they are found is not repeated.
        assert_eq!(is_met(text), Some(vec![(field, String::new())]), "{field:?}");
        assert_eq!(is_met("something else"), None, "{field:?}");
    }
}

#[test]
fn a_name_like_one_of_a_rule_is_pointed_to_by_its_place() {
    let of = |field: Field, names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let names = SoughtNames::new(field, names, SoughtNames::USUAL_FLOOR).unwrap();
        met(&lodged(profile(Action::Examine, field, Test::Resembles(names), None), "pre_arrival"))
    };
    // The declaration says `Bright Shop`, and `Shenzhen Bright Trading Co`.
    let seller = |names| of(Field::SellerName, names);
    let pointed = |field, shown: &str| Some(vec![(field, shown.to_owned())]);
    assert_eq!(seller(&["Best Shop 24", "Shop Brigth"]), pointed(Field::SellerName, "#2 0.887"));
    assert_eq!(seller(&["BRIGHT-SHOP"]), pointed(Field::SellerName, "#1"));
    assert_eq!(seller(&["Best Shop 24"]), None);
    let consignor = of(Field::ConsignorName, &["Best Shop 24", "Shenzen Bright Trading Company Limited"]);
    assert_eq!(consignor, pointed(Field::ConsignorName, "#2 0.905"));
    let payer = of(Field::PaymentPayer, &["Sombody Else"]);
    assert_eq!(payer, pointed(Field::PaymentPayer, "#1 0.888"));
}

#[test]
fn an_expression_is_asked_of_the_whole_consignment() {
    let asked = |expression| {
        let origin = Test::In(vec!["TR".to_owned()]);
        met(&lodged(profile(Action::Examine, Field::Origin, origin, Some(expression)), "pre_arrival"))
    };
    let text = str::to_owned;
    assert_eq!(
        asked("payment_local >= 3 * sum(goods_items.value_local) and payment.payer != consignee.name"),
        Some(vec![
            (Field::Origin, text("TR")),
            (Field::PaymentLocal, text("90")),
            (Field::ItemValueLocal, text("18")),
            (Field::PaymentPayer, text("")),
            (Field::ConsigneeName, text("")),
        ])
    );
    assert_eq!(asked("payment_local > 3 * value_local"), None);
    assert_eq!(
        asked("value_local / consignee.consignments_today > 1"),
        Some(vec![
            (Field::Origin, text("TR")),
            (Field::ValueLocal, text("30")),
            (Field::ConsigneeConsignmentsToday, text("0")),
            (Field::ValueLocal, text("division by zero")),
        ])
    );
}

#[test]
fn an_agency_is_asked_once_the_goods_are_declared() {
    let refers = || profile(Action::Refer, Field::Origin, Test::In(vec!["TR".to_owned()]), None);
    let declared = lodged(refers(), "pre_arrival");
    let gate = declared.gates().unwrap().iter().find(|gate| gate.kind == GateKind::Agency).unwrap();
    assert_eq!(gate.owner, Owner::Agency("product-safety".to_owned()));
    assert_eq!((gate.subject.as_str(), gate.lines.as_slice()), ("profile P-1", [2].as_slice()));
    assert_eq!(declared.outcome, Outcome::Hold);
    let announced = lodged(refers(), "pre_loading");
    assert_eq!(announced.outcome, Outcome::AssessmentComplete);
    assert!(met(&announced).is_some());
}
