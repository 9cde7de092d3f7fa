//! The demonstration as a process: it plays a small day, serves it, begins it anew, and leaves nothing behind.

use crate::golden::root;
use rehearsal::day::Day;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A demonstration of its own, with a place for what is temporary, killed when it is dropped.
struct Demo {
    child: Child,
    address: String,
    said: String,
    temporary: PathBuf,
}

fn cocket(arguments: &[&str], temporary: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cocket"));
    command.args(arguments).current_dir(root()).env("TMPDIR", temporary);
    command
}

fn temporary(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cocket-test-demo-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl Demo {
    fn start(name: &str) -> Demo {
        let temporary = temporary(name);
        let arguments = ["demo", "--no-open", "--parcels", "200", "--seed", "7", "--listen", "127.0.0.1:0"];
        let errors = File::create(temporary.with_extension("err")).unwrap();
        let mut child = cocket(&arguments, &temporary).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C") {
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "it ended: {said}");
        }
        let (_, rest) = said.split_once("http://").unwrap();
        let address = rest.split('/').next().unwrap().to_owned();
        Demo { child, address, said, temporary }
    }

    /// One request with the officer's credential: the status and the body. None where the day ended meanwhile.
    fn try_call(&self, method: &str, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer sandbox-officer\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 0\r\n\r\n",
            self.address
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    fn call(&self, method: &str, path: &str) -> (u16, String) {
        self.try_call(method, path).unwrap_or_else(|| panic!("no answer: {}", self.told()))
    }

    /// What it said on standard error.
    fn told(&self) -> String {
        std::fs::read_to_string(self.temporary.with_extension("err")).unwrap_or_default()
    }

    fn folders(&self) -> usize {
        std::fs::read_dir(&self.temporary).unwrap().count()
    }

    /// Tells it to end, and waits until it has.
    fn end(mut self) -> PathBuf {
        let told = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success());
        self.temporary.clone()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_day_is_served_begun_anew_and_leaves_nothing_behind() {
    let mut demo = Demo::start("served");
    assert!(demo.said.contains("returned for correction") && demo.said.contains("demo-swallowtail"));
    assert_eq!(demo.call("GET", "/readyz").0, 200);
    let day = Day::new(7, 200);
    let (status, body) = demo.call("GET", &format!("/v1/tracking/{}", day.shown.released));
    assert_eq!(status, 200, "{body}");
    assert!(["released", "cleared"].contains(&phase(&body).as_str()), "{body}");
    assert_eq!(demo.folders(), 1);
    let before = demo.call("GET", "/v1/worklists");
    let examinations: Value = serde_json::from_str(&before.1).unwrap();
    let lists = examinations["worklists"].as_array().unwrap();
    assert!(lists.iter().any(|list| list["name"] == "examination" && list["count"].as_u64() > Some(3)));

    let (status, body) = demo.call("POST", "/demo/reset");
    assert_eq!(status, 200, "{body}");
    // The port stays open: whoever comes meanwhile waits until the day is there again, but for those who came in
    // at the last moment.
    let mut tries = 0;
    while !demo.told().contains("begins anew")
        || demo.try_call("GET", "/v1/worklists").as_ref() != Some(&before)
    {
        let ended = demo.child.try_wait().unwrap();
        tries += 1;
        assert!(tries < 200 && ended.is_none(), "not begun anew: {ended:?} {}", demo.told());
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(demo.folders(), 1);

    let temporary = demo.end();
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0, "something stays behind");
    std::fs::remove_dir(&temporary).unwrap();
    std::fs::remove_file(temporary.with_extension("err")).unwrap();
}

fn phase(tracking: &str) -> String {
    let tracking: Value = serde_json::from_str(tracking).unwrap();
    tracking["phase"].as_str().unwrap_or_default().to_owned()
}

fn refused(arguments: &[&str], temporary: &Path) -> (i32, String) {
    let Output { status, stderr, .. } = cocket(arguments, temporary).output().unwrap();
    assert_eq!(std::fs::read_dir(temporary).unwrap().count(), 0);
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn what_cannot_be_is_said_before_the_day_is_played() {
    let temporary = temporary("refused");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = refused(&["demo", "--no-open", "--listen", &address], &temporary);
    assert!(code == 3 && said.contains(&address) && said.contains("--listen"), "{code} {said}");
    let (code, said) = refused(&["demo", "--no-open", "--pack", "packs/nowhere"], &temporary);
    assert!(code == 2 && said.contains("--pack DIR"), "{code} {said}");
    let (code, said) = refused(&["demo", "--no-open", "--pack", "packs/kr-sample"], &temporary);
    assert!(code == 2 && said.contains("Examplia"), "{code} {said}");
    let (code, _) = refused(&["demo", "--no-open", "--parcels", "3"], &temporary);
    assert_eq!(code, 2);
    std::fs::remove_dir(&temporary).unwrap();
}

#[test]
fn the_sample_for_filers_is_taken_once_it_is_mended() {
    let temporary = temporary("sample");
    for seed in [1, 2] {
        let sample = rehearsal::day::sample_csv(seed);
        for (name, csv, faulty) in [("sent", &sample.csv, 40), ("mended", &sample.mended, 0)] {
            let path = temporary.join(format!("{name}-{seed}.csv"));
            std::fs::write(&path, csv).unwrap();
            let assess = ["assess", "--pack", "packs/examplia", "--as-of", "2026-03-02", "--json"];
            let output = cocket(&assess, &temporary).arg(&path).output().unwrap();
            let answers = String::from_utf8(output.stdout).unwrap();
            let returned: Vec<u64> = answers
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap())
                .filter(|answer| answer["outcome"] == "correct")
                .map(|answer| answer["input_line"].as_u64().unwrap())
                .collect();
            assert_eq!((answers.lines().count(), returned.len()), (500, faulty), "{name} {seed}");
            let expected: Vec<u64> = sample.faulty.iter().map(|line| *line as u64).collect();
            assert!(faulty == 0 || returned == expected, "{returned:?} {expected:?}");
        }
    }
    std::fs::remove_dir_all(&temporary).unwrap();
}

/// What a command printed, what it said, and whether its answer was yes.
fn told(arguments: &[&str], temporary: &Path) -> (String, String, bool) {
    let output = cocket(arguments, temporary).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.success())
}

#[test]
fn what_was_found_is_ranked_reviewed_and_published() {
    let demo = Demo::start("sellers");
    let here = demo.temporary.clone();
    let data = std::fs::read_dir(&here).unwrap().next().unwrap().unwrap().path();
    let data = data.to_str().unwrap();
    let ask = |arguments: &[&str]| told(&[&["sellers"], arguments].concat(), &here);
    let file = |name: &str, text: &str| {
        let file = here.with_extension(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let published = || demo.call("GET", "/v1/lists/sellers");
    let (ranking, _, _) = ask(&["rank", "--data", data, "--at-least", "1"]);
    let rows: Vec<&str> = ranking.lines().skip(1).collect();
    assert!(rows.len() > 1 && rows.iter().all(|row| row.ends_with(",,")), "{ranking}");
    let least = |row: &&str| row.split(',').nth(6).unwrap().parse::<f64>().unwrap();
    assert!(rows.is_sorted_by(|one, next| least(one) >= least(next)), "{ranking}");

    // Nothing is published that nobody has decided about, that has no reason, or that nothing speaks for.
    let header = ranking.lines().next().unwrap();
    let of = rows[0].trim_end_matches(',');
    for (row, wrong) in [
        (format!("{of},,"), "nobody has decided"),
        (format!("{of},publish,"), "needs a reason"),
        (format!("{of},perhaps,"), "is no decision"),
        (format!("{of},leave,\n{of},leave,"), "stands there twice"),
        (String::new(), "it has no rows"),
        ("seller,name:nobody,Nobody,9,9,9,60,1,2026-03-01,publish,bad".to_owned(), "too little was found"),
    ] {
        let reviewed = file("csv", &format!("{header}\n{row}\n"));
        let (_, said, is_done) =
            ask(&["publish", "--data", data, "--as", "Ana", "--at-least", "1", &reviewed]);
        assert!(!is_done && said.contains(wrong), "{row}: {said}");
    }
    assert_eq!(published().0, 404);

    let decide = |row: &&str| format!("{},publish,\"found, twice\"", row.trim_end_matches(','));
    let decided: Vec<String> = rows.iter().map(decide).collect();
    let reviewed = file("csv", &format!("{header}\n{}\n", decided.join("\n")));
    let publish = || ask(&["publish", "--data", data, "--as", "Ana", "--at-least", "1", &reviewed]);
    let (list, said, _) = publish();
    assert_eq!(published(), (200, list.trim_end().to_owned()));
    let key = said.trim_end().rsplit(' ').next().unwrap();

    let verify = |list: &str, more: &[&str]| {
        ask(&[&["verify", "--key", key, file("json", list).as_str()], more].concat())
    };
    let (hosts, _, is_done) = verify(&list, &["--hosts"]);
    assert!(is_done && hosts.lines().all(|host| host.ends_with(".example")), "{hosts}");
    let (names, _, _) = verify(&list, &["--names"]);
    assert_eq!(names.lines().count(), rows.len() + 1);
    assert!(verify(&list, &[]).0.contains("found, twice"));
    // A changed one, one that is over, and an older one are not acted on.
    assert!(!verify(&list.replace("found, twice", "found, often"), &[]).2);
    assert!(!verify(&list, &["--as-of", "2199-01-01"]).2);
    assert!(!verify(&list, &["--after", "1"]).2);
    let (second, _, _) = publish();
    assert!(verify(&second, &["--after", "1"]).2);
    demo.end();
    for extension in ["csv", "json", "err"] {
        let _ = std::fs::remove_file(here.with_extension(extension));
    }
}
