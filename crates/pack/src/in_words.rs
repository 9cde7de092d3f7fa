//! Rows of the law in one line each, for whoever shows or compares packs.

use clearance::{PostClearanceTerms, RetentionKey, RetentionRule, ReturnKey, ReturnRule};
use tariff::{
    Aggregation, Channel, ChargeKind, CommodityCode, Duty, Formula, Origin, Quota, Relief, Tax, Traffic,
    Treatment, Waiver,
};

/// What a tax is about: `vat 22 post`.
pub(crate) fn tax_name(kind: ChargeKind, code: CommodityCode, channel: Option<Channel>) -> String {
    let channel = channel.map(|channel| format!(" {}", channel.as_str())).unwrap_or_default();
    format!("{} {code}{channel}", kind.as_str())
}

/// A tax in one line: `15 % of customs_value+duty`.
pub(crate) fn tax_text(tax: &Tax) -> String {
    format!("{} of {}", rate_text(&tax.rate), tax.base)
}

/// A rate, `free` where nothing is charged.
pub(crate) fn rate_text(rate: &Formula) -> String {
    if rate.is_free() { "free".to_owned() } else { rate.to_string() }
}

/// A duty in one line: `2.5 % with U162 from quota 090025`.
pub(crate) fn duty_text(duty: &Duty) -> String {
    let proof = duty.proof.as_ref().map(|proof| format!(" with {proof}")).unwrap_or_default();
    let quota = duty.quota.map(|quota| format!(" from quota {quota}")).unwrap_or_default();
    format!("{}{proof}{quota}", rate_text(&duty.rate))
}

/// A quota in one line: `12500 KGM`.
pub(crate) fn quota_text(quota: &Quota) -> String {
    format!("{} {}", quota.volume, quota.unit)
}

/// What a rule of returns is about: `vat express sale unchanged`, with `*` for any.
pub(crate) fn return_name((channel, nature, condition, charge): &ReturnKey) -> String {
    let channel = channel.map_or("*", |channel| channel.as_str());
    let nature = nature.map_or("*", |nature| nature.as_str());
    let charge = charge.map_or("*", |charge| charge.as_str());
    format!("{charge} {channel} {nature} {}", condition.as_str())
}

/// A rule of returns in one line: `given back within 90 days of release, restores`.
pub(crate) fn return_text(rule: &ReturnRule) -> String {
    let ReturnRule { counted_from, within_days, ask_within_days, restores } = rule;
    let mut text = format!("given back within {within_days} days of {}", counted_from.as_str());
    if let Some(days) = ask_within_days {
        text.push_str(&format!(", asked for within {days}"));
    }
    if *restores {
        text.push_str(", restores");
    }
    text
}

/// An act after release in one line: `within 3 years, from 10.00 EXD on, two signatures above 0.00 EXD`.
pub(crate) fn post_clearance_text(terms: &PostClearanceTerms) -> String {
    let PostClearanceTerms {
        within_years,
        wilful_within_years,
        least,
        second_signature_above,
        due_days,
        rate,
    } = terms;
    let mut said = Vec::new();
    said.extend(within_years.map(|years| format!("within {years} years")));
    said.extend(wilful_within_years.map(|years| format!("{years} where it was wilful")));
    said.extend(least.map(|least| format!("from {least} on")));
    said.extend(second_signature_above.map(|above| format!("two signatures above {above}")));
    said.extend((*due_days > 0).then(|| format!("to be paid within {due_days} days")));
    said.extend(rate.map(|rate| format!("{rate} a year")));
    if said.is_empty() { "provided for".to_owned() } else { said.join(", ") }
}

/// What a row of retention is about: `consignee control`, with `*` for any subject.
pub(crate) fn retention_name((subject, purpose): &RetentionKey) -> String {
    format!("{} {}", subject.map_or("*", |subject| subject.as_str()), purpose.as_str())
}

/// A row of retention in one line: `36 months from release`.
pub(crate) fn retention_text(rule: &RetentionRule) -> String {
    format!("{} months from {}", rule.months, rule.counted_from.as_str())
}

/// A waiver in one line: `vat together up to 5.00 CHF (inclusive)`.
pub(crate) fn waiver_text(waiver: &Waiver) -> String {
    let kinds: Vec<&str> = waiver.waives.iter().map(|kind| kind.as_str()).collect();
    let mut text = format!("{} due up to {} ({})", kinds.join(", "), waiver.amount, waiver.bound.as_str());
    write_conditions(&mut text, &traffic_conditions(&waiver.traffic));
    text
}

/// A relief in one line: `duty 150.00 EXD (intrinsic value, consignment, inclusive, cliff)`.
pub(crate) fn relief_text(relief: &Relief) -> String {
    let joined = |words: Vec<&str>| words.join(", ");
    let charges = joined(relief.relieves.iter().map(|charge| charge.as_str()).collect());
    let mut text = format!(
        "{charges} {} ({} value, {}, {}, {})",
        relief.amount,
        relief.basis.as_str(),
        relief.unit.as_str(),
        relief.bound.as_str(),
        relief.shape.as_str()
    );
    let codes =
        |codes: &[CommodityCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let origins = |of: &[Origin]| of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let treatment = match &relief.treatment {
        Treatment::Free => String::new(),
        Treatment::Flat(rate) if relief.yields_to_preference => format!("{rate} or a proven preference"),
        Treatment::Flat(rate) => rate.to_string(),
        Treatment::Reduced(share) => format!("{share} of it"),
    };
    let added_up = relief.aggregation.map(|Aggregation { over, amount }| match amount {
        None => over.as_str().to_owned(),
        Some(amount) => format!("{} up to {amount}", over.as_str()),
    });
    let mut conditions = vec![
        ("only above", relief.above.map(|above| above.to_string()).unwrap_or_default()),
        ("charged", treatment),
        ("added up over", added_up.unwrap_or_default()),
        ("under", relief.schemes.join(", ")),
        ("not under", relief.not_schemes.join(", ")),
        ("of origin", origins(&relief.origins)),
        ("not of origin", origins(&relief.not_origins)),
        ("only for", codes(&relief.only_codes)),
        ("not for", codes(&relief.except_codes)),
    ];
    conditions.splice(0..0, traffic_conditions(&relief.traffic));
    write_conditions(&mut text, &conditions);
    text
}

/// For which goods: the names of the conditions with their words.
fn traffic_conditions(traffic: &Traffic) -> Vec<(&'static str, String)> {
    let joined = |words: Vec<&str>| words.join(", ");
    vec![
        ("channels", joined(traffic.channels.iter().map(|channel| channel.as_str()).collect())),
        ("natures", joined(traffic.natures.iter().map(|nature| nature.as_str()).collect())),
        ("sent from", joined(traffic.dispatched_from.iter().map(tariff::Country::as_str).collect())),
    ]
}

fn write_conditions(text: &mut String, conditions: &[(&str, String)]) {
    for (condition, words) in conditions.iter().filter(|(_, words)| !words.is_empty()) {
        text.push_str(&format!("; {condition} {words}"));
    }
}
