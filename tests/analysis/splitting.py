"""The questions of docs/guide/analysis.md, asked over an export of made-up parcels.

    python3 splitting.py BINARY WORK [--spark]

BINARY is `cocket`, WORK a folder that is made anew. Two days of parcels are filed, among them consignees who split, and
exported. DuckDB answers every question, and with --spark Spark does so over the same files. Their answers must be
the same, and who splits must be whoever is known to do so from what was filed: derived here once more, from the
declarations and the rates of exchange of the pack.
"""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACK = TOP / "packs/examplia"
DAYS = ["2026-03-02", "2026-03-03"]
TABLES = ["consignments", "items", "charges"]
THRESHOLD = Decimal(150)
# Consignees made by hand: what their parcels of one day are worth, in the currency of the country.
BY_HAND = {
    "splits in two": ["80.00", "70.01"],
    "splits in three": ["60.00", "60.00", "60.00"],
    "exactly the threshold": ["75.00", "75.00"],
    "one is above it": ["20.00", "150.01"],
    "one at the threshold and more": ["150.00", "0.01"],
    "a single parcel": ["149.99"],
}


def by_hand(day_number, pattern):
    """The declarations of the consignees made by hand."""
    number = 0
    for consignee, values in enumerate(BY_HAND.values()):
        for value in values:
            number += 1
            name = f"SPLIT{day_number}{number:04}"
            parcel = json.loads(json.dumps(pattern))
            parcel["reference"] = parcel["ucr"] = parcel["order"]["number"] = parcel["payment"]["reference"] = name
            parcel["tracking_number"] = parcel["transport"]["document"] = name
            # The same person writes with and without capitals; every other one gives a number.
            person = f"Hedwig Halvard{'abcdefgh'[consignee]}"
            parcel["consignee"] = {
                "name": person if number % 2 else person.upper(),
                "address": {"lines": ["1 Quay"], "city": "Port Example", "postcode": "1001", "country": "XA"},
            }
            if consignee % 2:
                parcel["consignee"]["identifier"] = {"scheme": "XA-ID", "value": f"71010{consignee}-4711"}
            parcel["value"] = {"currency": "EXD", "goods": value, "freight": "0.00", "insurance": "0.00"}
            item = parcel["goods_items"][0]
            item.update(line=1, value=value)
            parcel["goods_items"] = [item]
            yield parcel


def rates(day):
    """Units of local currency for one unit of each currency on a day."""
    with open(PACK / "tariff/exchange-rates.csv", encoding="utf-8", newline="") as rows:
        valid = (row for row in csv.DictReader(rows) if row["valid_from"] <= day and (not row["valid_to"] or day <= row["valid_to"]))
        return {row["currency"]: Decimal(row["local_per_unit"]) for row in valid} | {"EXD": Decimal(1)}


def key(consignee):
    """Who somebody is: by number, else by name, postcode and country in any spelling of capitals."""
    identifier = consignee.get("identifier")
    plain = lambda text: re.sub(r"\W", "", text or "").upper()
    if identifier:
        return identifier["scheme"], plain(identifier["value"])
    address = consignee.get("address", {})
    return plain(consignee["name"]), plain(address.get("postcode")), address.get("country")


def worth(parcel, rate):
    value = parcel["value"]
    goods = value.get("goods") or sum(Decimal(item["value"]) for item in parcel["goods_items"])
    return Decimal(goods) * rate[value["currency"]]


def splitting(day, filed):
    """The consignments of each consignee who splits, as they must be found."""
    rate, consignees = rates(day), defaultdict(dict)
    for parcel, answer in filed:
        if answer["consignment"]:
            consignees[key(parcel["consignee"])][answer["consignment"]] = worth(parcel, rate)
    for values in consignees.values():
        if len(values) > 1 and max(values.values()) <= THRESHOLD < sum(values.values()):
            yield day, frozenset(values)


class Server:
    """`cocket serve` on a day."""

    def __init__(self, binary, data, day):
        command = [binary, "serve", "--sandbox", "--as-of", day, "--pack", PACK, "--data", data, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, cwd=TOP, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if "serving at" in line:
                self.address = line.split()[-1].rstrip("/")
                return
        sys.exit("the server ended before it served")

    def ask(self, role, path, body=None, kind="application/json"):
        """The answer to a request; with a body it is a POST."""
        head = {"authorization": f"Bearer sandbox-{role}", "content-type": kind}
        request = urllib.request.Request(self.address + path, body, head)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read()

    def file(self, parcels):
        """Files declarations; gives each with its answer."""
        body = "\n".join(json.dumps(parcel) for parcel in parcels).encode()
        batch = json.loads(self.ask("filer", "/v1/batches", body, "application/x-ndjson"))
        answers = [json.loads(line) for line in self.ask("filer", batch["results"]).splitlines()]
        assert len(answers) == len(parcels), f"{len(answers)} answers to {len(parcels)} declarations"
        return list(zip(parcels, answers))

    def arrive(self, answers):
        """Brings what was taken to customs, and has an officer examine what waits for that."""
        taken = [answer["tracking_number"] for _, answer in answers if answer["consignment"]]
        arrival = {"office": "XAPRT1", "consignments": taken}
        results = json.loads(self.ask("carrier", "/v1/arrivals", json.dumps(arrival).encode()))["results"]
        # Goods of which only advance data is there, or under a number that another has, do not arrive by it.
        arrived = {result.get("consignment") for result in results if "refused" not in result}
        waiting = json.loads(self.ask("officer", "/v1/worklists/examination?limit=50"))["items"]
        waiting = [item for item in waiting if item["control"].split("-")[0] in arrived]
        for place, item in enumerate(waiting):
            found = [{"line": 1, "finding": "differs"}] if place % 2 else []
            result = {"findings": found, "note": "looked at"}
            self.ask("officer", f"/v1/controls/{item['control']}/results", json.dumps(result).encode())

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def questions():
    """What the guide asks, without the views that only DuckDB needs."""
    guide = (TOP / "docs/guide/analysis.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", guide, re.S)
    views, asked = [block for block in blocks if "CREATE VIEW" in block], [block for block in blocks if "CREATE VIEW" not in block]
    assert len(views) == 1 and len(asked) == 3 and "consignee_token" in asked[-1], "the guide asks something else"
    return views[0], asked


def plain(value):
    """A value as both engines mean it: whole numbers are numbers, days are text."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return Decimal(value).normalize()
    return value if value is None else str(value)


def by_duckdb(work, views, asked):
    import duckdb

    with duckdb.connect() as engine:
        engine.execute(f"SET file_search_path = '{work}'")
        engine.execute(views)
        return [[tuple(map(plain, row)) for row in engine.execute(sql).fetchall()] for sql in asked]


def by_spark(work, asked):
    # One core and no web page: the data is small, and nobody outside may reach what listens meanwhile.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    made = made.config("spark.sql.shuffle.partitions", "1").config("spark.driver.bindAddress", "127.0.0.1")
    engine = made.config("spark.driver.host", "127.0.0.1").getOrCreate()
    try:
        engine.sparkContext.setLogLevel("ERROR")
        for table in TABLES:
            engine.read.parquet(str(work / "history" / table)).createOrReplaceTempView(table)
        return [[tuple(map(plain, row)) for row in engine.sql(sql).collect()] for sql in asked]
    finally:
        engine.stop()


def timed(what, work):
    start = time.monotonic()
    done = work()
    print(f"{what}: {time.monotonic() - start:.1f} s", flush=True)
    return done


def filed(binary, work):
    """Files two days of parcels; gives who splits."""
    samples = [json.loads(line) for line in (TOP / "samples/parcels.ndjson").read_text(encoding="utf-8").splitlines()]
    expected = set()
    for number, day in enumerate(DAYS):
        made = subprocess.run([binary, "rehearse", "--parcels", "600", "--seed", str(number + 1)], capture_output=True, check=True)
        parcels = [json.loads(line) for line in made.stdout.splitlines()] + list(by_hand(number, samples[1]))
        parcels += samples if number == 0 else []
        server = Server(binary, work / "data", day)
        try:
            answers = server.file(parcels)
            server.arrive(answers)
        finally:
            server.end()
        # Whoever splits by hand must be taken: a fault in the pattern would hide what is asked for.
        assert all(answer["consignment"] for parcel, answer in answers if parcel["reference"].startswith("SPLIT"))
        expected |= set(splitting(day, answers))
    return expected


def main():
    binary, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    expected = timed("filed", lambda: filed(binary, work))
    export = [binary, "export", "--data", work / "data", "--to", work / "history"]
    timed("exported", lambda: subprocess.run(export, check=True))
    views, asked = questions()
    answers = timed("DuckDB", lambda: by_duckdb(work, views, asked))
    assert all(answers), f"a question of the guide has no answer: {list(map(len, answers))} rows"
    found = defaultdict(set)
    for day, consignee, consignment, *_ in answers[-1]:
        found[day, consignee].add(consignment)
    found = {(day, frozenset(consignments)) for (day, _), consignments in found.items()}
    assert found == expected, f"found {found - expected}, not found {expected - found}"
    by_hand_splits = 3 * len(DAYS)
    assert len(expected) >= by_hand_splits, f"{len(expected)} consignees split"
    engines = ["DuckDB"]
    if "--spark" in sys.argv[3:]:
        for sql, one, other in zip(asked, answers, timed("Spark", lambda: by_spark(work, asked))):
            assert one == other, f"DuckDB and Spark differ about\n{sql}\n{one[:5]}\n{other[:5]}"
        engines.append("Spark")
    rows = sum(map(len, answers))
    print(f"{len(expected)} consignees split, as filed; {rows} rows of answers by {' and by '.join(engines)}")


if __name__ == "__main__":
    main()
