//! Goods go back: after a refusal or a declination, or sent back by whoever had received them. Then what the law gives
//! back is given back at once, without a claim.

use super::settle::discharge_kept_out;
use crate::account;
use crate::assessment::ChargeStatus;
use crate::case::{Case, State};
use crate::command::{RefundRecord, ReturnReport, WholeReturn};
use crate::facts::Facts;
use crate::going_back::{self, CountedFrom, ReturnRule, Withheld};
use crate::gone::{GoneBack, GoneGoods};
use crate::ground::Ground;
use crate::refusal::Refusal;
use crate::step::Answer;
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Decimal, Money};
use tariff::{ChargeKind, Dated};

/// All goods leave, as it was told before the law of returns was asked: nothing is owed on them any more.
pub(super) fn leave(mut case: Case, report: &WholeReturn, now: Timestamp) -> Result<Case, Refusal> {
    may_leave(&case)?;
    account::balance(&mut case, |_| true);
    case.events.push(Ground::ReturnedToSender { outbound: report.outbound.as_str().to_owned() });
    case.state = State::Returned { at: now };
    Ok(case)
}

fn may_leave(case: &Case) -> Result<(), Refusal> {
    match &case.state {
        State::Advised => Err(Refusal::NotDeclared),
        State::Waiting { .. } => Err(Refusal::NotReleased),
        State::Invalidated { .. } | State::Joined { .. } => Err(Refusal::AlreadyInvalidated),
        State::Returned { .. } => Err(Refusal::AlreadyReturning),
        State::Released { .. } | State::Cleared { .. } | State::Refused { .. } | State::Leaving { .. } => {
            Ok(())
        }
    }
}

/// Goods leave. The same outbound number is taken once.
pub(super) fn give_back(
    mut case: Case,
    report: &ReturnReport,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<(Case, Answer), Refusal> {
    if case.has_left_under(report.outbound.as_str()) {
        return Ok((case, Answer::Repeated));
    }
    may_leave(&case)?;
    if let State::Refused { .. } | State::Leaving { .. } = case.state {
        // Goods that may not stay leave together, and nothing is owed on them already.
        return match names_all_that_is_left(&case, report) {
            true => {
                leave(case, &WholeReturn { outbound: report.outbound }, now).map(|case| (case, Answer::Taken))
            }
            false => Err(Refusal::ReturnDoesNotFit),
        };
    }
    let going = going(&case, report)?;
    let days = Days::of(&case, report, facts, now)?;
    let outbound = report.outbound.as_str().to_owned();
    let mut goods = Vec::with_capacity(going.len());
    for (line, quantity) in going {
        let of = case.quantity_of(line).ok_or(Refusal::UnknownLine)?;
        if quantity < of || !report.goods.is_empty() {
            case.events.push(Ground::GoodsWentBack { line, quantity, of, outbound: outbound.clone() });
        }
        goods.push(take_back(&mut case, (line, quantity, of), &days, facts));
    }
    let at = report.exported.unwrap_or(now);
    case.returns.push(GoneBack { outbound: outbound.clone(), at, condition: report.condition, goods });
    if !case.assessment.charges().any(|charge| charge.stands() && !charge.amount.is_zero()) {
        // Where all of the debt is given back, so is the interest on it.
        (case.post_clearance.interest, case.post_clearance.interest_written_off) = (None, None);
    }
    discharge_kept_out(&mut case);
    if case.has_all_gone() {
        case.events.push(Ground::ReturnedToSender { outbound });
        case.state = State::Returned { at: now };
    } else if let State::Released { .. } = case.state
        && account::owed(&case).is_zero()
    {
        case.state = State::Cleared { at: now };
    }
    Ok((case, Answer::Taken))
}

impl Case {
    /// Whether goods have left under an outbound number.
    pub fn has_left_under(&self, number: &str) -> bool {
        let left_whole =
            |event: &Ground| matches!(event, Ground::ReturnedToSender { outbound } if outbound == number);
        self.returns.iter().any(|gone| gone.outbound == number) || self.events.iter().any(left_whole)
    }
}

/// Whether a report is of all that is left: names no goods, or each line whole.
fn names_all_that_is_left(case: &Case, report: &ReturnReport) -> bool {
    let is_named = |line: u32| {
        let mut named = report.goods.iter().filter(|goods| goods.line == line);
        let (Some(goods), None) = (named.next(), named.next()) else { return false };
        goods.quantity.is_none_or(|quantity| quantity == case.left_of(line))
    };
    let is_line = |line: u32| case.lines().any(|known| known == line);
    report.goods.is_empty()
        || (report.goods.iter().all(|goods| is_line(goods.line)) && case.lines().all(is_named))
}

/// What goes back, line by line: what was named, or all that is left.
fn going(case: &Case, report: &ReturnReport) -> Result<Vec<(u32, Decimal)>, Refusal> {
    let kept_out = case.kept_out();
    let mut going: Vec<(u32, Decimal)> = Vec::new();
    for named in &report.goods {
        if !case.lines().any(|line| line == named.line) || kept_out.contains(&named.line) {
            return Err(Refusal::UnknownLine);
        }
        let left = case.left_of(named.line);
        let quantity = named.quantity.unwrap_or(left);
        let is_named_twice = going.iter().any(|(line, _)| *line == named.line);
        if is_named_twice || !case.can_go(named.line, quantity) {
            return Err(Refusal::ReturnDoesNotFit);
        }
        going.push((named.line, quantity));
    }
    if report.goods.is_empty() {
        let left =
            case.lines().filter(|line| !kept_out.contains(line)).map(|line| (line, case.left_of(line)));
        going.extend(left.filter(|(_, left)| !left.is_zero()));
    }
    match going.is_empty() {
        true => Err(Refusal::ReturnDoesNotFit),
        false => Ok(going),
    }
}

/// The days that the law counts.
struct Days<'r> {
    report: &'r ReturnReport,
    released: Date,
    arrived: Date,
    left: Date,
    asked: Date,
    today: Date,
}

impl<'r> Days<'r> {
    /// Errors: the goods left before they were released, or after today.
    fn of(
        case: &Case,
        report: &'r ReturnReport,
        facts: &Facts<'_>,
        now: Timestamp,
    ) -> Result<Days<'r>, Refusal> {
        let day = |moment| facts.law.day_of(moment);
        let released = report.released.or_else(|| case.released_at()).ok_or(Refusal::NotReleased)?;
        let (left, asked) = (report.exported.unwrap_or(now), report.asked.unwrap_or(now));
        let days = Days {
            report,
            released: day(released),
            arrived: case.arrived.as_ref().map_or(day(released), |arrival| day(arrival.at)),
            left: day(left),
            asked: day(asked),
            today: day(now),
        };
        let fits = left <= now && asked <= now && days.released <= days.left;
        if fits { Ok(days) } else { Err(Refusal::ReturnDoesNotFit) }
    }

    /// Why a rule gives nothing back, if it does not, with the days that have passed and that there were.
    fn beyond(&self, rule: &ReturnRule) -> Result<u32, (Withheld, u32, u32)> {
        let from = match rule.counted_from {
            CountedFrom::Release => self.released,
            CountedFrom::Arrival => self.arrived,
        };
        let since = |day: Date| {
            let days = day.duration_since(from).as_hours() / 24;
            u32::try_from(days.max(0)).unwrap_or(u32::MAX)
        };
        let (left, asked) = (since(self.left), since(self.asked));
        match rule.ask_within_days {
            _ if left > rule.within_days => Err((Withheld::TooLate, left, rule.within_days)),
            Some(within) if asked > within => Err((Withheld::AskedTooLate, asked, within)),
            _ => Ok(left),
        }
    }
}

/// What the law makes of the charges of a line for what goes back of it.
fn take_back(
    case: &mut Case,
    (line, quantity, of): (u32, Decimal, Decimal),
    days: &Days<'_>,
    facts: &Facts<'_>,
) -> GoneGoods {
    let zero = Money::zero(case.paid.currency());
    let mut gone = GoneGoods {
        line,
        quantity,
        is_restored: false,
        kinds: Vec::new(),
        given_back: zero,
        by_vendor: zero,
    };
    for kind in ChargeKind::ALL.iter().copied() {
        let rule = rule(case, kind, days, facts);
        let charge = charged_on(case, line, kind);
        let within = rule.map(|rule| (rule, days.beyond(&rule.value)));
        match within {
            Some((rule, Ok(days))) => {
                gone.is_restored |= rule.value.restores;
                if charge.is_some() {
                    set_apart(case, &mut gone, (kind, of), days, rule);
                }
            }
            Some((rule, Err((why, days, within)))) if charge.is_some() => {
                let law = Some(rule.law.clone());
                case.events.push(Ground::NotGivenBack { line, kind, why, days, within, law });
            }
            None if charge.is_some() => {
                let why = Withheld::NoRule;
                case.events.push(Ground::NotGivenBack { line, kind, why, days: 0, within: 0, law: None });
            }
            Some(_) | None => {}
        }
    }
    gone
}

fn rule<'f>(
    case: &Case,
    kind: ChargeKind,
    days: &Days<'_>,
    facts: &Facts<'f>,
) -> Option<&'f Dated<ReturnRule>> {
    let declaration = &case.filings.governing().declaration;
    let traffic = (declaration.channel, declaration.nature);
    going_back::rule(&facts.law.procedures.returns, traffic, days.report.condition, kind, days.today)
}

/// What stands of a kind of charge on a line, or was collected at the sale.
fn charged_on(case: &Case, line: u32, kind: ChargeKind) -> Option<()> {
    let mut lines = case.assessment.lines.iter().filter(|assessed| assessed.line == line);
    let stands = lines.any(|line| {
        let mut charges = line.charges.iter().filter(|charge| charge.kind == kind);
        charges.any(|charge| charge.once_given_back().is_some() && !charge.amount.is_zero())
    });
    stands.then_some(())
}

/// Sets the share of a kind of charge apart, and says so.
fn set_apart(
    case: &mut Case,
    gone: &mut GoneGoods,
    (kind, of): (ChargeKind, Decimal),
    days: u32,
    rule: &Dated<ReturnRule>,
) {
    let (line, quantity) = (gone.line, gone.quantity);
    let before = case.gone_of(line, |earlier| earlier.kinds.contains(&kind));
    let after = before.checked_add(quantity).unwrap_or(of);
    gone.kinds.push(kind);
    let Some(assessed) = case.assessment.lines.iter_mut().find(|assessed| assessed.line == line) else {
        return;
    };
    for (status, charge, amount) in account::give_back(assessed, kind, (before, after, of)) {
        let law = rule.law.clone();
        let sum = if status == ChargeStatus::GivenBack { &mut gone.given_back } else { &mut gone.by_vendor };
        *sum = sum.checked_add(amount).unwrap_or(*sum);
        case.events.push(match status {
            ChargeStatus::GivenBack => {
                Ground::GivenBack { line, kind, charge, amount, quantity, of, days, law }
            }
            _ => Ground::GivenBackByVendor { line, kind, charge, amount, quantity, of, days, law },
        });
    }
}

/// Money went out for what is owed back. The same reference is counted once.
pub(super) fn refunded(mut case: Case, refund: &RefundRecord) -> Result<(Case, Answer), Refusal> {
    if let Some((_, amount)) = case.paid_out.iter().find(|(reference, _)| *reference == refund.reference) {
        return match *amount == refund.amount {
            true => Ok((case, Answer::Repeated)),
            false => Err(Refusal::PaymentDoesNotFit),
        };
    }
    let owed_back = case.repayable();
    if owed_back.minor() <= 0 {
        return Err(Refusal::NothingOwedBack);
    }
    let fits = refund.amount.currency() == owed_back.currency() && refund.amount.minor() > 0;
    if !fits || refund.reference.trim().is_empty() {
        return Err(Refusal::PaymentDoesNotFit);
    }
    if refund.amount.minor() > owed_back.minor() {
        return Err(Refusal::RefundExceedsOwed);
    }
    case.paid_out.push((refund.reference.clone(), refund.amount));
    let left = case.repayable();
    case.events.push(Ground::RefundPaid { amount: refund.amount, left });
    Ok((case, Answer::Taken))
}
