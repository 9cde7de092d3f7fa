//! What goes into rows comes out of them, and nothing else does.

mod made;
pub(crate) mod played;

use super::case::personal_texts;
use super::kept::Kept;
use super::*;
use clearance::{Command, DocumentText, Ground, HeaderField, ItemText, Submission};
use played::Stage;
use proptest::prelude::*;
use rehearsal::Mix;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A case as rows: what stays clear, and what is sealed.
fn rows_of(case: &clearance::Case) -> (Vec<u8>, Vec<PersonalTexts>) {
    (encode_case(case).unwrap(), personal_texts(case).unwrap())
}

fn case_again(case: &clearance::Case) -> clearance::Case {
    let (clear, personal) = rows_of(case);
    decode_case(&clear, &personal).unwrap()
}

#[test]
fn cases_of_a_rehearsal_come_back() {
    let stage = Stage::examplia();
    for mix in [Mix::Ordinary, Mix::OneItem, Mix::Faulty] {
        let cases = stage.rehearsed(7, mix, 300);
        assert!(mix == Mix::Faulty || cases.len() > 250, "{} of 300 parcels were decided", cases.len());
        for case in &cases {
            assert_eq!(&case_again(case), case);
        }
    }
}

#[test]
fn golden_cases_and_their_commands_come_back_after_every_step() {
    let played = played::golden();
    assert!(played.len() > 100, "{} steps were played", played.len());
    for (command, case) in &played {
        assert_eq!(&case_again(case), case);
        match (encode_command(command).unwrap(), command) {
            (None, Command::Lodge(_) | Command::Amend(_) | Command::Correct(_) | Command::Join(_)) => {}
            (Some(row), _) => match decode_command(&row).unwrap() {
                KeptCommand::Whole(again) => assert_eq!(format!("{again:?}"), format!("{command:?}")),
                KeptCommand::Join { .. } => panic!("{command:?} is kept as joining"),
            },
            (None, _) => panic!("{command:?} is not kept"),
        }
    }
    let kinds: BTreeSet<_> = played
        .iter()
        .map(|(command, _)| std::mem::discriminant(command))
        .map(|kind| format!("{kind:?}"))
        .collect();
    assert_eq!(kinds.len(), 21, "the golden cases hold every command");
}

#[test]
fn joining_keeps_where_the_other_case_is_found() {
    let row = encode_join(300, u64::MAX, "one parcel").unwrap();
    match decode_command(&row).unwrap() {
        KeptCommand::Join { other, entry, reason } => {
            assert_eq!((other, entry, reason.as_str()), (300, u64::MAX, "one parcel"));
        }
        KeptCommand::Whole(command) => panic!("{command:?}"),
    }
}

#[test]
fn every_ground_every_state_and_every_field_come_back() {
    let grounds = made::grounds();
    let seen: BTreeSet<&str> = grounds.iter().map(made::name_of).collect();
    let missing: Vec<&&str> = made::GROUNDS.iter().filter(|name| !seen.contains(**name)).collect();
    assert!(missing.is_empty(), "add an example to `grounds`: {missing:?}");
    for state in made::states() {
        let case = made::case(state);
        assert_eq!(case.findings, grounds);
        assert_eq!(case_again(&case), case);
    }
    let bare = made::bare_case(clearance::State::Advised);
    assert_eq!(case_again(&bare), bare);
    let with_parts = made::case_with_parts();
    assert_eq!(case_again(&with_parts), with_parts);
    let after_release = made::case_after_release();
    assert_eq!(case_again(&after_release), after_release);
    for state in made::states() {
        let case = made::returned_case(state);
        assert_eq!(case_again(&case), case);
    }
}

#[test]
fn tokens_come_back_and_their_salts_only_with_the_texts_of_the_consignee() {
    let case = made::case_with_tokens(clearance::State::Advised);
    assert_eq!(case_again(&case), case);
    let (clear, personal) = rows_of(&case);
    let holds = |row: &[u8]| row.windows(made::SECRET.len()).any(|part| part == made::SECRET.as_bytes());
    assert!(!holds(&clear));
    let kept: Vec<PersonalTexts> =
        personal.into_iter().filter(|texts| texts.subject != Subject::Consignee).collect();
    let erased = decode_case(&clear, &kept).unwrap();
    for (filing, whole) in erased.filings.iter().zip(case.filings.iter()) {
        let (token, whole) = (filing.declaration.tax_token.as_ref(), whole.declaration.tax_token.as_ref());
        let (token, whole) = (token.unwrap(), whole.unwrap());
        assert_eq!((&token.token, token.flaw, &token.salt), (&whole.token, whole.flaw, &None));
    }
}

#[test]
fn submissions_come_back_with_the_faults_of_the_door() {
    for mix in Mix::ALL {
        for line in played::parcels(11, mix, 200) {
            let Ok(submission) = wire::intake::json::read(&line) else { continue };
            let rows = encode_submission(&submission).unwrap();
            let again = decode_submission(&rows.clear, &rows.personal).unwrap();
            assert_eq!(format!("{again:?}"), format!("{submission:?}"));
        }
    }
}

/// A submission whose every field holds its own name.
fn named() -> Submission<'static> {
    let mut submission = named_of_the_first_day();
    for field in HeaderField::ALL {
        submission.set(*field, Cow::Borrowed(field.as_str()));
    }
    submission
}

/// The same with the fields that there were when rows were written first.
fn named_of_the_first_day() -> Submission<'static> {
    let mut submission = Submission::default();
    for field in HeaderField::ALL.iter().filter(|field| field.twin() <= HeaderField::ValueInsurance.twin()) {
        submission.set(*field, Cow::Borrowed(field.as_str()));
    }
    let mut item = ItemText::default();
    clearance::ItemField::ALL.iter().for_each(|field| item.set(*field, Cow::Borrowed(field.as_str())));
    let mut document = DocumentText::default();
    clearance::DocumentField::ALL
        .iter()
        .for_each(|field| document.set(*field, Cow::Borrowed(field.as_str())));
    submission.items = vec![ItemText::default(), item];
    submission.documents = vec![document];
    submission.faults = made::faults();
    submission
}

#[test]
fn every_field_of_a_submission_comes_back_and_personal_ones_apart() {
    let submission = named();
    let rows = encode_submission(&submission).unwrap();
    let again = decode_submission(&rows.clear, &rows.personal).unwrap();
    assert_eq!(format!("{again:?}"), format!("{submission:?}"));
    let erased = decode_submission(&rows.clear, &[]).unwrap();
    for field in HeaderField::ALL {
        let is_personal = ["consignor.", "consignee.", "seller.", "payment.payer", "tax_scheme.salt"]
            .iter()
            .any(|start| field.as_str().starts_with(start))
            && !field.as_str().ends_with(".country")
            && !field.as_str().ends_with(".scheme");
        assert_eq!(erased.text(*field).is_none(), is_personal, "{}", field.as_str());
    }
}

#[test]
fn texts_out_of_their_place_are_refused() {
    let mut rows = encode_submission(&named()).unwrap();
    let (Some(first), Some(second)) = (rows.personal.first().cloned(), rows.personal.get(1).cloned()) else {
        panic!("a full submission has personal texts")
    };
    let refused = |personal: &[(Subject, Vec<u8>)]| decode_submission(&rows.clear, personal).unwrap_err();
    assert_eq!(refused(&[(first.0, second.1)]), RowFlaw::Misplaced);
    assert_eq!(refused(&[first.clone(), first]), RowFlaw::Misplaced);
    rows.clear.push(0);
    assert_eq!(decode_submission(&rows.clear, &[]).unwrap_err(), RowFlaw::Malformed);

    let case = made::case(clearance::State::Advised);
    let (clear, personal) = rows_of(&case);
    let of_another: Vec<PersonalTexts> =
        personal.iter().map(|texts| PersonalTexts { number: made::number(99), ..texts.clone() }).collect();
    assert_eq!(decode_case(&clear, &of_another), Err(RowFlaw::Misplaced));
}

#[test]
fn no_personal_text_stays_clear() {
    let (clear, personal) = rows_of(&made::case(clearance::State::Advised));
    let holds = |row: &[u8]| row.windows(made::SECRET.len()).any(|part| part == made::SECRET.as_bytes());
    assert!(!holds(&clear));
    assert!(personal.iter().all(|texts| holds(&texts.texts)));
    assert_eq!(personal.len(), 2 * Subject::OF_FILINGS.len());
}

#[test]
fn erased_texts_leave_nothing() {
    let case = made::case(clearance::State::Advised);
    let (clear, personal) = rows_of(&case);
    let second = case.filings.iter().nth(1).unwrap().number;
    let kept: Vec<PersonalTexts> = personal
        .into_iter()
        .filter(|texts| texts.number != second || texts.subject == Subject::Consignor)
        .collect();
    let erased = decode_case(&clear, &kept).unwrap();
    let mut expected = case;
    let first = expected.filings.governing().clone();
    let other = expected.filings.find(second).unwrap().clone();
    expected.filings = clearance::Filings::of(first, vec![made::without_all_but_the_consignor(other)]);
    assert_eq!(erased, expected);
}

#[test]
fn subjects_keep_their_numbers() {
    assert_eq!(Subject::OF_FILINGS.map(Subject::code), [1, 2, 3, 4]);
    assert_eq!(Subject::Document.code(), 5);
    for subject in Subject::OF_FILINGS.into_iter().chain([Subject::Document]) {
        assert_eq!(Subject::from_code(subject.code()), Some(subject));
    }
    assert_eq!(Subject::from_code(0), None);
}

/// A row with its name and what reads rows of its kind.
struct Row {
    name: String,
    bytes: Vec<u8>,
    read: Box<Read>,
}

type Read = dyn Fn(&[u8]) -> Result<(), RowFlaw>;

impl Row {
    fn new(name: String, bytes: Vec<u8>, read: impl Fn(&[u8]) -> Result<(), RowFlaw> + 'static) -> Row {
        Row { name, bytes, read: Box::new(read) }
    }
}

/// Rows of every kind.
fn rows() -> Vec<Row> {
    let faults = encode_faults(&made::faults()).unwrap();
    let mut rows = vec![Row::new("faults".to_owned(), faults, |row| decode_faults(row).map(drop))];
    rows.extend(made::states().into_iter().map(|state| {
        let row = encode_case(&made::bare_case(state)).unwrap();
        Row::new("case".to_owned(), row, |row| decode_case(row, &[]).map(drop))
    }));
    rows.extend(made::commands().iter().map(|command| {
        let row = encode_command(command).unwrap().unwrap();
        Row::new("command".to_owned(), row, |row| decode_command(row).map(drop))
    }));
    let join = encode_join(300, u64::MAX, "one parcel").unwrap();
    rows.push(Row::new("command".to_owned(), join, |row| decode_command(row).map(drop)));
    rows.extend(made::grounds().iter().map(|ground| {
        let row = frame::write(&ground.twin(), 64).unwrap();
        Row::new(format!("ground {}", made::name_of(ground)), row, |row| {
            Ground::of_twin(frame::read(row)?).map(drop)
        })
    }));
    rows.extend(rows_of_a_full_case());
    rows.extend(rows_of_a_submission());
    let scan = encode_scan(&made::scan()).unwrap();
    rows.push(Row::new("outbound scan".to_owned(), scan, |row| decode_scan(row).map(drop)));
    rows
}

fn rows_of_a_full_case() -> Vec<Row> {
    // The grounds have rows of their own, which stay as they are when a field or a ground is added.
    let bare = |case: clearance::Case| clearance::Case { findings: vec![], ..case };
    let case = bare(made::case(clearance::State::Advised));
    let (clear, personal) = rows_of(&case);
    let first = personal.into_iter().take(Subject::OF_FILINGS.len());
    let texts = first.map(|PersonalTexts { number, subject, texts }| {
        let clear = clear.clone();
        Row::new(format!("texts of {subject:?}"), texts, move |row| {
            decode_case(&clear, &[PersonalTexts { number, subject, texts: row.to_vec() }]).map(drop)
        })
    });
    let mut rows: Vec<Row> = texts.collect();
    rows.push(Row::new("full case".to_owned(), clear, |row| decode_case(row, &[]).map(drop)));
    let clear = encode_case(&bare(made::case_with_tokens(clearance::State::Advised))).unwrap();
    rows.push(Row::new("case with tokens".to_owned(), clear, |row| decode_case(row, &[]).map(drop)));
    let clear = encode_case(&bare(made::case_of_every_charge())).unwrap();
    rows.push(Row::new("case of every charge".to_owned(), clear, |row| decode_case(row, &[]).map(drop)));
    let clear = encode_case(&made::case_with_parts()).unwrap();
    rows.push(Row::new("case with parts".to_owned(), clear, |row| decode_case(row, &[]).map(drop)));
    let clear = encode_case(&bare(made::returned_case(clearance::State::Advised))).unwrap();
    rows.push(Row::new("returned case".to_owned(), clear, |row| decode_case(row, &[]).map(drop)));
    let clear = encode_case(&made::case_after_release()).unwrap();
    rows.push(Row::new("case after release".to_owned(), clear, |row| decode_case(row, &[]).map(drop)));
    rows
}

fn rows_of_a_submission() -> Vec<Row> {
    let mut rows = rows_of_one("", &named_of_the_first_day());
    rows.extend(rows_of_one(" of every field", &named()));
    rows
}

fn rows_of_one(what: &str, submission: &Submission<'_>) -> Vec<Row> {
    let SubmissionRow { clear, personal } = encode_submission(submission).unwrap();
    let texts = personal.into_iter().map(|(subject, texts)| {
        let clear = clear.clone();
        Row::new(format!("submitted texts of {subject:?}{what}"), texts, move |row| {
            decode_submission(&clear, &[(subject, row.to_vec())]).map(drop)
        })
    });
    let mut rows: Vec<Row> = texts.collect();
    rows.push(Row::new(format!("submission{what}"), clear, |row| decode_submission(row, &[]).map(drop)));
    rows
}

/// The rows on disk are those of the first day: what is written otherwise today is not what was read then.
/// New rows are added by `BLESS=1 cargo test -p store row`; a row that changes wants a twin of the next version.
#[test]
fn rows_stay_as_they_were_written_first() {
    let hex = |row: &[u8]| row.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let written: Vec<String> =
        rows().iter().map(|row| format!("{}: {}", row.name, hex(&row.bytes))).collect();
    let first: BTreeSet<&str> = include_str!("tests/v1.txt").lines().collect();
    let now: BTreeSet<&str> = written.iter().map(String::as_str).collect();
    let changed: Vec<&&str> = first.difference(&now).collect();
    assert!(changed.is_empty(), "these are written in another way now: {changed:#?}");
    if std::env::var_os("BLESS").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/row/tests/v1.txt");
        fs::write(file, written.join("\n") + "\n").unwrap();
        return;
    }
    let new: Vec<&&str> = now.difference(&first).collect();
    assert!(new.is_empty(), "these are not kept yet: {new:#?}");
}

#[test]
fn a_row_cut_off_anywhere_or_prolonged_is_a_flaw() {
    for Row { name, mut bytes, read } in rows() {
        assert_eq!(read(&bytes), Ok(()), "{name}");
        for length in 0..bytes.len() {
            assert!(read(bytes.get(..length).unwrap()).is_err(), "{name} {length}");
        }
        bytes.push(0);
        assert_eq!(read(&bytes), Err(RowFlaw::Malformed), "{name}");
    }
}

#[test]
fn other_versions_are_named() {
    for Row { name, mut bytes, read } in rows() {
        *bytes.first_mut().unwrap() = 9;
        assert_eq!(read(&bytes), Err(RowFlaw::UnknownVersion(9)), "{name}");
    }
}

#[test]
fn every_changed_byte_is_survived() {
    for Row { name, bytes, read } in rows() {
        let mut refused = 0;
        for place in 0..bytes.len() {
            for change in [1, 0x40, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[place] ^= change;
                refused += usize::from(read(&changed).is_err());
            }
        }
        assert!(refused > 0, "{name}: {} bytes", bytes.len());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(rest in proptest::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [&[2], rest.as_slice()].concat();
        let _ = decode_case(&bytes, &[]);
        let bytes = [&[1], rest.as_slice()].concat();
        let _ = decode_case(&bytes, &[]);
        let _ = decode_submission(&bytes, &[(Subject::Payer, bytes.clone())]);
        let _ = decode_command(&bytes);
        let _ = decode_faults(&bytes);
    }
}

/// Rows give the names of details back as the code's own words, so they must know all that the code writes.
#[test]
fn every_detail_that_the_code_gives_to_a_fault_is_known() {
    let names = &clearance::FAULT_DETAILS;
    assert!(names.is_sorted());
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut given = BTreeSet::new();
    for name in ["clearance", "wire", "cocket"] {
        collect_details(&crates.join(name).join("src"), &mut given);
    }
    let missing: Vec<&String> = given.iter().filter(|name| !names.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "add to `FAULT_DETAILS`: {missing:?}");
    assert!(given.len() > 20, "only {given:?} were found");
}

fn collect_details(dir: &Path, given: &mut BTreeSet<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_details(&path, given);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let calls = text.split(".with(").skip(1).filter_map(|call| call.trim_start().strip_prefix('"'));
        given.extend(calls.filter_map(|call| call.split('"').next()).map(str::to_owned));
    }
}

#[test]
fn a_rate_of_many_terms_reads_back() {
    let case = made::case_of_every_charge();
    let read = decode_case(&encode_case(&case).unwrap(), &[]).unwrap();
    assert_eq!(read.assessment, case.assessment);
}
