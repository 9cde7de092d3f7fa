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
mod nomenclature;
mod relief;
mod tariff;
mod tax;
mod traffic;
mod valuation;

pub use code::{CodeTable, CommodityCode};
pub use control::{Demand, Permit, Prohibition};
pub use country::{Country, GeoGroups, Origin};
pub use dated::{Dated, DatedTable, LawRef, Overlap, Timeline, Validity};
pub use duty::{Duties, Duty, Measure, Preference};
pub use exchange::ExchangeRates;
pub use nomenclature::{Commodity, Nomenclature};
pub use relief::{Basis, Bound, Measured, Reach, Relief, ReliefUnit, Shape, Values};
pub use tariff::Tariff;
pub use tax::Tax;
pub use traffic::{Channel, ChargeKind, Nature};
pub use valuation::{Apportionment, Valuation};
