//! What must hold whatever the register says: a quote is the assessment, and a register that says nothing about
//! a consignment changes nothing.

use crate::golden::pack_named;
use clearance::identifier::Mrn;
use clearance::{
    Activity, Authorisation, AuthorisationKind, Case, ChargeStatus, Command, Facts, Filer, FilerRole, Ground,
    Lodgement, Register, Submission, UsedUp, clear, quote, validate,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use risk::{Action, Criteria, Criterion, Field, Period, Profile, Profiles, Test};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use tariff::{LawRef, Validity};

const FILER: &str = "swift-express";

fn facts(register: &Register) -> Facts<'_> {
    let (pack, _) = pack_named("examplia");
    let (law, profiles, lists, prices) = (&pack.law, &pack.profiles, &pack.lists, &pack.prices);
    let (shadow, activity) = (risk::Profiles::none(), Activity::NONE);
    Facts { law, profiles, shadow, lists, register, prices, activity, lot: None, unlisted: None }
}

fn now() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

/// Parcels that name a tax scheme, and a few that do not.
fn parcels() -> &'static [Vec<u8>] {
    static PARCELS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    PARCELS.get_or_init(|| {
        let line = |parcel| {
            let mut line = Vec::new();
            write_ndjson(&parcel, &mut line);
            line
        };
        let rehearsal = Rehearsal::new(29, Mix::Ordinary);
        let lines = rehearsal.parcels(3000).map(line);
        let of_interest = |(place, line): &(usize, Vec<u8>)| {
            place % 10 == 0 || String::from_utf8_lossy(line).contains("tax_scheme")
        };
        lines.enumerate().filter(of_interest).map(|(_, line)| line).collect()
    })
}

fn lodged(submission: &Submission<'_>, facts: &Facts<'_>) -> Option<Case> {
    let valid = validate(submission, FilerRole::Carrier, facts.law, facts.register, now()).ok()?;
    let lodgement = Lodgement {
        number: Mrn::compose(26, "XA", "0000000000001").unwrap(),
        consignment: "c_1".to_owned(),
        filer: Filer { organisation: FILER.to_owned(), role: FilerRole::Carrier },
        declaration: valid.declaration,
        warnings: valid.warnings,
        assessed: None,
    };
    Some(clear(None, Command::Lodge(lodgement), facts, now()).unwrap().case)
}

fn row(
    kind: AuthorisationKind,
    scheme: Option<&str>,
    number: &str,
    from: Date,
    to: Option<Date>,
) -> Authorisation {
    Authorisation {
        party: FILER.to_owned(),
        name: "Swift Express".to_owned(),
        kind,
        scheme: scheme.map(str::to_owned),
        number: Some(number.to_owned()),
        amount: None,
        secured_percent: None,
        validity: Validity { from, to },
        law: LawRef::new("XA VAT Ruling 1/2026"),
        key: None,
    }
}

/// A register with a row about a parcel's own number, in force or not, and one of another number of its scheme.
fn register(number: &str, kept: bool, own: Option<(i8, Option<i8>)>) -> Register {
    use AuthorisationKind::{Deferment, TaxScheme};
    let day = |of: i8| date(2026, 3, of);
    let other = row(TaxScheme, Some("vendor"), "XAV-ANOTHER", day(1), None);
    let mut rows = vec![row(Deferment, None, number, day(1), None)];
    rows.extend(kept.then_some(other));
    rows.extend(own.map(|(from, length)| {
        let to = length.map(|length| day((from + length).min(31)));
        row(TaxScheme, Some("vendor"), number, day(from), to)
    }));
    Register::new(rows).unwrap()
}

#[test]
fn enough_parcels_name_a_scheme() {
    let is_named = |line: &&Vec<u8>| String::from_utf8_lossy(line).contains("tax_scheme");
    assert!(parcels().iter().filter(is_named).count() > 300);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the register says, the quote is the assessment, and each charge is collected by exactly one.
    #[test]
    fn with_any_register_a_quote_is_the_assessment(
        parcel in any::<prop::sample::Index>(),
        kept in any::<bool>(),
        own in prop::option::of((1_i8..20, prop::option::of(0_i8..20))),
    ) {
        let submission = wire::intake::json::read(&parcels()[parcel.index(parcels().len())]).unwrap();
        let number = submission.text(clearance::HeaderField::TaxSchemeNumber).unwrap_or("XAV0000000");
        let register = register(number, kept, own);
        let facts = facts(&register);
        let Some(case) = lodged(&submission, &facts) else { return Ok(()) };
        if let Ok(quoted) = quote(&submission, facts.law, facts.register, now()) {
            prop_assert_eq!(&quoted, &case.assessment);
        }
        let codes: BTreeSet<&str> = case.grounds().map(Ground::code).collect();
        let elsewhere = case.assessment.charges().any(|it| it.status == ChargeStatus::CollectedElsewhere);
        prop_assert_eq!(elsewhere, codes.contains("tax_collected_by_vendor"));
        prop_assert!(!(elsewhere && codes.contains("scheme_number_not_in_force")), "counted, and not in force");
    }

    /// A number that is not in force leaves exactly what is owed without a scheme; one that is changes nothing.
    #[test]
    fn a_scheme_counts_wholly_or_not_at_all(parcel in any::<prop::sample::Index>(), is_in_force in any::<bool>()) {
        let submission = wire::intake::json::read(&parcels()[parcel.index(parcels().len())]).unwrap();
        let Some(number) = submission.text(clearance::HeaderField::TaxSchemeNumber) else { return Ok(()) };
        let nothing = facts(Register::empty());
        let Ok(valid) = validate(&submission, FilerRole::Carrier, nothing.law, nothing.register, now()) else { return Ok(()) };
        let register = register(number, true, is_in_force.then_some((1, None)));
        let day = date(2026, 3, 2);
        let assessed = |register: &Register| clearance::assess(&valid.declaration, nothing.law, register, UsedUp::NOTHING, day);
        let with = assessed(&register).unwrap();
        if is_in_force {
            prop_assert_eq!(with, assessed(Register::empty()).unwrap());
            return Ok(());
        }
        let mut declaration = valid.declaration.clone();
        declaration.tax_scheme = None;
        let without = clearance::assess(&declaration, nothing.law, &register, UsedUp::NOTHING, day).unwrap();
        prop_assert_eq!((&with.lines, with.payable, with.category), (&without.lines, without.payable, without.category));
        let grounds: Vec<&Ground> =
            with.grounds.iter().filter(|ground| ground.code() != "scheme_number_not_in_force").collect();
        prop_assert_eq!(grounds, without.grounds.iter().collect::<Vec<_>>());
    }
}

/// A profile can leave trusted traders out, and only while they are trusted.
#[test]
fn a_profile_leaves_trusted_traders_out() {
    let kinds = vec!["trusted_trader".to_owned()];
    let profile = Profile {
        id: "P-1".to_owned(),
        title: "Everything of those whom nobody knows".to_owned(),
        owner: "customs".to_owned(),
        action: Action::Examine,
        purpose: "safety".to_owned(),
        reason: "not trusted".to_owned(),
        public_reason: "routine_control".to_owned(),
        law: "s.70".to_owned(),
        period: Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap(),
        share_per_million: Profile::EVERY_HIT,
        criteria: Criteria::new(vec![
            Criterion::new(Field::FilerAuthorisations, vec![Test::NotIn(kinds)]).unwrap(),
        ])
        .unwrap(),
        expression: None,
    };
    let profiles = Profiles::new(vec![profile]);
    let trusted = |to| {
        use AuthorisationKind::{Deferment, TrustedTrader};
        let mut rows = vec![row(Deferment, None, "D-1", date(2020, 1, 1), None)];
        rows.push(row(TrustedTrader, None, "AEO-1", date(2020, 1, 1), Some(to)));
        Register::new(rows).unwrap()
    };
    let submission = wire::intake::json::read(
        parcels()
            .iter()
            .find(|line| {
                lodged(&wire::intake::json::read(line).unwrap(), &facts(Register::empty())).is_some()
            })
            .unwrap(),
    )
    .unwrap();
    let is_hit = |register: &Register| {
        let case = lodged(&submission, &Facts { profiles: &profiles, ..facts(register) }).unwrap();
        case.grounds().any(|ground| ground.code() == "profile_hit")
    };
    assert!(is_hit(Register::empty()));
    assert!(is_hit(&trusted(date(2026, 2, 28))));
    assert!(!is_hit(&trusted(date(2026, 3, 1))));
}
