"""Second derivations for Switzerland, Norway, Ukraine, Türkiye, Azerbaijan, South Africa and Saudi Arabia.

Each function takes a parcel and gives what is due to customs, by line and kind. It knows the duty of the goods that the
examples use; nothing is read from the packs. What nobody has read in an official
text is marked in the packs.
"""

from datetime import date
from fractions import Fraction as F

from check import round_to, share

CENT = F(1, 100)


def cents(value):
    """An amount to the second decimal, half up."""
    return round_to(value, CENT, "half_up")


def percent(rate, base):
    """So many percent of a base."""
    return F(rate) * base / 100


def by_value(parcel, total):
    """An amount shared among the goods items by their value, to the cent."""
    return share(cents(total), [item.value for item in parcel.items], CENT)


def with_carriage(parcel):
    """The value at the border: goods, freight and insurance."""
    return parcel.goods + parcel.freight + parcel.insurance


def is_small_traffic(parcel):
    """Whether it came by post or express, not as cargo."""
    return parcel.channel in ("post", "express")


def is_of(item, *codes):
    """Whether an item's code begins with one of these."""
    return item.code.startswith(codes)


# Switzerland ---------------------------------------------------------------------------------------------------------

# Reference rates of the European Central Bank for the days of the examples, here and below.
FRANCS = {
    ("EUR", date(2024, 3, 15)): F("0.9613"),
    ("USD", date(2026, 6, 15)): F("0.79366"),
}


def ch(parcel):
    """VAT Act (SR 641.20): normal and reduced rate on the value at destination; up to CHF 5 is not levied (art. 53).

    Industrial goods are free of duty since 2024; the other goods of the examples were free before, but for honey at
    CHF 38 for 100 kg. Duty of up to CHF 5 is not levied either; the tax is reckoned with it.
    """
    rate = 1 if parcel.currency == "CHF" else FRANCS[parcel.currency, parcel.day]
    if parcel.nature == "gift" and parcel.goods * rate <= 100:
        return {}
    normal, reduced = ("8.1", "2.6") if parcel.day >= date(2024, 1, 1) else ("7.7", "2.5")
    duties, taxes = {}, {}
    for item, value in zip(parcel.items, by_value(parcel, with_carriage(parcel) * rate)):
        duty = round_to(38 * item.mass_kg / 100, F(5, 100), "half_up") if is_of(item, "0409") else F(0)
        whole_francs = round_to(value + duty, 1, "half_up")
        tax = percent(reduced if is_of(item, "0409", "4901", "3004") else normal, whole_francs)
        duties[f"{item.line} duty"] = duty
        taxes[f"{item.line} vat"] = round_to(tax, F(5, 100), "half_up")
    levied = [dues for dues in (duties, taxes) if sum(dues.values()) > 5]
    return {name: amount for dues in levied for name, amount in dues.items()}


# Norway --------------------------------------------------------------------------------------------------------------

KRONER = {
    ("EUR", date(2023, 12, 13)): F("11.825"),
    ("USD", date(2025, 6, 16)): F("9.9076"),
}


def no(parcel):
    """VAT 25 % (food 15 %, books nothing) on value and duty; clothing bears 10.7 %, other goods of the examples none.

    VOEC: the seller has collected the tax on an item of up to NOK 3,000, which bears no duty; food has no part in it.
    Until 2023 a parcel worth less than NOK 350 with carriage was free, food excepted. Gifts up to NOK 1,000 are free.
    """
    rate = 1 if parcel.currency == "NOK" else KRONER[parcel.currency, parcel.day]
    dues = {}
    for item, value in zip(parcel.items, by_value(parcel, with_carriage(parcel) * rate)):
        food = is_of(item, "09")
        if parcel.nature == "gift" and parcel.goods * rate <= 1000:
            continue
        if parcel.day < date(2024, 1, 1) and with_carriage(parcel) * rate < 350 and not food:
            continue
        if parcel.scheme == "voec" and item.value * rate <= 3000 and not food:
            continue
        proven = item.origin == "BD" and "origin_declaration" in parcel.documents
        clothing = is_of(item, "61", "62") and not proven
        duty = round_to(percent("10.7", value), 1, "half_up") if clothing else F(0)
        tax = 0 if is_of(item, "4901") else 15 if food else 25
        dues[f"{item.line} duty"] = duty
        dues[f"{item.line} vat"] = round_to(percent(tax, value + duty), 1, "half_up")
    return dues


# Ukraine -------------------------------------------------------------------------------------------------------------


def hryvnia(currency, day):
    """Even rates for the examples until 2021; in 2023 the fixed rate of the dollar, and the euro by it."""
    if currency == "USD":
        return F("36.5686")
    if day == date(2023, 6, 15):
        return F("39.5636")
    return F(30) if day.year == 2019 else F(33)


def ua(parcel):
    """Customs Code art. 374, Tax Code art. 190: only the part of the invoice value above a threshold is taxed.

    Duty 10 % above EUR 150; VAT 20 % of the part above EUR 100 (until 2020) or EUR 150 and the duty.
    """
    euro = hryvnia("EUR", parcel.day)
    value = parcel.goods * hryvnia(parcel.currency, parcel.day)
    lines = by_value(parcel, value)
    free_of_duty = share(cents(150 * euro), lines, CENT)
    free_of_tax = share(cents((100 if parcel.day.year < 2021 else 150) * euro), lines, CENT)
    dues = {}
    for item, worth, duty_free, tax_free in zip(parcel.items, lines, free_of_duty, free_of_tax):
        duty = cents(percent(10, max(worth - duty_free, 0)))
        dues[f"{item.line} duty"] = duty
        dues[f"{item.line} vat"] = cents(percent(20, max(worth - tax_free, 0) + duty)) if worth > tax_free else F(0)
    return dues


# Türkiye -------------------------------------------------------------------------------------------------------------

LIRA = {
    ("EUR", date(2024, 8, 21)): F("37.6869"),
    ("EUR", date(2025, 10, 15)): F("48.6274"),
    ("USD", date(2025, 10, 15)): F("41.8408"),
    ("EUR", date(2026, 2, 5)): F("51.3684"),
    ("EUR", date(2026, 2, 6)): F("51.4394"),
}
EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
# Customs union: the rates of the Common Customs Tariff.
TR_DUTY = {"61": "12", "6403": "8", "4202": "9.7", "7117": "4", "3303": "0", "3304": "0", "4901": "0", "3004": "0"}


def tr(parcel):
    """Decision 2009/15481 art. 45: up to EUR 30 with carriage one flat charge, until Decree 10813 (6 February 2026).

    30 % from the European Union, 60 % from elsewhere, 20 points more for list IV of the SCT Law; medicines keep it up
    to EUR 1,500. Otherwise the tariff, special consumption tax 20 % on cosmetics, and VAT 20 or 10 %.
    """
    euro = LIRA["EUR", parcel.day]
    value = with_carriage(parcel) * LIRA[parcel.currency, parcel.day]
    dues = {}
    for item, worth in zip(parcel.items, by_value(parcel, value)):
        cosmetic, medicine, book = is_of(item, "3303", "3304"), is_of(item, "3004"), is_of(item, "4901")
        limit = 1500 if medicine else 30 if parcel.day < date(2026, 2, 6) and not book else 0
        if value <= limit * euro:
            flat = (30 if parcel.sent_from in EUROPEAN_UNION else 60) + (20 if cosmetic else 0)
            dues[f"{item.line} duty"] = cents(percent(flat, worth))
            continue
        duty = tr_duty(item, worth, euro)
        excise = cents(percent(20, worth + duty)) if cosmetic else F(0)
        tax = 0 if book else 10 if is_of(item, "61", "64", "4202", "3004") else 20
        dues[f"{item.line} duty"] = duty
        dues[f"{item.line} excise"] = excise
        dues[f"{item.line} vat"] = cents(percent(tax, worth + duty + excise))
    return dues


def tr_duty(item, worth, euro):
    """The ordinary duty; a watch bears 4.5 %, at least EUR 0.30 and at most EUR 0.80 a piece."""
    if is_of(item, "9102"):
        least, most = F("0.30") * euro * item.quantity, F("0.80") * euro * item.quantity
        return cents(min(max(percent("4.5", worth), least), most))
    return cents(percent(next(rate for code, rate in TR_DUTY.items() if is_of(item, code)), worth))


# Azerbaijan ----------------------------------------------------------------------------------------------------------

# The dollar is held at 1.70 manat; the euro by the ECB rate of 15 October 2025.
MANAT = {"USD": F("1.7"), "EUR": F("1.97574")}


def az(parcel):
    """USD 300 a calendar month and person, for post and express; the parcel that goes above it is charged as a whole.

    Duty 15 % (books none), VAT 18 % on value and duty.
    """
    month = parcel.goods * MANAT[parcel.currency] + parcel.already.get("month", 0) * MANAT["USD"]
    if is_small_traffic(parcel) and month <= 300 * MANAT["USD"]:
        return {}
    dues = {}
    for item, worth in zip(parcel.items, by_value(parcel, with_carriage(parcel) * MANAT[parcel.currency])):
        duty = cents(percent(0 if is_of(item, "4901") else 15, worth))
        dues[f"{item.line} duty"] = duty
        dues[f"{item.line} vat"] = cents(percent(18, worth + duty))
    return dues


# South Africa --------------------------------------------------------------------------------------------------------

RAND = {"ZAR": F(1), "USD": F("18.1415"), "EUR": F("19.7797")}
# Customs and Excise Act 91 of 1964, schedule 1 part 1.
ZA_DUTY = {"61": 45, "62": 45, "64": 30, "4202": 30, "3303": 20, "3304": 20, "95": 0, "84": 0, "85": 0}


def za(parcel):
    """Concession: a flat 20 % up to ZAR 500 by post or express, without VAT until August 2024.

    Otherwise the tariff on the value free on board. VAT (Value-Added Tax Act 89 of 1991 s.13(2)): 15 % of the customs
    value raised by a tenth, and the duty. Gifts up to ZAR 1,400 are free (item 412.10), but not perfume.
    """
    value = parcel.goods * RAND[parcel.currency]
    concession = is_small_traffic(parcel) and value <= 500
    dues = {}
    for item, worth in zip(parcel.items, by_value(parcel, value)):
        if parcel.nature == "gift" and value <= 1400 and not is_of(item, "3303"):
            continue
        duty = cents(percent(20, worth)) if concession else za_duty(item, worth)
        dues[f"{item.line} duty"] = duty
        if not (concession and parcel.day < date(2024, 9, 1)):
            dues[f"{item.line} vat"] = cents(percent(15, worth + cents(worth / 10) + duty))
    return dues


def za_duty(item, worth):
    """The ordinary duty; coated fabric, as the published example has it, 40 cents a square metre."""
    if is_of(item, "5903"):
        return cents(item.quantity * F("0.40"))
    return cents(percent(next(rate for code, rate in ZA_DUTY.items() if is_of(item, code)), worth))


# Saudi Arabia --------------------------------------------------------------------------------------------------------

# The dollar is held at 3.75 riyal; the euro by the ECB rate of 15 October 2025.
RIYAL = {"SAR": F(1), "USD": F("3.75"), "EUR": F("4.35825")}


def sa(parcel):
    """No duty up to SAR 1,000 with carriage by post or express; VAT 5 %, from 1 July 2020 15 %, from the first riyal.

    Above it 5 % duty (Common Customs Tariff), none on computers and telephones (Information Technology Agreement).
    """
    value = with_carriage(parcel) * RIYAL[parcel.currency]
    relieved = is_small_traffic(parcel) and value <= 1000
    tax = 15 if parcel.day >= date(2020, 7, 1) else 5
    dues = {}
    for item, worth in zip(parcel.items, by_value(parcel, value)):
        free = relieved or is_of(item, "8471", "8517", "4901")
        duty = F(0) if free else cents(percent(5, worth))
        dues[f"{item.line} duty"] = duty
        dues[f"{item.line} vat"] = cents(percent(tax, worth + duty))
    return dues


DERIVE = {"ch": ch, "no": no, "ua": ua, "tr": tr, "az": az, "za": za, "sa": sa}
