//! What the lane is asked, and what it answers.

use clearance::identifier::Mrn;
use clearance::{
    AccountEntry, AccountRefusal, Case, Command, Condition, Fault, Filer, KeyHashes, OutboundScan, Outcome,
    Phase, Refusal, ReturnedGoods, Valid, asked_for,
};
use evidence::Receipt;
use jiff::Timestamp;
use jiff::civil::Date;
use store::ScanState;
use store::row::Subject;

/// Who asks: an organisation, in a role, with a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The organisation.
    pub organisation: String,
    /// The role it acts in.
    pub role: &'static str,
    /// The credential; 0 for the program itself.
    pub credential: u64,
}

impl Actor {
    /// The program itself, when a deadline passes.
    pub fn program() -> Actor {
        Actor { organisation: "cocket".to_owned(), role: "program", credential: 0 }
    }

    /// Who signs: a credential is one person, two officers of one organisation have two.
    pub(crate) fn signs_as(&self) -> String {
        format!("{}, credential {}", self.organisation, self.credential)
    }

    /// As it is recorded.
    pub(crate) fn stored(&self) -> store::Actor<'_> {
        store::Actor { organisation: &self.organisation, role: self.role, credential: self.credential }
    }
}

/// One thing to be done, in the order it came.
pub struct Ask {
    /// Who asks.
    pub actor: Actor,
    /// When it came in at the door.
    pub at: Timestamp,
    /// What.
    pub what: Wish,
    /// The line of a file of declarations that it stands on.
    pub line: Option<LineOf>,
    /// The key that the request carried, so that it is not carried out twice.
    pub key: Option<RequestKey>,
}

impl Ask {
    /// The keys that it will be decided by, as far as they are known before.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u64> {
        let filing = match &self.what {
            Wish::File(filing) | Wish::Amend(_, filing) | Wish::Correct { filing, .. } => Some(filing),
            _ => None,
        };
        let filing = filing.filter(|filing| filing.content.is_ok());
        let keys = filing.into_iter().map(|filing| &filing.keys);
        let filed = keys.flat_map(|keys| asked_for(&keys.hashes).chain(keys.token));
        self.key.iter().map(|key| key.hash).chain(filed)
    }
}

/// What is wished for.
pub enum Wish {
    /// To file a declaration, or to have it journalled that it goes back.
    File(Box<Filing>),
    /// To amend a declaration.
    Amend(Mrn, Box<Filing>),
    /// To correct a declaration after release, by an officer.
    Correct {
        /// The declaration.
        number: Mrn,
        /// What should have been declared.
        filing: Box<Filing>,
        /// Why.
        reason: String,
        /// Whether it was declared wrongly on purpose.
        is_wilful: bool,
    },
    /// Another command about a consignment.
    Command(Target, Box<Command>),
    /// To enter something on the account of deferred payment of a party.
    OnAccount(String, Box<AccountEntry>),
    /// To join two consignments that are one.
    Join {
        /// The one that stays.
        stays: Target,
        /// The one that goes.
        goes: Target,
        /// Why they are one.
        reason: String,
    },
    /// To take in an outbound scan, and match it if there is no doubt.
    Scan(Box<OutboundScan>),
    /// To look at an open scan again.
    LookAgain(u64),
    /// To match an open scan to a consignment, by an officer.
    MatchScan {
        /// The scan.
        scan: u64,
        /// The consignment.
        target: Target,
        /// Its goods; none for those that the scan names.
        goods: Vec<ReturnedGoods>,
        /// What they are like, where the officer says otherwise.
        condition: Option<Condition>,
        /// Why.
        reason: String,
    },
    /// To refuse an open scan, by an officer.
    RefuseScan {
        /// The scan.
        scan: u64,
        /// Why.
        reason: String,
    },
}

impl Wish {
    /// A wish for a command.
    pub fn command(target: Target, command: Command) -> Wish {
        Wish::Command(target, Box::new(command))
    }
}

/// What a filer sent, read, checked and sealed on the thread that took it in.
pub struct Filing {
    /// Who files, in which role.
    pub filer: Filer,
    /// What it says, or why it goes back.
    pub content: Result<Box<Valid>, Vec<Fault>>,
    /// The reference, as far as it could be read.
    pub reference: String,
    /// Whether the document could not be read at all.
    pub is_unread: bool,
    /// The number of the register that it was checked by.
    pub registered: i64,
    /// The day on which its parties were found to be neither listed nor like anybody who is; none where they were not.
    pub unlisted_on: Option<Date>,
    /// What it is found by.
    pub keys: FilingKeys,
    /// The fields that are not personal, as they are kept.
    pub clear: Vec<u8>,
    /// Personal texts, sealed.
    pub personal: Vec<(Subject, Vec<u8>)>,
    /// The salts that open them.
    pub salts: Vec<u8>,
    /// The commitment to the bytes as they came.
    pub commitment: [u8; 32],
}

/// The hashes of what a filing is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingKeys {
    /// Those that are asked for.
    pub hashes: KeyHashes,
    /// That of the master document, which only links.
    pub links: Vec<u64>,
    /// That of the tax token, under which others that used it are found.
    pub token: Option<u64>,
}

/// Which consignment a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its number.
    Consignment(u64),
    /// By the number of a declaration.
    Declaration(Mrn),
    /// By the house number of its transport.
    House(String),
}

/// A line of a file of declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineOf {
    /// The file.
    pub batch: u64,
    /// The line.
    pub line: u64,
}

/// The key of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The hash of key and organisation.
    pub hash: u64,
    /// The first bytes of the hash of what was asked.
    pub fingerprint: [u8; 16],
}

/// What became of an ask; durable when it is told.
#[derive(Debug)]
pub enum Told {
    /// It was carried out, now or before.
    Done(Box<Done>),
    /// What was filed goes back. Journalled, under this entry.
    Returned(Vec<Fault>),
    /// The command does not fit.
    Refused(Refusal),
    /// It was entered on an account.
    Entered {
        /// Whether that was done before.
        is_repeated: bool,
        /// Whether another must sign it before anything moves.
        is_proposed: bool,
    },
    /// It cannot be entered on the account.
    NotEntered(AccountRefusal),
    /// The same key came with another request before.
    KeyUsed,
    /// The same key came with the same request before: what that answer is about.
    Known(String),
    /// A scan was taken in, now or before.
    Scanned(Scanned),
}

/// How a scan stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// The scan; none where goods had left under this number without one.
    pub number: Option<u64>,
    /// Where it stands.
    pub state: ScanState,
    /// Why it is open: codes with spaces between.
    pub reasons: String,
    /// Whether that was so before.
    pub is_repeated: bool,
}

impl Told {
    /// What a line of a file is counted as: its outcome, and whether it went back or had been declared before.
    pub fn counted_as(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Told::Done(done) => (done.outcome.as_str(), done.is_repeated.then_some(REPEATED)),
            Told::Returned(_)
            | Told::Refused(_)
            | Told::KeyUsed
            | Told::Known(_)
            | Told::Entered { .. }
            | Told::NotEntered(_)
            | Told::Scanned(_) => (Outcome::Correct.as_str(), Some(RETURNED)),
        }
    }
}

/// What every line of a file is counted as.
pub const LINES: &str = "lines";
/// What those that went back are counted as, beside their outcome.
pub const RETURNED: &str = "returned";
/// What those that had been declared before are counted as, beside their outcome.
pub const REPEATED: &str = "repeated";

/// What was carried out.
#[derive(Debug)]
pub struct Done {
    /// The number of the consignment.
    pub consignment: u64,
    /// The case after it, where the answer shows it.
    pub case: Option<Case>,
    /// The phase, as whoever filed the declaration is told.
    pub phase: Phase,
    /// The outcome, as they are told.
    pub outcome: Outcome,
    /// The declaration that the answer is about.
    pub number: Mrn,
    /// The entry that records it; for a repetition, the one that recorded it first.
    pub entry: u64,
    /// Whether it had been carried out before.
    pub is_repeated: bool,
    /// The proof; none for a repetition.
    pub receipt: Option<Receipt>,
}

/// Why nothing was done. The same ask may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undone {
    /// Too much is waiting.
    #[error("too much is waiting")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The lane has stopped: the world failed, or the program ends.
    #[error("the service has stopped taking in")]
    Stopped,
}
