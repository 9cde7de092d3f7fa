//! Watch lists as their authors publish them: names with what they are and the number of their entry.
//!
//! Read are the files of the United States (OFAC: `sdn.csv`, `alt.csv`, `add.csv`), the consolidated list of the United
//! Nations (XML), and CSV with the columns `id,name,kind`. Which one it is, the file itself says.

mod encoding;
mod ofac;
mod un;

use csv::{ReaderBuilder, StringRecord, Trim};
use risk::EntryKind;

/// The most names of one file.
const MOST_NAMES: usize = 5_000_000;
/// The most bytes of a name. None is that long; whoever writes one has made a mistake.
const LONGEST_NAME: usize = 2_048;

/// A name of a list. An entry may have several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// The number of its entry.
    pub id: String,
    /// The name, address, number or site.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// Where it begins in its file, counted from 1.
    pub line: u64,
}

/// Why a list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListFlaw {
    /// A row is wrong.
    #[error("line {line}: {reason}")]
    Row {
        /// Where it begins, counted from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// The file is wrong as a whole.
    #[error("{0}")]
    File(String),
}

impl ListFlaw {
    fn row(line: u64, reason: impl Into<String>) -> ListFlaw {
        ListFlaw::Row { line, reason: reason.into() }
    }
}

/// The names of a list.
///
/// # Errors
/// What is wrong, with its line. Nothing of a list that is wrong is used: half a list would let the other half in.
pub fn listed_names(bytes: &[u8]) -> Result<Vec<ListedName>, ListFlaw> {
    let text = encoding::text_of(bytes)?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let names = match start.chars().next() {
        Some('<') => un::names(start)?,
        _ => {
            let mut rows = rows(start)?;
            match rows.first().map(|(_, row)| row.len()) {
                None => return Err(ListFlaw::File("the list is empty".to_owned())),
                Some(_) if has_header(&rows) => own(&rows)?,
                Some(ofac::NAMES | ofac::ALIASES | ofac::ADDRESSES) => ofac::names(&mut rows)?,
                Some(columns) => {
                    let reason = "no list that is known: neither columns `id,name,kind` nor a list of OFAC";
                    return Err(ListFlaw::row(1, format!("{reason} ({columns} columns)")));
                }
            }
        }
    };
    match names.len() {
        0 => Err(ListFlaw::File("there is no name on the list".to_owned())),
        1..=MOST_NAMES => Ok(names),
        _ => Err(ListFlaw::File(format!("more than {MOST_NAMES} names"))),
    }
}

/// What is doubtful in names that can be read: one that stands twice under one id, and an id that is both a party and a
/// vessel. Several names of one id are no doubt: those are aliases.
pub fn doubts(names: &[ListedName]) -> Vec<ListFlaw> {
    let party_or_vessel = |name: &&ListedName| {
        let is_vessel = name.kind == EntryKind::Vessel;
        (is_vessel || matches!(name.kind, EntryKind::Person | EntryKind::Organisation)).then_some(is_vessel)
    };
    let mut sorted: Vec<&ListedName> = names.iter().collect();
    sorted.sort_unstable_by_key(|name| (&name.id, name.kind, &name.name, name.line));
    let mut doubts = Vec::new();
    for pair in sorted.windows(2) {
        let [one, other] = pair else { continue };
        if one.id != other.id {
            continue;
        }
        let id = shortened(&one.id);
        if (one.kind, &one.name) == (other.kind, &other.name) && one.line != other.line {
            let reason = format!("the id `{id}` has this name on line {} already", one.line);
            doubts.push((other.line, reason));
        } else if let (Some(one_is), Some(other_is)) = (party_or_vessel(one), party_or_vessel(other))
            && one_is != other_is
        {
            let (first, second) = (one.line.min(other.line), one.line.max(other.line));
            doubts.push((second, format!("the id `{id}` is a party and a vessel, see line {first}")));
        }
    }
    doubts.sort_unstable();
    doubts.into_iter().map(|(line, reason)| ListFlaw::row(line, reason)).collect()
}

/// The rows of a CSV with their lines.
fn rows(text: &str) -> Result<Vec<(u64, StringRecord)>, ListFlaw> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|failure| ListFlaw::File(failure.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        // Old lists end with the sign for the end of a file.
        if row.iter().all(|cell| cell.is_empty() || cell == "\u{1a}") {
            continue;
        }
        if rows.len() >= MOST_NAMES {
            return Err(ListFlaw::File(format!("more than {MOST_NAMES} rows")));
        }
        rows.push((line, row));
    }
    Ok(rows)
}

fn has_header(rows: &[(u64, StringRecord)]) -> bool {
    rows.first().is_some_and(|(_, row)| {
        ["id", "name", "kind"].iter().all(|name| row.iter().any(|cell| cell == *name))
    })
}

/// A list in columns of our own; others may stand beside them.
fn own(rows: &[(u64, StringRecord)]) -> Result<Vec<ListedName>, ListFlaw> {
    let Some(((_, header), rows)) = rows.split_first() else { return Ok(Vec::new()) };
    let place = |name: &str| header.iter().position(|cell| cell == name).unwrap_or(usize::MAX);
    let (id, name, kind) = (place("id"), place("name"), place("kind"));
    let mut names = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        if row.len() != header.len() {
            let reason = format!("{} cells in place of {}", row.len(), header.len());
            return Err(ListFlaw::row(*line, reason));
        }
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let word = cell(kind);
        let kind = EntryKind::from_name(word).ok_or_else(|| {
            let kinds: Vec<&str> = EntryKind::ALL.iter().map(|kind| kind.as_str()).collect();
            ListFlaw::row(*line, format!("`{}` is no kind; there are {}", shortened(word), kinds.join(", ")))
        })?;
        if cell(id).is_empty() {
            return Err(ListFlaw::row(*line, "the id is empty"));
        }
        names.push(named(*line, cell(id), cell(name).to_owned(), kind)?);
    }
    Ok(names)
}

/// A name that can be looked for.
fn named(line: u64, id: &str, name: String, kind: EntryKind) -> Result<ListedName, ListFlaw> {
    if !name.contains(char::is_alphanumeric) {
        return Err(ListFlaw::row(line, "the name has no letter or digit"));
    }
    if name.len() > LONGEST_NAME {
        return Err(ListFlaw::row(line, format!("the name is longer than {LONGEST_NAME} bytes")));
    }
    Ok(ListedName { id: id.to_owned(), name, kind, line })
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let names = listed_names(text.as_bytes()).unwrap();
        names.iter().map(|name| format!("{} {} {}", name.id, name.kind.as_str(), name.name)).collect()
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(
            read("id,name,kind,law\nX-1,\"Quorvane, B.\",person,s.1\nX-1,Baltazar Q,person,s.1\n"),
            ["X-1 person Quorvane, B.", "X-1 person Baltazar Q"]
        );
        assert_eq!(
            read(concat!(
                "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
                "2674,\"ABBAS, Abu\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,",
                "\"DOB 10 Dec 1948; Website www.abbas.example; Director.\"\n",
                "4,\"OCEAN STAR\",\"vessel\",\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n\u{1a}\n",
            )),
            [
                "36 organisation AEROCARIBBEAN AIRLINES",
                "2674 person ABBAS, Abu",
                "2674 url www.abbas.example",
                "4 vessel OCEAN STAR",
            ]
        );
        assert_eq!(read("36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \n"), ["36 organisation AERO-CARIBBEAN"]);
        assert_eq!(
            read(
                "36,25,-0- ,\"Havana\",\"Cuba\",-0- \n173,129,\"Ibex House\",\"London EC3N 1DY\",\"United Kingdom\",-0- \n"
            ),
            ["173 address Ibex House, London EC3N 1DY, United Kingdom"]
        );
        assert_eq!(
            read(concat!(
                "<?xml version=\"1.0\"?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>69</DATAID>",
                "<FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE &amp; C</SECOND_NAME>",
                "<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>اريك</NAME_ORIGINAL_SCRIPT>",
                "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME/></INDIVIDUAL_ALIAS>",
                "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Eric B</ALIAS_NAME></INDIVIDUAL_ALIAS>",
                "</INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>ADF</FIRST_NAME>",
                "<REFERENCE_NUMBER>CDe.001</REFERENCE_NUMBER><ENTITY_ADDRESS><STREET>1 Main St</STREET>",
                "<CITY>Beni</CITY><COUNTRY>DRC</COUNTRY></ENTITY_ADDRESS></ENTITY></ENTITIES></CONSOLIDATED_LIST>",
            )),
            [
                "CDi.001 person ERIC BADEGE & C",
                "CDi.001 person اريك",
                "CDi.001 person Eric B",
                "CDe.001 organisation ADF",
                "CDe.001 address 1 Main St, Beni, DRC",
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, flaw) in [
            ("", "the list is empty"),
            ("id,name,kind\n", "there is no name on the list"),
            ("id,name,kind\n1,A,ghost\n", "line 2: `ghost` is no kind"),
            ("id,name,kind\n1,A,person\n2,--,person\n", "line 3: the name has no letter or digit"),
            ("id,name,kind\n,A,person\n", "line 2: the id is empty"),
            ("id,name,kind\n1,A\n", "line 2: 2 cells in place of 3"),
            ("a,b\n1,2\n", "line 1: no list that is known"),
            ("<html><body>Not found</body></html>", "no list of the United Nations"),
            ("<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>", "the XML ends"),
            ("<CONSOLIDATED_LIST></INDIVIDUALS>", "XML"),
        ] {
            let told = listed_names(text.as_bytes()).unwrap_err().to_string();
            assert!(told.contains(flaw), "{text}: {told}");
        }
        let long = format!("id,name,kind\n1,{},person\n", "A".repeat(10_000));
        assert!(listed_names(long.as_bytes()).unwrap_err().to_string().contains("longer than"));
        let deep = "<CONSOLIDATED_LIST>".to_owned() + &"<a>".repeat(100_000);
        assert!(listed_names(deep.as_bytes()).is_err());
        assert_eq!(listed_names(b"id,name,kind\n1,Jos\xe9,person\n").unwrap()[0].name, "José");
    }

    #[test]
    fn what_is_doubtful_is_told_with_its_line() {
        let told = |text: &str| -> Vec<String> {
            doubts(&listed_names(text.as_bytes()).unwrap()).iter().map(ListFlaw::to_string).collect()
        };
        assert_eq!(
            told("id,name,kind\n1,A B,person\n1,B A,person\n2,A B,person\n1,x.example,url\n"),
            [""; 0]
        );
        assert_eq!(
            told("id,name,kind\n1,A B,person\n2,C,person\n1,A B,person\n2,D,vessel\n"),
            [
                "line 4: the id `1` has this name on line 2 already",
                "line 5: the id `2` is a party and a vessel, see line 3"
            ]
        );
    }

    #[test]
    fn a_million_rows_are_read() {
        let mut text = String::from("id,name,kind\n");
        for row in 0..1_000_000 {
            text.push_str(&format!("{row},Name {row},person\n"));
        }
        let names = listed_names(text.as_bytes()).unwrap();
        assert_eq!((names.len(), names.last().map(|name| name.line)), (1_000_000, Some(1_000_001)));
        assert_eq!(doubts(&names), []);
    }
}
