"""Australia, New Zealand, Singapore, Malaysia, Thailand and Viet Nam, derived from the rules that their laws state.

Rates of duty are those of the samples, from general knowledge except Australia's. Rates of exchange are the European
Central Bank's reference rates of the day unless an example states its own.
"""

from datetime import date
from fractions import Fraction

from check import round_to, share

CENT = Fraction(1, 100)
LIQUOR_AND_TOBACCO = ("2203", "2204", "2205", "2206", "2207", "2208", "24")


def percent(rate, amount, step=CENT):
    """So many percent of an amount, half up."""
    return round_to(Fraction(rate) / 100 * amount, step, "half_up")


def each(price, quantity):
    """So much for each unit of a quantity, to the cent."""
    return round_to(Fraction(price) * quantity, CENT, "half_up")


def local(parcel, rates):
    """What one unit of the declared currency is worth on the day; the local currency itself is in no table."""
    return Fraction(rates.get((parcel.currency, parcel.day), "1"))


def by_price(parcel, amount, exchange, step=CENT):
    """An amount in the declared currency, in local money, shared among the goods by their prices."""
    return share(round_to(amount * exchange, step, "half_up"), [item.value for item in parcel.items], step)


def taxed_at_sale(parcel, scheme, limit, exchange):
    """The lines that are each one good of low value and whose tax the seller charged under the scheme."""
    if parcel.scheme != scheme:
        return set()
    low = [item for item in parcel.items if item.value * exchange <= limit]
    return {item.line for item in low if item.tax_paid is not False}


# AUD for one unit.
AU_EXCHANGE = {
    ("USD", date(2018, 6, 29)): "1.354177",  # 1.5787 / 1.1658
    ("USD", date(2026, 9, 1)): "1.09890110",  # the example: AUD 1 = USD 0.9100
    ("USD", date(2026, 10, 6)): "1.432248",  # 1.6140 / 1.1269
    ("CNY", date(2026, 10, 6)): "0.213622",  # 1.6140 / 7.5554
}
# Schedule 3 of the Customs Tariff Act 1995: these are free, the others bear 5 % unless au_duty says more.
AU_FREE = {"49019990", "84713000", "85171300", "91021100"}
# Alcoholic drinks and tobacco, which item 26 of Schedule 4 does not reach.
AU_NEVER_LOW = ("2203", "2204", "2205", "2206", "2208", "24")


def au_duty(item, parcel, value):
    """What a line bears: vodka by value and alcohol, cigarettes by the stick, receivers less and less until 2019."""
    is_proven = "origin_declaration" in parcel.documents
    if item.code == "22086000":
        # Schedule 15: from 31 May 2023 what comes from the United Kingdom bears only the amount.
        is_british = is_proven and item.origin == "GB" and parcel.day >= date(2023, 5, 31)
        by_value = 0 if is_british else Fraction(5, 100) * value
        return round_to(by_value + Fraction("107.99") * item.quantity, CENT, "half_up")
    if item.code == "24022020":
        return each("1.52829", item.quantity)
    if item.code == "39211100" and is_proven and item.origin == "CA":
        return 0
    if item.code == "85287110":
        return percent(5 if parcel.day < date(2018, 7, 1) else "3.75" if parcel.day < date(2019, 7, 1) else 0, value)
    return 0 if item.code in AU_FREE else percent(5, value)


def au(parcel):
    """Goods of up to AUD 1,000 FOB bear nothing, drinks and tobacco apart; above, duty, and 10 % GST when landed."""
    exchange = local(parcel, AU_EXCHANGE)
    is_low = parcel.goods * exchange <= 1000  # Customs Tariff Act 1995 Sch 4 item 26, GST Act 1999 s 42-5
    # GST Act 1999 Subdiv 84-C and s 42-15, in force from 1 July 2018.
    sold_with_tax = taxed_at_sale(parcel, "au-vendor", 1000, exchange) if parcel.day >= date(2018, 7, 1) else set()
    values = by_price(parcel, parcel.goods, exchange)
    carriage = by_price(parcel, parcel.freight + parcel.insurance, exchange)
    due = {}
    for item, value, transport in zip(parcel.items, values, carriage):
        is_wine = item.code.startswith("2204")
        if is_low and not item.code.startswith(AU_NEVER_LOW):
            continue
        due[f"{item.line} duty"] = duty = au_duty(item, parcel, value)
        landed = value + transport + duty
        due[f"{item.line} excise"] = wine_tax = percent(29, landed) if is_wine else 0  # Wine Equalisation Tax Act 1999
        if item.line not in sold_with_tax:
            due[f"{item.line} vat"] = percent(10, landed + wine_tax)  # GST Act 1999 s 13-20
    return due


# NZD for one unit.
NZ_EXCHANGE = {
    ("USD", date(2019, 6, 4)): "1.517432",  # 1.7062 / 1.1244
    ("USD", date(2026, 3, 3)): "1.696364",  # 1.9688 / 1.1606
    ("USD", date(2026, 10, 6)): "1.780193",  # 2.0061 / 1.1269
    ("AUD", date(2026, 10, 6)): "1.242937",  # 2.0061 / 1.6140
}
# Tariff of New Zealand: 10 % on clothes and shoes, 5 % on these, the others are free.
NZ_FIVE_PERCENT = ("1806", "3303", "3304", "3926", "7117")


def nz(parcel):
    """Until November 2019 small sums of tax were waived; since then nothing but a levy is due up to NZD 1,000."""
    exchange = local(parcel, NZ_EXCHANGE)
    at_sale = parcel.day >= date(2019, 12, 1)  # GST Act 1985: distantly taxable goods
    is_low = parcel.goods * exchange <= 1000
    if at_sale and is_low:
        return nz_levy(parcel)
    sold_with_tax = taxed_at_sale(parcel, "nz-vendor", 1000, exchange) if at_sale else set()
    values = by_price(parcel, parcel.goods, exchange)
    carriage = by_price(parcel, parcel.freight + parcel.insurance, exchange)
    due = {}
    for item, value, transport in zip(parcel.items, values, carriage):
        rate = 10 if item.code[:2] in {"61", "62", "64"} else 5 if item.code.startswith(NZ_FIVE_PERCENT) else 0
        due[f"{item.line} duty"] = duty = percent(rate, value)
        if item.line not in sold_with_tax:
            due[f"{item.line} vat"] = percent(15, value + transport + duty)  # GST Act 1985 s 12
    if not at_sale and sum(due.values()) < 60:  # Customs and Excise Regulations: minimum collectable
        return {}
    return due


def nz_levy(parcel):
    """From 1 April 2026: NZD 2.21 by air, 2.09 by sea, 1.28 a kilogram of mail, and GST on it; shared by value."""
    if parcel.day < date(2026, 4, 1):
        return {}
    whole = {"express": Fraction("2.21"), "cargo": Fraction("2.09"), "post": Fraction("1.28") * parcel.gross_kg}
    due = {}
    for item, part in zip(parcel.items, by_price(parcel, whole[parcel.channel], 1)):
        due |= {f"{item.line} fee": part, f"{item.line} sales_tax": percent(15, part)}
    return due


# SGD for one unit.
SG_EXCHANGE = {
    ("USD", date(2022, 12, 30)): "1.340709",  # 1.4300 / 1.0666
    ("USD", date(2023, 1, 3)): "1.345472",  # 1.4188 / 1.0545
    ("USD", date(2026, 10, 6)): "1.277132",  # 1.4392 / 1.1269
}


def sg(parcel):
    """No GST by air or post up to SGD 400 CIF, liquor and tobacco apart; duty on hardly anything."""
    exchange = local(parcel, SG_EXCHANGE)
    landed = parcel.goods + parcel.freight + parcel.insurance
    is_low = landed * exchange <= 400 and parcel.channel != "cargo"  # GST (Imports Relief) Order
    year = parcel.day.year
    gst = 7 if year < 2023 else 8 if year == 2023 else 9  # GST Act s 16
    # GST Act: low-value goods of up to SGD 400 each, from 1 January 2023.
    sold_with_tax = taxed_at_sale(parcel, "sg-ovr", 400, exchange) if year >= 2023 else set()
    due = {}
    for item, value in zip(parcel.items, by_price(parcel, landed, exchange)):
        duty, excise = sg_duties(item, parcel.day)
        due |= {f"{item.line} duty": duty, f"{item.line} excise": excise}
        is_relieved = is_low and not item.code.startswith(LIQUOR_AND_TOBACCO)
        if not is_relieved and item.line not in sold_with_tax:
            due[f"{item.line} vat"] = percent(gst, value + duty + excise)
    return due


def sg_duties(item, day):
    """Duty and excise of the Customs (Duties) Order: by litre of pure alcohol, by cigarette; else nothing."""
    if item.code == "220300":  # beer
        return each("16.00", item.quantity), each("60.00", item.quantity)
    if item.code in {"220421", "220830"}:  # wine, whisky
        return 0, each("88.00", item.quantity)
    if item.code == "240220":  # cigarettes, dearer from 14 February 2023
        return 0, each("0.427" if day < date(2023, 2, 14) else "0.491", item.quantity)
    return 0, 0


# MYR for one unit.
MY_EXCHANGE = {
    ("USD", date(2023, 12, 29)): "4.595023",  # 5.0775 / 1.1050
    ("USD", date(2026, 10, 6)): "4.085012",  # 4.6034 / 1.1269
    ("CNY", date(2026, 10, 6)): "0.609286",  # 4.6034 / 7.5554
}
# Customs Duties Order; what is not here is free.
MY_DUTY = {"180690": 15, "392690": 20, "401110": 40, "852872": 30, "871200": 25}


def my(parcel):
    """Nothing by post or air courier up to RM 500 CIF; above or by sea, duty, and sales tax on value and duty."""
    exchange = local(parcel, MY_EXCHANGE)
    landed = parcel.goods + parcel.freight + parcel.insurance
    if parcel.channel != "cargo" and landed * exchange <= 500:  # Customs Duties (Exemption) Order 2017
        return {}
    # Sales Tax (Amendment) Act 2022: low value goods of up to RM 500 each, from 1 January 2024.
    sold_with_tax = taxed_at_sale(parcel, "my-lvg", 500, exchange) if parcel.day.year >= 2024 else set()
    due = {}
    for item, value in zip(parcel.items, by_price(parcel, landed, exchange)):
        due[f"{item.line} duty"] = duty = percent(MY_DUTY.get(item.code, 0), value)
        if item.line not in sold_with_tax:
            rate = {"1806": 5, "9102": 5, "4901": 0}.get(item.code[:4], 10)  # orders on rates and exempted goods
            due[f"{item.line} sales_tax"] = percent(rate, value + duty)
    return due


# THB for one unit.
TH_EXCHANGE = {
    ("USD", date(2024, 7, 4)): "36.629630",  # 39.560 / 1.0800
    ("USD", date(2024, 7, 5)): "36.579823",  # 39.594 / 1.0824
    ("USD", date(2026, 10, 6)): "33.575295",  # 37.836 / 1.1269
    ("CNY", date(2026, 10, 6)): "5.007809",  # 37.836 / 7.5554
}
# Customs Tariff Decree B.E. 2530 Part 2, by chapter.
TH_DUTY = {"33": 30, "42": 20, "49": 0, "61": 30, "62": 30, "64": 30, "84": 0, "85": 0, "90": 5, "91": 5}


def th(parcel):
    """THB 1,500 CIF was free of VAT until 4 July 2024 and of duty until 31 December 2025; now about one baht is."""
    exchange = local(parcel, TH_EXCHANGE)
    landed = parcel.goods + parcel.freight + parcel.insurance
    value_in_baht = landed * exchange
    bears_duty = value_in_baht > (1500 if parcel.day.year <= 2025 else 1)
    bears_vat = value_in_baht > 1500 if parcel.day <= date(2024, 7, 4) else value_in_baht >= 1
    due = {}
    for item, value in zip(parcel.items, by_price(parcel, landed, exchange)):
        due[f"{item.line} duty"] = duty = percent(TH_DUTY[item.code[:2]], value) if bears_duty else 0
        due[f"{item.line} vat"] = percent(7, value + duty) if bears_vat else 0  # Revenue Code s 79/2 and s 80
    return due


# Preferential import tariff, by heading.
VN_DUTY = {
    "4202": 25,
    "4901": 0,
    "6109": 20,
    "6110": 20,
    "6203": 20,
    "6204": 20,
    "6403": 30,
    "6404": 30,
    "8471": 0,
    "8517": 0,
    "8712": 45,
}


def vn(parcel):
    """VND 1 million by express was free until 17 February 2025, VND 2 million as a gift still is; whole dong."""
    landed = parcel.goods + parcel.freight + parcel.insurance
    was_free = parcel.channel == "express" and parcel.day < date(2025, 2, 18)  # Decision 78/2010, Decision 01/2025
    if (was_free and landed <= 1_000_000) or (parcel.nature == "gift" and landed <= 2_000_000):  # Decree 134/2016
        return {}
    due = {}
    for item, value in zip(parcel.items, by_price(parcel, landed, 1, step=1)):
        heading = item.code[:4]
        due[f"{item.line} duty"] = duty = percent(VN_DUTY[heading], value, step=1)
        due[f"{item.line} vat"] = percent(8 if vn_is_reduced(heading, parcel.day) else 10, value + duty, step=1)
    return due


def vn_is_reduced(heading, day):
    """VAT of 8 %: 2022 from February, then from July 2023 to 2026, computers and phones only from July 2025."""
    if heading == "4901":
        return False
    if heading in {"8471", "8517"}:
        return date(2025, 7, 1) <= day <= date(2026, 12, 31)
    return date(2022, 2, 1) <= day <= date(2022, 12, 31) or date(2023, 7, 1) <= day <= date(2026, 12, 31)


DERIVE = {"au": au, "nz": nz, "sg": sg, "my": my, "th": th, "vn": vn}
