"""Germany, Italy, Romania, Great Britain and Northern Ireland, derived from the rule that each function cites.

Rates of duty and tax are a sample from general knowledge, as in the packs; they are written here a second time.
"""

from datetime import date
from fractions import Fraction

from check import round_to, share

CENT = Fraction("0.01")

# What EUR 1 was worth on the second-to-last Wednesday of the month before (European Central Bank), by month.
EURO = {
    (2022, 2): {"USD": "1.1345", "GBP": "0.83168", "RON": "4.9449"},
    (2025, 7): {"USD": "1.1508", "GBP": "0.8552", "RON": "5.0302"},
    (2025, 8): {"USD": "1.1726", "GBP": "0.8665", "RON": "5.069"},
    (2025, 12): {"USD": "1.1583", "GBP": "0.8827", "RON": "5.0879"},
    (2026, 1): {"USD": "1.1787", "GBP": "0.8729", "RON": "5.0899"},
    (2026, 6): {"USD": "1.16", "GBP": "0.86555", "RON": "5.2333"},
    (2026, 7): {"USD": "1.1591", "GBP": "0.86463", "RON": "5.232"},
}

# The day on which the EUR 3 began, and its last day (Regulation (EU) 2026/382).
FLAT_FROM, FLAT_TO = date(2026, 7, 1), date(2028, 6, 30)

# Combined Nomenclature, percent of the customs value. What is missing is unknown or not a plain percentage.
CN = {
    "090121": "7.5", "21069092": "12.8", "220830": "0", "240220": "57.6", "330300": "0", "330499": "0",
    "392690": "6.5", "42022210": "9.7", "42022290": "3.7", "490199": "0", "610910": "12", "611020": "12",
    "620140": "12", "620342": "12", "620443": "12", "640399": "8", "640411": "16.9", "711719": "4",
    "847130": "0", "850440": "0", "851713": "0", "851830": "0", "87120030": "14", "900410": "2.9",
    "95030010": "0", "95030041": "4.7",
}

# Goods that are free with a proof, and the proof that each origin needs.
FREE_WITH_PROOF = {
    "392690", "42022210", "42022290", "610910", "611020", "620342", "620443", "640399", "640411", "711719",
    "87120030", "900410", "910211", "95030041",
}
PROOF = {
    "GB": "statement_on_origin", "BD": "statement_on_origin", "MG": "statement_on_origin",
    "NP": "statement_on_origin", "CH": "origin_declaration", "NO": "origin_declaration", "KR": "origin_declaration",
}


def percent(rate, amount):
    """So many percent of an amount, exact."""
    return Fraction(rate) / 100 * amount


def euro(currency, day):
    """Units of a currency for EUR 1."""
    return Fraction(1) if currency == "EUR" else Fraction(EURO[day.year, day.month][currency])


def local(amount, parcel, currency):
    """An amount as declared, in the country's currency, exact."""
    if parcel.currency == currency:
        return amount
    return amount / euro(parcel.currency, parcel.day) * euro(currency, parcel.day)


def line_values(parcel, currency):
    """The value at the border with freight and insurance, shared among the lines by the value of the goods."""
    whole = local(parcel.goods + parcel.freight + parcel.insurance, parcel, currency)
    return share(round_to(whole, CENT, "half_up"), [item.value for item in parcel.items], CENT)


def is_sensitive(item):
    """Alcoholic products, tobacco, perfumes and toilet waters (Regulation (EC) No 1186/2009, art. 24)."""
    return "2203" <= item.code[:4] <= "2208" or item.code[:2] == "24" or item.code[:4] == "3303"


def is_in_ioss(parcel, worth, limit):
    """Whether the seller has collected the tax under the import one-stop shop: a well-formed number, up to a limit."""
    scheme = parcel.declared.get("tax_scheme") or {}
    number = scheme.get("number", "")
    well_formed = len(number) == 12 and number[:2] == "IM" and number[2:].isdigit()
    return scheme.get("scheme") == "ioss" and well_formed and parcel.day >= date(2021, 7, 1) and worth <= limit


def has_preference(parcel, item):
    """Whether goods are free by their origin, and the proof is there."""
    return item.code in FREE_WITH_PROOF and PROOF.get(item.origin) in parcel.documents


def cn_duty(item, value, a_euro, rates):
    """The duty of the tariff on a line, exact; unknown is none. Amounts in euro are worth `a_euro` each."""
    if item.code == "220421":  # wine of not more than 13 % vol: EUR 13.1 a hectolitre
        return item.quantity * Fraction("0.131") * a_euro
    if item.code == "910211":  # watches: 4.5 %, at least EUR 0.3 and at most EUR 0.8 each
        least, most = (item.quantity * Fraction(each) * a_euro for each in ("0.3", "0.8"))
        return min(max(percent("4.5", value), least), most)
    return percent(rates[item.code], value) if item.code in rates else Fraction(0)


def union_duty(parcel, values, currency, way, ioss_limit, rates=CN):
    """Duty on each line by the law of the Union, rounded as the country rounds.

    Reliefs of Regulation (EC) No 1186/2009, art. 23 to 27; EUR 3 for each subheading by Regulation (EU) 2026/382, for
    goods sold, a preference in its place only in a standard declaration, which goods of the one-stop shop do not have;
    2.5 % for gifts up to EUR 700.
    """
    a_euro = euro(currency, parcel.day)
    worth = local(parcel.goods, parcel, currency)
    gift = parcel.nature == "gift"
    ioss = is_in_ioss(parcel, worth, ioss_limit)
    flat = FLAT_FROM <= parcel.day <= FLAT_TO and parcel.nature == "sale" and worth <= 150 * a_euro
    duties, by_subheading = [Fraction(0)] * len(values), {}
    for place, (item, value) in enumerate(zip(parcel.items, values)):
        free_by_value = (gift and worth <= 45 * a_euro) or (parcel.day < FLAT_FROM and worth <= 150 * a_euro)
        if free_by_value and not is_sensitive(item):
            continue
        if has_preference(parcel, item) and (not flat or parcel.scheme == "standard-declaration"):
            continue
        if flat:
            by_subheading.setdefault(item.code[:6], []).append(place)
            continue
        duty = cn_duty(item, value, a_euro, rates)
        if gift and worth <= 700 * a_euro and item.code[:2] != "24" and rates.get(item.code) != "0":
            duty = percent("2.5", value)
        duties[place] = round_to(duty, CENT, way)
    for places in by_subheading.values():
        three = round_to(3 * a_euro, CENT, way)
        for place, part in zip(places, share(three, [values[place] for place in places], CENT)):
            duties[place] = part
    return duties, ioss


def is_tax_free_gift(parcel, limit):
    """A gift between private individuals up to a limit in its own currency; not of alcohol, tobacco or perfume."""
    return parcel.nature == "gift" and limit and not any(is_sensitive(item) for item in parcel.items)


def collect(charges):
    """What is due, without what is nothing."""
    return {name: amount for name, amount in charges.items() if amount}


def de(parcel):
    """Germany."""
    values = line_values(parcel, "EUR")
    duties, ioss = union_duty(parcel, values, "EUR", "half_up", 150)
    worth = local(parcel.goods, parcel, "EUR")
    due = {}
    for item, value, duty in zip(parcel.items, values, duties):
        # A definitive anti-dumping duty of 48.5 % on bicycles of China (Implementing Regulation (EU) 2019/1379).
        dumping = percent("48.5", value) if item.code == "87120030" and item.origin == "CN" else Fraction(0)
        dumping = round_to(dumping, CENT, "half_up")
        # KaffeeStG section 2: EUR 2.19 a kilogram; AlkStG section 2: EUR 1303 a hectolitre of pure alcohol.
        excise = Fraction(0)
        if item.code == "090121":
            excise = round_to(Fraction("2.19") * item.mass_kg, CENT, "half_up")
        if item.code[:4] == "2208":
            excise = round_to(Fraction("13.03") * item.quantity, CENT, "half_up")
        # UStG section 12: 19 %, and 7 % on books and food.
        rate = "7" if item.code[:4] in {"0901", "1806", "2106", "4901"} else "19"
        vat = round_to(percent(rate, value + duty + dumping + excise), CENT, "half_up")
        low = parcel.day < date(2021, 7, 1) and worth <= 22 and not is_sensitive(item)  # EUStBV section 1a
        if low or is_tax_free_gift(parcel, worth <= 45) or (ioss and item.tax_paid is not False):
            vat = Fraction(0)
        line = str(item.line)
        due |= {f"{line} duty": duty, f"{line} additional_duty": dumping, f"{line} excise": excise, f"{line} vat": vat}
    # Less than EUR 1 is not collected since July 2021; before, by post, less than EUR 5 was not.
    least = 1 if parcel.day >= date(2021, 7, 1) else 5 if parcel.channel == "post" else 0
    if sum(due.values()) < least:
        return {}
    return collect(due)


def fee_parts(parcel, values, fee, applies):
    """A fee for the whole consignment, as parts of its lines."""
    return share(fee, values, CENT) if applies else [Fraction(0)] * len(values)


def it(parcel):
    """Italy."""
    values = line_values(parcel, "EUR")
    duties, ioss = union_duty(parcel, values, "EUR", "half_up", 150)
    worth = local(parcel.goods, parcel, "EUR")
    # EUR 2 for each consignment of not more than EUR 150, since 2026 (Law 199/2025, art. 1(126)).
    fees = fee_parts(parcel, values, 2, parcel.day >= date(2026, 1, 1) and worth <= 150)
    due = {}
    for item, value, duty, fee in zip(parcel.items, values, duties, fees):
        # DPR 633/1972, art. 16: 22 %, books 4 %, chocolate 10 %.
        rate = {"4901": "4", "1806": "10"}.get(item.code[:4], "22")
        vat = round_to(percent(rate, value + duty), CENT, "half_up")
        low = parcel.day < date(2021, 7, 1) and worth <= 22 and not is_sensitive(item)
        if low or is_tax_free_gift(parcel, worth <= 45) or ioss:
            vat = Fraction(0)
        due |= {f"{item.line} duty": duty, f"{item.line} fee": fee, f"{item.line} vat": vat}
    return collect(due)


def ro(parcel):
    """Romania; thresholds of the Union at the same rate of the euro as values."""
    a_euro = euro("RON", parcel.day)
    values = line_values(parcel, "RON")
    duties, ioss = union_duty(parcel, values, "RON", "half_up", 150 * a_euro)
    worth = local(parcel.goods, parcel, "RON")
    # RON 25 for each consignment of not more than EUR 150, since 2026 (Law 239/2025).
    fees = fee_parts(parcel, values, 25, parcel.day >= date(2026, 1, 1) and worth <= 150 * a_euro)
    due = {}
    for item, value, duty, fee in zip(parcel.items, values, duties, fees):
        # Tax Code art. 291: 19 %, food 9 % and books 5 % until 31 July 2025; then 21 % and, for both, 11 %.
        old = parcel.day < date(2025, 8, 1)
        reduced = {"0901": "9" if old else "11", "4901": "5" if old else "11"}
        rate = reduced.get(item.code[:4], "19" if old else "21")
        vat = round_to(percent(rate, value + duty), CENT, "half_up")
        if is_tax_free_gift(parcel, worth <= 45 * a_euro) or ioss:
            vat = Fraction(0)
        due |= {f"{item.line} duty": duty, f"{item.line} fee": fee, f"{item.line} vat": vat}
    return collect(due)


# UK Global Tariff from 2021, percent; before it the Common Customs Tariff (2020).
UK = {
    "090121": "6", "180690": "8", "220830": "0", "240220": "50", "330300": "0", "330499": "0", "392690": "6",
    "401110": "4", "490199": "0", "610910": "12", "611020": "12", "620342": "12", "620443": "12", "640399": "8",
    "640411": "16", "711719": "4", "847130": "0", "850440": "0", "851713": "0", "851830": "0", "871200": "14",
    "900410": "2", "910211": "4",
}
UK_2020 = {"330300": "0", "392690": "6.5", "490199": "0", "610910": "12", "847130": "0", "900410": "2.9"}

# Rates that published notifications state for goods that they do not tell, on codes chosen for the day of the examples.
STAND_IN_DAY = date(2022, 2, 22)
GB_STAND_IN = {"220600": "8", "650500": "10", "732393": "5.2", "841451": "5.8", "950691": "22.4"}
XI_STAND_IN = {"732393": "19.2", "841451": "10.9"}

MEMBER_STATES = set("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())


def pence(amount):
    """Fractions of a penny are left out, as the declaration service does."""
    return round_to(amount, CENT, "down")


def uk_spirits(item, day):
    """Excise on spirits for each litre of pure alcohol: two rates as set, then raised by the retail prices index."""
    if item.code[:4] != "2208":
        return Fraction(0)
    rate = Fraction("28.74") if day < date(2023, 8, 1) else Fraction("31.64")
    for first, rise in ((date(2025, 2, 1), "3.65"), (date(2026, 2, 1), "3.66")):
        if day >= first:
            rate = round_to(rate + percent(rise, rate), CENT, "half_up")
    return pence(rate * item.quantity)


def uk_duty(parcel, item, value, worth):
    """UK duty: free up to GBP 135, gifts up to GBP 39, then 2.5 % on gifts up to GBP 630, then the tariff."""
    gift = parcel.nature == "gift"
    if not is_sensitive(item) and (worth <= 135 or (gift and worth <= 39)):
        return Fraction(0)
    rates = UK if parcel.day >= date(2021, 1, 1) else UK_2020
    if parcel.day == STAND_IN_DAY:
        rates = rates | GB_STAND_IN
    rate = rates.get(item.code)
    if parcel.day >= date(2021, 1, 1) and item.origin in MEMBER_STATES and "statement_on_origin" in parcel.documents:
        rate = "0"
    if gift and worth <= 630 and item.code[:2] != "24" and rate != "0":
        rate = "2.5"
    if rate is None:  # wine: GBP 10 a hectolitre; what is missing is unknown
        return Fraction("0.1") * item.quantity if item.code == "220421" else Fraction(0)
    return percent(rate, value)


def gb(parcel):
    """Great Britain."""
    values = line_values(parcel, "GBP")
    worth = local(parcel.goods, parcel, "GBP")
    scheme = parcel.declared.get("tax_scheme") or {}
    number = scheme.get("number", "")
    well_formed = len(number) == 11 and number[:2] == "GB" and number[2:].isdigit()
    # The seller or marketplace accounts for VAT on the supply of goods up to GBP 135, since 2021 (VATA 1994).
    by_seller = scheme.get("scheme") == "uk-supply-vat" and well_formed and worth <= 135 and parcel.day.year >= 2021
    due = {}
    duties = [pence(uk_duty(parcel, item, value, worth)) for item, value in zip(parcel.items, values)]
    # Notice 143 (23 December 2016): by post, duty of less than GBP 9 is waived. What is not charged is not taxed.
    if parcel.channel == "post" and parcel.day < date(2021, 1, 1) and sum(duties) < 9:
        duties = [Fraction(0) for _ in duties]
    for item, value, duty in zip(parcel.items, values, duties):
        # 35 % on goods of Russia (SI 2022/376); of the goods listed there only tyres.
        russian = item.origin == "RU" and item.code == "401110" and parcel.day >= date(2022, 3, 25)
        additional = pence(percent("35", value)) if russian else Fraction(0)
        excise = uk_spirits(item, parcel.day)
        rate = "0" if item.code[:4] in {"0901", "4901"} else "20"
        vat = pence(percent(rate, value + duty + additional + excise))
        low = parcel.day < date(2021, 1, 1) and worth <= 15 and not is_sensitive(item)
        if low or is_tax_free_gift(parcel, worth <= 39) or (by_seller and item.tax_paid is not False):
            vat = Fraction(0)
        line = str(item.line)
        due |= {f"{line} duty": duty, f"{line} additional_duty": additional, f"{line} excise": excise}
        due[f"{line} vat"] = vat
    return collect(due)


def xi(parcel):
    """Northern Ireland: the Union's duty on goods at risk, UK tax, and pence without fractions for both."""
    values = line_values(parcel, "GBP")
    rates = CN | XI_STAND_IN if parcel.day == STAND_IN_DAY else CN
    duties, ioss = union_duty(parcel, values, "GBP", "down", 135, rates)
    worth = local(parcel.goods, parcel, "GBP")
    due = {}
    for item, value, duty in zip(parcel.items, values, duties):
        vat = pence(percent("0" if item.code[:4] in {"0901", "4901"} else "20", value + duty))
        if is_tax_free_gift(parcel, worth <= 39) or ioss:
            vat = Fraction(0)
        due |= {f"{item.line} duty": duty, f"{item.line} vat": vat}
    return collect(due)


DERIVE = {"de": de, "it": it, "ro": ro, "gb": gb, "xi": xi}
