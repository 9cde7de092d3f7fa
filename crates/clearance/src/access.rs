//! Access: what somebody looks for at what the record has of a person or firm.

use quantity::words;

words! {
    /// What somebody looks at the record of a person or firm for.
    AccessPurpose {
        /// To decide about a consignment that waits.
        Clearance = "clearance",
        /// To answer what another authority is asked about a consignment.
        Referral = "referral",
        /// To look again at what was declared, after the goods have gone.
        PostClearance = "post_clearance",
        /// To investigate an offence.
        Investigation = "investigation",
        /// To decide about an appeal or a complaint.
        Appeal = "appeal",
        /// To see how others have worked.
        Audit = "audit",
        /// To answer the person themselves.
        DataSubject = "data_subject",
    }
}

impl AccessPurpose {
    /// Those that somebody can state; the others follow from the work that lies before them.
    pub const STATED: [AccessPurpose; 5] = [
        AccessPurpose::PostClearance,
        AccessPurpose::Investigation,
        AccessPurpose::Appeal,
        AccessPurpose::Audit,
        AccessPurpose::DataSubject,
    ];

    /// Who is told of it beside superiors.
    pub fn told_to(self) -> AccessTold {
        match self {
            AccessPurpose::Clearance
            | AccessPurpose::Referral
            | AccessPurpose::PostClearance
            | AccessPurpose::Audit => AccessTold::Concerned,
            // What somebody asks for or complains of is nothing for whoever else has the number of their parcel.
            AccessPurpose::Appeal | AccessPurpose::DataSubject => AccessTold::Person,
            // Whoever is investigated must not hear of it from here.
            AccessPurpose::Investigation => AccessTold::Nobody,
        }
    }
}

/// Who is told that somebody has looked, beside superiors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessTold {
    /// Nobody.
    Nobody,
    /// The person, when they ask what is known about them.
    Person,
    /// Also whoever filed, and whoever has the number of the parcel.
    Concerned,
}
