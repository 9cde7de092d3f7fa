//! What became of a consignment in the end, as far as rules are judged by it.

use clearance::{Case, Ground, Phase};

/// What became of a consignment in the end, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Examined, and something was wrong.
    Found,
    /// Examined, and all was as declared.
    Conforms,
    /// Let go without an examination.
    LetGo,
    /// Anything else.
    Open,
}

/// What became of a consignment.
pub(crate) fn ended(case: &Case) -> Ended {
    let examined: Vec<bool> = case
        .events
        .iter()
        .filter_map(|event| match event {
            Ground::Examined { refused, differing, .. } => Some(!refused.is_empty() || !differing.is_empty()),
            _ => None,
        })
        .collect();
    match (examined.as_slice(), case.phase()) {
        ([], Phase::Released | Phase::Cleared) => Ended::LetGo,
        ([], _) => Ended::Open,
        (results, _) if results.contains(&true) => Ended::Found,
        _ => Ended::Conforms,
    }
}
