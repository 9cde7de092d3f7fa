//! The reasons that officers choose from: each decision has its own, so that none records the grounds of another.

use crate::pages::form::Form;
use crate::pages::frame::Frame;
use clearance::Direction;

/// The reasons of each decision, the likeliest first, by the end of a message's id.
const REASONS: [(Direction, &[&str]); 5] = [
    (Direction::Release, &["no_objection", "in_order"]),
    (Direction::Hold, &["document", "value"]),
    (Direction::Examine, &["look", "value"]),
    (Direction::Refer, &["superior", "value"]),
    (Direction::RefuseEntry, &["forbidden", "value"]),
];
/// What stands between a decision and a reason of it in a form.
const OF: char = ':';

/// The reasons of a decision, to choose from.
pub(super) struct Group {
    pub(super) direction: &'static str,
    pub(super) reasons: Vec<Reason>,
}

/// A reason, as the form sends it and as it is read.
pub(super) struct Reason {
    pub(super) code: String,
    pub(super) words: String,
}

/// The reasons of decisions.
pub(super) fn groups(f: &Frame, directions: &[Direction]) -> Vec<Group> {
    let reason = |direction: Direction, reason: &str| Reason {
        code: format!("{}{OF}{reason}", direction.as_str()),
        words: f.word("page-reason", reason),
    };
    let of = |direction: &Direction| Group {
        direction: direction.as_str(),
        reasons: reasons(*direction).iter().map(|it| reason(*direction, it)).collect(),
    };
    directions.iter().map(of).collect()
}

fn reasons(direction: Direction) -> &'static [&'static str] {
    REASONS.iter().find(|(known, _)| *known == direction).map_or(&[], |(_, reasons)| reasons)
}

/// What an officer chose: the decision, and its reason in words; the officer's own before those of the list.
///
/// # Errors
/// The field that is wrong, with what is said about it.
pub(super) fn chosen(form: &Form) -> Result<(Direction, String), (&'static str, String)> {
    let f = &form.f;
    let Some(direction) = Direction::from_name(form.text("decision")) else {
        return Err(("decision", f.say("page-control-missing-decision")));
    };
    let (words, reason) = (form.text("words"), form.text("reason"));
    if !words.is_empty() {
        return Ok((direction, words.to_owned()));
    }
    if reason.is_empty() {
        return Err(("reason", f.say("page-control-missing-reason")));
    }
    let of_it = reason.strip_prefix(direction.as_str()).and_then(|rest| rest.strip_prefix(OF));
    match of_it.and_then(|code| reasons(direction).iter().find(|known| **known == code)) {
        Some(code) => Ok((direction, f.word("page-reason", code))),
        None => {
            let decision = f.word("page-direction", direction.as_str());
            Err(("reason", f.say_with("page-control-other-reason", "decision", decision)))
        }
    }
}
