//! The law as dated data: what does day D say of code C?
//!
//! A [`Tariff`] answers for one country: which codes exist, what duty and tax they bear, which low-value
//! relief applies, what is prohibited or needs a permit, and at what rate of exchange. Every answer
//! carries its [`LawRef`]. It knows nothing of declarations, cases or files.

mod code;
mod control;
mod country;
mod dated;
mod duty;
mod exchange;
mod formula;
mod nomenclature;
mod quota;
mod relief;
mod tariff;
mod tax;
mod traffic;
mod valuation;
mod waiver;

pub use code::{CodeTable, CommodityCode};
pub use control::{Demand, Permit, Prohibition};
pub use country::{Country, GeoGroups, Origin};
pub use dated::{Dated, DatedTable, LawRef, Overlap, Timeline, Validity};
pub use duty::{Duties, Duty, Measure, Preference};
pub use exchange::ExchangeRates;
pub use formula::{Formula, FormulaFlaw, Per, Specific, Whole};
pub use nomenclature::{Commodity, Nomenclature};
pub use quota::{Quota, QuotaNumber, QuotaPeriod};
pub use relief::{
    Aggregate, Aggregation, Basis, Bound, Measured, Reach, Relief, ReliefUnit, Shape, Treatment, Values,
};
pub use tariff::Tariff;
pub use tax::{Tax, TaxBase, Taxes, ValuePart};
pub use traffic::{Channel, ChargeKind, Nature, Traffic};
pub use valuation::{Apportionment, ChargeRounding, RoundedOver, Valuation};
pub use waiver::Waiver;
