"""What rehearsals of nodes have in common: programs that are killed, declarations that are filed meanwhile, and what must
have become of them."""

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
CLIENTS = 6
# What PostgreSQL is run by, where this is root.
AS_OTHER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
# The newest PostgreSQL that is there.
BINARIES = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def program(path):
    """A program that is there, for `argparse`."""
    place = pathlib.Path(path).resolve()
    if not os.access(place, os.X_OK) or place.is_dir():
        raise argparse.ArgumentTypeError(f"{path} is no program")
    return place


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
        self.starting = threading.Lock()
        self.starts = 0
        self.process = None
        threading.Thread(target=self.keep, daemon=True).start()

    def keep(self):
        while not self.stays_down:
            self.may_start.wait()
            with self.starting:
                if self.stays_down or not self.may_start.is_set():
                    continue
                self.starts += 1
                with open(self.log, "ab") as log:
                    self.process = subprocess.Popen(
                        self.arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment,
                        start_new_session=True)
            self.process.wait()
            time.sleep(1)

    def signal(self, which):
        try:
            os.killpg(self.process.pid, which)
        except ProcessLookupError:
            pass

    def kill(self):
        self.signal(signal.SIGKILL)

    def hold(self, which):
        """Ends it by a signal, if it runs, and lets it not come again before it may start."""
        with self.starting:
            self.may_start.clear()
        self.signal(which)
        self.process.wait(60)

    def end(self):
        self.stays_down = True
        self.may_start.set()
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def wait_until_ready(port, most=60):
    end = time.monotonic() + most
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the node at {port} is not ready")


def start_nodes(nodes, cocket, folder, doors, place, environment):
    """Adds a node at each door, all of one database at a server, or one alone with its own where no place is given."""
    for number, door in enumerate(doors):
        data = folder / f"node{number}"
        if number > 0:
            (data / "keys").mkdir(parents=True)
            for key in ("master.key", "signing.key"):
                shutil.copy(folder / "node0/keys" / key, data / "keys" / key)
        nodes.append(Program(f"node{number}", [
            str(cocket), "serve", "--sandbox", "--as-of", "2026-03-02", "--pack", str(TOP / "packs/examplia"),
            "--data", str(data), *(["--database", place] if place else []), "--listen", f"127.0.0.1:{door}"],
            folder / f"node{number}.log", environment))
        wait_until_ready(door)


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
        self.ends = self.given_up = False
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
                if self.given_up:
                    return
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

    def give_up(self):
        """Ends though not everything is answered."""
        self.given_up = True
        self.end()

    def found(self, cocket, data, environment):
        """What became of everything that was answered, once nothing is filed any more: each request comes again under its
        key, and every decision is made again."""
        say("every request is answered; each comes again")
        lost, other = [], []
        for name, told in self.answered.items():
            again = self.send(name)
            if again != told:
                (lost if again is None else other).append(name)
        replayed = subprocess.run(
            [str(cocket), "replay", "--all", "--json", "--data", str(data)], stdout=subprocess.PIPE,
            env={**os.environ, **environment})
        replayed = json.loads(replayed.stdout)
        return {
            "answered": len(self.answered), "tries": self.tries, "lost": len(lost), "answered_otherwise": len(other),
            "twice": len(self.answered) - len(set(self.answered.values())),
            # The first entry says by which pack is decided.
            "entries_beyond": replayed["entries"] - 1 - len(self.answered), "differing": len(replayed["differences"])}


def is_well(found):
    # Where nothing was answered, nothing could be lost.
    return found["answered"] > 0 and not any(found[what] for what in ("lost", "answered_otherwise", "twice", "entries_beyond", "differing"))


def in_folder(kept, work):
    """Does work in a folder that goes afterwards, or in one that is kept, and ends with 0 where it went well."""
    folder = kept or pathlib.Path(tempfile.mkdtemp(prefix="cocket-rehearsal-"))
    folder.mkdir(exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty")
    if BINARIES is None:
        sys.exit("PostgreSQL is not there: apt-get install postgresql")
    folder.chmod(0o755)
    try:
        went_well = work(folder)
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if went_well else 1)
