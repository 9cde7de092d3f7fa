//! `cocket log witness`: watches a record for somebody who does not keep it, and signs its checkpoints as long as it
//! only grows.
//!
//! What was signed is kept before it is told, so that a witness never signs two histories itself. Where witnesses know
//! each other, a record that shows each of them another history is caught when they next compare.

use super::log_key;
use super::remote::{Remote, Unread};
use crate::clock;
use crate::failure::{Answer, Failure};
use evidence::{
    Checkpoint, NodesFlaw, NoteKey, NoteKeyKind, Opening, Origin, SignedBy, SignedNote, SigningKey,
    consistency_path, root_at, verify_consistency,
};
use ring::rand::{SecureRandom, SystemRandom};
use std::cmp::Ordering;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Arguments of `cocket log witness`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The URL of the server that keeps the record.
    url: String,
    /// The key of the record, `name+id+key`.
    #[arg(long, value_parser = log_key)]
    key: NoteKey,
    /// The name of the witness, such as `platform.example/witness`.
    #[arg(long, value_name = "NAME", value_parser = name)]
    name: Origin,
    /// Where the key of the witness is, and what it has signed; made where there is none.
    #[arg(long, value_name = "DIR", default_value = "witness")]
    state: PathBuf,
    /// Where other witnesses can ask what this one has signed last: `GET /checkpoint`.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The URL of another witness to compare with; as often as there are such.
    #[arg(long, value_name = "URL")]
    peer: Vec<String>,
    /// Seconds between two looks.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: u64,
    /// Look once and end.
    #[arg(long)]
    once: bool,
}

fn name(text: &str) -> Result<Origin, String> {
    Origin::parse(text).ok_or_else(|| "a name is 1 to 255 visible ASCII signs without `+`".to_owned())
}

/// Watches until the record is caught at something, or once.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut witness = Witness::open(arguments)?;
    eprintln!("cocket: this witness is {}", witness.own_key());
    if let Some(address) = arguments.listen {
        let listener = TcpListener::bind(address)
            .map_err(|source| Failure::World { what: format!("`{address}`"), source })?;
        let address = listener.local_addr().unwrap_or(address);
        let shown = Arc::clone(&witness.shown);
        thread::spawn(move || {
            if let Err(error) = service::show_note(listener, shown) {
                eprintln!("cocket: what is signed is shown no more: {error}");
            }
        });
        eprintln!("cocket: what it has signed last is at http://{address}/checkpoint");
    }
    loop {
        let looked = witness.look();
        match (looked, arguments.once) {
            (Err(Trouble::Caught(what)), _) => {
                eprintln!("cocket: THE RECORD `{}` IS CAUGHT: {what}", witness.log.name);
                return Ok(Answer::No);
            }
            (Err(Trouble::ShowsLess { shown, seen }), is_last) => {
                eprintln!(
                    "cocket: THE RECORD `{}` SHOWS LESS THAN WAS SEEN: {shown} leaves of {seen}. It was put back, or \
                     something on the way shows an old answer",
                    witness.log.name
                );
                if is_last {
                    return Ok(Answer::No);
                }
            }
            (Err(Trouble::Unread(unread)), true) => {
                let source = io::Error::other(unread.to_string());
                return Err(Failure::World { what: "the record cannot be witnessed".to_owned(), source });
            }
            (Err(Trouble::Own(failure)), _) => return Err(failure),
            (Err(Trouble::Unread(unread)), false) => eprintln!("cocket: not witnessed now: {unread}"),
            (Ok(size), true) => {
                writeln!(io::stdout(), "{} leaves are witnessed", size.unwrap_or(0))
                    .map_err(Failure::output)?;
                return Ok(Answer::Yes);
            }
            (Ok(_), false) => {}
        }
        thread::sleep(Duration::from_secs(arguments.every));
    }
}

/// Why a look came to nothing.
enum Trouble {
    /// The record is not the one that was seen, and there is proof of it.
    Caught(String),
    /// The record shows fewer leaves than were seen.
    ShowsLess { shown: u64, seen: u64 },
    /// Nothing can be told.
    Unread(Unread),
    /// The witness itself cannot go on.
    Own(Failure),
}

impl From<Unread> for Trouble {
    fn from(unread: Unread) -> Trouble {
        Trouble::Unread(unread)
    }
}

/// A witness with what it has signed.
struct Witness {
    record: Remote,
    log: NoteKey,
    name: Origin,
    key: SigningKey,
    state: PathBuf,
    peers: Vec<Remote>,
    /// The last checkpoint that it has signed.
    seen: Option<(Checkpoint, SignedNote)>,
    /// When, in seconds since 1970.
    at: u64,
    /// What others are shown.
    shown: Arc<Mutex<Option<String>>>,
}

impl Witness {
    fn open(arguments: &Arguments) -> Result<Witness, Failure> {
        let remote = |url: &String| {
            Remote::at(url).ok_or_else(|| Failure::WrongUse(format!("`{url}` is no URL of a server")))
        };
        let state = arguments.state.clone();
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&state).map_err(Failure::file(&state))?;
        let mut witness = Witness {
            record: remote(&arguments.url)?,
            log: arguments.key.clone(),
            name: arguments.name.clone(),
            key: own_key(&state.join("witness.key"))?,
            peers: arguments.peer.iter().map(remote).collect::<Result<_, _>>()?,
            seen: None,
            at: 0,
            shown: Arc::default(),
            state,
        };
        witness.recall()?;
        Ok(witness)
    }

    /// By what its signatures are known.
    fn own_key(&self) -> NoteKey {
        self.key.note_key(self.name.clone(), NoteKeyKind::Witness)
    }

    /// Reads what was signed last.
    fn recall(&mut self) -> Result<(), Failure> {
        let path = self.seen_path();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Failure::file(&path)(error)),
        };
        let wrong = || {
            Failure::WrongUse(format!(
                "`{}` is not what this witness has signed of that record",
                path.display()
            ))
        };
        let note = SignedNote::parse(&text).map_err(|_| wrong())?;
        let checkpoint = Checkpoint::signed(&note, &self.log).map_err(|_| wrong())?;
        let Ok(SignedBy::Witness { seconds }) = self.own_key().checked(&note) else { return Err(wrong()) };
        self.show(text);
        (self.seen, self.at) = (Some((checkpoint, note)), seconds);
        Ok(())
    }

    fn seen_path(&self) -> PathBuf {
        self.state.join("seen.note")
    }

    fn show(&self, note: String) {
        if let Ok(mut shown) = self.shown.lock() {
            *shown = Some(note);
        }
    }

    /// Looks at the record and at what other witnesses have signed. Gives how many leaves are witnessed.
    fn look(&mut self) -> Result<Option<u64>, Trouble> {
        let Some(note) = self.record.checkpoint()? else {
            return Err(match &self.seen {
                Some((seen, _)) => Trouble::ShowsLess { shown: 0, seen: seen.size },
                None => {
                    Unread::Unreachable("there is no record at this address, or none yet".to_owned()).into()
                }
            });
        };
        let checkpoint = Checkpoint::signed(&note, &self.log)
            .map_err(|flaw| Unread::Unfit(format!("the checkpoint of the record: {flaw}")))?;
        self.compare(&checkpoint, &note)?;
        if self.seen.as_ref().is_none_or(|(seen, _)| seen.size < checkpoint.size) {
            self.sign(checkpoint, note)?;
        }
        self.bring()?;
        for peer in &self.peers {
            match peer.note("/checkpoint") {
                Ok(None) => {}
                Ok(Some(note)) => self.compare_with_peer(&note)?,
                // Another witness that is down is no trouble of the record.
                Err(unread) => eprintln!("cocket: not compared with another witness now: {unread}"),
            }
        }
        Ok(self.seen.as_ref().map(|(seen, _)| seen.size))
    }

    /// Whether a checkpoint of the record goes on from the last that was signed.
    fn compare(&self, checkpoint: &Checkpoint, note: &SignedNote) -> Result<(), Trouble> {
        let Some((seen, seen_note)) = &self.seen else { return Ok(()) };
        match checkpoint.size.cmp(&seen.size) {
            // Both may be of one history: that proves nothing to others.
            Ordering::Less => Err(Trouble::ShowsLess { shown: checkpoint.size, seen: seen.size }),
            Ordering::Equal if checkpoint.root == seen.root => Ok(()),
            Ordering::Equal => {
                let what = format!("it has signed two histories of {} leaves", seen.size);
                Err(self.caught(&what, seen_note, note))
            }
            Ordering::Greater => self.goes_on((seen, seen_note), (checkpoint, note)),
        }
    }

    /// Whether the larger of two checkpoints goes on from the smaller, as the record proves by its tiles.
    fn goes_on(
        &self,
        (old, old_note): (&Checkpoint, &SignedNote),
        (new, new_note): (&Checkpoint, &SignedNote),
    ) -> Result<(), Trouble> {
        let nodes = |range| self.record.nodes(range, new.size);
        let path = consistency_path(old.size, new.size, nodes).map_err(unread)?;
        if verify_consistency(old.size, old.root, new.size, new.root, &path).is_ok() {
            return Ok(());
        }
        // Tiles that do not lead to what is signed prove nothing but that they are wrong.
        let tiles = root_at(new.size, |range| self.record.nodes(range, new.size)).map_err(unread)?;
        if tiles != new.root {
            return Err(
                Unread::Unfit("the tiles of the record do not lead to its checkpoint".to_owned()).into()
            );
        }
        let what = format!("its {} leaves do not go on from the {} that were seen", new.size, old.size);
        Err(self.caught(&what, old_note, new_note))
    }

    /// Whether what another witness has signed is of the same history.
    fn compare_with_peer(&self, note: &SignedNote) -> Result<(), Trouble> {
        let Ok(theirs) = Checkpoint::signed(note, &self.log) else {
            eprintln!(
                "cocket: another witness shows a checkpoint of another record, or one that nobody signed"
            );
            return Ok(());
        };
        let Some((seen, seen_note)) = &self.seen else { return Ok(()) };
        match theirs.size.cmp(&seen.size) {
            // What they saw after our last look is compared at the next.
            Ordering::Greater => Ok(()),
            Ordering::Equal if theirs.root == seen.root => Ok(()),
            Ordering::Equal => {
                let what = format!("it has shown another history of {} leaves to another witness", seen.size);
                Err(self.caught(&what, seen_note, note))
            }
            Ordering::Less => self.goes_on((&theirs, note), (seen, seen_note)),
        }
    }

    /// Signs a checkpoint, and keeps that before anybody hears of it.
    fn sign(&mut self, checkpoint: Checkpoint, note: SignedNote) -> Result<(), Trouble> {
        let seconds = u64::try_from(clock::now().as_second()).unwrap_or(0);
        if seconds < self.at {
            let what = format!("the clock stands before {}, when this witness signed last", self.at);
            return Err(Trouble::Own(Failure::WrongUse(what)));
        }
        let signature = self.key.cosign(&self.name, seconds, &note);
        let own = note.signatures().iter().filter(|line| line.name() == self.log.name.as_str()).cloned();
        let signed = SignedNote::of(note.text().to_owned(), own.chain([signature]).collect())
            .map_err(|flaw| Unread::Unfit(flaw.to_string()))?;
        let text = signed.to_string();
        keep(&self.seen_path(), text.as_bytes())
            .map_err(|error| Trouble::Own(Failure::file(&self.state)(error)))?;
        self.show(text);
        (self.seen, self.at) = (Some((checkpoint, signed)), seconds);
        Ok(())
    }

    /// Brings the record what was signed last.
    fn bring(&self) -> Result<(), Trouble> {
        let Some((seen, note)) = &self.seen else { return Ok(()) };
        match self.record.bring(note)?.as_u16() {
            200 => Ok(()),
            403 => {
                eprintln!("cocket: the record does not count with this witness: `cocket serve --witness`");
                Ok(())
            }
            409 => {
                let what =
                    format!("it says that the {} leaves that it has signed are another history", seen.size);
                Err(self.caught(&what, note, note))
            }
            status => Err(Unread::Unreachable(format!("the record takes no signature: {status}")).into()),
        }
    }

    /// Keeps both checkpoints: together they prove it to anybody.
    fn caught(&self, what: &str, one: &SignedNote, other: &SignedNote) -> Trouble {
        for (name, note) in [("caught-1.note", one), ("caught-2.note", other)] {
            let path = self.state.join(name);
            if let Err(error) = keep(&path, note.to_string().as_bytes()) {
                eprintln!("cocket: `{}`: {error}; this is what it should hold:\n{note}", path.display());
            }
        }
        Trouble::Caught(format!("{what}; the proof is in `{}`", self.state.display()))
    }
}

fn unread(flaw: NodesFlaw<Unread>) -> Trouble {
    match flaw {
        NodesFlaw::Unread(unread) => unread.into(),
        flaw => Unread::Unfit(flaw.to_string()).into(),
    }
}

/// Writes a file as a whole, durable when this returns.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut out = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&fresh)?;
    out.write_all(bytes)?;
    out.sync_data()?;
    fs::rename(&fresh, path)?;
    File::open(path.parent().unwrap_or(path))?.sync_all()
}

/// The key of the witness, made where there is none.
fn own_key(path: &Path) -> Result<SigningKey, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut seed = [0; 32];
            let source = || io::Error::other("the system gives no random bytes");
            SystemRandom::new()
                .fill(&mut seed)
                .map_err(|_| Failure::World { what: "chance".to_owned(), source: source() })?;
            let text = format!("{}\n", Opening::from_bytes(seed));
            keep(path, text.as_bytes()).map_err(Failure::file(path))?;
            text
        }
        Err(error) => return Err(Failure::file(path)(error)),
    };
    SigningKey::parse(text.trim())
        .ok_or_else(|| Failure::WrongUse(format!("`{}` is no private key", path.display())))
}
