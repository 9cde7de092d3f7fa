//! A large batch at a server is written while it is decided: it comes to what it comes to where it is written at its end.

use super::*;
use clearance::Case;

/// Consignments of the batch, and how many of them arrive in it, too.
const FILED: usize = 270;
const ARRIVED: usize = 90;

#[test]
fn a_large_batch_comes_to_the_same_at_a_server() {
    let server = OwnServer::start().unwrap();
    let own = played(Desk::open("pieces"));
    let at_server = played(Desk::at_server("pieces", &server));
    assert_eq!(own.iter().filter(|(_, case)| case.arrived.is_some()).count(), ARRIVED);
    for (own, other) in own.iter().zip(&at_server) {
        assert_eq!(own, other);
    }
}

/// The consignments of one batch, each with the last entry that touched it.
fn played(mut desk: Desk) -> Vec<(u64, Case)> {
    let mut wishes = Vec::new();
    for place in 0..FILED {
        wishes.push(Wish::File(desk.filing("post", lens(place, json!({})))));
        // A server sends away whoever stands still in its turn.
        desk.lane.writer().give_turn().unwrap();
        desk.lane.take_turn().unwrap();
    }
    let now = desk.now();
    wishes.extend((0..ARRIVED).map(|place| arrive(&format!("HAWB-{place}"), now)));
    for told in desk.ask("post", wishes) {
        assert!(done(told).receipt.is_some());
    }
    desk.all_replay();
    let reader = desk.readers.reader().unwrap();
    let all = (1..=FILED as u64).map(|number| reader.load(number).unwrap().unwrap());
    all.map(|held| (held.entry, held.case)).collect()
}
