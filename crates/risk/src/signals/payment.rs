//! Payment: by somebody else than the one who receives the goods.
//!
//! China releases only what the buyer has paid for in person. Elsewhere a present is paid by somebody else, too, so
//! that this weighs little.

use super::sign::{Sign, SignFact, Signal};

/// The signal, if it is said that another than the consignee has paid.
///
/// ```
/// use risk::signals::payment::means_of_payment;
/// assert!(means_of_payment(true).is_some());
/// assert!(means_of_payment(false).is_none());
/// ```
pub fn means_of_payment(is_paid_by_another: bool) -> Option<Sign> {
    is_paid_by_another.then(|| Sign::new(Signal::MeansOfPayment, [(SignFact::Differs, &"payer")]))
}
