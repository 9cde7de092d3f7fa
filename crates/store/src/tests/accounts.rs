//! Accounts and sessions.

use super::Desk;
use crate::NewAccount;
use jiff::{SignedDuration, Timestamp};

fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
    start.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn add(desk: &mut Desk, name: &str) -> Option<u64> {
    let new = NewAccount {
        name,
        organisation: "customs",
        roles: "officer supervisor",
        hash: "$a$1",
        created: at(0),
    };
    desk.writer().add_account(&new).unwrap()
}

#[test]
fn a_name_is_taken_however_it_is_written() {
    for mut desk in Desk::both("names") {
        let id = add(&mut desk, "Émile").unwrap();
        assert_eq!(add(&mut desk, "éMILE"), None);
        let other = add(&mut desk, "Emile").unwrap();
        assert!(other != id);
        let found = desk.reader().account_by_name("ÉMILE").unwrap().unwrap();
        assert_eq!(
            (found.id, found.name.as_str(), found.roles.as_str()),
            (id, "Émile", "officer supervisor")
        );
        assert_eq!((found.organisation.as_str(), found.created, found.disabled), ("customs", at(0), None));
        assert_eq!(desk.reader().account_by_name("Emil").unwrap(), None);
        desk.again();
        let ids: Vec<u64> = desk.reader().accounts().unwrap().iter().map(|account| account.id).collect();
        assert_eq!(ids, [id, other]);
        assert!(!format!("{found:?}").contains("$a$1"), "a hash does not come into a log");
    }
}

#[test]
fn sessions_expire_and_end() {
    for mut desk in Desk::both("sessions") {
        let id = add(&mut desk, "officer").unwrap();
        let [first, second, third] = [[1; 32], [2; 32], [3; 32]];
        assert!(desk.writer().open_session(&first, id, at(0), at(10)).unwrap());
        assert!(desk.writer().open_session(&second, id, at(0), at(20)).unwrap());
        assert!(!desk.writer().open_session(&third, id + 1, at(0), at(20)).unwrap(), "nobody's");
        let whose = |desk: &Desk, hash, minutes| {
            desk.reader().session(hash, at(minutes)).unwrap().map(|account| account.id)
        };
        assert_eq!((whose(&desk, &first, 9), whose(&desk, &first, 10)), (Some(id), None));
        assert_eq!((whose(&desk, &second, 19), whose(&desk, &third, 1)), (Some(id), None));
        assert_eq!(desk.writer().end_expired_sessions(at(10)).unwrap(), 1);
        assert_eq!((whose(&desk, &first, 9), whose(&desk, &second, 9)), (None, Some(id)));
        assert!(desk.writer().end_session(&second).unwrap());
        assert!(!desk.writer().end_session(&second).unwrap());
        assert_eq!(whose(&desk, &second, 9), None);
    }
}

#[test]
fn another_password_and_disabling_end_sessions() {
    for mut desk in Desk::both("disabled") {
        let (id, other) = (add(&mut desk, "officer").unwrap(), add(&mut desk, "other").unwrap());
        let whose = |desk: &Desk, hash| desk.reader().session(hash, at(1)).unwrap().map(|account| account.id);
        let [first, others, again] = [[1; 32], [2; 32], [3; 32]];
        assert!(desk.writer().open_session(&first, id, at(0), at(10)).unwrap());
        assert!(desk.writer().open_session(&others, other, at(0), at(10)).unwrap());
        assert!(desk.writer().set_password(id, "$a$2").unwrap());
        assert!(!desk.writer().set_password(99, "$a$2").unwrap());
        assert_eq!(desk.reader().account_by_name("officer").unwrap().unwrap().hash, "$a$2");
        assert_eq!((whose(&desk, &first), whose(&desk, &others)), (None, Some(other)));
        assert!(desk.writer().open_session(&again, id, at(0), at(10)).unwrap());
        assert!(desk.writer().disable_account(id, at(1)).unwrap());
        assert!(!desk.writer().disable_account(id, at(2)).unwrap(), "it is already");
        assert_eq!((whose(&desk, &again), whose(&desk, &others)), (None, Some(other)));
        assert!(!desk.writer().open_session(&first, id, at(2), at(10)).unwrap());
        assert_eq!(add(&mut desk, "officer"), None, "the name stays taken");
        assert_eq!(desk.reader().account_by_name("officer").unwrap().unwrap().disabled, Some(at(1)));
        assert!(desk.writer().set_password(id, "$a$3").unwrap());
        assert!(desk.writer().open_session(&first, id, at(3), at(10)).unwrap(), "open again");
    }
}
