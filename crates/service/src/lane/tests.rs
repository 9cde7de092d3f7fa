//! Joining over a real database: every number of either consignment leads to the one that stays, and replay agrees.

mod pieces;
mod rules;
mod vendors;

use super::*;
use crate::lookup::find_declaration;
use crate::replay::Replay;
use clearance::identifier::Mrn;
use clearance::{
    ArrivalReport, Command, Direction, Filer, FilerRole, OfficerDecision, Outcome, PaymentRecord, Phase,
    Refusal,
};
use quantity::Money;
use rehearsal::OwnServer;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use store::{Entry, Purpose, Readers, Secret, Store};

const POST: &str = "LX473124829CN";
const SHOP: &str = "RR123456785CN";
const THIRD: &str = "RR473124829GB";
const UCR: &str = "6CNSELLER42-ORDER-99817";

/// A lane over a database of its own, removed when the test ends.
struct Desk {
    lane: Lane,
    readers: Readers,
    secret: Secret,
    dir: PathBuf,
    origin: Origin,
    signing: [u8; 32],
    hour: i64,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Desk {
    fn open(name: &str) -> Desk {
        Desk::begin(Desk::folder(name))
    }

    /// The same over a database at a server.
    fn at_server(name: &str, server: &OwnServer) -> Desk {
        let dir = Desk::folder(&format!("{name}-at-server"));
        store::name_server(&dir, &server.database().unwrap()).unwrap();
        Desk::begin(dir)
    }

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("cocket-lane-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    fn begin(dir: PathBuf) -> Desk {
        let Store { writer, readers, signing } = store::open(&dir, Purpose::Sandbox).unwrap();
        let country = Country::read(&root().join("packs/examplia")).map_err(|_| "the pack is sound").unwrap();
        let origin = Origin::parse("customs.example/log").unwrap();
        let (secret, key) = (readers.secret().clone(), SigningKey::from_seed(&signing).unwrap());
        let lane = Lane::new(writer, Arc::new(country), origin.clone(), key, start()).unwrap();
        Desk { lane, readers, secret, dir, origin, signing, hour: 0 }
    }

    fn now(&self) -> Timestamp {
        start().checked_add(jiff::SignedDuration::from_hours(self.hour)).unwrap()
    }

    fn filing(&self, who: &str, changes: Value) -> Box<Filing> {
        let path = root().join("cases/joined-post-and-seller/declaration.json");
        let mut declaration: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            declaration[name] = value.clone();
        }
        let bytes = declaration.to_string();
        let read = wire::intake::json::read(bytes.as_bytes());
        let filer = Filer { organisation: who.to_owned(), role: FilerRole::Seller };
        let country = Arc::clone(self.lane.country());
        let registered = self.lane.registered();
        Box::new(
            prepare(read, bytes.as_bytes(), filer, &country, registered, &self.secret, self.now()).unwrap(),
        )
    }

    /// What became of wishes of one batch, an hour after those before.
    fn ask(&mut self, who: &str, wishes: Vec<Wish>) -> Vec<Told> {
        self.hour += 1;
        let now = self.now();
        let ask = |what| Ask {
            actor: Actor { organisation: who.to_owned(), role: "officer", credential: 1 },
            at: now,
            what,
            line: None,
            key: None,
        };
        self.lane.process(wishes.into_iter().map(ask).collect(), now).unwrap()
    }

    fn done(&mut self, who: &str, wish: Wish) -> Done {
        done(self.ask(who, vec![wish]).pop().unwrap())
    }

    fn refused(&mut self, wish: Wish) -> Refusal {
        match self.ask("customs", vec![wish]).pop() {
            Some(Told::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// A filing under a transport number, if it has one, and a reference of its own.
    fn lodge(&mut self, who: &str, house: Option<&str>, ucr: Option<&str>) -> Done {
        let filing = self.filing(who, numbers(who, house, ucr));
        self.done(who, Wish::File(filing))
    }

    /// The consignment that a declaration leads to, in what was committed.
    fn found(&self, number: Mrn) -> u64 {
        find_declaration(&self.readers.reader().unwrap(), number).unwrap().unwrap().number
    }

    fn replays(&self) {
        self.all_replay();
        let reader = self.readers.reader().unwrap();
        let key = SigningKey::from_seed(&self.signing).unwrap().verifying_key();
        for number in reader.consignments_from(0, 100).unwrap() {
            let mut replay = Replay::new(&reader, key, self.origin.clone());
            let one = replay.consignment(number).unwrap().unwrap();
            assert!(one.differences.is_empty() && one.entries == one.agreed, "{:?}", one.differences);
        }
    }

    /// Everything is decided again at once.
    fn all_replay(&self) {
        let reader = self.readers.reader().unwrap();
        let key = SigningKey::from_seed(&self.signing).unwrap().verifying_key();
        let replayed = Replay::new(&reader, key, self.origin.clone()).all(|_| {}).unwrap();
        assert!(replayed.differences.is_empty(), "{:?}", replayed.differences);
        assert_eq!(replayed.entries, replayed.agreed);
        assert_eq!(reader.differing_views().unwrap(), Vec::<String>::new());
    }
}

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

fn done(told: Told) -> Done {
    match told {
        Told::Done(done) => *done,
        other => panic!("{other:?}"),
    }
}

fn numbers(who: &str, house: Option<&str>, ucr: Option<&str>) -> Value {
    let transport = json!({ "document": house, "arrival": "2026-03-02T06:40:00Z", "office": "XAPRT1" });
    json!({ "reference": format!("{who}-1"), "tracking_number": house, "ucr": ucr, "transport": transport })
}

fn join(stays: Target, goes: Target) -> Wish {
    Wish::Join { stays, goes, reason: "one parcel under two numbers".to_owned() }
}

fn house(number: &str) -> Target {
    Target::House(number.to_owned())
}

fn arrive(number: &str, arrived: Timestamp) -> Wish {
    let report = ArrivalReport { office: "XAPRT1".to_owned(), arrived };
    Wish::command(house(number), Command::Arrive(report))
}

fn hold() -> Command {
    Command::Decide(OfficerDecision {
        decision: Direction::Hold,
        lines: Vec::new(),
        reason: "look".to_owned(),
    })
}

#[test]
fn both_numbers_lead_to_the_one_that_stays() {
    let mut desk = Desk::open("numbers");
    let post = desk.lodge("post", Some(POST), None);
    let shop = desk.lodge("shop", Some(SHOP), Some(UCR));
    let broker = desk.lodge("broker", Some(SHOP), None);
    assert_eq!((post.consignment, shop.consignment, broker.consignment), (1, 2, 2));
    let paid = Money::new(100, desk.lane.country().law().tariff.exchange.local());
    let pay = Command::RecordPayment(PaymentRecord { amount: paid, reference: "P-1".to_owned() });
    desk.done("bank", Wish::command(Target::Declaration(shop.number), pay));
    desk.done("customs", Wish::command(house(SHOP), hold()));

    let joined = desk.done("customs", join(house(POST), Target::Declaration(broker.number)));
    let case = joined.case.unwrap();
    assert_eq!((joined.consignment, joined.number, joined.outcome), (1, post.number, Outcome::Hold));
    assert_eq!((case.filings.iter().count(), case.paid), (3, paid));
    assert!(joined.receipt.is_some());
    let reader = desk.readers.reader().unwrap();
    let held = reader.load(1).unwrap().unwrap();
    assert_eq!(held.case, case, "what was filed in the other comes back with its texts");
    let gone = reader.load(2).unwrap().unwrap();
    assert_eq!((gone.case.phase(), gone.day, gone.entry), (Phase::Invalidated, None, joined.entry - 1));
    let bytes = reader.entry(joined.entry).unwrap().unwrap();
    assert_eq!(
        Entry::decode(&bytes).unwrap().running.consignments,
        0,
        "the two do not count beside each other"
    );
    let listed = reader.worklist("document", None, 10).unwrap();
    assert_eq!(listed.iter().map(|row| row.consignment).collect::<Vec<_>>(), [1]);

    for number in [post.number, shop.number, broker.number] {
        assert_eq!(desk.found(number), 1);
    }
    let again = desk.lodge("shop", Some(SHOP), Some(UCR));
    assert!(
        again.is_repeated
            && again.consignment == 1
            && again.number == shop.number
            && again.entry == shop.entry
    );
    assert_eq!(desk.lodge("carrier", Some(SHOP), None).consignment, 1);
    assert_eq!(desk.lodge("seller", None, Some(UCR)).consignment, 1);
    let mut changes = numbers("shop", Some(SHOP), Some(UCR));
    changes["packages"] = json!(2);
    let filing = desk.filing("shop", changes);
    assert_eq!(desk.done("shop", Wish::Amend(shop.number, filing)).consignment, 1);
    assert_eq!(desk.refused(Wish::command(Target::Consignment(2), hold())), Refusal::AlreadyInvalidated);
    assert_eq!(desk.refused(join(house(POST), house(SHOP))), Refusal::SameConsignment);
    assert_eq!(desk.refused(join(house(POST), Target::Consignment(2))), Refusal::AlreadyInvalidated);
    assert_eq!(desk.refused(join(house(POST), Target::Consignment(9))), Refusal::UnknownConsignment);
    let now = desk.now();
    let arrived = desk.done("carrier", arrive(SHOP, now));
    assert_eq!(arrived.consignment, 1);
    assert!(arrived.case.unwrap().arrived.is_some());
    desk.replays();
}

/// A lens for 148, close below what is relieved, with members laid over it.
fn lens(place: usize, over: Value) -> Value {
    let mut changes = numbers("post", None, None);
    changes["reference"] = json!(format!("REF-{place}"));
    changes["transport"] = json!({ "document": format!("HAWB-{place}"), "office": "XAPRT1" });
    changes["value"] =
        json!({ "currency": "EXD", "goods": "148.00", "freight": "0.00", "insurance": "0.00" });
    changes["goods_items"] = json!([{ "line": 1, "description": "camera lens, 50 mm", "commodity_code": "900211",
        "origin": "JP", "quantity": "1", "unit": "C62", "net_mass_kg": "0.300", "value": "148.00" }]);
    for (name, value) in over.as_object().unwrap() {
        changes[name] = value.clone();
    }
    changes
}

#[test]
fn what_an_office_cannot_examine_is_told_and_replays() {
    let mut desk = Desk::open("full");
    let outcomes: Vec<Outcome> = (0..4)
        .map(|place| {
            if place == 3 {
                desk.lane.examine_from([("XAPRT1".to_owned(), 1_000)].into());
            }
            let filing = desk.filing("post", lens(place, json!({})));
            desk.done("post", Wish::File(filing)).outcome
        })
        .collect();
    // Two others close below the limit, and of one order, weigh enough; at a full office they do not.
    assert_eq!(outcomes[2..], [Outcome::Examine, Outcome::Release]);
    desk.replays();
}

#[test]
fn nobody_hides_declarations_behind_advance_data() {
    let mut desk = Desk::open("advance");
    let mut signals = |place: usize, stage: &str| {
        let over = json!({ "stage": stage, "order": { "number": format!("O-{place}") } });
        let filing = desk.filing("post", lens(place, over));
        let done = desk.done("post", Wish::File(filing));
        desk.lane.writer().load(done.consignment).unwrap().unwrap().case.signals()
    };
    signals(0, "pre_arrival");
    signals(1, "pre_arrival");
    for place in 2..130 {
        signals(place, "pre_loading");
    }
    assert!(signals(200, "pre_arrival").contains(&"splitting"));
}

#[test]
fn an_order_of_another_shop_is_another_order() {
    let mut desk = Desk::open("shops");
    let mut signals = |place: usize, shop: &str| {
        let over = json!({ "order": { "number": "1001" }, "seller": { "name": shop } });
        let mut changes = lens(place, over);
        changes["platform"] = Value::Null;
        let filing = desk.filing("post", changes);
        let done = desk.done("post", Wish::File(filing));
        desk.lane.writer().load(done.consignment).unwrap().unwrap().case.signals()
    };
    assert!(!signals(1, "Bright Shop").contains(&"split_order"));
    assert!(!signals(2, "Other Shop").contains(&"split_order"));
    assert!(signals(3, "bright shop").contains(&"split_order"));
}

#[test]
fn a_chain_of_joinings_is_followed_within_a_batch_and_after_it() {
    let mut desk = Desk::open("chain");
    let post = desk.lodge("post", Some(POST), None);
    let shop = desk.lodge("shop", Some(SHOP), None);
    let third = desk.lodge("third", Some(THIRD), None);
    let at = desk.now();
    let wishes = vec![
        join(house(SHOP), house(POST)),
        join(house(THIRD), house(POST)),
        arrive(POST, at),
        Wish::command(Target::Declaration(post.number), hold()),
    ];
    let told: Vec<u64> = desk
        .ask("customs", wishes)
        .into_iter()
        .map(|told| match told {
            Told::Done(done) => done.consignment,
            Told::Refused(Refusal::AlreadyReleased) => 0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [shop.consignment, third.consignment, third.consignment, 0]);
    for number in [post.number, shop.number, third.number] {
        assert_eq!(desk.found(number), third.consignment);
    }
    let filings = desk.readers.reader().unwrap().load(third.consignment).unwrap().unwrap().case.filings;
    let order: Vec<Mrn> = filings.iter().map(|filing| filing.number).collect();
    assert_eq!(order, [third.number, shop.number, post.number]);
    desk.replays();
}

#[test]
fn what_is_tried_out_or_refused_joins_nothing() {
    let mut desk = Desk::open("refused");
    desk.lodge("post", Some(POST), None);
    let shop = desk.lodge("shop", Some(SHOP), None);
    let wish = |reason: &str| Wish::Join { stays: house(POST), goes: house(SHOP), reason: reason.to_owned() };
    assert_eq!(desk.refused(wish("")), Refusal::ReasonMissing);
    let ask = Ask { actor: Actor::program(), at: desk.now(), what: wish("one"), line: None, key: None };
    assert!(matches!(desk.lane.try_out(vec![ask]).unwrap().as_slice(), [Told::Done(_)]));
    let held = desk.readers.reader().unwrap().load(2).unwrap().unwrap();
    assert_eq!((held.case.joined_into(), held.day.is_some(), desk.found(shop.number)), (None, true, 2));
    desk.replays();
}
