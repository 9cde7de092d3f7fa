//! The numbers and names under which rows keep the domain's closed words. None is ever given to another word.

use super::flaw::RowFlaw;
use super::kept::Kept;
use clearance::{
    AccountEntryKind, Category, ChargeStatus, Collector, Condition, Debtor, Direction, FaultCode, FilerRole,
    Finding, GateKind, NotDeferred, Outcome, PostClearanceAct, Stage, TokenFlaw, Withheld,
};
use risk::Field;
use risk::signals::{SignFact, Signal};
use tariff::{Aggregate, Basis, Channel, ChargeKind, Nature};

/// Keeps the words of a closed set under numbers.
macro_rules! codes {
    ($($type:ident is $what:literal { $($word:ident = $code:literal),+ $(,)? })+) => {$(
        impl $crate::row::kept::Kept for $type {
            type Twin<'a> = u8;

            fn twin(&self) -> u8 {
                match self { $($type::$word => $code),+ }
            }

            fn of_twin(code: u8) -> Result<$type, $crate::row::flaw::RowFlaw> {
                match code {
                    $($code => Ok($type::$word),)+
                    _ => Err($crate::row::flaw::RowFlaw::NotA($what)),
                }
            }
        }
    )+};
}
pub(in crate::row) use codes;

codes! {
    Basis is "a basis of value" { Intrinsic = 1, Fob = 2, Cif = 3 }
    Category is "a category" { Documents = 1, LowValueNothingDue = 2, LowValueDutiable = 3, HighValue = 4 }
    Channel is "a channel" { Post = 1, Express = 2, Cargo = 3 }
    Aggregate is "what is added up" {
        ConsigneeDay = 1, ConsigneeMonth = 2, ConsigneeYear = 3, ConsigneeSellerDay = 4,
    }
    ChargeKind is "a kind of charge" {
        Duty = 1, Vat = 2, AdditionalDuty = 3, Surcharge = 4, Excise = 5, Fee = 6, SalesTax = 7, IncomeTax = 8,
    }
    ChargeStatus is "a status of a charge" {
        Due = 1, Relieved = 2, CollectedElsewhere = 3, Paid = 4, Void = 5, Repayable = 6, Deferred = 7,
        GivenBack = 8, GivenBackElsewhere = 9, Remitted = 10, WrittenOff = 11,
    }
    Collector is "a collector" { Customs = 1, Carrier = 2, Vendor = 3 }
    Debtor is "a debtor" { Consignee = 1, Declarant = 2, Carrier = 3, Seller = 4 }
    FilerRole is "a role" {
        Declarant = 1, Carrier = 2, Seller = 3, Platform = 4, PaymentProvider = 5, Broker = 6,
    }
    Finding is "a finding" { Conforms = 1, Differs = 2, Refused = 3 }
    GateKind is "a kind of gate" {
        Document = 1, Payment = 2, Agency = 3, Referral = 4, Arrival = 5, Examination = 6,
    }
    Nature is "a nature" {
        Sale = 1, Gift = 2, Documents = 3, CommercialSample = 4, ReturnedGoods = 5, Other = 6,
    }
    Outcome is "an outcome" {
        Release = 1, Hold = 2, Examine = 3, RefuseEntry = 4, Correct = 5,
        AssessmentComplete = 6, RequestInformation = 7, RequestScreening = 8, DoNotLoad = 9,
    }
    Condition is "a condition of goods" { Unchanged = 1, Defective = 2, Changed = 3 }
    Withheld is "a reason to give nothing back" { NoRule = 1, TooLate = 2, AskedTooLate = 3 }
    Stage is "a stage" { PreLoading = 1, PreArrival = 2, OnArrival = 3 }
}

/// Keeps long closed sets, and those that rows seldom hold, under their names, which are stable as well.
macro_rules! names {
    ($($type:ident is $what:literal),+ $(,)?) => {$(
        impl Kept for $type {
            type Twin<'a> = &'a str;

            fn twin(&self) -> &str {
                self.as_str()
            }

            fn of_twin(name: &str) -> Result<$type, RowFlaw> {
                $type::from_name(name).ok_or(RowFlaw::NotA($what))
            }
        }
    )+};
}
names! {
    AccountEntryKind is "what happens on an account",
    Direction is "a direction",
    NotDeferred is "why charges are not deferred",
    PostClearanceAct is "an act after release",
    FaultCode is "a fault",
    Field is "a field that profiles know",
    SignFact is "what a signal tells",
    Signal is "a signal",
    TokenFlaw is "a flaw of a token",
}
