#!/usr/bin/env python3
"""Rehearses an upgrade while declarations come in: one node after the other is brought to a newer version, back to the
older one, and to the newer one again, at a PostgreSQL server of its own or on one machine, all of it here.

A node is ended in order or killed (SIGKILL), and killed again and again while it begins. Declarations are filed all the
time, each under a key of its own, and sent again until they are answered. In the end every declaration that was
acknowledged must be there, once, a request that comes again under its key must get the answer that it got, and every
decision must be the same when the newer version makes it again.

    python3 deploy/upgrade.py --before cocket-of-before --cocket target/release/cocket
    python3 deploy/upgrade.py --before cocket-of-before --cocket target/release/cocket --embedded

Where the older version is refused by the newer layout there is no way back: `--only-up`. It is run as root (PostgreSQL
runs as `postgres`) or as a user of its own, prints one JSON object, and ends with 1 where anything is lost or comes
twice.
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import time

from rehearsing import (
    AS_OTHER, BINARIES, TOP, Filing, Program, free_port, in_folder, is_well, program, say, start_nodes,
    wait_until_ready)

NODES = 3


class Database:
    """A PostgreSQL server of its own."""

    def __init__(self, folder):
        home = folder / "db"
        home.mkdir()
        if AS_OTHER:
            shutil.chown(home, "postgres", "postgres")
        self.port = free_port()
        subprocess.run(
            [*AS_OTHER, BINARIES / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "--locale=C",
             "--encoding=UTF8"], check=True, stdout=subprocess.DEVNULL)
        self.program = Program("db", [
            *AS_OTHER, str(BINARIES / "postgres"), "-D", str(home / "data"), "-p", str(self.port), "-k", str(home),
            "-c", "max_connections=150"], folder / "db.log")
        ready = [BINARIES / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready).returncode != 0:
            time.sleep(0.1)

    def place(self):
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"

    def end(self):
        self.program.end()


def bring(node, door, cocket, kills, chance):
    """Brings a node to a version, ended in order or killed, and killed so often while it begins."""
    in_order = chance.random() < 0.5
    node.hold(signal.SIGTERM if in_order else signal.SIGKILL)
    node.arguments[0] = str(cocket)
    starts = node.starts
    node.may_start.set()
    for kill in range(kills):
        while node.starts == starts:
            time.sleep(0.01)
        starts = node.starts
        time.sleep(chance.uniform(0.0, 0.8))
        node.kill()
    wait_until_ready(door)
    return in_order


def rehearse(arguments, folder):
    chance = random.Random(arguments.seed)
    before, newer = arguments.before, arguments.cocket
    database = None if arguments.embedded else Database(folder)
    doors = [free_port() for _ in range(1 if arguments.embedded else NODES)]
    nodes, filing = [], None
    try:
        start_nodes(nodes, before, folder, doors, database and database.place(), {})
        filing = Filing(doors)
        time.sleep(3)
        filing.gap()
        steps = []
        for way, cocket in (("up", newer),) if arguments.only_up else (("up", newer), ("back", before), ("up", newer)):
            for node, door in zip(nodes, doors):
                in_order = bring(node, door, cocket, arguments.kills, chance)
                time.sleep(2)
                steps.append({
                    "node": node.name, "way": way, "in_order": in_order,
                    "seconds_without_answer": round(filing.gap(), 1)})
                say(f"{steps[-1]}, {len(filing.answered)} answered")
        filing.end()
        found = filing.found(newer, folder / "node0", {})
        print(json.dumps({
            "seed": arguments.seed, "kills": arguments.kills * len(steps), **found, "steps": steps,
            "starts_of_nodes": sum(node.starts for node in nodes)}, indent=2))
        return is_well(found)
    finally:
        if filing:
            filing.give_up()
        for program in [*nodes, *([database] if database else [])]:
            program.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--before", type=program, required=True, help="the program of the older version")
    parser.add_argument("--cocket", type=program, default=str(TOP / "target/release/cocket"), help="of the newer one")
    parser.add_argument("--embedded", action="store_true", help="one machine with its own database")
    parser.add_argument("--only-up", action="store_true", help="not back to the older version")
    parser.add_argument("--kills", type=int, default=3, help="how often each node is killed while it begins")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path, help="an empty folder for data and logs, kept")
    arguments = parser.parse_args()
    in_folder(arguments.folder, lambda folder: rehearse(arguments, folder))


if __name__ == "__main__":
    main()
