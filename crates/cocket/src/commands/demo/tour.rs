//! What a newcomer is given: credentials, doors, parcels to look at, and a few lines that say where to begin.

use super::Arguments;
use super::tally::Tally;
use crate::failure::Failure;
use clearance::FilerRole;
use evidence::content_hash;
use indicatif::HumanCount;
use jiff::Timestamp;
use rehearsal::day::{DEFERMENTS, Day, Deferment, FILERS, sample_csv};
use service::http::{Role, SANDBOX};
use service::pages::{Demo, Door};
use service::{Opened, Registered};
use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{Registers, Token, Tokens, token_hash};

/// Those who collect the tax at the sale, and their numbers.
const VENDORS: [(&str, &str); 2] = [("Market Example", "XAV0012345"), ("Bazaar Example", "XAV0020011")];
/// The guarantees of a day of few parcels are for so many: one dear parcel must find room.
const FEWEST_SECURED: u64 = 1_000;

/// Lets those pay later who do so on the day.
pub(super) fn register(
    data: &Path,
    opened: &mut Opened,
    parcels: u64,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut csv = "party,name,kind,scheme,number,valid_from,valid_to,law,amount,secured_percent\n".to_owned();
    for Deferment { organisation, number, guarantee, a_hundred_parcels } in &DEFERMENTS {
        let amount = a_hundred_parcels * parcels.max(FEWEST_SECURED) / 100;
        let row = format!("{organisation},{organisation}");
        csv += &format!("{row},deferment,,{number},2025-01-01,,XA Customs Decision 7/2025,,\n");
        csv += &format!(
            "{row},guarantee,,{guarantee},2025-01-01,,XA Customs Decision 8/2025,{amount}.00 EXD,\n"
        );
    }
    for (party, number) in VENDORS {
        csv += &format!("{party},{party},tax_scheme,vendor,{number},2025-01-01,,XA VAT Ruling 7/2025,,\n");
    }
    let refused = |_| Failure::WrongUse("the register of the day has faults".to_owned());
    let text = pack::register_csv(&pack::register(csv.as_bytes()).map_err(refused)?);
    let mut registers = Registers::open(data).map_err(super::super::stored)?;
    let hash = *content_hash(text.as_bytes()).as_bytes();
    registers.replace(hash, "the day", text.as_bytes()).map_err(super::super::stored)?;
    let fact = registers.current().map_err(super::super::stored)?;
    if let Some(fact) = fact {
        let registered = Registered::of(&fact).map_err(super::super::stored)?;
        opened.lane.decide_by(Arc::new(registered), now).map_err(super::super::stored)?;
    }
    Ok(())
}

/// Who stands behind the doors: the door, the account, the organisation, the roles.
const DOORS: [(&str, &str, &str, &[Role]); 4] = [
    ("filer", "Noor Quillmoor", "Swallowtail Express", &[Role::Carrier, Role::Filer]),
    ("officer", "Hana Tandervale", "Customs", &[Role::Officer, Role::Supervisor]),
    ("agency", "Emil Orvandal", "telecom", &[Role::Agency]),
    ("admin", "Greta Pembrasse", "Customs Administration", &[Role::Administrator, Role::Tax]),
];

/// What the credentials of the day's filers begin with.
const CREDENTIAL: &str = "demo-";
/// Filers whose credentials are named on the terminal.
const NAMED: usize = 6;
/// The credentials of a sandbox come before those that are kept.
const FIRST_KEPT: u64 = 100;
const FIRST_AGENCY: u64 = 10;

/// Makes credentials for the filers of the day, and gives the numbers of everybody's.
pub(super) fn credentials(
    data: &Path,
    agencies: &[String],
    now: Timestamp,
) -> Result<BTreeMap<String, u64>, Failure> {
    let mut numbers = BTreeMap::new();
    for (number, (_, organisation, _)) in (1..).zip(SANDBOX) {
        numbers.insert(organisation.to_owned(), number);
    }
    numbers.extend(agencies.iter().cloned().zip(FIRST_AGENCY..));
    let tokens = Tokens::open(data).map_err(super::super::stored)?;
    for filer in FILERS {
        let token = Token {
            id: 0,
            hash: token_hash(&format!("{CREDENTIAL}{}", filer.word)),
            organisation: filer.organisation.to_owned(),
            roles: if filer.role == FilerRole::Carrier { "carrier filer" } else { "filer" }.to_owned(),
            note: "the day".to_owned(),
            created: now,
            expires: None,
            revoked: None,
        };
        let number = tokens.add(&token).map_err(super::super::stored)?;
        numbers.insert(filer.organisation.to_owned(), FIRST_KEPT + number);
    }
    Ok(numbers)
}

/// What the pages of the demonstration know.
pub(super) fn demo(seed: u64, parcels: u64, day: &Day) -> Demo {
    let shown = &day.shown;
    let looks = [
        ("released", &shown.released),
        ("payment", &shown.unpaid),
        ("document", &shown.held),
        ("refused", &shown.refused),
    ];
    let door = |(door, account, organisation, roles): (_, &str, &str, _)| Door {
        door,
        account: account.to_owned(),
        organisation: organisation.to_owned(),
        roles,
    };
    Demo {
        seed,
        parcels,
        looks: looks.into_iter().map(|(look, number)| (look.to_owned(), number.clone())).collect(),
        sample: sample_csv(seed).csv.into(),
        doors: DOORS.into_iter().map(door).collect(),
        reset: Arc::default(),
    }
}

/// Tells what came of the day and where to look at it.
pub(super) fn tell(
    out: &mut impl Write,
    arguments: &Arguments,
    tally: &Tally,
    took: Duration,
    address: SocketAddr,
) -> Result<(), Failure> {
    let (seconds, tenths) = (took.as_secs(), took.subsec_millis() / 100);
    let mut write = || {
        writeln!(
            out,
            "Monday at the customs of Examplia: {} parcels by 16:00, decided in {seconds}.{tenths} s (seed {}).\n",
            HumanCount(arguments.parcels),
            arguments.seed
        )?;
        writeln!(out, "{tally}")?;
        writeln!(out, "Look at it from every side:  http://{address}/demo\n")?;
        writeln!(out, "For programs, at http://{address}/v1/, each with its credential:")?;
        for filer in FILERS.iter().take(NAMED) {
            writeln!(out, "  {:<24}{}", format!("{CREDENTIAL}{}", filer.word), filer.organisation)?;
        }
        writeln!(out, "  {:<24}Customs", "sandbox-officer")?;
        writeln!(out, "  {:<24}Radio and Air Traffic Agency", "sandbox-agency-telecom")?;
        writeln!(out, "  {:<24}Customs Administration\n", "sandbox-admin")?;
        writeln!(out, "Ctrl-C ends it; nothing stays behind.")?;
        out.flush()
    };
    write().map_err(Failure::output)
}
