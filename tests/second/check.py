#!/usr/bin/env python3
"""Derives the worked examples of the country packs a second time.

Every pack of a real regime has a function here that follows the cited rule by itself: it reads no table of the
pack, knows the rates from the law it names, and counts with exact fractions. What it finds must be what the
example expects. Run: `python3 tests/second/check.py [PACK...]`; needs PyYAML.
"""

import importlib
import pathlib
import sys
import tomllib
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import yaml

HERE = pathlib.Path(__file__).resolve().parent
PACKS = HERE.parent.parent / "packs"
REGIONS = ["europe", "neighbours", "americas", "asia", "pacific"]
# Nobody's law, or an older sample whose examples were computed from its own rows.
NOT_DERIVED = {"examplia", "examplia-2027", "kr-sample"}


class Text(yaml.SafeLoader):
    """Every scalar as its text, as a pack's reader takes it."""


Text.yaml_implicit_resolvers = {}


def lay_over(whole, change):
    """Objects are merged, lists replaced, and null removes a field."""
    if not (isinstance(whole, dict) and isinstance(change, dict)):
        return change
    merged = dict(whole)
    for key, value in change.items():
        if value in (None, "null", "~", ""):
            merged.pop(key, None)
        else:
            merged[key] = lay_over(merged.get(key), value)
    return merged


class Parcel:
    """A declaration as the rules ask it: numbers are exact fractions."""

    def __init__(self, declared, already, day):
        self.declared = declared
        self.day = day
        self.already = {name: Fraction(amount) for name, amount in (already or {}).items()}
        value = declared.get("value") or {}
        self.currency = value.get("currency")
        self.goods = Fraction(value.get("goods", "0"))
        self.freight = Fraction(value.get("freight", "0"))
        self.insurance = Fraction(value.get("insurance", "0"))
        self.channel = declared.get("channel")
        self.nature = declared.get("nature", "sale")
        self.sent_from = ((declared.get("consignor") or {}).get("address") or {}).get("country")
        self.scheme = (declared.get("tax_scheme") or {}).get("scheme")
        self.gross_kg = Fraction(declared.get("gross_mass_kg", "0"))
        self.items = [Item(item) for item in declared.get("goods_items", [])]
        self.documents = {document["type"] for document in declared.get("documents", [])}


class Item:
    """A goods item."""

    def __init__(self, item):
        self.line = int(item["line"])
        self.code = item.get("commodity_code", "").replace(".", "")
        self.origin = item.get("origin")
        self.value = Fraction(item["value"])
        self.quantity = Fraction(item["quantity"]) if "quantity" in item else None
        self.unit = item.get("unit")
        self.mass_kg = Fraction(item["net_mass_kg"]) if "net_mass_kg" in item else None
        self.tax_paid = {"true": True, "false": False}.get(item.get("tax_paid"))


def round_to(value, step, way):
    """A fraction to a multiple of a step: half_up, half_even, down or up; all away from or towards zero."""
    steps = Fraction(value) / Fraction(step)
    whole = abs(steps.numerator) // steps.denominator
    rest = abs(steps) - whole
    if way == "up" and rest > 0:
        whole += 1
    elif way == "half_up" and rest >= Fraction(1, 2):
        whole += 1
    elif way == "half_even" and (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2)):
        whole += 1
    return (whole if steps >= 0 else -whole) * Fraction(step)


def share(total, weights, step):
    """A total in parts by weight that sum exactly: largest remainder, the earlier first."""
    units = Fraction(total) / Fraction(step)
    weights = [Fraction(weight) for weight in weights]
    if sum(weights) == 0:
        weights = [Fraction(1)] * len(weights)
    exact = [units * weight / sum(weights) for weight in weights]
    parts = [part.numerator // part.denominator for part in exact]
    order = sorted(range(len(parts)), key=lambda place: -(exact[place] - parts[place]))
    for place in order[: int(units - sum(parts))]:
        parts[place] += 1
    return [part * Fraction(step) for part in parts]


def examples(pack):
    """Each example of a pack that expects charges: file, example, parcel."""
    manifest = tomllib.loads((PACKS / pack / "pack.toml").read_text())
    zone = ZoneInfo(manifest["timezone"])
    for path in sorted((PACKS / pack / "tests").glob("*.yaml")):
        file = yaml.load(path.read_text(), Loader=Text)
        for example in file["examples"]:
            declared = lay_over(file.get("base") or {}, example.get("declare") or {})
            moment = datetime.fromisoformat(example["now"].replace("Z", "+00:00"))
            day = moment.astimezone(zone).date()
            yield path, example, Parcel(declared, example.get("already"), day)


def countries():
    """The packs that hold a country's law."""
    manifests = PACKS.glob("*/pack.toml")
    return {path.parent.name for path in manifests if "country" in tomllib.loads(path.read_text())}


def check(pack, derive):
    """The differences of a pack, and how many examples were derived."""
    wrong, derived = [], 0
    for path, example, parcel in examples(pack):
        expect = example["expect"]
        if "charges" not in expect and "payable" not in expect:
            continue
        found = {key: Fraction(amount) for key, amount in derive(parcel).items()}
        derived += 1
        for key, text in (expect.get("charges") or {}).items():
            if found.get(key, Fraction(0)) != Fraction(text):
                wrong.append(f"{path.name}: {example['name']}: {key} is {text}, derived {float(found.get(key, 0))}")
        if "payable" in expect and sum(found.values(), Fraction(0)) != Fraction(expect["payable"]):
            total = float(sum(found.values(), Fraction(0)))
            wrong.append(f"{path.name}: {example['name']}: payable is {expect['payable']}, derived {total}")
    return wrong, derived


def main(asked):
    """Checks the packs named, or all that have a derivation."""
    derivations = {}
    for region in REGIONS:
        derivations.update(importlib.import_module(region).DERIVE)
    total, wrong = 0, []
    for pack in sorted(set(asked) - set(derivations)):
        wrong.append(f"{pack}: there is no derivation of that name")
    for pack in sorted(countries() - NOT_DERIVED - set(derivations)):
        wrong.append(f"{pack}: a country without a derivation")
    for pack in sorted(set(derivations) - countries()):
        wrong.append(f"{pack}: a derivation without a country's pack")
    for pack, derive in sorted(derivations.items()):
        if pack not in countries() or (asked and pack not in asked):
            continue
        found, derived = check(pack, derive)
        total += derived
        if derived == 0:
            wrong.append(f"{pack}: not one example to derive")
        wrong += [f"{pack}: {line}" for line in found]
        print(f"{pack}: {derived} examples derived again, {len(found)} differ")
    for line in wrong:
        print(line)
    print(f"{total} examples derived again, {len(wrong)} differ")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
