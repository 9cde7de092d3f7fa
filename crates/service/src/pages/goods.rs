//! Finding a commodity code by words: the goods that the tariff describes.

use crate::country::Country;
use jiff::civil::Date;
use tariff::CommodityCode;

/// The most goods that are offered.
const MOST: usize = 8;

/// Goods that words may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) code: CommodityCode,
    pub(super) description: String,
    matched: usize,
}

/// The goods that the tariff of a day describes with the words, the best first. A code finds itself.
pub(super) fn find(country: &Country, day: Date, language: &str, words: &str) -> Vec<Candidate> {
    let tariff = &country.law().tariff;
    let wanted: Vec<String> = split(words).collect();
    let digits = words.chars().filter(|sign| !matches!(sign, ' ' | '.')).collect::<String>();
    let coded = CommodityCode::parse(&digits);
    let mut found = Vec::new();
    for (code, commodity) in tariff.nomenclature.rows() {
        if !commodity.validity.covers(day) {
            continue;
        }
        let description = commodity.value.description.get(language);
        let Some(description) = description.or_else(|| commodity.value.description.get("en")) else {
            continue;
        };
        let matched = match coded {
            Some(coded) => usize::from(code.is_within(coded)),
            None => matches(&wanted, description),
        };
        if matched > 0 && tariff.nomenclature.is_declarable(code, day) {
            found.push(Candidate { code, description: description.clone(), matched });
        }
    }
    found.sort_by(|a, b| {
        (b.matched, a.description.len(), a.code).cmp(&(a.matched, b.description.len(), b.code))
    });
    let best = found.first().map_or(0, |best| best.matched);
    // Where two words fit somewhere, one of them alone says little.
    found.retain(|candidate| 2 * candidate.matched > best);
    found.truncate(MOST);
    found
}

/// How much of the words a description has: words that begin alike, the longer the better.
fn matches(wanted: &[String], description: &str) -> usize {
    let described: Vec<String> = split(description).collect();
    let best = |word: &String| described.iter().map(|other| alike(word, other)).max().unwrap_or_default();
    wanted.iter().map(best).sum()
}

/// How many signs two words begin with alike, where that makes them forms of one word.
fn alike(word: &str, other: &str) -> usize {
    let same = word.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let shorter = word.chars().count().min(other.chars().count());
    match same {
        3.. if same + 2 >= shorter => same,
        // A word may stand within a longer one, as `phone` does in `smartphones`.
        _ if word.chars().count() >= 4 && other.contains(word) => word.chars().count(),
        _ => 0,
    }
}

/// The words of a text in small letters, without those that say nothing.
fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(|sign: char| !sign.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 3)
        .collect::<Vec<_>>()
        .into_iter()
}
