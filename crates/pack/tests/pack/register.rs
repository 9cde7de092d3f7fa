//! The register's file: what is read is written again, and whatever is wrong is told at once.

use clearance::Register;

const HEADER: &str = "party,name,kind,scheme,number,valid_from,valid_to,law\n";

fn found(rows: &str) -> Vec<String> {
    let findings = pack::register(format!("{HEADER}{rows}").as_bytes()).unwrap_err();
    let brief = |finding: &pack::Finding| {
        assert_eq!((finding.file.as_str(), finding.severity), ("register.csv", pack::Severity::Error));
        let (row, column) = (finding.row.unwrap(), finding.column.as_deref().unwrap_or("-"));
        format!("{row} {column} {}", finding.code)
    };
    findings.iter().map(brief).collect()
}

#[test]
fn what_is_written_is_what_was_read() {
    let rows = "\
        bright-shop,\"Bright \"\"Shop\"\", Ltd\",tax_scheme,vendor,xav0012345,2024-01-01,2025-12-31,Ruling 7/2023\n\
        bright-shop,\"Bright \"\"Shop\"\", Ltd\",tax_scheme,vendor,XAV0012345,2026-02-01,,Ruling 2/2026\n\
        \n\
        quay-brokers,Quay Brokers,mandate,bright-shop,,2026-01-01,,XA Customs Act s.90\n\
        quay-brokers,Quay Brokers,broker_licence,,B-7,2020-01-01,,XA Customs Act s.88\n\
        bright-shop,Bright Shop,tax_standing,,,2020-01-01,,XA Tax Act s.3\n";
    let register = pack::register(format!("\u{feff}{HEADER}{rows}").as_bytes()).unwrap();
    assert_eq!(register.rows().len(), 5);
    let text = pack::register_csv(&register);
    assert_eq!(pack::register(text.as_bytes()).as_ref(), Ok(&register));
    assert_eq!(pack::register_csv(&pack::register(text.as_bytes()).unwrap()), text);

    // A row is ended by setting its last day, and the whole is stored again.
    let mut ended = register.rows().to_vec();
    let broker = ended.iter_mut().find(|row| row.number.as_deref() == Some("B-7")).unwrap();
    broker.validity.to = Some(jiff::civil::date(2026, 3, 1));
    let text = pack::register_csv(&Register::new(ended).unwrap());
    assert!(text.contains("broker_licence,,B-7,2020-01-01,2026-03-01,"), "{text}");
}

#[test]
fn an_empty_register_is_its_header() {
    assert_eq!(pack::register_csv(Register::empty()), HEADER);
    assert_eq!(pack::register(HEADER.as_bytes()).as_ref(), Ok(Register::empty()));
}

#[test]
fn every_fault_is_told_at_once() {
    let rows = "\
        ,A,tax_schema,x,1,2026-01-01,,L\n\
        a,,tax_scheme,,XAV 1,2026-13-01,soon,\n\
        a,A,trusted_trader,vendor,,2026-02-01,2026-01-31,L\n\
        a,A,mandate,,,2026-01-01,,L\n\
        a,A,deferment\n\
        a,A,deferment,,D1,2026-01-01,,L\u{202e}\n\
        a,A,broker_licence,,B1,2026-02-01,,L\n\
        b,B,broker_licence,,b1,2020-01-01,2026-02-01,L\n";
    #[rustfmt::skip]
    let expected = [
        "2 kind unknown_reference", "2 party missing",
        "3 law missing_law", "3 name missing", "3 number malformed_number", "3 scheme missing",
        "3 valid_from malformed_date", "3 valid_to malformed_date",
        "4 number missing", "4 scheme unfit_scheme", "4 valid_to ends_before_start",
        "5 scheme missing", "6 - ragged_row", "7 law control_character", "9 valid_from overlap",
    ];
    assert_eq!(found(rows), expected);
}

#[test]
fn a_file_that_is_not_a_register_is_refused() {
    let code = |bytes: &[u8]| pack::register(bytes).unwrap_err().iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(code(b""), ["missing_column"]);
    assert_eq!(code(b"party;name;kind\n"), ["wrong_separator"]);
    assert_eq!(code(b"party,name,kind,scheme,number,valid_from,law\n"), ["missing_column"]);
    assert_eq!(code(b"party,name,kind,scheme,number,valid_from,valid_to,law,note\n"), ["unknown_column"]);
    assert_eq!(code(b"party,name,kind,scheme,number,valid_from,valid_to,law,status\n"), ["unknown_column"]);
    assert_eq!(code(b"party,name\n\xff\n"), ["not_utf8"]);
    let endless = "a,A,deferment\n".repeat(20_000);
    let findings = pack::register(format!("{HEADER}{endless}").as_bytes()).unwrap_err();
    assert_eq!(findings.len(), 10_001);
    assert!(findings.iter().all(|finding| finding.file == "register.csv"));
}
