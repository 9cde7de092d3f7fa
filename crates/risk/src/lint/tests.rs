//! Flaws of profiles, by profiles written in one line each.

use super::*;
use crate::{Criteria, Criterion, Expression, Period, SoughtNames, Test};
use jiff::civil::date;
use quantity::Decimal;

const TODAY: Date = date(2026, 6, 1);

fn profile(id: &str, action: Action, criteria: &[(Field, Test)]) -> Profile {
    let criterion = |(field, test): &(Field, Test)| Criterion::new(*field, vec![test.clone()]).unwrap();
    Profile {
        id: id.to_owned(),
        title: String::new(),
        owner: Profile::CUSTOMS.to_owned(),
        action,
        purpose: String::new(),
        reason: String::new(),
        public_reason: String::new(),
        law: String::new(),
        period: Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap(),
        share_per_million: Profile::EVERY_HIT,
        criteria: Criteria::new(criteria.iter().map(criterion).collect()).unwrap(),
        expression: None,
    }
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

fn is_in(all: &[&str]) -> Test {
    Test::In(texts(all))
}

fn not_in(all: &[&str]) -> Test {
    Test::NotIn(texts(all))
}

fn starts(all: &[&str]) -> Test {
    Test::StartsWith(texts(all))
}

fn contains(all: &[&str]) -> Test {
    Test::Contains(texts(all))
}

fn is_like(all: &[&str], floor_per_mille: u32) -> Test {
    Test::Resembles(SoughtNames::new(Field::SellerName, texts(all), floor_per_mille).unwrap())
}

fn number(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn told(profiles: &[Profile]) -> Vec<String> {
    lint(profiles, TODAY).iter().map(Flaw::to_string).collect()
}

/// Criteria, and the code of what is wrong with them.
type Judged<'c> = (&'c [(Field, Test)], Option<&'static str>);

#[test]
fn criteria_that_nothing_meets_or_everything() {
    use Field::*;
    let contradiction = Some("contradictory_criteria");
    let table: &[Judged<'_>] = &[
        (&[(Origin, is_in(&["CN", "HK"])), (Origin, not_in(&["hk", "cn"]))], contradiction),
        (&[(Origin, is_in(&["CN", "HK"])), (Origin, not_in(&["CN"]))], None),
        (&[(Origin, is_in(&["CN"])), (Origin, starts(&["85"]))], contradiction),
        (&[(CommodityCode, is_in(&["8517"])), (CommodityCode, starts(&["61", "62"]))], contradiction),
        (&[(CommodityCode, is_in(&["8517"])), (CommodityCode, starts(&["85"]))], None),
        (&[(CommodityCode, is_in(&["8517"])), (CommodityCode, not_in(&["85"]))], contradiction),
        (&[(CommodityCode, is_in(&["85"])), (CommodityCode, not_in(&["8517"]))], None),
        (&[(Packages, Test::From(number("5"))), (Packages, Test::Below(number("5")))], contradiction),
        (&[(SellerUrl, Test::Present(false)), (SellerUrl, contains(&["shop"]))], contradiction),
        (&[(Description, contains(&["drone"])), (Description, is_in(&["toy drone"]))], None),
        (&[(Description, contains(&["drone"])), (Description, is_in(&["drones"]))], contradiction),
        (&[(SellerName, is_like(&["Temu"], 650)), (SellerName, Test::Present(false))], contradiction),
        // Whether a name in some words can be like another in others is not told.
        (&[(SellerName, is_like(&["Temu"], 650)), (SellerName, contains(&["Bright Shop"]))], None),
        (&[(SellerName, is_like(&["Temu"], 650)), (SellerName, not_in(&["Temu"]))], None),
        (&[(ListedOn, is_in(&["a"])), (ListedOn, is_in(&["b"]))], None),
        (&[(ListedOn, is_in(&["a"])), (ListedOn, not_in(&["a", "b"]))], contradiction),
        (&[(ListedOn, Test::Present(false)), (ListedOn, not_in(&["a"]))], None),
        (&[(Channel, Test::Present(false))], Some("never_met")),
        (&[(ValueLocal, Test::Below(number("0")))], Some("never_met")),
        (&[(Channel, Test::Present(true)), (ItemCount, Test::From(number("0")))], Some("selects_everything")),
        (&[(Stage, not_in(&["pre_loading"]))], Some("selects_everything")),
        (&[(Stage, not_in(&["pre_loading"])), (Origin, is_in(&["CN"]))], None),
        (&[(Stage, is_in(&["pre_loading"]))], None),
        (&[(ItemCount, Test::From(number("2")))], None),
        (&[(SellerUrl, Test::Present(true))], None),
    ];
    for (criteria, code) in table {
        let flaws = lint(&[profile("P", Action::Examine, criteria)], TODAY);
        assert_eq!(flaws.first().map(|flaw| flaw.kind.code()), *code, "{criteria:?}");
        assert!(flaws.iter().all(|flaw| flaw.severity() == FlawSeverity::Error));
    }
    let mut sample = profile("S", Action::Examine, &[(Channel, Test::Present(true))]);
    assert_eq!(told(&[sample.clone()]), ["`S`: every declaration is a hit"]);
    sample.share_per_million = 20_000;
    assert_eq!(told(&[sample]), [""; 0]);
}

#[test]
fn a_flaw_names_profile_criterion_and_the_other_profile() {
    let (origin, code) = (Field::Origin, Field::CommodityCode);
    let narrow = [(origin, is_in(&["CN"])), (code, starts(&["851713"]))];
    let mut old = profile("OLD", Action::Examine, &narrow);
    old.period = Period::new(date(2025, 1, 1), date(2026, 5, 31)).unwrap();
    let refers = profile("REFERS", Action::Refer, &[(code, starts(&["9503"]))]);
    let contradicts = profile("CON", Action::Examine, &[narrow[0].clone(), (origin, is_in(&["HK"]))]);
    let all = [
        old,
        profile("NARROW", Action::Examine, &narrow),
        refers,
        contradicts,
        profile("BROAD", Action::DoNotLoad, &[(code, is_in(&["61", "85"]))]),
        profile("AGAIN", Action::DoNotLoad, &[(code, starts(&["85", "61"]))]),
    ];
    assert_eq!(
        told(&all),
        [
            "`OLD`: its last day was 2026-05-31",
            "`NARROW`: `BROAD` selects all of its hits anyway",
            "`REFERS`: customs does not refer to itself",
            "`CON`: criterion 2: with this nothing meets all criteria about `goods_items.origin`",
            "`AGAIN`: it asks the same as `BROAD`",
        ]
    );
}

#[test]
fn only_what_selects_as_much_for_as_much_makes_another_needless() {
    use Action::*;
    let broad = || profile("B", Examine, &[(Field::Description, contains(&["drone"]))]);
    let narrow = || profile("N", Examine, &[(Field::Description, contains(&["toy drone parts", "drone x"]))]);
    let with = |action| Profile { action, ..narrow() };
    let is_needless = |broad: Profile, narrow: Profile| !lint(&[broad, narrow], TODAY).is_empty();
    assert!(is_needless(broad(), with(AddWeight(5))));
    assert!(!is_needless(broad(), with(DoNotLoad)));
    assert!(!is_needless(broad(), with(HoldDocuments)));
    assert!(!is_needless(Profile { action: AddWeight(5), ..broad() }, with(AddWeight(5))));
    let refers = |id: &str, owner: &str| Profile {
        id: id.to_owned(),
        owner: owner.to_owned(),
        action: Refer,
        ..broad()
    };
    assert!(is_needless(refers("B", "vet"), refers("N", "vet")));
    assert!(!is_needless(refers("B", "vet"), refers("N", "telecom")));
    assert!(!is_needless(Profile { share_per_million: 500_000, ..broad() }, narrow()));
    assert!(is_needless(broad(), Profile { share_per_million: 500_000, ..narrow() }));
    let asked = Some(Expression::parse("packages > 2").unwrap());
    assert!(!is_needless(Profile { expression: asked.clone(), ..broad() }, narrow()));
    assert!(is_needless(broad(), Profile { expression: asked, ..narrow() }));
    let longer = Period::new(date(2026, 1, 1), date(2027, 1, 1)).unwrap();
    assert!(!is_needless(broad(), Profile { period: longer, ..narrow() }));
}

#[test]
fn ranges_and_lists_within_each_other() {
    use Field::*;
    let is_needless = |broad: &[(Field, Test)], narrow: &[(Field, Test)]| {
        let all = [profile("B", Action::Examine, broad), profile("N", Action::Examine, narrow)];
        lint(&all, TODAY).iter().any(|flaw| flaw.profile == "N")
    };
    let (below, less) = (Test::Below(number("20")), Test::To(number("10")));
    assert!(is_needless(&[(ValueLocal, below.clone())], &[(ValueLocal, less.clone())]));
    assert!(!is_needless(&[(ValueLocal, less)], &[(ValueLocal, below.clone())]));
    assert!(!is_needless(&[(Packages, below)], &[(Packages, Test::Present(true))]));
    assert!(is_needless(&[(Origin, not_in(&["CN"]))], &[(Origin, not_in(&["CN", "HK"]))]));
    assert!(is_needless(&[(Origin, not_in(&["CN"]))], &[(Origin, is_in(&["HK"]))]));
    assert!(!is_needless(&[(ListedOn, not_in(&["a"]))], &[(ListedOn, is_in(&["b"]))]));
    assert!(is_needless(&[(SellerUrl, Test::Present(true))], &[(SellerUrl, contains(&["shop"]))]));
    assert!(!is_needless(&[(ListedOn, Test::Present(true))], &[(ListedOn, not_in(&["a"]))]));
    assert!(is_needless(&[(SellerName, starts(&["bri"]))], &[(SellerName, is_in(&["Bright Shop", "Brig"]))]));
    assert!(is_needless(&[(SellerName, contains(&["shop"]))], &[(SellerName, is_in(&["Bright Shop"]))]));
    assert!(!is_needless(&[(SellerName, contains(&["shop"]))], &[(SellerName, starts(&["shop"]))]));
}

#[test]
fn names_that_are_looked_for_by_likeness_are_the_same_or_others() {
    use Field::*;
    let code = |broad: Test, narrow: Test| {
        let of = |id, test| profile(id, Action::Examine, &[(SellerName, test)]);
        let flaws = lint(&[of("B", broad), of("N", narrow)], TODAY);
        flaws.iter().find(|flaw| flaw.profile == "N").map(|flaw| flaw.kind.code())
    };
    let both = ["Bright Shop", "Temu"];
    assert_eq!(code(is_like(&both, 650), is_like(&both, 650)), Some("duplicate_profile"));
    assert_eq!(code(is_like(&both, 650), is_in(&["TEMU"])), Some("needless_profile"));
    assert_eq!(code(Test::Present(true), is_like(&both, 650)), Some("needless_profile"));
    assert_eq!(code(is_like(&both, 650), is_in(&["Temu", "Shein"])), None);
    assert_eq!(code(is_like(&both, 650), starts(&["Temu"])), None);
    assert_eq!(code(is_in(&["Temu"]), is_like(&["Temu"], 999)), None);
    assert_eq!(code(is_like(&both, 650), is_like(&both, 600)), None);
    assert_eq!(code(is_like(&both, 650), is_like(&["Temu"], 650)), None);
    assert_eq!(code(is_like(&both, 650), Test::Present(true)), None);
}

/// Ten thousand, each within one of a hundred, and each found.
#[test]
fn many_profiles_are_held_against_each_other() {
    let broad = (0..100).map(|number| {
        let code = format!("{number:02}");
        profile(&format!("B{code}"), Action::Examine, &[(Field::CommodityCode, starts(&[&code]))])
    });
    let narrow = (0..10_000).map(|number| {
        let code = format!("{number:04}1");
        let criteria =
            [(Field::CommodityCode, starts(&[&code])), (Field::Packages, Test::To(number_of(number)))];
        profile(&format!("N{code}"), Action::Examine, &criteria)
    });
    let flaws = lint(&broad.chain(narrow).collect::<Vec<_>>(), TODAY);
    assert_eq!(flaws.len(), 10_000);
    assert!(flaws.iter().all(|flaw| {
        flaw.kind == FlawKind::Needless { beside: format!("B{}", flaw.profile.get(1..3).unwrap()) }
    }));
}

fn number_of(whole: i64) -> Decimal {
    Decimal::from_micro(whole * 1_000_000).unwrap()
}
