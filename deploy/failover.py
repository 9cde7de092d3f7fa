#!/usr/bin/env python3
"""Rehearses the loss of nodes: three databases under Patroni and etcd, three nodes of Cocket, all on this machine.

Declarations are filed at all nodes all the time, each under a key of its own, and sent again until they are
answered. Meanwhile the leading database and a node of Cocket are killed (SIGKILL) in turn. In the end every
declaration that was acknowledged must be there, once, and a request that comes again under its key must get the
answer that it got.

    apt-get install patroni etcd-server postgresql
    python3 deploy/failover.py --cocket target/release/cocket --kills 10

It is run as root (PostgreSQL runs as `postgres`) or as a user of its own. It prints one JSON object, and ends with 1
where anything is lost or comes twice.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import urllib.request

from rehearsing import AS_OTHER, BINARIES, TOP, Filing, Program, free_port, in_folder, is_well, program, say, start_nodes

NODES = 3


class Cluster:
    def __init__(self, folder, cocket):
        self.folder = folder
        self.rest = [free_port() for _ in range(NODES)]
        self.sql = [free_port() for _ in range(NODES)]
        self.doors = [free_port() for _ in range(NODES)]
        self.etcd = self.start_etcd()
        self.databases = [self.start_database(number) for number in range(NODES)]
        self.wait_for_leader()
        self.make_database()
        self.nodes = []
        start_nodes(self.nodes, cocket, folder, self.doors, self.place(), {"PGPASSWORD": "rehearsed"})

    def kill_database(self, number):
        """Kills the server and what looks after it (Patroni's server lives in a session of its own), and lets neither come
        again before another one leads."""
        self.databases[number].may_start.clear()
        postmaster = int((self.folder / f"db{number}/data/postmaster.pid").read_text().split()[0])
        self.databases[number].kill()
        os.kill(postmaster, signal.SIGKILL)

    def wait_for_another(self, number, most=90):
        end = time.monotonic() + most
        while time.monotonic() < end and self.leader() in (None, number):
            time.sleep(0.2)
        self.databases[number].may_start.set()

    def start_etcd(self):
        self.etcd_port, peer = free_port(), free_port()
        own, other = f"http://127.0.0.1:{self.etcd_port}", f"http://127.0.0.1:{peer}"
        return Program("etcd", [
            "etcd", "--data-dir", str(self.folder / "etcd"), "--listen-client-urls", own, "--advertise-client-urls", own,
            "--listen-peer-urls", other, "--initial-advertise-peer-urls", other, "--initial-cluster", f"default={other}",
            "--log-level", "error"], self.folder / "etcd.log")

    def start_database(self, number):
        home = self.folder / f"db{number}"
        home.mkdir()
        config = {
            "scope": "cocket", "name": f"db{number}",
            "restapi": {"listen": f"127.0.0.1:{self.rest[number]}", "connect_address": f"127.0.0.1:{self.rest[number]}"},
            "etcd3": {"host": f"127.0.0.1:{self.etcd_port}"},
            "bootstrap": {
                "dcs": {
                    "ttl": 20, "loop_wait": 3, "retry_timeout": 6, "synchronous_mode": True,
                    "postgresql": {"use_pg_rewind": True, "parameters": {
                        "synchronous_commit": "on", "wal_log_hints": "on", "max_connections": 150}},
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.sql[number]}", "connect_address": f"127.0.0.1:{self.sql[number]}",
                "data_dir": str(home / "data"), "bin_dir": str(BINARIES), "pgpass": str(home / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres", "password": "rehearsed"},
                    "replication": {"username": "replicator", "password": "rehearsed"}},
                "parameters": {"unix_socket_directories": str(home)},
                "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 md5", "host replication all 127.0.0.1/32 md5"],
            },
        }
        place = home / "patroni.json"
        place.write_text(json.dumps(config))
        if AS_OTHER:
            for path in (home, place):
                shutil.chown(path, "postgres", "postgres")
        return Program(f"db{number}", [*AS_OTHER, "patroni", str(place)], self.folder / f"db{number}.log")

    def leader(self):
        for number, port in enumerate(self.rest):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/leader", timeout=1):
                    return number
            except OSError:
                continue
        return None

    def has_standby(self):
        leader = self.leader()
        if leader is None:
            return False
        with urllib.request.urlopen(f"http://127.0.0.1:{self.rest[leader]}/cluster", timeout=2) as answer:
            members = json.load(answer)["members"]
        return any(member["role"] == "sync_standby" and member["state"] in ("running", "streaming") for member in members)

    def wait_for_leader(self, most=180):
        end = time.monotonic() + most
        while time.monotonic() < end:
            try:
                if self.has_standby():
                    return
            except OSError:
                pass
            time.sleep(0.5)
        raise SystemExit("no leader with a synchronous standby came")

    def make_database(self):
        leader = self.leader()
        subprocess.run(
            ["psql", "-qh", "127.0.0.1", "-p", str(self.sql[leader]), "-U", "postgres", "-c", "CREATE DATABASE cocket"],
            check=True, env={**os.environ, "PGPASSWORD": "rehearsed"})

    def place(self):
        hosts = ",".join(["127.0.0.1"] * NODES)
        return f"host={hosts} port={','.join(map(str, self.sql))} user=postgres dbname=cocket connect_timeout=2"

    def end(self):
        for program in [*getattr(self, "nodes", []), *getattr(self, "databases", []), self.etcd]:
            program.end()


def rehearse(arguments, folder):
    cluster = Cluster(folder, arguments.cocket)
    filing = None
    try:
        say("the cluster is up")
        filing = Filing(cluster.doors)
        time.sleep(5)
        filing.gap()
        gaps = {"database": [], "node": []}
        for kill in range(arguments.kills):
            for what in ("database", "node"):
                if what == "database":
                    cluster.wait_for_leader()
                    leader = cluster.leader()
                    victim = cluster.databases[leader]
                    cluster.kill_database(leader)
                    cluster.wait_for_another(leader)
                else:
                    victim = cluster.nodes[kill % NODES]
                    victim.kill()
                time.sleep(arguments.pause)
                gap = filing.gap()
                gaps[what].append(round(gap, 1))
                say(f"{kill + 1}: {victim.name} was killed, no answer for {gap:.1f} s, {len(filing.answered)} answered")
        cluster.wait_for_leader()
        filing.end()
        found = filing.found(arguments.cocket, folder / "node0", {"PGPASSWORD": "rehearsed"})
        print(json.dumps({
            "kills": arguments.kills, **found, "seconds_without_answer": gaps,
            "restarts_of_nodes": sum(node.starts - 1 for node in cluster.nodes)}, indent=2))
        return is_well(found)
    finally:
        if filing:
            filing.give_up()
        cluster.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cocket", type=program, default=str(TOP / "target/release/cocket"))
    parser.add_argument("--kills", type=int, default=10, help="how often a database and a node are killed")
    parser.add_argument("--pause", type=float, default=30, help="seconds from one to the next")
    parser.add_argument("--folder", type=pathlib.Path, help="an empty folder for data and logs, kept")
    arguments = parser.parse_args()
    in_folder(arguments.folder, lambda folder: rehearse(arguments, folder))


if __name__ == "__main__":
    main()
