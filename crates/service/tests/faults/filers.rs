//! Made-up filers, carriers and officers, and what they send: often twice, often wrongly, in any order.

use crate::chance::Chance;
use crate::model::Model;
use clearance::identifier::Mrn;
use clearance::{Command, Filer, FilerRole, Filing};
use jiff::Timestamp;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use serde_json::{Value, json};
use service::lane::Target;

/// Something that was sent, before anybody has read it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Who sends it.
    pub(crate) organisation: String,
    /// In which role.
    pub(crate) role: &'static str,
    /// What.
    pub(crate) said: Said,
    /// The key of the request, and which of all requests it is.
    pub(crate) key: Option<(String, u64)>,
}

/// What was sent.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// A declaration, as bytes.
    File(FilerRole, Vec<u8>),
    /// Another one in its place.
    Amend(Mrn, FilerRole, Vec<u8>),
    /// What an officer says after release that this filer should have declared, and whether it was wrong on purpose.
    Correct(Mrn, Filer, Vec<u8>, bool),
    /// Something else about a consignment.
    Command(Target, Command),
}

impl Said {
    /// What it is, in a word; none for what nobody sends here.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Said::File(..) => "file",
            Said::Amend(..) => "amend",
            Said::Correct(..) => "correct",
            Said::Command(_, command) => match command {
                Command::Invalidate(_) => "invalidate",
                Command::Arrive(_) => "arrive",
                Command::ReportExamination(_) => "examine",
                Command::Decide(_) => "decide",
                Command::AnswerReferral(_) => "answer",
                Command::RecordPayment(_) => "pay",
                Command::ReversePayment(_) => "bounce",
                Command::Decline(_) => "decline",
                Command::Return(_) => "return",
                Command::RecordRefund(_) => "refund",
                Command::Claim(_) => "claim",
                Command::RefuseClaim(_) => "refuse_claim",
                Command::Propose(_) => "propose",
                Command::Sign(_) => "sign",
                _ => "",
            },
        }
    }
}

/// The three filers.
pub(crate) const FILERS: [(&str, FilerRole); 3] = [
    ("Swift Express", FilerRole::Declarant),
    ("Bazaar Market", FilerRole::Platform),
    ("Honest Brokers", FilerRole::Broker),
];

/// What somebody does next.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    FileNew,
    FileAsAnother,
    FileAgain,
    FileUnderOtherReference,
    FileOtherwise,
    ReuseReference,
    FileFaulty,
    SendNoise,
    SendAdvanceData,
    FileByUcr,
    Amend,
    Invalidate,
    Arrive,
    Examine,
    Decide,
    AnswerAgency,
    Pay,
    Decline,
    GiveBack,
    Refund,
    Bounce,
    Correct,
    Claim,
    RefuseClaim,
    Propose,
    Sign,
    ReuseKey,
}

const ACTS: [(u64, Act); 27] = [
    (22, Act::FileNew),
    (9, Act::FileAsAnother),
    (7, Act::FileAgain),
    (4, Act::FileUnderOtherReference),
    (4, Act::FileOtherwise),
    (3, Act::ReuseReference),
    (4, Act::FileFaulty),
    (2, Act::SendNoise),
    (5, Act::SendAdvanceData),
    (4, Act::FileByUcr),
    (7, Act::Amend),
    (4, Act::Invalidate),
    (16, Act::Arrive),
    (7, Act::Examine),
    (7, Act::Decide),
    (3, Act::AnswerAgency),
    (8, Act::Pay),
    (3, Act::Decline),
    (8, Act::GiveBack),
    (10, Act::Refund),
    (2, Act::Bounce),
    (6, Act::Correct),
    (3, Act::Claim),
    (1, Act::RefuseClaim),
    (4, Act::Propose),
    (4, Act::Sign),
    (5, Act::ReuseKey),
];

/// Everybody who sends.
pub(crate) struct Filers {
    pub(crate) chance: Chance,
    ordinary: Rehearsal,
    faulty: Rehearsal,
    /// How many parcels there are so far.
    parcels: u64,
    /// Declarations that were sent: the place of the filer, and the words.
    sent: Vec<(usize, Value)>,
    /// Requests with keys.
    keyed: Vec<Sent>,
    requests: u64,
    /// Names, streets and addresses of those who receive parcels.
    pub(crate) personal: Vec<String>,
}

impl Filers {
    /// The filers of a seed.
    pub(crate) fn new(seed: u64) -> Filers {
        Filers {
            chance: Chance::new(seed, 1),
            ordinary: Rehearsal::new(seed, Mix::Ordinary),
            faulty: Rehearsal::new(seed, Mix::Faulty),
            parcels: 0,
            sent: Vec::new(),
            keyed: Vec::new(),
            requests: 0,
            personal: Vec::new(),
        }
    }

    /// What somebody sends next, knowing what was acknowledged so far.
    pub(crate) fn next(&mut self, model: &Model, now: Timestamp) -> Sent {
        loop {
            let act = self.chance.weighed(&ACTS);
            let Some(mut sent) = self.act(act, model, now) else { continue };
            if sent.key.is_none() {
                self.requests += 1;
                if self.chance.happens(30) {
                    sent.key = Some((format!("key-{}", self.requests), self.requests));
                    self.keyed.push(sent.clone());
                }
            }
            return sent;
        }
    }

    fn act(&mut self, act: Act, model: &Model, now: Timestamp) -> Option<Sent> {
        match act {
            Act::FileNew => {
                let parcel = self.parcel();
                Some(self.file_by_any(parcel))
            }
            Act::FileAsAnother
            | Act::FileAgain
            | Act::FileUnderOtherReference
            | Act::FileOtherwise
            | Act::ReuseReference
            | Act::FileByUcr => self.file_again(act),
            Act::SendAdvanceData => {
                let mut parcel = match self.chance.happens(50) {
                    true => self.parcel(),
                    false => self.chance.pick(&self.sent)?.1.clone(),
                };
                parcel["stage"] = json!("pre_loading");
                Some(self.file_by_any(parcel))
            }
            Act::FileFaulty => {
                let bytes = line(&self.faulty, self.parcels + self.chance.below(1_000));
                let filer = self.filer();
                Some(file(filer, bytes))
            }
            Act::SendNoise => {
                let mut bytes = line(&self.ordinary, self.parcels);
                bytes.truncate(usize::try_from(self.chance.below(bytes.len() as u64)).unwrap());
                let filer = self.filer();
                Some(file(filer, bytes))
            }
            Act::Amend => self.amend(model),
            Act::Correct => self.correct(model),
            Act::ReuseKey => self.reuse_key(),
            _ => self.command(act, model, now),
        }
    }

    /// A declaration that was sent, once more in some other way.
    fn file_again(&mut self, act: Act) -> Option<Sent> {
        let (of, mut parcel) = self.chance.pick(&self.sent)?.clone();
        let mut filer = of;
        match act {
            Act::FileAsAnother => {
                filer = (of + usize::try_from(self.chance.between(1, 2)).unwrap()) % FILERS.len();
                if self.chance.happens(40) {
                    parcel["packages"] = json!(self.chance.between(1, 3));
                }
                if self.chance.happens(70) {
                    parcel["stage"] = json!("pre_arrival");
                }
            }
            Act::FileUnderOtherReference => parcel["reference"] = self.reference(),
            Act::FileOtherwise => self.reword(&mut parcel),
            Act::ReuseReference => {
                let reference = parcel["reference"].take();
                parcel = self.parcel();
                parcel["reference"] = reference;
            }
            Act::FileByUcr => {
                filer = usize::try_from(self.chance.below(3)).unwrap();
                parcel["reference"] = self.reference();
                without_house(&mut parcel);
            }
            _ => {}
        }
        Some(self.file(filer, parcel))
    }

    fn amend(&mut self, model: &Model) -> Option<Sent> {
        let (_, case) = self.case(model)?;
        let filings: Vec<_> = case.filings.iter().collect();
        let filing = *self.chance.pick(&filings)?;
        let filer = match self.chance.happens(85) {
            true => FILERS.iter().position(|(name, _)| *name == filing.filer.organisation)?,
            false => usize::try_from(self.chance.below(3)).unwrap(),
        };
        let bytes = self.reworded(filing)?;
        let (organisation, role) = FILERS[filer];
        Some(Sent {
            organisation: organisation.to_owned(),
            role: role.as_str(),
            said: Said::Amend(filing.number, role, bytes),
            key: None,
        })
    }

    /// What an officer finds after release.
    fn correct(&mut self, model: &Model) -> Option<Sent> {
        let (_, case) = self.case_fit_for(Act::Correct, model)?;
        let filings: Vec<_> = case.filings.iter().collect();
        let filing = match self.chance.happens(90) {
            true => case.filings.governing(),
            false => *self.chance.pick(&filings)?,
        };
        let bytes = self.reworded(filing)?;
        Some(Sent {
            organisation: "Customs".to_owned(),
            role: "officer",
            said: Said::Correct(filing.number, filing.filer.clone(), bytes, self.chance.happens(20)),
            key: None,
        })
    }

    /// What was declared, in other words or for another value.
    fn reworded(&mut self, filing: &Filing) -> Option<Vec<u8>> {
        let is_of_it = |(_, parcel): &&(usize, Value)| parcel["reference"] == filing.declaration.reference;
        let mut parcel = self.sent.iter().rev().find(is_of_it)?.1.clone();
        self.reword(&mut parcel);
        Some(parcel.to_string().into_bytes())
    }

    /// The same key again: with the same request, or with another one.
    fn reuse_key(&mut self) -> Option<Sent> {
        let earlier = self.chance.pick(&self.keyed)?.clone();
        if self.chance.happens(60) {
            return Some(earlier);
        }
        let parcel = self.parcel();
        let mut other = self.file_by_any(parcel);
        self.requests += 1;
        let (key, _) = earlier.key?;
        (other.organisation, other.key) = (earlier.organisation, Some((key, self.requests)));
        Some(other)
    }

    /// A parcel that nobody has filed yet. Some go to one consignee, some share their UCR, in some an authority has a say.
    fn parcel(&mut self) -> Value {
        let mut parcel: Value = serde_json::from_slice(&line(&self.ordinary, self.parcels)).unwrap();
        self.parcels += 1;
        if let Some((_, earlier)) = self.chance.pick(&self.sent).cloned() {
            if self.chance.happens(20) {
                parcel["consignee"] = earlier["consignee"].clone();
            }
            if self.chance.happens(12) {
                parcel["ucr"] = earlier["ucr"].clone();
            }
        }
        if self.chance.happens(4) {
            parcel["goods_items"][0]["commodity_code"] = json!("880622");
            parcel["goods_items"][0]["description"] = json!("drone with camera, remote controlled, 600 g");
            parcel["documents"] = json!([{ "type": "drone_registration", "number": "D-1" }]);
        }
        self.remember_person(&parcel);
        parcel
    }

    fn remember_person(&mut self, parcel: &Value) {
        let places = [
            "/consignee/name",
            "/consignee/email",
            "/consignee/address/lines/0",
            "/payment/payer",
            "/consignor/name",
        ];
        let texts = places.iter().filter_map(|place| parcel.pointer(place)?.as_str());
        // A shorter one may stand anywhere by chance.
        self.personal.extend(texts.filter(|text| text.len() >= 7).map(str::to_owned));
    }

    /// Other words about the same parcel.
    fn reword(&mut self, parcel: &mut Value) {
        match self.chance.below(5) {
            4 => {
                let value = format!("{}.00", self.chance.between(1, 400));
                parcel["value"]["goods"] = json!(value.clone());
                parcel["goods_items"][0]["value"] = json!(value);
            }
            0 => parcel["packages"] = json!(self.chance.between(1, 4)),
            1 => parcel["gross_mass_kg"] = json!(format!("{}.5", self.chance.between(1, 9))),
            2 => parcel["goods_items"][0]["description"] = json!("thing"),
            _ => parcel["goods_items"][0]["description"] = json!("cotton t-shirt, printed, for adults"),
        }
    }

    fn reference(&mut self) -> Value {
        json!(format!("OTHER-{}", self.chance.below(1_000_000)))
    }

    fn filer(&mut self) -> (&'static str, FilerRole) {
        *self.chance.pick(&FILERS).unwrap()
    }

    fn file_by_any(&mut self, parcel: Value) -> Sent {
        let filer = usize::try_from(self.chance.below(3)).unwrap();
        self.file(filer, parcel)
    }

    fn file(&mut self, filer: usize, parcel: Value) -> Sent {
        let bytes = parcel.to_string().into_bytes();
        self.sent.push((filer, parcel));
        file(FILERS[filer], bytes)
    }
}

fn file((organisation, role): (&str, FilerRole), bytes: Vec<u8>) -> Sent {
    Sent {
        organisation: organisation.to_owned(),
        role: role.as_str(),
        said: Said::File(role, bytes),
        key: None,
    }
}

fn line(rehearsal: &Rehearsal, index: u64) -> Vec<u8> {
    let mut line = Vec::new();
    write_ndjson(&rehearsal.parcel(index), &mut line);
    line
}

/// A consignment known by its UCR alone.
fn without_house(parcel: &mut Value) {
    if let Some(fields) = parcel.as_object_mut() {
        fields.remove("tracking_number");
    }
    if let Some(transport) = parcel["transport"].as_object_mut() {
        transport.remove("document");
    }
}
