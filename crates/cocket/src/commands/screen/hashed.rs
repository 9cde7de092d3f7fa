//! Lists that say whether a name is on them without showing their names.
//!
//! A line tells how the list was made; then comes a slow salted hash of each form of each name, sorted:
//!
//! ```text
//! cocket-hashed-list 1 argon2id memory_kib=1024 passes=1 salt=5f… hashes=2
//! 0a27c61e0b7d1f0fd6f6a53f2a1c90ab
//! f0e9…
//! ```

use super::{Asked, Entry, printable};
use crate::failure::{Answer, Failure};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use evidence::content_hash;
use ring::rand::{SecureRandom, SystemRandom};
use risk::screening::Forms;
use serde::Serialize;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The most times that the hash of one name may go over its memory: whoever reads a list pays it for each name.
pub(super) const MOST_PASSES: i64 = 64;
/// What the hash of one name needs, in KiB: much for a chip that would guess many at once.
const MEMORY_KIB: u32 = 1024;
/// The most hashes of one list.
const MOST_HASHES: usize = 10_000_000;
const START: &str = "cocket-hashed-list 1 argon2id";

/// The hash of a form of a name, cut short: sixteen bytes keep a million apart.
type Short = [u8; 16];

/// How the names of a list are hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Recipe {
    passes: u32,
    salt: String,
}

/// A list as it is handed out.
struct HashedList {
    name: String,
    recipe: Recipe,
    sorted: Vec<Short>,
}

#[derive(Serialize)]
struct Answered<'a> {
    id: &'a str,
    query: &'a str,
    matches: Vec<Member<'a>>,
}

#[derive(Serialize)]
struct Member<'a> {
    list: &'a str,
    /// The hash, by which the publisher finds the entry.
    id: String,
    class: &'static str,
}

/// Writes the lists as one hashed list.
pub(super) fn write(
    to: &Path,
    lists: &[String],
    entries: &[Entry],
    salt: Option<&str>,
    passes: u32,
) -> Result<Answer, Failure> {
    let salt = match salt {
        Some(salt) if salt.is_empty() || !salt.chars().all(|char| char.is_ascii_graphic()) => {
            return Err(Failure::WrongUse("a salt has signs of ASCII without spaces".to_owned()));
        }
        Some(salt) => salt.to_owned(),
        None => new_salt()?,
    };
    let recipe = Recipe { passes, salt };
    let mut forms = Vec::with_capacity(entries.len() * 2);
    for entry in entries {
        let list = lists.get(entry.list).map(String::as_str).unwrap_or_default();
        let Some(own) = Forms::of(entry.named.kind, &entry.named.name) else {
            let line = entry.named.line;
            return Err(Failure::WrongUse(format!(
                "the list `{list}`: line {line}: nothing in it can be hashed"
            )));
        };
        forms.push(own.words);
        forms.extend(own.sound);
    }
    forms.sort_unstable();
    forms.dedup();
    let mut hashes = hash_all(&recipe, &forms)?;
    hashes.sort_unstable();
    hashes.dedup();
    let Recipe { passes, salt } = &recipe;
    let mut text =
        format!("{START} memory_kib={MEMORY_KIB} passes={passes} salt={salt} hashes={}\n", hashes.len());
    for hash in &hashes {
        text.push_str(&hex(hash));
        text.push('\n');
    }
    fs::write(to, text).map_err(Failure::file(to))?;
    eprintln!("{} names as {} hashes", entries.len(), hashes.len());
    Ok(Answer::Yes)
}

/// Says of each name whether it is on the lists.
pub(super) fn look(files: &[PathBuf], asked: &[Asked], is_json: bool) -> Result<Answer, Failure> {
    let lists = files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut matches: Vec<Vec<Member<'_>>> = asked.iter().map(|_| Vec::new()).collect();
    for list in &lists {
        for (class, form_of) in CLASSES {
            let forms: Vec<(usize, String)> = (0..)
                .zip(asked)
                .filter_map(|(place, asked)| Some((place, form_of(Forms::of(asked.kind, &asked.name)?)?)))
                .collect();
            let texts: Vec<String> = forms.iter().map(|(_, form)| form.clone()).collect();
            for ((place, _), hash) in forms.iter().zip(hash_all(&list.recipe, &texts)?) {
                if list.sorted.binary_search(&hash).is_ok()
                    && let Some(found) = matches.get_mut(*place)
                    && found.iter().all(|found| found.list != list.name)
                {
                    found.push(Member { list: &list.name, id: hex(&hash), class });
                }
            }
        }
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (asked, matches) in asked.iter().zip(matches) {
        let answered = Answered { id: &asked.id, query: &asked.name, matches };
        let said = match is_json {
            true => serde_json::to_string(&answered).unwrap_or_default(),
            false => words(&answered),
        };
        writeln!(out, "{said}").map_err(Failure::output)?;
    }
    out.flush().map_err(Failure::output)?;
    Ok(Answer::Yes)
}

/// A form of a name, if it has it.
type FormOf = fn(Forms) -> Option<String>;

/// What an answer can be, the surer first.
const CLASSES: [(&str, FormOf); 2] =
    [("member", |forms| Some(forms.words)), ("sounds_like_a_member", |forms| forms.sound)];

fn words(answered: &Answered<'_>) -> String {
    if answered.matches.is_empty() {
        return printable(&format!("{}: on no list in any form that is hashed", answered.query));
    }
    let found =
        answered.matches.iter().map(|found| format!("{} of {} ({})", found.class, found.list, found.id));
    printable(&format!("{}: {}", answered.query, found.collect::<Vec<_>>().join(", ")))
}

fn new_salt() -> Result<String, Failure> {
    let mut bytes = Short::default();
    let made = SystemRandom::new().fill(&mut bytes);
    made.map_err(|_| world("a salt", "no randomness"))?;
    Ok(hex(&bytes))
}

fn world(what: &str, why: &str) -> Failure {
    Failure::World { what: what.to_owned(), source: std::io::Error::other(why.to_owned()) }
}

fn hex(bytes: &Short) -> String {
    bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hashes of texts, in their order, on as many threads as there are cores.
fn hash_all(recipe: &Recipe, texts: &[String]) -> Result<Vec<Short>, Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = texts.len().div_ceil(cores).max(1);
    let parts: Vec<Result<Vec<Short>, Failure>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            texts.chunks(share).map(|part| scope.spawn(move || hash_part(recipe, part))).collect();
        let broken = || Err(world("hashes", "a thread ended early"));
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| broken())).collect()
    });
    Ok(parts.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

fn hash_part(recipe: &Recipe, texts: &[String]) -> Result<Vec<Short>, Failure> {
    let failed = |failure: argon2::Error| world("a hash", &failure.to_string());
    let params = Params::new(MEMORY_KIB, recipe.passes, 1, Some(16)).map_err(failed)?;
    let mut room = vec![Block::default(); params.block_count()];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = content_hash(recipe.salt.as_bytes());
    let hash = |text: &String| {
        let mut short = Short::default();
        argon
            .hash_password_into_with_memory(text.as_bytes(), salt.as_bytes(), &mut short, &mut room)
            .map_err(failed)?;
        Ok(short)
    };
    texts.iter().map(hash).collect()
}

fn read(path: &Path) -> Result<HashedList, Failure> {
    let text = fs::read(path).map_err(Failure::file(path))?;
    let (recipe, sorted) = parse(&text)
        .map_err(|flaw| Failure::WrongUse(format!("the hashed list `{}`: {flaw}", path.display())))?;
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Ok(HashedList { name, recipe, sorted })
}

/// Reads a hashed list. An error says what is wrong, and where.
fn parse(bytes: &[u8]) -> Result<(Recipe, Vec<Short>), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no text".to_owned())?;
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    let (recipe, count) = parse_head(head).ok_or_else(|| {
        format!(
            "line 1: it does not begin with `{START} memory_kib={MEMORY_KIB} passes=N salt=TEXT hashes=N`"
        )
    })?;
    let mut sorted: Vec<Short> = Vec::new();
    for (number, line) in (2_u64..).zip(lines) {
        let hash =
            parse_hex(line).ok_or_else(|| format!("line {number}: no hash of 32 hexadecimal digits"))?;
        if sorted.last().is_some_and(|last| *last >= hash) {
            return Err(format!("line {number}: the hashes are not in order"));
        }
        if sorted.len() >= MOST_HASHES {
            return Err(format!("more than {MOST_HASHES} hashes"));
        }
        sorted.push(hash);
    }
    match sorted.len() == count {
        true => Ok((recipe, sorted)),
        false => Err(format!("{} hashes in place of {count}: a part is missing", sorted.len())),
    }
}

fn parse_head(head: &str) -> Option<(Recipe, usize)> {
    let mut words = head.strip_prefix(START)?.strip_prefix(' ')?.split(' ');
    let mut value = |name: &str| words.next()?.strip_prefix(name)?.strip_prefix('=');
    let memory: u32 = value("memory_kib")?.parse().ok()?;
    let passes: u32 = value("passes")?.parse().ok()?;
    let salt = value("salt")?.to_owned();
    let count = value("hashes")?.parse().ok()?;
    let is_whole =
        words.next().is_none() && memory == MEMORY_KIB && (1..=MOST_PASSES).contains(&passes.into());
    is_whole.then_some((Recipe { passes, salt }, count))
}

fn parse_hex(line: &str) -> Option<Short> {
    let digits: &[u8; 32] = line.as_bytes().try_into().ok()?;
    if digits.iter().any(|digit| !matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut short = Short::default();
    for (byte, pair) in short.iter_mut().zip(line.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_not_whole_is_not_used() {
        let head = |count: usize| format!("{START} memory_kib=1024 passes=2 salt=abc hashes={count}\n");
        let (one, two) = ("0a".repeat(16), "0b".repeat(16));
        let whole = format!("{}{one}\n{two}\n", head(2));
        let (recipe, sorted) = parse(whole.as_bytes()).unwrap();
        assert_eq!((recipe, sorted.len()), (Recipe { passes: 2, salt: "abc".to_owned() }, 2));
        for (text, told) in [
            (String::new(), "line 1: it does not begin"),
            (head(0).replace("1024", "1048576"), "line 1"),
            (head(0).replace("passes=2", "passes=4000000000"), "line 1"),
            (head(0).replace("list 1", "list 2"), "line 1"),
            (format!("{}{one}\n", head(2)), "1 hashes in place of 2"),
            (format!("{}{two}\n{one}\n", head(2)), "line 3: the hashes are not in order"),
            (format!("{}{one}\n{one}\n", head(2)), "line 3: the hashes are not in order"),
            (format!("{}{one}a\n", head(1)), "line 2: no hash"),
            (format!("{}{}\n", head(1), one.to_uppercase()), "line 2: no hash"),
        ] {
            let flaw = parse(text.as_bytes()).unwrap_err();
            assert!(flaw.contains(told), "{text}: {flaw}");
        }
        assert!(parse(b"\xff").is_err());
    }

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let recipe = |salt: &str| Recipe { passes: 1, salt: salt.to_owned() };
        let texts: Vec<String> = ["party a", "party b", "party c"].map(str::to_owned).to_vec();
        let hashes = hash_all(&recipe("x"), &texts).unwrap();
        assert_eq!(hashes, hash_all(&recipe("x"), &texts).unwrap());
        assert_ne!(hashes, hash_all(&recipe("y"), &texts).unwrap());
        assert!(hashes.iter().all(|hash| parse_hex(&hex(hash)) == Some(*hash)));
        assert_eq!(hash_all(&recipe("x"), &[]).unwrap(), Vec::<Short>::new());
    }
}
