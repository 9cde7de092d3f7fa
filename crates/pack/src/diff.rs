//! `cocket pack diff`: what another pack says otherwise, thing by thing and day by day.

use crate::Pack;
use crate::in_words::{
    duty_text, post_clearance_text, quota_text, relief_text, retention_name, retention_text, return_name,
    return_text, tax_name, tax_text, waiver_text,
};
use clearance::{DefermentTerms, TokenRule};
use jiff::civil::Date;
use risk::Profile;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tariff::{Dated, LawRef, Validity};

/// One thing that two packs say differently over a stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which part of the law.
    pub part: &'static str,
    /// What it is about.
    pub name: String,
    /// The first day.
    pub from: String,
    /// The last day, if there is one.
    pub to: Option<String>,
    /// What the first pack says; `None` for nothing.
    pub before: Option<String>,
    /// What the second pack says; `None` for nothing.
    pub after: Option<String>,
    /// The law of what is said now, or else of what was.
    pub law: String,
}

/// Everything that the second pack says otherwise, by part and name, and then by day.
pub fn diff(before: &Pack, after: &Pack) -> Vec<Change> {
    let (old, new) = (said(before), said(after));
    let nothing = Vec::new();
    let things: BTreeSet<&Thing> = old.keys().chain(new.keys()).collect();
    things
        .into_iter()
        .flat_map(|thing| {
            let of = |said: &BTreeMap<Thing, Vec<Statement>>| said.get(thing).unwrap_or(&nothing).clone();
            changes(thing, &of(&old), &of(&new))
        })
        .collect()
}

/// What a statement is about: a part of the law, and a name in it.
type Thing = (&'static str, String);

/// What the law says of a thing over some days.
#[derive(Clone)]
struct Statement {
    validity: Validity,
    text: String,
    law: LawRef,
}

/// The stretches of days over which two lists of statements differ.
fn changes((part, name): &Thing, old: &[Statement], new: &[Statement]) -> Vec<Change> {
    let days = crate::dated::pieces(old.iter().chain(new).map(|statement| statement.validity));
    let mut found: Vec<(Validity, Change)> = Vec::new();
    for piece in days {
        let on = |list: &[Statement]| list.iter().find(|one| one.validity.covers(piece.from)).cloned();
        let (before, after) = (on(old), on(new));
        let text = |of: &Option<Statement>| of.as_ref().map(|statement| statement.text.clone());
        if text(&before) == text(&after) {
            continue;
        }
        let law = after.as_ref().or(before.as_ref()).map(|statement| statement.law.as_str().to_owned());
        let change = Change {
            part,
            name: name.clone(),
            from: piece.from.to_string(),
            to: piece.to.map(|to| to.to_string()),
            before: text(&before),
            after: text(&after),
            law: law.unwrap_or_default(),
        };
        match found.last_mut().filter(|(last, told)| goes_on(last, told, piece.from, &change)) {
            Some((last, told)) => {
                last.to = piece.to;
                told.to.clone_from(&change.to);
            }
            None => found.push((piece, change)),
        }
    }
    found.into_iter().map(|(_, change)| change).collect()
}

/// Whether a change is the one of the days before, going on.
fn goes_on(last: &Validity, told: &Change, from: Date, change: &Change) -> bool {
    let is_next = last.to.and_then(|to| to.tomorrow().ok()) == Some(from);
    is_next && (&told.before, &told.after) == (&change.before, &change.after)
}

/// Everything that a pack says.
fn said(pack: &Pack) -> BTreeMap<Thing, Vec<Statement>> {
    let mut all: BTreeMap<Thing, Vec<Statement>> = BTreeMap::new();
    let mut say = |part: &'static str, name: String, validity: Validity, law: &LawRef, text: String| {
        all.entry((part, name)).or_default().push(Statement { validity, text, law: law.clone() });
    };
    tariff_said(pack, &mut say);
    procedures_said(pack, &mut say);
    all
}

type Say<'s> = &'s mut dyn FnMut(&'static str, String, Validity, &LawRef, String);

/// Hands rows over.
fn rows<'p, V: 'p>(
    part: &'static str,
    rows: impl Iterator<Item = (String, &'p Dated<V>)>,
    text: impl Fn(&V) -> String,
    say: Say<'_>,
) {
    for (name, row) in rows {
        say(part, name, row.validity, &row.law, text(&row.value));
    }
}

fn tariff_said(pack: &Pack, say: Say<'_>) {
    let tariff = &pack.law.tariff;
    let reliefs = tariff.reliefs.iter().map(|relief| (relief.value.id.clone(), relief));
    rows("low-value regimes", reliefs, relief_text, say);
    let waivers = tariff.waivers.iter().map(|waiver| (waiver.value.id.clone(), waiver));
    rows("waivers", waivers, waiver_text, say);
    let duties = tariff.duties.rows().map(|(code, measure, origin, duty)| {
        let quota = duty.value.quota.map(|quota| format!(" {quota}")).unwrap_or_default();
        (format!("{}{quota} {code} of origin {origin}", measure.as_str()), duty)
    });
    rows("duties", duties, duty_text, say);
    let quotas = tariff.quotas.rows().map(|(number, quota)| (number.to_string(), quota));
    rows("tariff quotas", quotas, quota_text, say);
    let taxes = tariff.taxes.rows().map(|(kind, code, channel, tax)| (tax_name(kind, code, channel), tax));
    rows("taxes", taxes, tax_text, say);
    let exchange = tariff.exchange.rows().map(|(currency, rate)| (currency.to_string(), rate));
    rows("rates of exchange", exchange, ToString::to_string, say);
    let codes = tariff.nomenclature.rows().map(|(code, row)| (code.to_string(), row));
    rows("commodity codes", codes, |_| "can be declared".to_owned(), say);
    let prohibitions =
        tariff.prohibitions.rows().flat_map(|(code, rows)| rows.iter().map(move |row| (code, row)));
    for (code, row) in prohibitions {
        let text = format!("{code} of origin {} may not enter", row.value.origin);
        say("prohibitions", row.value.id.clone(), row.validity, &row.law, text);
    }
    let permits = tariff.permits.rows().flat_map(|(code, rows)| rows.iter().map(move |row| (code, row)));
    for (code, row) in permits {
        let text = format!("{code} of origin {} needs {}", row.value.origin, row.value.document_type);
        say("permits", row.value.id.clone(), row.validity, &row.law, text);
    }
}

fn deferment_text(terms: &DefermentTerms) -> String {
    let (period, interest) = (terms.period.as_str(), terms.late_interest);
    let (due, alert, call) = (terms.due_days, terms.alert_percent, terms.call_days);
    format!(
        "a statement a {period}, due after {due} days, {interest} a year when late, told at {alert} %, called after \
         {call} days"
    )
}

fn retention_said(pack: &Pack, say: Say<'_>) {
    let retention = pack.law.procedures.retention.rows().map(|(key, row)| (retention_name(key), row));
    rows("times of retention", retention, retention_text, say);
}

fn procedures_said(pack: &Pack, say: Say<'_>) {
    let procedures = &pack.law.procedures;
    let parameters = pack.parameters.rows().map(|(name, row)| ((*name).to_owned(), row));
    rows("parameters", parameters, String::clone, say);
    let returns = procedures.returns.rows().map(|(key, row)| (return_name(key), row));
    rows("rules of returns", returns, return_text, say);
    let acts = procedures.post_clearance.rows().map(|(act, row)| (act.as_str().to_owned(), row));
    rows("acts after release", acts, post_clearance_text, say);
    retention_said(pack, say);
    let schemes = procedures.schemes.rows().map(|(name, row)| (name.clone(), row));
    rows(
        "schemes of collection",
        schemes,
        |scheme| {
            let kinds: Vec<&str> = scheme.collects.iter().map(|kind| kind.as_str()).collect();
            let (unit, basis) = (scheme.cap_unit.as_str(), scheme.cap_basis.as_str());
            let token = match scheme.token {
                TokenRule::Accepted => "",
                TokenRule::Required => ", with a tax token only",
            };
            format!("collects {} up to {} ({basis} value, {unit}){token}", kinds.join(", "), scheme.cap)
        },
        say,
    );
    let accounts = procedures.accounts.rows().map(|(name, row)| (name.clone(), row));
    rows("chart of accounts", accounts, |account| account.code.clone(), say);
    let deferment = procedures.deferment.rows().map(|((), row)| ("terms".to_owned(), row));
    rows("deferred payment", deferment, deferment_text, say);
    let collection = procedures.collection.rows();
    let collection =
        collection.map(|((channel, kind), row)| (format!("{} {}", channel.as_str(), kind.as_str()), row));
    rows(
        "collection",
        collection,
        |collection| {
            let waits = if collection.release_waits { "release waits" } else { "release does not wait" };
            format!(
                "{} owes, {} collects, {waits}",
                collection.debtor.as_str(),
                collection.collector.as_str()
            )
        },
        say,
    );
    for row in &pack.requirements {
        let asked = &row.value;
        let word = |word: Option<&'static str>| word.unwrap_or("*");
        let name = format!(
            "{} {} {} {} {}",
            word(asked.role.map(|role| role.as_str())),
            word(asked.stage.map(|stage| stage.as_str())),
            word(asked.channel.map(|channel| channel.as_str())),
            asked.category.map_or("*".to_owned(), |category| category.number().to_string()),
            asked.field,
        );
        say("data requirements", name, row.validity, &row.law, asked.level.as_str().to_owned());
    }
    for profile in pack.profiles.as_slice() {
        let (from, to) = (profile.period.from(), Some(profile.period.to()));
        let mut text =
            format!("{}: {} ({:?})", profile.action.as_str(), profile.title, profile.criteria.as_slice());
        if profile.share_per_million != Profile::EVERY_HIT {
            text.push_str(&format!(", {} of a million hits", profile.share_per_million));
        }
        if let Some(expression) = &profile.expression {
            text.push_str(&format!(", {}", expression.as_str()));
        }
        say("profiles", profile.id.clone(), Validity { from, to }, &LawRef::new(&profile.law), text);
    }
}
