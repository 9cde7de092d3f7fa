//! Which fields a declaration must have, by role of the filer, stage, channel and category, resolved once per day of change.

use crate::filer::FilerRole;
use crate::submission::Field;
use crate::{Category, Stage};
use jiff::civil::Date;
use quantity::words;
use std::collections::BTreeMap;
use tariff::{Channel, Dated, Timeline, Validity};

words! {
    /// How strongly a field is asked for.
    Level {
        /// Without it the declaration goes back.
        Required = "required",
        /// Without it there is a warning.
        Advised = "advised",
        /// It is not asked for, though a wider row does.
        Optional = "optional",
    }
}

/// One row of a pack: a field asked for under conditions; `None` stands for any.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Of filers in this role only.
    pub role: Option<FilerRole>,
    /// At this stage only.
    pub stage: Option<Stage>,
    /// In this channel only.
    pub channel: Option<Channel>,
    /// In this category only.
    pub category: Option<Category>,
    /// The field.
    pub field: Field,
    /// How strongly.
    pub level: Level,
}

impl Requirement {
    fn fits(&self, role: FilerRole, stage: Stage, channel: Channel, category: Option<Category>) -> bool {
        self.role.is_none_or(|of| of == role)
            && self.stage.is_none_or(|of| of == stage)
            && self.channel.is_none_or(|of| of == channel)
            && (self.category.is_none() || self.category == category)
    }

    /// How many conditions it names: the closer row wins.
    fn closeness(&self) -> usize {
        usize::from(self.role.is_some())
            + usize::from(self.stage.is_some())
            + usize::from(self.channel.is_some())
            + usize::from(self.category.is_some())
    }
}

/// What is asked of one kind of declaration.
type Asked = Vec<(Field, Level)>;
/// What is asked by role, stage, channel and category; no category where it could not be found.
type AskedByKind = BTreeMap<(FilerRole, Stage, Channel, Option<Category>), Asked>;

/// The data requirements of a law.
#[derive(Clone, Debug, Default)]
pub struct Requirements(Timeline<AskedByKind>);

impl Requirements {
    /// Resolves rows: between two days on which any row begins or ends, each kind of declaration has one list.
    pub fn new(rows: &[Dated<Requirement>]) -> Requirements {
        let mut changes: Vec<Date> = rows
            .iter()
            .flat_map(|row| [Some(row.validity.from), row.validity.to.and_then(|to| to.tomorrow().ok())])
            .flatten()
            .collect();
        changes.sort_unstable();
        changes.dedup();
        let mut timeline = Timeline::default();
        for (place, from) in changes.iter().enumerate() {
            let in_force: Vec<&Dated<Requirement>> =
                rows.iter().filter(|row| row.validity.covers(*from)).collect();
            let Some(law) = in_force.first().map(|row| row.law.clone()) else { continue };
            let to = changes.get(place + 1).and_then(|next| next.yesterday().ok());
            let entry = Dated { validity: Validity { from: *from, to }, law, value: resolve(&in_force) };
            let added = timeline.insert(entry);
            debug_assert!(added.is_ok(), "the days between two changes overlap no others");
        }
        Requirements(timeline)
    }

    /// The fields asked for, required ones and advised ones; `None` on a day for which the law asks nothing at all.
    pub fn of(
        &self,
        day: Date,
        role: FilerRole,
        stage: Stage,
        channel: Channel,
        category: Option<Category>,
    ) -> Option<&[(Field, Level)]> {
        let kinds = self.0.on(day)?;
        kinds.value.get(&(role, stage, channel, category)).map(Vec::as_slice)
    }
}

fn resolve(rows: &[&Dated<Requirement>]) -> AskedByKind {
    let categories = || Category::ALL.iter().copied().map(Some).chain([None]);
    let mut kinds = AskedByKind::new();
    for role in FilerRole::ALL.iter().copied() {
        for stage in Stage::ALL.iter().copied() {
            for channel in Channel::ALL.iter().copied() {
                for category in categories() {
                    let fitting = rows
                        .iter()
                        .map(|row| &row.value)
                        .filter(|row| row.fits(role, stage, channel, category));
                    kinds.insert((role, stage, channel, category), closest(fitting));
                }
            }
        }
    }
    kinds
}

/// Of the rows about one field the closest; of those as close as each other the last.
fn closest<'a>(rows: impl Iterator<Item = &'a Requirement>) -> Asked {
    let mut closest: BTreeMap<Field, (usize, Level)> = BTreeMap::new();
    for row in rows {
        let known = closest.get(&row.field).map(|(closeness, _)| *closeness);
        if known.is_none_or(|known| known <= row.closeness()) {
            closest.insert(row.field, (row.closeness(), row.level));
        }
    }
    let asked = closest.into_iter().map(|(field, (_, level))| (field, level));
    asked.filter(|(_, level)| *level != Level::Optional).collect()
}
