//! The facts of a ground by name: for the answer's JSON and for the words of every language.

use clearance::{Ground, PostClearanceGround};
use jiff::civil::Date;
use std::fmt::Display;
use tariff::Validity;

/// A receiver of named facts.
pub(crate) type Receiver<'a> = &'a mut dyn FnMut(&'static str, &dyn Display);

/// Hands each fact of a ground to a receiver, in a fixed order. The names are those of the public format.
pub(crate) fn facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::DocumentsOnly => {}
        Ground::LowValueRelief { .. }
        | Ground::ExcessCharged { .. }
        | Ground::FlatRate { .. }
        | Ground::PartCollected { .. }
        | Ground::AddedUp { .. }
        | Ground::WaivedAsSmall { .. } => regime_facts(ground, give),
        Ground::QuotaDrawn { .. } | Ground::QuotaUsedUp { .. } => quota_facts(ground, give),
        Ground::Deferred { .. }
        | Ground::NotDeferred { .. }
        | Ground::SecurityRunsShort { .. }
        | Ground::TaxedAboveCap { .. } => collection_facts(ground, give),
        Ground::TaxCollectedByVendor { .. }
        | Ground::SchemeNumberNotInForce { .. }
        | Ground::TaxTokenCounts { .. }
        | Ground::TaxTokenRefused { .. } => scheme_facts(ground, give),
        Ground::Charged { amount, .. } => give("amount", amount),
        Ground::PreferenceApplied { line, rate, proof, .. } => {
            give("line", line);
            give("rate", rate);
            if let Some(proof) = proof {
                give("proof", proof);
            }
        }
        Ground::HighValue { customs_value, limit, .. } => {
            give("customs_value", customs_value);
            give("limit", limit);
        }
        Ground::NoRate { line, .. } => give("line", line),
        Ground::Prohibited { .. } | Ground::PermitMissing { .. } | Ground::PermitPresented { .. } => {
            control_facts(ground, give);
        }
        Ground::ProfileHit { .. }
        | Ground::ShadowHit { .. }
        | Ground::ListedParty { .. }
        | Ground::ResemblesListed { .. }
        | Ground::WeightReached { .. }
        | Ground::FilingsDisagree { .. }
        | Ground::Signalled { .. }
        | Ground::BeyondCapacity { .. }
        | Ground::ControlSample { .. } => selection_facts(ground, give),
        Ground::ChargesChanged { .. }
        | Ground::Examined { .. }
        | Ground::OfficerDecided { .. }
        | Ground::AgencyAnswered { .. }
        | Ground::PaymentReceived { .. }
        | Ground::PaymentReversed { .. }
        | Ground::DeadlinePassed { .. }
        | Ground::Invalidated { .. }
        | Ground::Declined { .. }
        | Ground::ReturnedToSender { .. }
        | Ground::RefundPaid { .. }
        | Ground::Joined { .. }
        | Ground::JoinedInto { .. } => event_facts(ground, give),
        Ground::PostClearance(ground) => post_clearance_facts(ground, give),
        Ground::GoodsWentBack { .. }
        | Ground::GivenBack { .. }
        | Ground::GivenBackByVendor { .. }
        | Ground::NotGivenBack { .. } => return_facts(ground, give),
    }
}

/// What the law keeps out, or lets in with a permit.
fn control_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::Prohibited { line, prohibition, .. } => {
            give("line", line);
            give("prohibition", prohibition);
        }
        Ground::PermitMissing { line, permit, document_type, .. } => {
            give("line", line);
            give("permit", permit);
            give("document_type", document_type);
        }
        Ground::PermitPresented { line, permit, agency, .. } => {
            give("line", line);
            give("permit", permit);
            if let Some(agency) = agency {
                give("agency", agency);
            }
        }
        _ => {}
    }
}

/// Goods that went back, and what is given back for them.
fn return_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::GoodsWentBack { line, quantity, of, outbound } => {
            give("line", line);
            give("quantity", quantity);
            give("of", of);
            give("outbound", outbound);
        }
        Ground::GivenBack { line, kind, charge, amount, quantity, of, days, .. }
        | Ground::GivenBackByVendor { line, kind, charge, amount, quantity, of, days, .. } => {
            give("line", line);
            give("kind", &kind.as_str());
            give("amount", amount);
            give("charge", charge);
            give("quantity", quantity);
            give("of", of);
            give("days", days);
        }
        Ground::NotGivenBack { line, kind, why, days, within, .. } => {
            give("line", line);
            give("kind", &kind.as_str());
            give("why", &why.as_str());
            give("days", days);
            give("within", within);
        }
        _ => {}
    }
}

/// What became of a debt after release. Why is told to whoever owes it.
fn post_clearance_facts(ground: &PostClearanceGround, give: Receiver<'_>) {
    match ground {
        PostClearanceGround::Corrected { reason, is_wilful } => {
            give("explanation", reason);
            give("wilful", is_wilful);
        }
        PostClearanceGround::AssessedMore { before, after, due, .. } => {
            give("before", before);
            give("after", after);
            give("due", due);
        }
        PostClearanceGround::AssessedLess { before, after, .. } => {
            give("before", before);
            give("after", after);
        }
        PostClearanceGround::InterestCharged { amount, base, days, rate, .. } => {
            give("amount", amount);
            give("base", base);
            give("days", days);
            give("rate", rate);
        }
        PostClearanceGround::Remitted { amount, reason, .. }
        | PostClearanceGround::WrittenOff { amount, reason, .. } => {
            give("amount", amount);
            give("explanation", reason);
        }
        PostClearanceGround::Proposed { act, amount, reason }
        | PostClearanceGround::NotSigned { act, amount, reason } => {
            give("act", &act.as_str());
            give("amount", amount);
            give("reason", reason);
        }
        PostClearanceGround::Claimed { reason } | PostClearanceGround::ClaimRefused { reason } => {
            give("explanation", reason)
        }
    }
}

/// By whom and when charges are collected, where it is not customs at once.
fn collection_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::Deferred { number, amount, due, .. } => {
            give("number", number);
            give("amount", amount);
            give("due", due);
        }
        Ground::NotDeferred { number, why, owed, room, .. } => {
            give("number", number);
            give("why", &why.as_str());
            give("owed", owed);
            if let Some(room) = room {
                give("room", room);
            }
        }
        Ground::SecurityRunsShort { used, most, .. } => {
            give("used", used);
            give("most", most);
        }
        Ground::TaxedAboveCap { scheme_number, cap, value, .. } => {
            give("scheme_number", scheme_number);
            give("cap", cap);
            give("value", value);
        }
        _ => {}
    }
}

/// What was drawn of a quota, or could not be.
fn quota_facts(ground: &Ground, give: Receiver<'_>) {
    if let Ground::QuotaDrawn { line, period, quantity, left, unit, .. }
    | Ground::QuotaUsedUp { line, period, quantity, left, unit, .. } = ground
    {
        give("line", line);
        give("quota", &period.number);
        give("opened", &period.opened);
        give("quantity", quantity);
        give("left", left);
        give("unit", unit);
    }
}

/// What a low-value regime makes of charges.
fn regime_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::LowValueRelief { kind, relief, line, basis, value, in_local, threshold, .. } => {
            give("kind", &kind.as_str());
            give("relief", relief);
            if let Some(line) = line {
                give("line", line);
            }
            give("basis", &basis.as_str());
            give("value", value);
            give("in_local", in_local);
            give("threshold", threshold);
        }
        Ground::ExcessCharged { kind, relief, threshold, .. } => {
            give("kind", &kind.as_str());
            give("relief", relief);
            give("threshold", threshold);
        }
        Ground::FlatRate { kind, relief, rate, threshold, .. } => {
            give("kind", &kind.as_str());
            give("relief", relief);
            give("rate", rate);
            give("threshold", threshold);
        }
        Ground::PartCollected { kind, relief, share, .. } => {
            give("kind", &kind.as_str());
            give("relief", relief);
            give("share", share);
        }
        Ground::AddedUp { relief, over, earlier, limit, .. } => {
            give("relief", relief);
            give("over", &over.as_str());
            give("earlier", earlier);
            give("limit", limit);
        }
        Ground::WaivedAsSmall { waiver, amount, threshold, is_inclusive, .. } => {
            give("waiver", waiver);
            give("amount", amount);
            give("threshold", threshold);
            give("is_inclusive", is_inclusive);
        }
        _ => {}
    }
}

/// What becomes of a declared tax scheme.
fn scheme_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::TaxCollectedByVendor { scheme_number, .. } => give("scheme_number", scheme_number),
        Ground::SchemeNumberNotInForce { scheme_number, day, entered, .. } => {
            scheme_number_facts(scheme_number, *day, *entered, give);
        }
        Ground::TaxTokenCounts { scheme_number, tax, expires, .. } => {
            give("scheme_number", scheme_number);
            give("tax", tax);
            give("expires", expires);
        }
        Ground::TaxTokenRefused { scheme_number, flaw, .. } => {
            give("scheme_number", scheme_number);
            give("flaw", &flaw.as_str());
        }
        _ => {}
    }
}

/// Why a number of a tax scheme does not count: nobody knows it, or it is in force on other days.
fn scheme_number_facts(number: &str, day: Date, entered: Option<Validity>, give: Receiver<'_>) {
    give("scheme_number", &number);
    give("day", &day);
    let Some(Validity { from, to }) = entered else { return give("standing", &"unknown") };
    give("standing", if day < from { &"not_begun" } else { &"ended" });
    give("valid_from", &from);
    if let Some(to) = to {
        give("valid_to", &to);
    }
}

/// Facts for officers and agencies only.
fn selection_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::ProfileHit { profile, owner, action, lines, met, reason, .. } => {
            give("profile", profile);
            give("owner", owner);
            give("action", &action.as_str());
            give("lines", &joined(lines));
            give("met", &met_of(met));
            give("reason", reason);
        }
        Ground::ShadowHit { profile, owner, lines, met, .. } => {
            give("profile", profile);
            give("owner", owner);
            give("lines", &joined(lines));
            give("met", &met_of(met));
        }
        Ground::ListedParty { list, entry, field, .. } => {
            give("list", list);
            give("entry", entry);
            give("field", &field.as_str());
        }
        Ground::ResemblesListed {
            list,
            entry,
            field,
            score_per_mille,
            aligned,
            only_listed,
            only_declared,
            weight,
            ..
        } => {
            give("list", list);
            give("entry", entry);
            give("field", &field.as_str());
            give("score_per_mille", score_per_mille);
            give("aligned", aligned);
            give("only_listed", only_listed);
            give("only_declared", only_declared);
            give("weight", weight);
        }
        Ground::WeightReached { weight, limit, .. } => {
            give("weight", weight);
            give("limit", limit);
        }
        Ground::BeyondCapacity { weight, usual, limit, .. } => {
            give("weight", weight);
            give("usual", usual);
            give("limit", limit);
        }
        Ground::FilingsDisagree { field, weight } => {
            give("field", &field.as_str());
            give("weight", weight);
        }
        Ground::Signalled { weight, lines, told, .. } => {
            give("weight", weight);
            if !lines.is_empty() {
                give("lines", &joined(lines));
            }
            for (fact, value) in told {
                give(fact.as_str(), value);
            }
        }
        Ground::ControlSample { per_mille, .. } => give("per_mille", per_mille),
        _ => {}
    }
}

/// The criteria of a profile with what met them.
fn met_of(met: &[(risk::Field, String)]) -> String {
    let met: Vec<String> = met.iter().map(|(field, value)| format!("{}={value}", field.as_str())).collect();
    met.join("; ")
}

/// Facts of what happened after the decision.
fn event_facts(ground: &Ground, give: Receiver<'_>) {
    match ground {
        Ground::ChargesChanged { before, after, day, .. } => {
            give("before", before);
            give("after", after);
            give("day", day);
        }
        Ground::Examined { control, refused, differing, note } => {
            give("control", control);
            for (name, lines) in [("refused", refused), ("differing", differing)] {
                if !lines.is_empty() {
                    give(name, &joined(lines));
                }
            }
            give("note", note);
        }
        Ground::OfficerDecided { what, lines, reason } => {
            give("what", what);
            give("lines", &joined(lines));
            give("reason", reason);
        }
        Ground::AgencyAnswered { control, agency, approved, reason } => {
            give("control", control);
            give("agency", agency);
            give("approved", approved);
            give("reason", reason);
        }
        Ground::PaymentReversed { amount, outstanding, reason } => {
            give("amount", amount);
            give("outstanding", outstanding);
            give("reason", reason);
        }
        Ground::PaymentReceived { amount, outstanding } => {
            give("amount", amount);
            give("outstanding", outstanding);
        }
        Ground::DeadlinePassed { gate, .. } => give("gate", &gate.as_str()),
        Ground::Invalidated { reason } | Ground::Declined { reason } => give("reason", reason),
        Ground::ReturnedToSender { outbound } => give("outbound", outbound),
        Ground::RefundPaid { amount, left } => {
            give("amount", amount);
            give("left", left);
        }
        Ground::Joined { consignment, reason } | Ground::JoinedInto { consignment, reason } => {
            give("consignment", consignment);
            give("reason", reason);
        }
        _ => {}
    }
}

/// Line numbers with spaces between them; `*` for all.
fn joined(lines: &[u32]) -> String {
    match lines {
        [] => "*".to_owned(),
        lines => lines.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
    }
}
