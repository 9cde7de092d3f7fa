//! Commands as JSON: what other programs send about a consignment that is declared.

use clearance::identifier::{Flaw, Mrn, TrackingNumber};
use clearance::{
    AgencyAnswer, ArrivalReport, Command, Declination, Direction, ExaminationResult, Filer, FilerRole,
    Finding, Invalidation, OfficerDecision, PassedDeadline, PaymentRecord, ReturnReport,
};
use jiff::Timestamp;
use quantity::{Currency, Decimal, Money};
use serde::Deserialize;

/// A command as text, by its name in `command`. Lodging and amending carry a declaration and are read by
/// [`intake`](crate::intake) and `validate` instead.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum CommandText {
    /// A declaration is made invalid; without a filer by an officer.
    Invalidate {
        /// The number of the declaration.
        declaration: String,
        /// Who asks.
        filer: Option<FilerText>,
        /// Why.
        reason: String,
    },
    /// The goods are here.
    Arrive {
        /// The customs office.
        office: String,
        /// When.
        arrived: Timestamp,
    },
    /// An officer examined the goods.
    ReportExamination {
        /// The control.
        control: String,
        /// What was found, line by line.
        #[serde(default)]
        findings: Vec<FindingText>,
        /// In the officer's words.
        #[serde(default)]
        note: String,
    },
    /// An officer decides.
    Decide {
        /// `release`, `hold`, `examine`, `refer` or `refuse_entry`.
        decision: String,
        /// The lines; none for all.
        #[serde(default)]
        lines: Vec<u32>,
        /// Why.
        reason: String,
    },
    /// Another authority answers.
    AnswerReferral {
        /// The control.
        control: String,
        /// Who answers.
        agency: String,
        /// Whether the goods may enter.
        approved: bool,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Money came in.
    RecordPayment {
        /// How much, as decimal text.
        amount: String,
        /// In which currency.
        currency: String,
        /// The payer's reference.
        #[serde(default)]
        reference: String,
    },
    /// The consignee does not want the goods.
    Decline {
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// The goods leave.
    Return {
        /// The number under which they travel back.
        outbound: String,
    },
    /// A deadline passed.
    PassDeadline {
        /// The control whose time ran out.
        control: String,
    },
}

/// A filer as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilerText {
    /// The organisation.
    pub organisation: String,
    /// The role.
    pub role: String,
}

/// A finding as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingText {
    /// The line.
    pub line: u32,
    /// `conforms`, `differs` or `refused`.
    pub finding: String,
}

/// Why a text is not a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandFlaw {
    /// The member that is wrong, as a JSON pointer.
    pub pointer: &'static str,
    /// What belongs there.
    pub expected: String,
}

fn flaw(pointer: &'static str, expected: impl Into<String>) -> CommandFlaw {
    CommandFlaw { pointer, expected: expected.into() }
}

impl FilerText {
    /// The filer, if the role is known.
    pub fn read(&self) -> Result<Filer, CommandFlaw> {
        let role = FilerRole::from_name(&self.role).ok_or_else(|| {
            let roles: Vec<&str> = FilerRole::ALL.iter().map(|role| role.as_str()).collect();
            flaw("/filer/role", roles.join(", "))
        })?;
        Ok(Filer { organisation: self.organisation.clone(), role })
    }
}

impl CommandText {
    /// The command; `local` is the currency that debts are in.
    ///
    /// Errors: the member that is not what it should be.
    pub fn read(&self, local: Currency) -> Result<Command, CommandFlaw> {
        Ok(match self {
            CommandText::Invalidate { declaration, filer, reason } => Command::Invalidate(Invalidation {
                number: mrn(declaration)?,
                filer: filer.as_ref().map(FilerText::read).transpose()?,
                reason: reason.clone(),
            }),
            CommandText::Arrive { office, arrived } => {
                Command::Arrive(ArrivalReport { office: office.clone(), arrived: *arrived })
            }
            CommandText::ReportExamination { control, findings, note } => {
                Command::ReportExamination(ExaminationResult {
                    control: control.clone(),
                    findings: findings.iter().map(finding).collect::<Result<_, _>>()?,
                    note: note.clone(),
                })
            }
            CommandText::Decide { decision, lines, reason } => Command::Decide(OfficerDecision {
                decision: direction(decision)?,
                lines: lines.clone(),
                reason: reason.clone(),
            }),
            CommandText::AnswerReferral { control, agency, approved, reason } => {
                Command::AnswerReferral(AgencyAnswer {
                    control: control.clone(),
                    agency: agency.clone(),
                    approved: *approved,
                    reason: reason.clone(),
                })
            }
            CommandText::RecordPayment { amount, currency, reference } => {
                Command::RecordPayment(PaymentRecord {
                    amount: money(amount, currency, local)?,
                    reference: reference.clone(),
                })
            }
            CommandText::Decline { reason } => Command::Decline(Declination { reason: reason.clone() }),
            CommandText::Return { outbound } => Command::Return(ReturnReport {
                outbound: TrackingNumber::parse(outbound)
                    .map_err(|found| flaw("/outbound", found.to_string()))?,
            }),
            CommandText::PassDeadline { control } => {
                Command::PassDeadline(PassedDeadline { control: control.clone() })
            }
        })
    }
}

fn mrn(text: &str) -> Result<Mrn, CommandFlaw> {
    Mrn::parse(text).map_err(|found: Flaw| flaw("/declaration", found.to_string()))
}

fn finding(text: &FindingText) -> Result<(u32, Finding), CommandFlaw> {
    let finding =
        Finding::from_name(&text.finding).ok_or_else(|| flaw("/findings", "conforms, differs or refused"))?;
    Ok((text.line, finding))
}

fn direction(text: &str) -> Result<Direction, CommandFlaw> {
    Direction::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Direction::ALL.iter().map(|direction| direction.as_str()).collect();
        flaw("/decision", names.join(", "))
    })
}

/// Money in the currency of debts keeps whole minor units; in another currency it cannot fit a debt, and
/// clearance refuses it.
fn money(amount: &str, currency: &str, local: Currency) -> Result<Money, CommandFlaw> {
    let currency = match currency == local.code() {
        true => local,
        false => Currency::new(currency, 2).ok_or_else(|| flaw("/currency", "three capital letters"))?,
    };
    let micro = Decimal::parse(amount).map_err(|_| flaw("/amount", "a decimal number"))?.micro();
    let micro_per_minor = 1_000_000 / currency.minor_per_unit();
    match micro % micro_per_minor {
        0 => Ok(Money::new(micro / micro_per_minor, currency)),
        _ => Err(flaw("/amount", "whole minor units of the currency")),
    }
}
