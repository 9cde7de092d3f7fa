//! Sessions with a server that are lost while somebody reads.

use super::{Desk, SERVER};
use crate::open_for_reading;
use rehearsal::link::{Link, LinkFault};
use std::fs;

/// The way to the server of a database, which can be cut: who opens it from now on takes that.
fn to_its_server(desk: &Desk) -> Link {
    let (link, named) = (Link::to(&SERVER).unwrap(), desk.dir.join("database"));
    let place = link.place(&fs::read_to_string(&named).unwrap());
    fs::write(&named, place).unwrap();
    link
}

#[test]
fn what_is_read_is_asked_again_where_the_session_was_lost() {
    let desk = Desk::at_server("lost");
    let link = to_its_server(&desk);
    let (reader, _) = open_for_reading(&desk.dir).unwrap();
    let purpose = reader.about("purpose").unwrap();
    assert!(purpose.is_some());
    // Before the server has heard of it, after, and before a statement is made ready.
    let faults = [LinkFault::CutBefore(1), LinkFault::CutAfter(1)];
    for fault in faults {
        link.plan(fault);
        assert_eq!(reader.about("purpose").unwrap(), purpose);
        link.plan(fault);
        assert_eq!(reader.size().unwrap().1, 0);
        // To begin at a moment is asked again, too.
        link.plan(fault);
        assert_eq!(reader.at_one_moment(|| reader.about("purpose")).unwrap().unwrap(), purpose);
    }
    assert_eq!(link.cuts(), 6);
    // What is read at one moment cannot be read at another one.
    let read = reader.at_one_moment(|| {
        assert_eq!(reader.about("purpose").unwrap(), purpose);
        link.plan(LinkFault::CutBefore(1));
        reader.about("purpose")
    });
    assert!(read.unwrap().is_err());
    assert_eq!(reader.about("purpose").unwrap(), purpose);
}

#[test]
fn keys_are_read_at_one_moment_wherever_the_session_was_lost() {
    let desk = Desk::at_server("keys");
    let link = to_its_server(&desk);
    for fault in [LinkFault::CutBefore, LinkFault::CutAfter] {
        // Nothing is asked again before there is a session: that takes three requests.
        for request in 4.. {
            let before = link.cuts();
            link.plan(fault(request));
            let (reader, _) = open_for_reading(&desk.dir).unwrap();
            assert!(reader.find(1, 1).unwrap().is_empty(), "{request}");
            if link.cuts() == before {
                assert!(request > 12, "the transaction is among what was cut: {request}");
                break;
            }
        }
        link.mend();
    }
}

#[test]
fn who_only_reads_cannot_write() {
    let desk = Desk::at_server("reads");
    let refused = desk.reader().connection().execute_batch("CREATE TABLE written (number BIGINT)");
    assert!(refused.unwrap_err().to_string().contains("read-only"));
}
