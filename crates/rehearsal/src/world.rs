//! The made-up world of a seed: sellers with their shelves, and who buys and carries. The same for every mix.

use crate::draw::{Choice, Draw};
use crate::goods::{Department, KINDS, Kind};
use crate::names::{CITIES, FIRM_WORDS, TRADES};
use crate::places::{CARRIERS, COUNTRIES, Carrier, Country, PLATFORMS, Platform};
use crate::shapes;

/// The stream of the world's own draws; parcels use the low numbers.
const STREAM: u64 = 1 << 63;
/// Orders of magnitude of a price, each in four steps: up to 16 million cents.
const PRICE_STEPS: usize = 24 * 4;

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    /// Where the serial numbers of this seed begin.
    pub(crate) offset: u64,
    pub(crate) countries: Choice<(usize, &'static Country)>,
    pub(crate) carriers: Choice<(usize, &'static Carrier)>,
    pub(crate) cities: Choice<(&'static str, u32)>,
    pub(crate) items: Choice<u32>,
    pub(crate) pieces: Choice<u32>,
    pub(crate) hours: Choice<u32>,
    pub(crate) days_under_way: Choice<u32>,
    /// By department, then country.
    sellers: Vec<Choice<Seller>>,
    /// What is sold at each price, in all departments and in each.
    kinds: Vec<Choice<&'static Kind>>,
    kinds_in: Vec<Vec<Choice<&'static Kind>>>,
}

/// A made-up seller, with the beginnings of the numbers and addresses that it gives.
#[derive(Debug)]
pub(crate) struct Seller {
    pub(crate) firm: String,
    pub(crate) shop: String,
    pub(crate) identifier: String,
    pub(crate) url: String,
    pub(crate) item_url: String,
    pub(crate) ucr: String,
    pub(crate) line: String,
    pub(crate) city: &'static str,
    pub(crate) postcode: &'static str,
    pub(crate) country: &'static Country,
    pub(crate) platform: Option<&'static Platform>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut draw = Draw::new(seed, STREAM);
        Self {
            seed,
            offset: draw.bits(),
            countries: Choice::new(COUNTRIES.iter().enumerate().map(|at| (at.1.share, at))),
            carriers: Choice::new(CARRIERS.iter().enumerate().map(|(at, row)| (row.0, (at, &row.1)))),
            cities: Choice::new(CITIES.map(|(share, name, postcode)| (share, (name, postcode)))),
            items: Choice::new(shapes::ITEMS),
            pieces: Choice::new(shapes::PIECES),
            hours: Choice::new(shapes::HOURS.into_iter().zip(0..)),
            days_under_way: Choice::new(shapes::DAYS_UNDER_WAY),
            sellers: sellers(&mut draw),
            kinds: kinds_by_price(None),
            kinds_in: Department::ALL.map(|department| kinds_by_price(Some(department))).into(),
        }
    }

    /// What costs about so much apiece, from all shelves.
    #[expect(clippy::indexing_slicing, reason = "there is a row for each step of prices")]
    pub(crate) fn kind(&self, cents: u64, draw: &mut Draw) -> &'static Kind {
        self.kinds[price_step(cents)].draw(draw)
    }

    /// What costs about so much apiece, from one shelf.
    #[expect(clippy::indexing_slicing, reason = "there is a row for each department and each step of prices")]
    pub(crate) fn kind_in(&self, department: Department, cents: u64, draw: &mut Draw) -> &'static Kind {
        self.kinds_in[department as usize][price_step(cents)].draw(draw)
    }

    #[expect(clippy::indexing_slicing, reason = "there are sellers for each department and country")]
    pub(crate) fn seller(&self, department: Department, country: usize, draw: &mut Draw) -> &Seller {
        self.sellers[department as usize * COUNTRIES.len() + country].draw(draw)
    }
}

/// Some three hundred sellers: in each department and country the first sells most, then fewer and fewer.
fn sellers(draw: &mut Draw) -> Vec<Choice<Seller>> {
    let first_word = draw.below(64) as usize;
    let platforms = Choice::new(PLATFORMS.iter().map(|(share, platform)| (*share, platform.as_ref())));
    let mut number = 0;
    let mut cells = Vec::new();
    for trades in &TRADES {
        for country in &COUNTRIES {
            cells.push(Choice::new((1..=country.sellers_in_department).map(|rank| {
                let word = FIRM_WORDS.iter().cycle().nth(first_word + number).copied().unwrap_or_default();
                number += 1;
                // The biggest sell where the buyers are.
                let platform = if rank == 1 && country.sellers_in_department > 1 {
                    PLATFORMS.iter().find_map(|(_, platform)| platform.as_ref())
                } else {
                    *platforms.draw(draw)
                };
                (10_000 / rank, seller(number, word, draw.pick(trades), country, platform, draw))
            })));
        }
    }
    cells
}

fn seller(
    number: usize,
    word: &str,
    trade: &str,
    country: &'static Country,
    platform: Option<&'static Platform>,
    draw: &mut Draw,
) -> Seller {
    let (city, postcode) = draw.pick(country.cities);
    let own_domain = format!("{}-{number}.example", word.to_lowercase().replace(' ', "-"));
    let (url, item_url) = match platform {
        Some(Platform { domain, .. }) => {
            (format!("https://{domain}/s/{number}"), format!("https://{domain}/s/{number}/i/"))
        }
        None => (format!("https://{own_domain}/"), format!("https://{own_domain}/i/")),
    };
    Seller {
        firm: format!("{city} {word} {trade} {}", country.form),
        shop: format!("{word} {trade}"),
        identifier: format!("S-{number}"),
        url,
        item_url,
        ucr: format!("6{}S{number:04}-", country.code),
        line: format!("{} Export Park Rd", draw.between(1, 280)),
        city,
        postcode,
        country,
        platform,
    }
}

fn kinds_by_price(department: Option<Department>) -> Vec<Choice<&'static Kind>> {
    let shelf = || KINDS.iter().filter(move |kind| department.is_none_or(|it| it == kind.department));
    let price_away = |kind: &Kind, (from, to): (u64, u64)| {
        let (cheapest, dearest) = kind.price_cents;
        cheapest.saturating_sub(to) + from.saturating_sub(dearest)
    };
    (0..PRICE_STEPS)
        .map(|step| {
            let prices = prices_of_step(step);
            let nearest = shelf().map(|kind| price_away(kind, prices)).min();
            let kinds = shelf().filter(|kind| Some(price_away(kind, prices)) == nearest);
            Choice::new(kinds.map(|kind| (kind.popularity, kind)))
        })
        .collect()
}

/// Four steps from each power of two to the next.
fn price_step(cents: u64) -> usize {
    let power = cents.max(1).ilog2();
    let quarter = (cents.max(1) << 2 >> power) & 3;
    (power as usize * 4 + usize::try_from(quarter).unwrap_or_default()).min(PRICE_STEPS - 1)
}

/// The lowest and the highest price of a step.
fn prices_of_step(step: usize) -> (u64, u64) {
    let (power, quarter) = (step / 4, step as u64 % 4);
    let from = (4 + quarter) << power >> 2;
    (from, (((5 + quarter) << power >> 2).saturating_sub(1)).max(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_price_has_goods_and_every_shelf_a_seller() {
        let world = World::new(1);
        let mut draw = Draw::new(1, 0);
        for cents in (1..2_000).chain([9_999, 60_000, 590_000, 20_000_000]) {
            let (from, to) = prices_of_step(price_step(cents));
            assert!(cents > 16_000_000 || (from..=to).contains(&cents), "{cents} is not in {from}..={to}");
            world.kind(cents, &mut draw);
            for department in Department::ALL {
                world.kind_in(department, cents, &mut draw);
            }
        }
        for department in Department::ALL {
            for country in 0..COUNTRIES.len() {
                world.seller(department, country, &mut draw);
            }
        }
        let sellers: u32 = COUNTRIES.iter().map(|country| country.sellers_in_department * 7).sum();
        assert!((280..=330).contains(&sellers), "{sellers} sellers");
    }
}
