//! What deserves a look: the officers' profiles, the watch lists and the signals, asked about one declaration.

mod resembling;

use crate::Declaration;
use crate::assessment::Assessment;
use crate::facts::Facts;
use crate::ground::Ground;
use crate::law::Law;
use jiff::civil::Date;
use quantity::Decimal;
use resembling::{Resemblances, addresses};
use risk::{Action, EntryKind, Field, Hit, Observed, Value, WatchLists};
use tariff::LawRef;

/// What was found, with the sum of the weights of profiles and signals.
pub(crate) struct Look {
    pub(crate) grounds: Vec<Ground>,
    pub(crate) weight: i64,
}

/// Asks the lists about the parties and the profiles about everything.
pub(crate) fn look(
    declaration: &Declaration,
    filer: &str,
    signals: Vec<Ground>,
    assessment: &Assessment,
    facts: &Facts<'_>,
    day: Date,
    is_unlisted: bool,
) -> Look {
    let Screened { mut grounds, listed_on, resembles, weight } = match is_unlisted {
        true => Screened::default(),
        false => screen(declaration, facts.lists, facts.law, day),
    };
    let mut observed = observe(declaration, filer, assessment, facts, day);
    observed.set(Field::ListedOn, Value::Names(&listed_on));
    observed.set(Field::Resembles, Value::Names(&resembles));
    let authorised = authorised(filer, facts, day);
    observed.set(Field::FilerAuthorisations, Value::Names(&authorised));
    let given: Vec<&str> = signals.iter().map(Ground::code).collect();
    observed.set(Field::Signals, Value::Names(&given));
    let mut weight = i64::from(weight);
    let selected = |hit: &Hit<'_>| facts.lot.is_none_or(|lot| hit.profile.selects(lot));
    for hit in facts.profiles.matches(&observed, day).into_iter().filter(selected) {
        if let Action::AddWeight(added) = hit.profile.action {
            weight = weight.saturating_add(i64::from(added));
        }
        grounds.push(hit_ground(&hit, declaration));
    }
    grounds.extend(facts.shadow.matches(&observed, day).iter().map(|hit| shadow_ground(hit, declaration)));
    for signal in &signals {
        if let Ground::Signalled { weight: added, .. } = signal {
            weight = weight.saturating_add(i64::from(*added));
        }
    }
    grounds.extend(signals);
    Look { grounds, weight }
}

/// The kinds of authorisation that a filer has in force on a day.
pub(crate) fn authorised<'a>(filer: &str, facts: &Facts<'a>, day: Date) -> Vec<&'a str> {
    let mut authorised: Vec<&str> =
        facts.register.authorisations_of(filer, day).map(|row| row.kind.as_str()).collect();
    // They come by kind: a party with many mandates has one name for all of them.
    authorised.dedup();
    authorised
}

/// What lists say of the parties of a declaration.
#[derive(Default)]
pub(crate) struct Screened<'a> {
    pub(crate) grounds: Vec<Ground>,
    /// The lists that a party is on, by its very name.
    pub(crate) listed_on: Vec<&'a str>,
    /// The lists of which a party is like an entry.
    pub(crate) resembles: Vec<&'a str>,
    /// What resemblances weigh.
    weight: u32,
}

/// Asks the lists about the parties.
pub(crate) fn screen<'a>(
    declaration: &Declaration,
    lists: &'a WatchLists,
    law: &Law,
    day: Date,
) -> Screened<'a> {
    let mut grounds = Vec::new();
    let mut listed_on: Vec<&str> = Vec::new();
    let mut resemblances = Resemblances::new(lists, law, day);
    let addresses = addresses(declaration, lists);
    for (field, kind, text) in screened(declaration, &addresses) {
        resemblances.look(field, kind, text);
        for listed in lists.screen(kind, text, day) {
            listed_on.push(listed.list);
            grounds.push(Ground::ListedParty {
                list: listed.list.to_owned(),
                entry: listed.entry.id.clone(),
                field,
                law: LawRef::new(&listed.entry.law),
            });
        }
    }
    listed_on.sort_unstable();
    listed_on.dedup();
    let Resemblances { grounds: resembling, lists: resembles, weight, .. } = resemblances;
    grounds.extend(resembling);
    Screened { grounds, listed_on, resembles, weight }
}

/// Asks the lists about the parties where there is time, before anything is decided: whether none of them is listed or
/// like anybody who is.
pub fn is_unlisted(declaration: &Declaration, lists: &WatchLists, law: &Law, day: Date) -> bool {
    screen(declaration, lists, law, day).grounds.is_empty()
}

/// The texts that lists are asked about, and what they are.
fn screened<'a>(
    declaration: &'a Declaration,
    addresses: &'a [(Field, Option<String>)],
) -> impl Iterator<Item = (Field, EntryKind, &'a str)> {
    let addresses = addresses.iter().map(|(field, text)| (*field, text.as_deref()));
    [
        (Field::ConsignorName, declaration.consignor.name.as_deref()),
        (Field::ConsigneeName, declaration.consignee.name.as_deref()),
        (Field::ConsignorEmail, declaration.consignor.email.as_deref()),
        (Field::ConsignorPhone, declaration.consignor.phone.as_deref()),
        (Field::ConsigneeEmail, declaration.consignee.email.as_deref()),
        (Field::ConsigneePhone, declaration.consignee.phone.as_deref()),
        (Field::ConsigneeIdentifier, declaration.consignee.identifier.as_ref().map(|it| it.value.as_str())),
        (Field::SellerName, declaration.seller.name.as_deref()),
        (Field::SellerIdentifier, declaration.seller.identifier.as_ref().map(|it| it.value.as_str())),
        (Field::SellerUrl, declaration.seller.url.as_deref()),
        (Field::Conveyance, declaration.transport.conveyance.as_deref()),
    ]
    .into_iter()
    .chain(addresses)
    .filter_map(|(field, text)| Some((field, field.screened_as()?, text?)))
}

/// The declaration as profiles see it.
pub(crate) fn observe<'a>(
    declaration: &'a Declaration,
    filer: &'a str,
    assessment: &'a Assessment,
    facts: &Facts<'_>,
    day: Date,
) -> Observed<'a> {
    let mut seen = Observed::new();
    let mut say =
        |field: Field, text: Option<&'a str>| seen.set(field, text.map_or(Value::Absent, Value::Text));
    say(Field::Channel, Some(declaration.channel.as_str()));
    say(Field::Stage, Some(declaration.stage.as_str()));
    say(Field::Nature, Some(declaration.nature.as_str()));
    say(Field::Filer, Some(filer));
    say(Field::Office, declaration.transport.office.as_deref());
    say(Field::ConsignorName, declaration.consignor.name.as_deref());
    say(Field::ConsignorCountry, declaration.consignor.country.as_ref().map(|country| country.as_str()));
    say(Field::ConsignorCity, declaration.consignor.city.as_deref());
    say(Field::ConsignorPostcode, declaration.consignor.postcode.as_deref());
    say(Field::ConsignorIdentifier, declaration.consignor.identifier.as_ref().map(|it| it.value.as_str()));
    say(Field::ConsignorAddress, declaration.consignor.address_lines.as_deref());
    say(Field::ConsignorEmail, declaration.consignor.email.as_deref());
    say(Field::ConsignorPhone, declaration.consignor.phone.as_deref());
    say(Field::ConsigneeAddress, declaration.consignee.address_lines.as_deref());
    say(Field::ConsigneeEmail, declaration.consignee.email.as_deref());
    say(Field::ConsigneePhone, declaration.consignee.phone.as_deref());
    say(Field::ConsigneeName, declaration.consignee.name.as_deref());
    say(Field::ConsigneeCountry, declaration.consignee.country.as_ref().map(|country| country.as_str()));
    say(Field::ConsigneeCity, declaration.consignee.city.as_deref());
    say(Field::ConsigneePostcode, declaration.consignee.postcode.as_deref());
    say(Field::ConsigneeIdentifier, declaration.consignee.identifier.as_ref().map(|it| it.value.as_str()));
    say(Field::SellerName, declaration.seller.name.as_deref());
    say(Field::SellerIdentifier, declaration.seller.identifier.as_ref().map(|it| it.value.as_str()));
    say(Field::SellerUrl, declaration.seller.url.as_deref());
    say(Field::PlatformIdentifier, declaration.platform.as_ref().map(|it| it.value.as_str()));
    say(Field::OrderNumber, declaration.order.number.as_deref());
    say(Field::OrderUrl, declaration.order.url.as_deref().map(risk::host));
    say(Field::PaymentProvider, declaration.payment.provider.as_deref());
    say(Field::PaymentPayer, declaration.payment.payer.as_deref());
    say(Field::TaxSchemeNumber, declaration.tax_scheme.as_ref().map(|scheme| scheme.number.as_str()));
    say(Field::MasterDocument, declaration.transport.master_document.as_deref());
    say(Field::Conveyance, declaration.transport.conveyance.as_deref());
    say(Field::ValueCurrency, declaration.value.as_ref().map(|value| value.currency.code()));
    let mut count =
        |field: Field, number: Option<Decimal>| seen.set(field, number.map_or(Value::Absent, Value::Number));
    count(Field::ValueLocal, declaration.value.and(assessment.intrinsic.to_decimal()));
    count(Field::PaymentLocal, paid(declaration, facts, day));
    count(Field::GrossMassKg, declaration.gross_mass_kg);
    count(Field::Packages, declaration.packages.and_then(whole));
    count(Field::ItemCount, u32::try_from(declaration.items.len()).ok().and_then(whole));
    count(Field::ConsigneeConsignmentsToday, whole(facts.activity.consignments));
    count(Field::ConsigneeValueToday, Some(facts.activity.value));
    let history = facts.activity.background.history;
    count(Field::SellerFindings, whole(history.findings));
    count(Field::SellerNoFindings, whole(history.no_findings));
    observe_items(&mut seen, declaration, assessment, facts);
    seen
}

fn observe_items<'a>(
    seen: &mut Observed<'a>,
    declaration: &'a Declaration,
    assessment: &Assessment,
    facts: &Facts<'_>,
) {
    let exchange = &facts.law.tariff.exchange;
    let rate = declaration.value.and_then(|value| exchange.on(value.currency, assessment.day));
    for item in &declaration.items {
        seen.push_item();
        if let Some(code) = item.commodity_code {
            seen.set(Field::CommodityCode, Value::Digits { digits: code.digits(), length: code.length() });
        }
        if let Some(origin) = &item.origin {
            seen.set(Field::Origin, Value::Text(origin.as_str()));
        }
        if let Some(description) = &item.description {
            seen.set(Field::Description, Value::Text(description));
        }
        let local = rate.map(|rate| rate.convert(item.value));
        let per_piece = local.zip(item.quantity).and_then(|(local, quantity)| local.per_piece(quantity));
        for (field, number) in [
            (Field::Quantity, item.quantity),
            (Field::NetMassKg, item.net_mass_kg),
            (Field::ItemValueLocal, local.and_then(|local| local.to_decimal())),
            (Field::UnitValueLocal, per_piece),
        ] {
            seen.set(field, number.map_or(Value::Absent, Value::Number));
        }
    }
}

fn paid(declaration: &Declaration, facts: &Facts<'_>, day: Date) -> Option<Decimal> {
    let amount = declaration.payment.amount?;
    facts.law.tariff.exchange.on(amount.currency, day)?.convert(amount.value).to_decimal()
}

fn whole(count: u32) -> Option<Decimal> {
    Decimal::from_micro(i64::from(count).checked_mul(1_000_000)?)
}

/// The lines of the goods items that a hit is about.
fn lines(hit: &Hit<'_>, declaration: &Declaration) -> Vec<u32> {
    hit.lines.iter().filter_map(|place| declaration.items.get(*place).map(|item| item.line)).collect()
}

fn met(hit: &Hit<'_>) -> Vec<(Field, String)> {
    hit.met.iter().map(|met| (met.field, met.value.to_string())).collect()
}

/// A profile that is tried would have asked for a look.
fn shadow_ground(hit: &Hit<'_>, declaration: &Declaration) -> Ground {
    Ground::ShadowHit {
        profile: hit.profile.id.clone(),
        owner: hit.profile.owner.clone(),
        lines: lines(hit, declaration),
        met: met(hit),
        law: LawRef::new(&hit.profile.law),
    }
}

fn hit_ground(hit: &Hit<'_>, declaration: &Declaration) -> Ground {
    Ground::ProfileHit {
        profile: hit.profile.id.clone(),
        owner: hit.profile.owner.clone(),
        action: hit.profile.action,
        lines: lines(hit, declaration),
        met: met(hit),
        reason: hit.profile.reason.clone(),
        public_reason: hit.profile.public_reason.clone(),
        law: LawRef::new(&hit.profile.law),
    }
}
