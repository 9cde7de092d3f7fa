//! An officer's rule: what to look for, what to do about it, and on which law it stands.

use crate::criterion::Criterion;
use crate::period::Period;

/// An officer's rule. It holds for a consignment if all its criteria do; those about goods items must hold
/// for one and the same item.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name in the pack.
    pub id: String,
    /// What it looks for, in a few words.
    pub title: String,
    /// The agency whose profile it is.
    pub owner: String,
    /// What it asks for.
    pub action: Action,
    /// What it protects.
    pub purpose: String,
    /// What officers are shown.
    pub reason: String,
    /// The key of the text that the filer is shown.
    pub public_reason: String,
    /// The law it stands on.
    pub law: String,
    /// When it is active.
    pub period: Period,
    /// What must be true.
    pub criteria: Criteria,
}

/// What a profile asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Look at the goods.
    Examine,
    /// Hold until documents are there.
    HoldDocuments,
    /// Ask the filer before loading.
    RequestInformation,
    /// Ask for high-risk cargo screening before loading.
    RequestScreening,
    /// The goods may not be loaded.
    DoNotLoad,
    /// Add to the weight of the consignment's risk.
    AddWeight(u32),
}

impl Action {
    /// The action of a name; `weight` is what [`Action::AddWeight`] adds.
    pub fn from_name(name: &str, weight: u32) -> Option<Action> {
        Some(match name {
            "examine" => Action::Examine,
            "hold_documents" => Action::HoldDocuments,
            "request_information" => Action::RequestInformation,
            "request_screening" => Action::RequestScreening,
            "do_not_load" => Action::DoNotLoad,
            "add_weight" => Action::AddWeight(weight),
            _ => return None,
        })
    }

    /// The name in packs.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Examine => "examine",
            Action::HoldDocuments => "hold_documents",
            Action::RequestInformation => "request_information",
            Action::RequestScreening => "request_screening",
            Action::DoNotLoad => "do_not_load",
            Action::AddWeight(_) => "add_weight",
        }
    }
}

/// The criteria of a profile: at least one, for a profile without any would hold for every parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria(Vec<Criterion>);

impl Criteria {
    /// Criteria; `None` if there are none.
    pub fn new(criteria: Vec<Criterion>) -> Option<Criteria> {
        (!criteria.is_empty()).then_some(Criteria(criteria))
    }

    /// The criteria as written.
    pub fn as_slice(&self) -> &[Criterion] {
        &self.0
    }
}
