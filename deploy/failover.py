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
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

TOP = pathlib.Path(__file__).resolve().parent.parent
TOKEN = "sandbox-filer"
NODES = 3
CLIENTS = 6


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def say(words):
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


class Program:
    """A program that is started again when it ends, until it is told to stay down."""

    def __init__(self, name, arguments, log, environment=None):
        self.name, self.arguments, self.log = name, arguments, log
        self.environment = {**os.environ, **(environment or {})}
        self.stays_down = False
        self.may_start = threading.Event()
        self.may_start.set()
        self.starts = 0
        self.process = None
        threading.Thread(target=self.keep, daemon=True).start()

    def keep(self):
        while not self.stays_down:
            self.starts += 1
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    self.arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment,
                    start_new_session=True)
            self.process.wait()
            time.sleep(1)
            self.may_start.wait()

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def end(self):
        self.stays_down = True
        self.may_start.set()
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


class Cluster:
    def __init__(self, folder, cocket, pack):
        self.folder = folder
        self.as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        self.rest = [free_port() for _ in range(NODES)]
        self.sql = [free_port() for _ in range(NODES)]
        self.doors = [free_port() for _ in range(NODES)]
        self.etcd = self.start_etcd()
        self.databases = [self.start_database(number) for number in range(NODES)]
        self.wait_for_leader()
        self.make_database()
        self.nodes = []
        for number in range(NODES):
            self.nodes.append(self.start_node(number, cocket, pack))

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
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
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
                "data_dir": str(home / "data"), "bin_dir": str(binaries), "pgpass": str(home / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres", "password": "rehearsed"},
                    "replication": {"username": "replicator", "password": "rehearsed"}},
                "parameters": {"unix_socket_directories": str(home)},
                "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 md5", "host replication all 127.0.0.1/32 md5"],
            },
        }
        place = home / "patroni.json"
        place.write_text(json.dumps(config))
        if self.as_other:
            for path in (home, place):
                shutil.chown(path, "postgres", "postgres")
        return Program(f"db{number}", [*self.as_other, "patroni", str(place)], self.folder / f"db{number}.log")

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

    def start_node(self, number, cocket, pack):
        data = self.folder / f"node{number}"
        if number > 0:
            keys = data / "keys"
            keys.mkdir(parents=True)
            for key in ("master.key", "signing.key"):
                shutil.copy(self.folder / "node0/keys" / key, keys / key)
        node = Program(f"node{number}", [
            str(cocket), "serve", "--sandbox", "--as-of", "2026-03-02", "--pack", str(pack), "--data", str(data),
            "--database", self.place(), "--listen", f"127.0.0.1:{self.doors[number]}"],
            self.folder / f"node{number}.log", {"PGPASSWORD": "rehearsed"})
        wait_until_ready(self.doors[number])
        return node

    def end(self):
        for program in [*getattr(self, "nodes", []), *getattr(self, "databases", []), self.etcd]:
            program.end()


def wait_until_ready(port, most=60):
    end = time.monotonic() + most
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the node at {port} is not ready")


class Filing:
    """Files declarations at all nodes, each until it is answered."""

    def __init__(self, doors):
        self.doors = doors
        self.sample = json.loads((TOP / "cases/category-2-small-parcel/declaration.json").read_text())
        self.lock = threading.Lock()
        self.answered = {}
        self.tries = 0
        self.last = time.monotonic()
        self.longest = 0.0
        self.ends = False
        self.threads = [threading.Thread(target=self.file, args=(client,)) for client in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def declaration(self, name):
        changed = {
            # Somebody else each time: what one person has had before is looked at.
            "consignee": {**self.sample["consignee"], "name": f"Person {name}"},
            "reference": name, "tracking_number": f"{name}PARCEL", "ucr": None, "order": {"number": name},
            "transport": {"document": f"{name}PARCEL", "master_document": "160-12345675", "conveyance": "CX251",
                          "office": "XAPRT1"}}
        del changed["consignee"]["identifier"]
        whole = {**self.sample, **changed}
        return json.dumps({key: value for key, value in whole.items() if value is not None})

    def send(self, name):
        door = http.client.HTTPConnection("127.0.0.1", random.choice(self.doors), timeout=60)
        try:
            door.request("POST", "/v1/declarations", self.declaration(name), {
                "authorization": f"Bearer {TOKEN}", "content-type": "application/json", "idempotency-key": f"key-{name}"})
            answer = door.getresponse()
            text = answer.read()
            return json.loads(text)["declaration"] if answer.status == 200 else None
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return None
        finally:
            door.close()

    def file(self, client):
        number = 0
        while not self.ends:
            name = f"F{client}X{number:06}"
            while True:
                self.tries += 1
                told = self.send(name)
                if told is not None:
                    break
                time.sleep(0.1)
            with self.lock:
                self.answered[name] = told
                now = time.monotonic()
                self.longest = max(self.longest, now - self.last)
                self.last = now
            number += 1

    def gap(self):
        """The longest time without any answer since it was asked last."""
        with self.lock:
            gap = max(self.longest, time.monotonic() - self.last)
            self.longest = 0.0
            return gap

    def end(self):
        self.ends = True
        for thread in self.threads:
            thread.join()


def rehearse(arguments, folder):
    cluster = Cluster(folder, arguments.cocket.resolve(), TOP / "packs/examplia")
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
        say("every request is answered; each comes again")
        lost, other = [], []
        for name, told in filing.answered.items():
            again = filing.send(name)
            if again != told:
                (lost if again is None else other).append(name)
        twice = len(filing.answered) - len(set(filing.answered.values()))
        replayed = subprocess.run(
            [str(arguments.cocket), "replay", "--all", "--json", "--data", str(folder / "node0")],
            stdout=subprocess.PIPE, env={**os.environ, "PGPASSWORD": "rehearsed"})
        replayed = json.loads(replayed.stdout)
        # The first entry says by which pack is decided.
        beyond = replayed["entries"] - 1 - len(filing.answered)
        told = {
            "kills": arguments.kills, "answered": len(filing.answered), "tries": filing.tries, "lost": len(lost),
            "answered_otherwise": len(other), "twice": twice, "entries_beyond": beyond,
            "differing": len(replayed["differences"]), "seconds_without_answer": gaps,
            "restarts_of_nodes": sum(node.starts - 1 for node in cluster.nodes)}
        print(json.dumps(told, indent=2))
        return not (lost or other or twice or beyond or replayed["differences"])
    finally:
        cluster.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cocket", type=pathlib.Path, default=TOP / "target/release/cocket")
    parser.add_argument("--kills", type=int, default=10, help="how often a database and a node are killed")
    parser.add_argument("--pause", type=float, default=30, help="seconds from one to the next")
    parser.add_argument("--folder", type=pathlib.Path, help="an empty folder for data and logs, kept")
    arguments = parser.parse_args()
    folder = arguments.folder or pathlib.Path(tempfile.mkdtemp(prefix="cocket-failover-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    try:
        is_well = rehearse(arguments, folder)
    finally:
        if arguments.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
