//! The net revenue of each band under both laws, drawn as an SVG that needs no colours.
//!
//! The scale is that of the bands with an upper edge. The last band holds goods of any value and would flatten the
//! others: where its bars are longer they are cut, and their amounts written beside them.

use super::both::Both;
use super::report::{Report, Version, readable, short};
use super::table::band_name;
use quantity::Currency;
use std::fmt::Write;

/// The drawing, and the rectangle in it that bars stand in.
const WIDTH: i128 = 960;
const HEIGHT: i128 = 500;
const LEFT: i128 = 130;
const RIGHT: i128 = 940;
const TOP: i128 = 90;
const BOTTOM: i128 = 420;
/// How wide a bar is.
const BAR: i128 = 30;
/// The most steps that the scale has between its ends.
const STEPS: i128 = 7;

/// A band with its name and what is left of its revenue.
struct Pair {
    name: String,
    net: Both<i128>,
}

/// Draws a report.
pub(super) fn svg(report: &Report<'_>) -> String {
    let pairs: Vec<Pair> = (0..)
        .zip(&report.sums.bands)
        .map(|(place, band)| Pair {
            name: band_name(report, place),
            net: band.taken.map(|taken| report.net(taken)),
        })
        .collect();
    let drawing = Drawing { scale: Scale::over(&pairs, report.currency), currency: report.currency };
    let mut out = frame(report, &pairs);
    drawing.axis(&mut out);
    drawing.bars(&pairs, &mut out);
    legend(report, &mut out);
    out.push_str("</svg>\n");
    out
}

/// The beginning of the file: what it is, in words too, and its hatching.
fn frame(report: &Report<'_>, pairs: &[Pair]) -> String {
    let title = format!("Net revenue by value of the goods, {}", report.currency);
    let told = pairs.iter().map(|pair| {
        let Both { law, instead } = pair.net.map(|minor| readable(minor, report.currency));
        format!("{}: {law} and {instead}", pair.name)
    });
    let Both { law, instead } = report.laws.as_ref().map(Version::name);
    let description = format!(
        "Bars for each band of value: first {law}, then {instead}. Net revenue is what customs, carriers and vendors \
         take, less {} for each parcel on which customs or a carrier collects. {}.",
        report.cost_of_collection,
        told.collect::<Vec<String>>().join("; ")
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\" aria-labelledby=\"title description\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"#000\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"description\">{}</desc>\n\
         <defs><pattern id=\"hatching\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>\
         <rect width=\"2\" height=\"6\" fill=\"#000\"/></pattern></defs>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"30\" font-size=\"18\" font-weight=\"bold\">{title}</text>\n",
        escaped(&description)
    )
}

/// What each kind of bar is.
fn legend(report: &Report<'_>, out: &mut String) {
    let Both { law, instead } = report.laws.as_ref().map(Version::name);
    for (x, name, text) in [(LEFT, SERIES.law, law), (LEFT + 400, SERIES.instead, instead)] {
        let (words, text) = (x + 28, escaped(&text));
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"48\" width=\"20\" height=\"14\" {}/><text x=\"{words}\" y=\"60\">{}: {text}</text>",
            name.fill, name.name
        );
    }
}

/// A kind of bar: told apart without colours.
struct Series {
    name: &'static str,
    fill: &'static str,
}

const SERIES: Both<Series> = Both {
    law: Series { name: "law", fill: "fill=\"#333\" stroke=\"#333\"" },
    instead: Series { name: "instead", fill: "fill=\"url(#hatching)\" stroke=\"#000\"" },
};

/// From the lowest to the highest amount of the drawing, in equal steps of a round number.
#[derive(Debug, PartialEq, Eq)]
struct Scale {
    low: i128,
    high: i128,
    step: i128,
}

impl Scale {
    fn over(pairs: &[Pair], currency: Currency) -> Scale {
        let range = |pairs: &[Pair]| {
            let amounts = || pairs.iter().flat_map(|pair| pair.net.listed()).chain([0]);
            (amounts().min().unwrap_or(0), amounts().max().unwrap_or(0))
        };
        let bounded = pairs.split_last().map_or((0, 0), |(_, bounded)| range(bounded));
        let (low, high) = if bounded == (0, 0) { range(pairs) } else { bounded };
        Scale::between(low, high, i128::from(currency.minor_per_unit()))
    }

    /// A scale that holds both amounts; with nothing to show it is one unit high.
    fn between(low: i128, high: i128, unit: i128) -> Scale {
        let high = if low == high { unit } else { high };
        let mut power = 1;
        loop {
            for round in [1, 2, 5] {
                let step = power * round;
                let (low, high) = (low.div_euclid(step) * step, -(-high).div_euclid(step) * step);
                if (high - low) / step <= STEPS {
                    return Scale { low, high, step };
                }
            }
            power *= 10;
        }
    }

    /// Where an amount lies.
    fn y(&self, amount: i128) -> i128 {
        TOP + (self.high - amount) * (BOTTOM - TOP) / (self.high - self.low)
    }

    /// Whether an amount lies outside.
    fn cuts(&self, amount: i128) -> bool {
        !(self.low..=self.high).contains(&amount)
    }

    /// The amounts that are named.
    fn steps(&self) -> impl Iterator<Item = i128> {
        let (low, step) = (self.low, self.step);
        (0..=(self.high - low) / step).map(move |place| low + place * step)
    }
}

struct Drawing {
    scale: Scale,
    currency: Currency,
}

impl Drawing {
    /// The lines of the scale with their amounts, and what the axes are.
    fn axis(&self, out: &mut String) {
        for amount in self.scale.steps() {
            let (y, colour) = (self.scale.y(amount), if amount == 0 { "#000" } else { "#ccc" });
            let (words, below, text) = (LEFT - 8, y + 4, short(amount, self.currency));
            let _ = writeln!(
                out,
                "<path d=\"M{LEFT} {y}H{RIGHT}\" stroke=\"{colour}\"/>\
                 <text x=\"{words}\" y=\"{below}\" text-anchor=\"end\">{text}</text>"
            );
        }
        let (across, middle) = (i128::midpoint(LEFT, RIGHT), i128::midpoint(TOP, BOTTOM));
        let _ = writeln!(
            out,
            "<text x=\"{across}\" y=\"{}\" text-anchor=\"middle\">value of the goods, {}</text>\n\
             <text transform=\"translate(24 {middle}) rotate(-90)\" text-anchor=\"middle\">net revenue, {}</text>",
            HEIGHT - 25,
            self.currency,
            self.currency
        );
    }

    fn bars(&self, pairs: &[Pair], out: &mut String) {
        let many = i128::try_from(pairs.len().max(1)).unwrap_or(1);
        for (place, pair) in (0..).zip(pairs) {
            let middle = LEFT + (RIGHT - LEFT) * (2 * place + 1) / (2 * many);
            self.bar(middle - BAR - 1, &SERIES.law, pair, pair.net.law, out);
            self.bar(middle + 1, &SERIES.instead, pair, pair.net.instead, out);
            // Two lines by turns, so that the names of bands with large numbers do not meet.
            let below = BOTTOM + 20 + 16 * (place % 2);
            let _ = writeln!(
                out,
                "<text x=\"{middle}\" y=\"{below}\" font-size=\"12\" text-anchor=\"middle\">{}</text>",
                pair.name
            );
            if pair.net.listed().into_iter().any(|amount| self.scale.cuts(amount)) {
                self.cut(pair, out);
            }
        }
    }

    /// What the bars of a band come to that are cut.
    fn cut(&self, pair: &Pair, out: &mut String) {
        let Both { law, instead } = pair.net.map(|amount| readable(amount, self.currency));
        let _ = writeln!(
            out,
            "<text x=\"{RIGHT}\" y=\"{}\" font-size=\"12\" text-anchor=\"end\">{}, cut: {law} and {instead}</text>",
            TOP - 8,
            pair.name
        );
    }

    /// A bar from nothing to an amount; what is something can be seen.
    fn bar(&self, x: i128, series: &Series, pair: &Pair, amount: i128, out: &mut String) {
        let shown = amount.clamp(self.scale.low, self.scale.high);
        let (zero, end) = (self.scale.y(0), self.scale.y(shown));
        let height = (zero - end).abs().max(i128::from(amount != 0));
        let y = if amount < 0 { zero } else { zero - height };
        let (text, Series { name, fill }) = (readable(amount, self.currency), series);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{BAR}\" height=\"{height}\" {fill}>\
             <title>{name}, {}: {text}</title></rect>",
            pair.name
        );
        if shown != amount {
            let (from, across) = (i128::midpoint(zero, end) + 4, BAR + 4);
            let _ = writeln!(
                out,
                "<path d=\"M{} {from}l{across} -8\" stroke=\"#fff\" stroke-width=\"5\"/>",
                x - 2
            );
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_holds_every_amount_in_round_steps() {
        let scale = |low, high| Scale::between(low, high, 100);
        assert_eq!(scale(0, 0), Scale { low: 0, high: 100, step: 20 });
        assert_eq!(scale(0, 3), Scale { low: 0, high: 3, step: 1 });
        assert_eq!(scale(0, 123_456), Scale { low: 0, high: 140_000, step: 20_000 });
        assert_eq!(scale(-5_000, 123_456), Scale { low: -50_000, high: 150_000, step: 50_000 });
        assert_eq!(scale(-700, 0), Scale { low: -700, high: 0, step: 100 });
        for high in [1, 99, 1_000, 123_456_789_012_345_678] {
            let scale = scale(-high / 3, high);
            assert!(scale.low <= -high / 3 && scale.high >= high && scale.steps().any(|step| step == 0));
            assert_eq!((scale.y(scale.high), scale.y(scale.low)), (TOP, BOTTOM));
        }
    }

    #[test]
    fn the_last_band_flattens_no_other() {
        let pair = |law| Pair { name: String::new(), net: Both { law, instead: 0 } };
        let exd = Currency::new("EXD", 2).unwrap();
        let scale = Scale::over(&[pair(700), pair(-100), pair(9_000_000)], exd);
        assert_eq!(scale, Scale { low: -200, high: 800, step: 200 });
        assert!(scale.cuts(9_000_000) && !scale.cuts(700));
        assert!(!Scale::over(&[pair(0), pair(9_000_000)], exd).cuts(9_000_000), "there is no other");
    }

    #[test]
    fn words_of_a_pack_stay_words() {
        assert_eq!(escaped("a<b & c>"), "a&lt;b &amp; c&gt;");
    }
}
