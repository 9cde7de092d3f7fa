//! Reading tallies and standings: what pages and reports count, without looking at consignments.

use crate::StoreFailure;
use crate::organisation::number_of;
use crate::reader::Reader;
use crate::sql::{Connection, OptionalExtension, params};
use crate::views::ALL_TIME;
use clearance::{Figure, FigureKind, Phase};
use jiff::civil::Date;
use tariff::QuotaNumber;

/// A figure of a day with its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// The day on which the first filings of the consignments were accepted, or the documents went back: days
    /// since 1970-01-01, as the law counts them.
    pub day: i64,
    /// What is counted or summed.
    pub figure: Figure<String>,
    /// How many, or how much.
    pub value: i64,
}

impl Reader {
    /// The figures of a kind for days from one to another, both of them with it, day by day. None of those that
    /// are kept without a day, which [`Reader::standing_counts`] reads.
    pub fn tallies(&self, kind: FigureKind, from: i64, to: i64) -> Result<Vec<Tally>, StoreFailure> {
        self.tallies_with(kind, "", from, to)
    }

    /// The same for one organisation.
    pub fn tallies_of(
        &self,
        organisation: &str,
        kind: FigureKind,
        from: i64,
        to: i64,
    ) -> Result<Vec<Tally>, StoreFailure> {
        let mut tallies = self.tallies_with(kind, &format!("{organisation}\t"), from, to)?;
        tallies.retain(|tally| tally.figure.organisation().is_some_and(|theirs| theirs == organisation));
        Ok(tallies)
    }

    fn tallies_with(
        &self,
        kind: FigureKind,
        prefix: &str,
        from: i64,
        to: i64,
    ) -> Result<Vec<Tally>, StoreFailure> {
        let mut tallies = Vec::new();
        if !kind.is_by_day() {
            return Ok(tallies);
        }
        // All figures of a day lie together: one search for each day.
        let mut next = from;
        while let Some(day) = self.first_day_from(next)?.filter(|day| *day <= to) {
            for (figure, value) in figures_of(self.connection(), day, kind, prefix)? {
                tallies.push(Tally { day, figure, value });
            }
            next = day.saturating_add(1);
        }
        Ok(tallies)
    }

    /// The first day from one on that has figures.
    fn first_day_from(&self, day: i64) -> Result<Option<i64>, StoreFailure> {
        let mut statement =
            self.connection().prepare_cached("SELECT day FROM tally WHERE day >= ?1 ORDER BY day LIMIT 1")?;
        Ok(statement.query_row([day], |row| row.get(0)).optional()?)
    }

    /// What was drawn of a quota in each of its periods, in millionths of its unit.
    pub fn drawn(&self, quota: QuotaNumber) -> Result<Vec<(Date, i64)>, StoreFailure> {
        drawn(self.connection(), quota)
    }

    /// How many consignments an organisation filed about that stand in each phase, as it is told; none that has no
    /// consignment.
    pub fn standing_counts(&self, organisation: &str) -> Result<Vec<(Phase, u64)>, StoreFailure> {
        let prefix = format!("{organisation}\t");
        let figures = figures_of(self.connection(), ALL_TIME, FigureKind::Told, &prefix)?;
        let counts = figures.into_iter().filter_map(|(figure, value)| match figure {
            Figure::Told { organisation: theirs, phase } if theirs == organisation => {
                Some((phase, value.cast_unsigned()))
            }
            _ => None,
        });
        let mut counts: Vec<_> = counts.collect();
        counts.sort_unstable();
        Ok(counts)
    }

    /// The consignments an organisation filed about that stand in a phase, as it is told: the newest first, those
    /// before a number, at most so many.
    pub fn standing(
        &self,
        organisation: &str,
        phase: Phase,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<u64>, StoreFailure> {
        let Some(organisation) = number_of(self.connection(), organisation)? else { return Ok(Vec::new()) };
        let sql = "SELECT number FROM standing WHERE organisation = ?1 AND phase = ?2 AND number < ?3 \
                   ORDER BY number DESC LIMIT ?4";
        let before = before.map_or(i64::MAX, u64::cast_signed);
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement
            .query_map(params![organisation, phase.as_str(), before, most], |row| row.get::<i64>(0))?;
        rows.map(|number| Ok(number?.cast_unsigned())).collect()
    }
}

/// What was drawn of a quota in each of its periods, in millionths of its unit.
pub(crate) fn drawn(connection: &Connection, quota: QuotaNumber) -> Result<Vec<(Date, i64)>, StoreFailure> {
    let figures = figures_of(connection, ALL_TIME, FigureKind::QuotaDrawn, &format!("{quota}\t"))?;
    let of_period = |(figure, value)| match figure {
        Figure::QuotaDrawn { period } => Some((period.opened, value)),
        _ => None,
    };
    Ok(figures.into_iter().filter_map(of_period).collect())
}

/// The figures of a kind under a day whose keys begin with something.
fn figures_of(
    connection: &Connection,
    day: i64,
    kind: FigureKind,
    prefix: &str,
) -> Result<Vec<(Figure<String>, i64)>, StoreFailure> {
    let mut statement = connection.prepare_cached(
        "SELECT key, value FROM tally WHERE day = ?1 AND name = ?2 AND key >= ?3 ORDER BY key",
    )?;
    let mut rows = statement.query(params![day, kind.as_str(), prefix])?;
    let mut figures = Vec::new();
    while let Some(row) = rows.next()? {
        let key = row.text(0)?;
        if !key.starts_with(prefix) {
            break;
        }
        let figure = Figure::read(kind, key).ok_or(StoreFailure::Corrupt("the key of a figure"))?;
        let value: i64 = row.get(1)?;
        if value != 0 {
            figures.push((figure.map(str::to_owned), value));
        }
    }
    Ok(figures)
}
