//! The answer of a back-test: numbers, and what they are lopsided by.

use super::Tested;
use super::sums::{Count, Sums, Trait};
use crate::commands::share::Millionths;
use crate::commands::simulate::bands::Bands;
use jiff::civil::Date;
use pack::Pack;
use quantity::Money;
use serde_json::{Value, json};

/// Values of a trait that are shown in words.
const SHOWN: usize = 6;

/// What a rule would have done.
pub(super) struct Report<'a> {
    pub(super) tested: &'a Tested,
    pub(super) pack: &'a Pack,
    pub(super) bands: &'a Bands,
    pub(super) sums: &'a Sums,
}

/// One value of a trait: how many consignments have it, and how much oftener than all the rule selects them.
struct Part {
    value: String,
    count: Count,
    times: Millionths,
}

impl Report<'_> {
    fn first_and_last(&self) -> Option<(Date, Date)> {
        let days = &self.sums.days;
        Some((*days.first_key_value()?.0, *days.last_key_value()?.0))
    }

    /// The days from the first to the last, those without any consignment too.
    fn days(&self) -> u64 {
        let between = self.first_and_last().and_then(|(first, last)| first.until(last).ok());
        between.map_or(1, |between| u64::from(between.get_days().unsigned_abs()) + 1)
    }

    fn payable(&self) -> Money {
        let minor = i64::try_from(self.sums.payable).unwrap_or(i64::MAX);
        Money::new(minor, self.pack.law.tariff.exchange.local())
    }

    /// Who else looks at the hits, the most often first.
    fn with(&self) -> Vec<(&str, u64)> {
        let mut with: Vec<(&str, u64)> =
            self.sums.with.iter().map(|(profile, count)| (profile.as_str(), *count)).collect();
        with.sort_by_key(|(profile, count)| (std::cmp::Reverse(*count), *profile));
        with
    }

    /// The values of a trait, those with most hits first.
    fn parts(&self, of: Trait) -> Vec<Part> {
        let all = Millionths::of(self.sums.hits, self.sums.consignments);
        let own = self.sums.traits.iter().filter(|((kind, _), _)| *kind == of);
        let mut parts: Vec<Part> = own
            .map(|((_, value), count)| {
                let value = if of == Trait::Value { self.band(value) } else { value.clone() };
                let times = Millionths::of(count.hits, count.all).times(all);
                Part { value, count: *count, times }
            })
            .collect();
        if of != Trait::Value {
            parts.sort_by(|one, other| {
                (other.count.hits, other.count.all, &one.value).cmp(&(
                    one.count.hits,
                    one.count.all,
                    &other.value,
                ))
            });
        }
        parts
    }

    fn band(&self, place: &str) -> String {
        let place = place.parse().unwrap_or_default();
        match self.bands.up_to(place) {
            Some(edge) => format!("{} to {edge}", self.bands.above(place)),
            None => format!("above {}", self.bands.above(place)),
        }
    }

    pub(super) fn json(&self) -> Value {
        let Report { tested, pack, sums, .. } = self;
        let traits: serde_json::Map<String, Value> = Trait::ALL
            .iter()
            .map(|of| {
                let parts = self.parts(*of);
                let parts = parts.iter().map(|part| {
                    json!({
                        "value": part.value,
                        "consignments": part.count.all,
                        "hits": part.count.hits,
                        "share": Millionths::of(part.count.hits, part.count.all).json(),
                        "times_the_average": part.times.json(),
                    })
                });
                (of.as_str().to_owned(), Value::Array(parts.collect()))
            })
            .collect();
        let samples = sums.samples.iter().map(|sample| {
            json!({ "reference": sample.reference, "day": sample.day.to_string(), "met": sample.met })
        });
        let ended = sums.ended.map(|[found, conforms, let_go, open]| {
            json!({
                "with_finding": found,
                "without_finding": conforms,
                "released_without_examination": let_go,
                "open_or_other": open,
            })
        });
        let days = self.first_and_last();
        json!({
            "rule": tested.profile.id,
            "title": tested.profile.title,
            "pack": format!("{} {}", pack.law.pack, pack.law.version),
            "first_day": days.map(|(first, _)| first.to_string()),
            "last_day": days.map(|(_, last)| last.to_string()),
            "days": self.days(),
            "consignments": sums.consignments,
            "declared_again": sums.again,
            "left_out": sums.left_out,
            "hits": sums.hits,
            "hit_share": Millionths::of(sums.hits, sums.consignments).json(),
            "hits_per_day": Millionths::of(sums.hits, self.days()).json(),
            "hits_alone": sums.alone,
            "hits_with": self.with().iter().map(|(profile, hits)| json!({ "profile": profile, "hits": hits }))
                .collect::<Vec<_>>(),
            "examinations_added": sums.examinations,
            "examinations_added_per_day": Millionths::of(sums.examinations, self.days()).json(),
            "results_of_hits": ended,
            "payable_of_hits": { "amount": self.payable().number().to_string(), "currency": self.payable().currency().code() },
            "by": traits,
            "samples": samples.collect::<Vec<_>>(),
        })
    }

    pub(super) fn text(&self) -> String {
        let sums = self.sums;
        let profile = &self.tested.profile;
        let mut text = format!("{}  {}\n\n", profile.id, profile.title);
        let mut line = |name: &str, value: String| text.push_str(&format!("  {name:<28} {value}\n"));
        let days = self.days();
        if let Some((first, last)) = self.first_and_last() {
            line("Days", format!("{days} ({first} to {last})"));
        }
        let more = format!("{} declared again, {} left out", sums.again, sums.left_out);
        line("Consignments", format!("{} ({more})", sums.consignments));
        let hits = Millionths::of(sums.hits, sums.consignments).percent(3);
        let a_day = |count: u64| Millionths::of(count, days).text(1);
        line("Hits", format!("{} ({hits} %), {} a day", sums.hits, a_day(sums.hits)));
        let alone = Millionths::of(sums.alone, sums.hits).percent(1);
        line("Hits that nobody else has", format!("{} ({alone} %)", sums.alone));
        let with: Vec<String> =
            self.with().iter().take(SHOWN).map(|(profile, hits)| format!("{profile} {hits}")).collect();
        line("Hits together with", if with.is_empty() { "-".to_owned() } else { with.join(", ") });
        let added = format!("{} ({} a day)", sums.examinations, a_day(sums.examinations));
        line("Examinations added", added);
        if let Some([found, conforms, let_go, open]) = sums.ended {
            line("Hits examined", format!("{found} with a finding, {conforms} without"));
            line("Hits let go unexamined", format!("{let_go} (the rule would have kept them waiting)"));
            line("Hits open or otherwise", open.to_string());
        } else {
            line(
                "Results",
                "a file has none: whom the rule would have kept waiting for nothing is not known".to_owned(),
            );
        }
        line("Owed on the hits", self.payable().to_string());
        self.write_parts(&mut text);
        if !sums.samples.is_empty() {
            text.push_str("\nSamples\n");
            for sample in &sums.samples {
                text.push_str(&format!("  {}  {}  {}\n", sample.day, sample.reference, sample.met));
            }
        }
        text
    }

    fn write_parts(&self, text: &mut String) {
        for of in Trait::ALL {
            let parts = self.parts(of);
            if parts.len() < 2 {
                continue;
            }
            text.push_str(&format!("\nHits by {}\n", of.as_str()));
            for part in parts.iter().filter(|part| part.count.hits > 0).take(SHOWN) {
                let Part { value, count, times } = part;
                let of_all = Millionths::of(count.hits, self.sums.hits).percent(1);
                let times = times.text(1);
                text.push_str(&format!(
                    "  {value:<26} {:>8} of {:>9}  {of_all:>5} % of the hits, {times} times the average\n",
                    count.hits, count.all
                ));
            }
        }
    }
}
