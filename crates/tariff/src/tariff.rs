//! The tariff of one country: every table of the law on goods, asked by code and day.

use crate::control::{controls_on, prohibited_below};
use crate::{
    ChargeKind, CodeTable, CommodityCode, Country, Dated, DatedTable, Duties, Duty, ExchangeRates, GeoGroups,
    Measure, Nomenclature, Permit, Prohibition, Quota, QuotaNumber, Relief, Taxes, Waiver,
};
use jiff::civil::Date;
use quantity::Currency;

/// What the law says of goods, by day.
#[derive(Clone, Debug)]
pub struct Tariff {
    /// Which codes exist.
    pub nomenclature: Nomenclature,
    /// Customs duties.
    pub duties: Duties,
    /// Tariff quotas, with their periods.
    pub quotas: DatedTable<QuotaNumber, Quota>,
    /// Taxes and fees.
    pub taxes: Taxes,
    /// Rates of exchange.
    pub exchange: ExchangeRates,
    /// Groups of countries.
    pub groups: GeoGroups,
    /// Low-value reliefs.
    pub reliefs: Vec<Dated<Relief>>,
    /// Sums that are too small to be collected.
    pub waivers: Vec<Dated<Waiver>>,
    /// What may not enter.
    pub prohibitions: CodeTable<Vec<Dated<Prohibition>>>,
    /// What needs a permit.
    pub permits: CodeTable<Vec<Dated<Permit>>>,
}

impl Tariff {
    /// A tariff without a row.
    pub fn empty(local: Currency) -> Tariff {
        Tariff {
            nomenclature: Nomenclature::default(),
            duties: Duties::default(),
            quotas: DatedTable::default(),
            taxes: Taxes::default(),
            exchange: ExchangeRates::new(local),
            groups: GeoGroups::default(),
            reliefs: Vec::new(),
            waivers: Vec::new(),
            prohibitions: CodeTable::default(),
            permits: CodeTable::default(),
        }
    }

    /// The third-country duty of a code.
    pub fn duty(&self, code: CommodityCode, origin: Option<Country>, day: Date) -> Option<&Dated<Duty>> {
        self.duty_of(Measure::ThirdCountry, code, origin, day)
    }

    /// What a measure sets for a code.
    pub fn duty_of(
        &self,
        measure: Measure,
        code: CommodityCode,
        origin: Option<Country>,
        day: Date,
    ) -> Option<&Dated<Duty>> {
        self.duties.closest(measure, code, origin, &self.groups, day)
    }

    /// The preferences, suspensions and quotas that goods of this code and origin could have, lowest first.
    pub fn preferences(&self, code: CommodityCode, origin: Option<Country>, day: Date) -> Vec<&Dated<Duty>> {
        self.duties.preferences(code, origin, &self.groups, day)
    }

    /// Whether what else goes to a consignee counts for any relief on a day.
    pub fn adds_up(&self, day: Date) -> bool {
        self.reliefs.iter().any(|relief| relief.value.aggregation.is_some() && relief.validity.covers(day))
    }

    /// The reliefs of a charge in force on a day.
    pub fn reliefs(&self, kind: ChargeKind, day: Date) -> impl Iterator<Item = &Dated<Relief>> {
        self.reliefs
            .iter()
            .filter(move |relief| relief.validity.covers(day) && relief.value.relieves.contains(&kind))
    }

    /// The prohibitions that bear on goods.
    pub fn prohibitions(
        &self,
        code: CommodityCode,
        origin: Option<Country>,
        day: Date,
    ) -> impl Iterator<Item = &Dated<Prohibition>> {
        controls_on(&self.prohibitions, code, origin, &self.groups, day)
    }

    /// The prohibitions of longer codes within a declared one: whether they bear on the goods is not said.
    pub fn prohibited_below(
        &self,
        code: CommodityCode,
        origin: Option<Country>,
        day: Date,
    ) -> impl Iterator<Item = (CommodityCode, &Prohibition)> {
        prohibited_below(&self.prohibitions, code, origin, &self.groups, day)
    }

    /// The permits that goods need.
    pub fn permits(
        &self,
        code: CommodityCode,
        origin: Option<Country>,
        day: Date,
    ) -> impl Iterator<Item = &Dated<Permit>> {
        controls_on(&self.permits, code, origin, &self.groups, day)
    }
}
