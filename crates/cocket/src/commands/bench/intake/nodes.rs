//! `cocket bench nodes`: full intake with the database at a PostgreSQL server, by one node and by several, beside what
//! the same server takes to store the very same bytes.

use super::super::ratio;
use super::batches::{self, Round};
use super::figure::{Spread, per_second};
use super::floor::{COMMIT, Keys};
use super::folder::Folder;
use super::request::{Maker, Request};
use super::server::{Server, Setting, Target};
use crate::clock;
use crate::failure::Failure;
use postgres::{Client, NoTls};
use serde::Serialize;
use std::fs;
use std::io;
use std::path::Path;

/// What is to be done.
pub(in crate::commands::bench) struct NodesPlan<'a> {
    pub(in crate::commands::bench) pack: &'a Path,
    /// `host=… user=…` of a server where databases may be made.
    pub(in crate::commands::bench) server: &'a str,
    pub(in crate::commands::bench) nodes: usize,
    pub(in crate::commands::bench) parcels: u64,
    pub(in crate::commands::bench) rounds: usize,
    pub(in crate::commands::bench) batch: u64,
    /// Connections that send batches, over all nodes.
    pub(in crate::commands::bench) connections: usize,
}

/// Declarations and rows a second.
#[derive(Serialize)]
pub(in crate::commands::bench) struct NodesReport {
    bench: &'static str,
    nodes: usize,
    parcels: u64,
    batch: u64,
    connections: usize,
    /// Rows a second by `unnest`, each a declaration and a unique random key, 1,000 a commit.
    floor: Spread,
    one_node: Spread,
    several_nodes: Spread,
    one_node_to_floor: String,
    several_nodes_to_one: String,
}

/// Measures one node and several in turn, each in a database of its own.
pub(in crate::commands::bench) fn measure(plan: &NodesPlan<'_>) -> Result<NodesReport, Failure> {
    let folder = Folder::new(None)?;
    let mut maker = Maker::new();
    let (mut floors, mut rounds) = (Vec::new(), [Vec::new(), Vec::new()]);
    for (rounds, nodes) in rounds.iter_mut().zip([1, plan.nodes]) {
        let name = format!("cocket_bench_{}_{nodes}", std::process::id());
        let database = Database::make(plan.server, &name)?;
        let servers = start(plan, &folder.path().join(nodes.to_string()), &database.url, nodes)?;
        let targets: Vec<Target> = servers.iter().map(Server::target).collect();
        for _ in 0..plan.rounds {
            let requests = maker.batches(plan.parcels, plan.batch);
            floors.push(floor(&database, &requests)?);
            let round: Round = batches::send(&targets, &requests, plan.connections)?;
            eprintln!("bench: {nodes} nodes: {} declarations/s", round.per_second);
            rounds.push(round.per_second);
        }
        servers.into_iter().try_for_each(Server::stop)?;
    }
    let [one_node, several_nodes] = rounds.map(Spread::of);
    let floor = Spread::of(floors);
    Ok(NodesReport {
        bench: "nodes",
        nodes: plan.nodes,
        parcels: plan.parcels,
        batch: plan.batch,
        connections: plan.connections,
        one_node_to_floor: ratio(one_node.median, floor.median),
        several_nodes_to_one: ratio(several_nodes.median, one_node.median),
        floor,
        one_node,
        several_nodes,
    })
}

/// Starts nodes over one database, with the same keys.
fn start(plan: &NodesPlan<'_>, folder: &Path, url: &str, nodes: usize) -> Result<Vec<Server>, Failure> {
    let first = folder.join("0");
    let mut servers = Vec::new();
    for number in 0..nodes {
        let data = folder.join(number.to_string());
        fs::create_dir_all(&data).map_err(Failure::file(&data))?;
        store::name_server(&data, url).map_err(crate::commands::stored)?;
        if number > 0 {
            fs::create_dir_all(data.join("keys")).map_err(Failure::file(&data))?;
            for key in ["keys/master.key", "keys/signing.key"] {
                fs::copy(first.join(key), data.join(key)).map_err(Failure::file(&data))?;
            }
        }
        let log = folder.join(format!("{number}.log"));
        servers.push(Server::start(&Setting { program: None, pack: plan.pack, data, log })?);
    }
    Ok(servers)
}

/// A database that goes when this does.
struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    fn make(server: &str, name: &str) -> Result<Database, Failure> {
        connect(&format!("{server} dbname=postgres"))?
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .map_err(world)?;
        Ok(Database {
            server: server.to_owned(),
            name: name.to_owned(),
            url: format!("{server} dbname={name}"),
        })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let dropped = connect(&format!("{} dbname=postgres", self.server)).and_then(|mut client| {
            client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).map_err(world)
        });
        if dropped.is_err() {
            eprintln!("bench: the database `{}` is left behind", self.name);
        }
    }
}

/// Rows a second into a new table of the same database.
fn floor(database: &Database, requests: &[Request]) -> Result<u64, Failure> {
    let mut client = connect(&database.url)?;
    client
        .batch_execute(
            "DROP TABLE IF EXISTS bench_floor; CREATE TABLE bench_floor \
             (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key BYTEA NOT NULL UNIQUE, body BYTEA NOT NULL)",
        )
        .map_err(world)?;
    let sql = "INSERT INTO bench_floor (key, body) SELECT * FROM unnest($1::bytea[], $2::bytea[])";
    let statement = client.prepare(sql).map_err(world)?;
    let bodies: Vec<&[u8]> = requests.iter().flat_map(Request::declarations).collect();
    let mut keys = Keys(1);
    let start = clock::mark();
    for commit in bodies.chunks(COMMIT) {
        let drawn: Vec<[u8; 16]> = commit.iter().map(|_| keys.draw()).collect();
        let drawn: Vec<&[u8]> = drawn.iter().map(<[u8; 16]>::as_slice).collect();
        client.execute(&statement, &[&drawn, &commit.to_vec()]).map_err(world)?;
    }
    let rate = per_second(super::super::count(bodies.len()), start.elapsed());
    client.batch_execute("DROP TABLE bench_floor").map_err(world)?;
    Ok(rate)
}

fn connect(url: &str) -> Result<Client, Failure> {
    Client::connect(url, NoTls).map_err(world)
}

fn world(error: postgres::Error) -> Failure {
    Failure::World { what: "the PostgreSQL server".to_owned(), source: io::Error::other(error) }
}
