//! A database taken to a server and back: the same record at each place, and never at two.

use crate::backup::Place;
use crate::command::cocket;
use crate::served::Server;
use postgres::{Client, NoTls};
use rehearsal::OwnServer;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::LazyLock;

static SERVER: LazyLock<OwnServer> = LazyLock::new(|| OwnServer::start().unwrap());

fn take(place: &Place, to: &str) -> Output {
    cocket(&["database", "move", "--json", "--data", place.path("data").to_str().unwrap(), "--to", to], b"")
}

fn taken(place: &Place, to: &str) -> u64 {
    let output = take(place, to);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    told["entries"].as_u64().unwrap()
}

fn serve(data: &Path, more: &[&str]) -> Output {
    let serve = ["serve", "--sandbox", "--pack", "packs/examplia", "--data", data.to_str().unwrap()];
    cocket(&[&serve, more].concat(), b"")
}

fn refused(output: &Output, code: i32, said: &str) {
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}: {words}");
    assert!(words.contains(said), "`{said}` is not in {words}");
}

#[test]
fn a_database_goes_to_a_server_and_comes_back_with_all_it_has() {
    let place = Place::with_parcels("moved", "120");
    let before = place.replay("data")["entries"].as_u64().unwrap();
    assert_eq!(taken(&place, &SERVER.database().unwrap()), before);
    assert!(!place.path("data/cocket.db").exists() && place.path("data/moved-cocket.db").exists());
    assert_eq!(place.replay("data")["entries"], before);
    {
        let server = Server::start(&place.path("data"));
        place.file(&server, "80", "12");
        refused(&take(&place, "embedded"), 2, "in use");
        // Another server is not named while this one is in use.
        let (data, named) = (place.path("data"), fs::read(place.path("data/database")).unwrap());
        let other = SERVER.database().unwrap();
        refused(&serve(&data, &["--database", &other]), 2, "in use");
        assert_eq!(fs::read(place.path("data/database")).unwrap(), named);
        // A node of another folder serves it as well.
        fs::create_dir_all(place.path("node")).unwrap();
        place.copy("data/keys", "node/keys");
        fs::copy(place.path("data/database"), place.path("node/database")).unwrap();
        let node = Server::start(&place.path("node"));
        place.file(&node, "40", "13");
    }
    let more = place.replay("data")["entries"].as_u64().unwrap();
    assert_eq!(more, before + 120);
    place.backup("whole");
    assert_eq!(taken(&place, "embedded"), more);
    assert_eq!(place.replay("data")["entries"], more);
    // Whoever still has the server's name is told that it is elsewhere.
    let node = place.path("node");
    refused(&serve(&node, &[]), 2, "taken from the server to a file");
    let token =
        ["token", "new", "--organisation", "Late", "--role", "filer", "--data", node.to_str().unwrap()];
    refused(&cocket(&token, b""), 2, "taken from the server to a file");
    let server = Server::start(&place.path("data"));
    place.file(&server, "10", "14");
    drop(server);
    assert_eq!(place.replay("data")["entries"], more + 10);
    // A backup of what was at the server comes back as an embedded one.
    let output = place.restore("whole", "data/keys", "back");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(place.replay("back")["entries"], more);
}

#[test]
fn what_cannot_be_moved_stays_where_it_is() {
    let place = Place::with_parcels("unmoved", "20");
    refused(&take(&place, "embedded"), 2, "embedded already");
    refused(&take(&place, "postgres://nobody@127.0.0.1:1/none"), 3, "PostgreSQL");
    refused(&take(&place, "no connection string"), 3, "PostgreSQL");
    let url = SERVER.database().unwrap();
    {
        let _server = Server::start(&place.path("data"));
        refused(&take(&place, &url), 2, "in use");
    }
    let other = Place::with_parcels("unmoved-other", "20");
    taken(&other, &url);
    refused(&take(&place, &url), 2, "not empty");
    refused(&serve(&place.path("data"), &["--database", &url]), 2, "has an embedded database");
    assert_eq!(place.replay("data")["agreed"], 21);
    // Keys of another database open none.
    let (keys, data) = (place.path("data/keys"), other.path("data"));
    fs::remove_dir_all(data.join("keys")).unwrap();
    fs::rename(keys, data.join("keys")).unwrap();
    refused(&serve(&data, &[]), 3, "are not the ones this database was written with");
}

#[test]
fn what_was_killed_in_the_middle_is_not_served_and_is_moved_again() {
    let place = Place::with_parcels("moved-killed", "20");
    let url = SERVER.database().unwrap();
    let at_server = |sql: &str| Client::connect(&url, NoTls).unwrap().batch_execute(sql).unwrap();
    // Killed before it was proved: the tables are there, and the folder does not name the server.
    place.copy("data", "as-it-was");
    let entries = taken(&place, &url);
    at_server(
        "INSERT INTO about VALUES ('moved', 'it was not proved yet: run the same `cocket database move` again')",
    );
    refused(&serve(&place.path("data"), &[]), 2, "not proved yet");
    place.copy("as-it-was", "data");
    assert_eq!(taken(&place, &url), entries);
    // Killed on the way back, with half a copy.
    fs::write(place.path("data/moving.db"), b"half").unwrap();
    assert_eq!(taken(&place, "embedded"), entries);
    assert_eq!(place.replay("data")["entries"], entries);
    // Killed on the last step but one: it is out of use at the server, and the folder still names that.
    fs::rename(place.path("data/moved-database"), place.path("data/database")).unwrap();
    refused(&serve(&place.path("data"), &[]), 2, "taken from the server to a file");
    refused(&take(&place, "embedded"), 2, "the last step is made now");
    assert_eq!(place.replay("data")["entries"], entries);
    drop(Server::start(&place.path("data")));
}
