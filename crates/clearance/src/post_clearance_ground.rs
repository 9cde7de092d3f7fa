//! Why something became of a debt after release.

use crate::post_clearance::PostClearanceAct;
use jiff::civil::Date;
use quantity::{Money, Rate};
use tariff::LawRef;

/// One reason of what became of a debt after release. What officers wrote is told to whoever owes, but for what waits for
/// a signature or did not get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostClearanceGround {
    /// What was declared was corrected after release.
    Corrected {
        /// Why, in the officer's words.
        reason: String,
        /// Whether it was declared wrongly on purpose.
        is_wilful: bool,
    },
    /// More is charged after release than was charged before.
    AssessedMore {
        /// What was charged.
        before: Money,
        /// What is charged.
        after: Money,
        /// By when the difference must be paid.
        due: Date,
        /// The law that lets it be assessed.
        law: LawRef,
    },
    /// Less is charged after release than was charged before: the difference is owed no more, and owed back if paid.
    AssessedLess {
        /// What was charged.
        before: Money,
        /// What is charged.
        after: Money,
        /// The law that gives it back.
        law: LawRef,
    },
    /// Interest is charged on what was assessed after release, or paid late after that.
    InterestCharged {
        /// How much.
        amount: Money,
        /// On what.
        base: Money,
        /// For how many days.
        days: u32,
        /// In percent a year.
        rate: Rate,
        /// The law of it.
        law: LawRef,
    },
    /// A debt is waived after release: it is owed no more, and owed back if paid.
    Remitted {
        /// How much.
        amount: Money,
        /// Why, in the officer's words.
        reason: String,
        /// The law that lets it be waived.
        law: LawRef,
    },
    /// A debt is given up that nobody will pay.
    WrittenOff {
        /// How much.
        amount: Money,
        /// Why, in the officer's words.
        reason: String,
        /// The law that lets it be given up.
        law: LawRef,
    },
    /// A debt is to be waived or given up, and waits for a second signature. For officers only.
    Proposed {
        /// What is proposed.
        act: PostClearanceAct,
        /// How much.
        amount: Money,
        /// Why, in the officer's words.
        reason: String,
    },
    /// What was proposed was not signed. For officers only.
    NotSigned {
        /// What was proposed.
        act: PostClearanceAct,
        /// How much.
        amount: Money,
        /// Why not, in the words of whoever did not sign.
        reason: String,
    },
    /// The filer says that something else should have been charged.
    Claimed {
        /// Why, in their words.
        reason: String,
    },
    /// What was charged stands, though the filer asked for it to be looked at again.
    ClaimRefused {
        /// Why, in the officer's words.
        reason: String,
    },
}

impl PostClearanceGround {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            PostClearanceGround::Corrected { .. } => "corrected",
            PostClearanceGround::AssessedMore { .. } => "assessed_more",
            PostClearanceGround::AssessedLess { .. } => "assessed_less",
            PostClearanceGround::InterestCharged { .. } => "interest_charged",
            PostClearanceGround::Remitted { .. } => "remitted",
            PostClearanceGround::WrittenOff { .. } => "written_off",
            PostClearanceGround::Proposed { .. } => "proposed",
            PostClearanceGround::NotSigned { .. } => "not_signed",
            PostClearanceGround::Claimed { .. } => "claimed",
            PostClearanceGround::ClaimRefused { .. } => "claim_refused",
        }
    }

    /// Whether filers may see it.
    pub(crate) fn is_public(&self) -> bool {
        !matches!(self, PostClearanceGround::Proposed { .. } | PostClearanceGround::NotSigned { .. })
    }

    /// The article of law it stands on.
    pub(crate) fn law(&self) -> Option<&LawRef> {
        match self {
            PostClearanceGround::AssessedMore { law, .. }
            | PostClearanceGround::AssessedLess { law, .. }
            | PostClearanceGround::InterestCharged { law, .. }
            | PostClearanceGround::Remitted { law, .. }
            | PostClearanceGround::WrittenOff { law, .. } => Some(law),
            PostClearanceGround::Corrected { .. }
            | PostClearanceGround::Proposed { .. }
            | PostClearanceGround::NotSigned { .. }
            | PostClearanceGround::Claimed { .. }
            | PostClearanceGround::ClaimRefused { .. } => None,
        }
    }
}
