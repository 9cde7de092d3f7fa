"""The worked examples of Japan, Korea, China, India and Indonesia, derived from the cited law a second time.

No function reads a pack. What the functions share: carriage follows the goods by value, and a whole is split so
that the parts sum to it. Rates of exchange are those the examples name (reference rates of the European Central
Bank, or the rate a published example states), written down here once more.
"""

from datetime import date
from fractions import Fraction

from check import round_to, share


def percent(text):
    """A percentage as a fraction."""
    return Fraction(text) / 100


def begins(code, *beginnings):
    """Whether a commodity code begins with one of these."""
    return code.startswith(beginnings)


def per_line(whole, parcel, step):
    """A whole split over the goods items by their values."""
    return share(whole, [item.value for item in parcel.items], step)


# Korea ---------------------------------------------------------------------------------------------------------

KRW_PER = {
    ("USD", date(2017, 11, 15)): "1100",  # as the published example has it
    ("USD", date(2022, 11, 16)): "1323.57",
    ("USD", date(2022, 11, 17)): "1350.96",
    ("USD", date(2024, 5, 20)): "1360.20",
    ("EUR", date(2024, 5, 20)): "1477.31",
    ("JPY", date(2024, 5, 20)): "8.7286",
}

# Customs Act, Tariff: percent of the customs value.
KR_DUTY = {
    "210690": 8, "330499": 8, "420222": 8, "490199": 0, "610910": 13, "640399": 13, "950300": 8,
    "851713": 0, "910211": 8, "220421": 15, "220830": 20,
}
# Liquor Tax Act art. 8, and Education Tax Act art. 5: so many percent of the liquor tax.
KR_LIQUOR = {"220421": (30, 10), "220830": (72, 30)}
# Chapters and headings that are never cleared by list: foods, drugs, cosmetics.
KR_NOT_BY_LIST = (
    *"02 03 04 07 08 09 10 11 12 15 16 17 18 19 20 21 22 30".split(), "3303", "3304", "3305", "3306", "3307",
)


def kr(parcel):
    """Korea: Customs Act art. 94 subpara. 4 (USD 150), KORUS art. 7.7(g) (USD 200 by list), all charged above."""

    def won(amount, currency):
        return Fraction(amount) * Fraction(1 if currency == "KRW" else KRW_PER[currency, parcel.day])

    def ten(amount):
        """Treasury Funds Management Act art. 47: what is below ten won is not collected."""
        return round_to(amount, 10, "down")

    price = won(parcel.goods, parcel.currency)
    # Notice on Import Clearance art. 68: with what arrived on the day, from anybody or since 17 November 2022 from the
    # same seller. Which that is the example decides: it names what counts.
    of_the_day = price + won(max(parcel.already.values(), default=0), "USD")
    by_list = parcel.channel == "express" and parcel.sent_from == "US"
    customs_value = round_to(won(parcel.goods + parcel.freight + parcel.insurance, parcel.currency), 1, "down")
    due = {}
    for item, value in zip(parcel.items, per_line(customs_value, parcel, 1)):
        limit = 200 if by_list and not begins(item.code, *KR_NOT_BY_LIST) else 150
        exempt = of_the_day <= won(limit, "USD")
        duty = Fraction(0) if exempt else ten(value * percent(KR_DUTY[item.code]))
        liquor_rate, education_rate = KR_LIQUOR.get(item.code, (0, 0))
        liquor = ten((value + duty) * percent(liquor_rate))
        education = ten(liquor * percent(education_rate))
        # VAT Act art. 27: imported books are exempt; art. 29(2): the base.
        taxed = not exempt and not begins(item.code, "4901")
        vat = ten((value + duty + liquor + education) * percent(10)) if taxed else Fraction(0)
        for kind, amount in {"duty": duty, "excise": liquor, "fee": education, "vat": vat}.items():
            due[f"{item.line} {kind}"] = amount
    return due


# Japan ---------------------------------------------------------------------------------------------------------

JPY_PER_USD = {date(2021, 7, 15): "110", date(2024, 6, 14): "157.03"}  # the first as the published example has it

# Customs Tariff Schedule, rates for WTO members that are a plain percentage.
JP_DUTY = {
    "090121": "12", "220830": "0", "240220": "0", "392690": "3.9", "420222": "8", "490199": "0", "610910": "10.9",
    "620342": "9.1", "620443": "9.1", "851713": "0", "910211": "0", "950300": "0",
}
# Enforcement Order art. 16-3: leather goods and knitted clothing.
JP_NEVER_EXEMPT = ("420211", "420221", "420231", "420291", "4203", "61", "640212", "6403", "640420")


def jp_duty(item, base, simplified):
    """The exact duty on a line: the simplified tariff of art. 3-3 up to JPY 200,000, else the schedule."""
    if begins(item.code, "2204"):
        if simplified:
            return 70 * item.quantity
        # 15 % or 125 yen a litre, whichever is less, subject to a minimum of 67 yen a litre.
        return max(67 * item.quantity, min(base * percent(15), 125 * item.quantity))
    if begins(item.code, "640399"):
        # 30 % or 4,300 yen a pair, whichever is greater.
        return max(base * percent(30), 4300 * item.quantity)
    if simplified and begins(item.code, "62"):
        return base * percent(10)
    if simplified and begins(item.code, "3926"):
        return base * percent(3)
    return base * percent(JP_DUTY[item.code])


def jp_excise(item, day):
    """The exact liquor tax (Liquor Tax Act art. 23) or tobacco tax (Tobacco Tax Act art. 11) on a line."""
    if begins(item.code, "220421"):
        a_litre = 80 if day < date(2020, 10, 1) else 90 if day < date(2023, 10, 1) else 100
        return a_litre * item.quantity
    if begins(item.code, "220830"):
        return 1000 * item.quantity  # whisky of 37 degrees or more, by litres of pure alcohol
    if begins(item.code, "240220"):
        return (6802 + 820) * item.quantity  # a thousand, since October 2021
    return Fraction(0)


def jp(parcel):
    """Japan: Customs Tariff Act art. 14 subpara. 18 (JPY 10,000); General Rules for National Taxes art. 118, 119."""

    def hundreds(exact):
        """A tax of the declaration without what is below 100 yen, in parts for the lines."""
        return share(round_to(sum(exact), 100, "down"), exact, 1) if sum(exact) >= 100 else [Fraction(0)] * len(exact)

    def thousands(amount):
        return round_to(amount, 1000, "down")

    rate = Fraction(JPY_PER_USD[parcel.day]) if parcel.currency == "USD" else Fraction(1)
    cif = (parcel.goods + parcel.freight + parcel.insurance) * rate
    values = per_line(round_to(cif, 1, "down"), parcel, 1)
    exempt = [
        cif <= 10_000 and (parcel.nature == "gift" or not begins(item.code, *JP_NEVER_EXEMPT)) for item in parcel.items
    ]
    lines = list(zip(parcel.items, values, exempt))
    duty = hundreds([
        Fraction(0) if free else jp_duty(item, thousands(value), cif <= 200_000) for item, value, free in lines
    ])
    excise = hundreds([jp_excise(item, parcel.day) for item in parcel.items])
    # Consumption Tax Act art. 29 and annex 1-2 (food); Local Tax Act art. 72-83: a share of the national tax.
    old = parcel.day < date(2019, 10, 1)
    national = []
    for (item, value, free), a_duty, an_excise in zip(lines, duty, excise):
        food = begins(item.code, "0901", "1806", "2106")
        tax = percent("6.3" if old else "6.24" if food else "7.8")
        national.append(Fraction(0) if free else thousands(value + a_duty + an_excise) * tax)
    national = hundreds(national)
    local = hundreds([tax * (Fraction(17, 63) if old else Fraction(22, 78)) for tax in national])
    due = {}
    for place, item in enumerate(parcel.items):
        for kind, amounts in {"duty": duty, "excise": excise, "vat": national, "sales_tax": local}.items():
            due[f"{item.line} {kind}"] = amounts[place]
    return due


# China ---------------------------------------------------------------------------------------------------------

CNY_PER_USD = {date(2024, 5, 20): "7.2332"}

# MFN rates until and since 1 July 2018 (Tariff Commission Announcement 2018 No. 4).
CN_DUTY = {
    "220421": (14, 14), "330300": (10, 3), "330499": (None, 1), "420222": (10, 6), "490199": (0, 0),
    "610910": (14, 6), "847130": (0, 0),
}
# Rates of the tax on articles, by the first day of each: low, middle and high.
CN_ARTICLES = [(date(2019, 4, 9), (13, 20, 50)), (date(2018, 11, 1), (15, 25, 50)), (date(2016, 4, 8), (15, 30, 60))]


def cn_vat(code, day):
    """VAT: Caishui [2017] 37 and [2018] 32, Announcement 2019 No. 39."""
    if begins(code, "4901"):
        steps = [(date(2019, 4, 1), 9), (date(2018, 5, 1), 10), (date(2017, 7, 1), 11), (date(2016, 4, 8), 13)]
    else:
        steps = [(date(2019, 4, 1), 13), (date(2018, 5, 1), 16), (date(2016, 4, 8), 17)]
    return percent(next(rate for first, rate in steps if day >= first))


def cn_consumption(code, day):
    """Consumption tax, part of its own base: wine 10 %; perfume 30 %, since Caishui [2016] 103 15 %."""
    if begins(code, "2204"):
        return percent(10)
    if begins(code, "3303"):
        return percent(30 if day < date(2016, 10, 1) else 15)
    return Fraction(0)


def cn_articles_class(code):
    """The row of the table of articles: 0 books, food, computers, toys; 2 alcohol, perfume; 1 all else."""
    if begins(code, "2204", "3303"):
        return 2
    return 0 if begins(code, "21", "49", "8471", "9503") else 1


def cn(parcel):
    """China: e-commerce limits (Caiguanshui [2016] 18, [2018] 49), articles by post (GACC 2010 No. 43), else trade."""

    def fen(amount):
        return round_to(amount, Fraction(1, 100), "half_up")

    rate = Fraction(CNY_PER_USD[parcel.day]) if parcel.currency == "USD" else Fraction(1)
    price, taxable = parcel.goods * rate, (parcel.goods + parcel.freight + parcel.insurance) * rate
    values = per_line(fen(taxable), parcel, Fraction(1, 100))
    in_scheme = parcel.scheme == "cn-cbec"
    if parcel.channel == "post" and not in_scheme and price <= 1000:
        rates = next(rates for first, rates in CN_ARTICLES if parcel.day >= first)
        tax = [fen(value * percent(rates[cn_articles_class(item.code)])) for item, value in zip(parcel.items, values)]
        if sum(tax) <= 50:
            return {}
        return {f"{item.line} duty": amount for item, amount in zip(parcel.items, tax)}
    once, a_year = (2000, 20_000) if parcel.day < date(2019, 1, 1) else (5000, 26_000)
    used = max(parcel.already.values(), default=0)
    within = in_scheme and parcel.nature == "sale" and taxable <= once and used + taxable <= a_year
    due = {}
    for item, value in zip(parcel.items, values):
        own, vat = cn_consumption(item.code, parcel.day), cn_vat(item.code, parcel.day)
        if within:
            # The composite of the policy: (consumption + VAT) / (1 - consumption) x 70 %, no duty.
            duty = Fraction(0)
            consumption = fen(value * own / (1 - own) * percent(70))
            added = fen(value * vat / (1 - own) * percent(70))
        else:
            duty = fen(value * percent(CN_DUTY[item.code][parcel.day >= date(2018, 7, 1)]))
            consumption = fen((value + duty) * own / (1 - own))
            added = fen((value + duty + consumption) * vat)
        due |= {f"{item.line} duty": duty, f"{item.line} excise": consumption, f"{item.line} vat": added}
    return due


# India ---------------------------------------------------------------------------------------------------------

INR_PER = {
    ("USD", date(2024, 7, 23)): "83.7086",
    ("USD", date(2024, 7, 24)): "83.7094",
    ("USD", date(2026, 6, 15)): "94.7148",
    ("EUR", date(2026, 6, 15)): "109.9355",
}
# Customs Tariff Act 1975, First Schedule: percent. Others: telephones (dated) and imitation jewellery (by mass, too).
IN_BASIC = {"330499": 20, "490199": 5, "847130": 0, "851830": 20, "910211": 20, "950450": 20, "980490": 10}


def in_(parcel):
    """India: basic duty, surcharge of 10 % of it (Finance Act 2018 s.110), IGST on all; nothing is too small."""

    def rupees(amount):
        """Customs Act 1962 s.154A."""
        return round_to(amount, 1, "half_up")

    rate = Fraction(1 if parcel.currency == "INR" else INR_PER[parcel.currency, parcel.day])
    # Notification 154/94-Customs: samples up to INR 10,000.
    if parcel.nature == "commercial_sample" and parcel.goods * rate <= 10_000:
        return {}
    paisa = Fraction(1, 100)
    assessable = round_to((parcel.goods + parcel.freight + parcel.insurance) * rate, paisa, "half_up")
    due = {}
    for item, value in zip(parcel.items, per_line(assessable, parcel, paisa)):
        if begins(item.code, "7117"):
            basic, igst = max(value * percent(20), 400 * item.mass_kg), 3
        elif begins(item.code, "8517"):
            basic, igst = value * percent(20 if parcel.day < date(2024, 7, 24) else 15), 18
        else:
            basic, igst = value * percent(IN_BASIC[item.code]), 18
        if begins(item.code, "4901"):
            igst = 0
        if begins(item.code, "9504") and parcel.day < date(2025, 9, 22):
            igst = 28
        basic = rupees(basic)
        welfare = rupees(basic * percent(10))
        due |= {
            f"{item.line} duty": basic,
            f"{item.line} surcharge": welfare,
            f"{item.line} vat": rupees((value + basic + welfare) * percent(igst)),
        }
    return due


# Indonesia -----------------------------------------------------------------------------------------------------

IDR_PER_USD = {
    date(2022, 3, 31): "14365.37", date(2022, 4, 1): "14375.23", date(2023, 3, 15): "15000",  # published example
    date(2023, 5, 15): "14793.63", date(2023, 10, 16): "15703.70", date(2023, 10, 17): "15715.00",
    date(2025, 3, 4): "16413.90", date(2025, 3, 5): "16361.50",
}
ID_TARIFF = {"420222": 20, "490199": 0, "610910": 25, "620342": 25, "847130": 0, "851713": 0, "910211": 10}
ID_BAGS_AND_TEXTILES = ("4202", "61", "62", "63", "64")  # PMK 199/2019
ID_ALSO_SINCE_2023 = ("3303", "3304", "3305", "3306", "3307", "73", "8712", "9101", "9102")  # PMK 96/2023


def id_duty_percent(code, usd, by_carrier, day):
    """Percent of duty on goods of an FOB value: nothing to USD 3, flat to 1,500 with exceptions, else the tariff."""
    if not by_carrier or usd > 1500 or begins(code, "4901"):
        return Fraction(ID_TARIFF[code])
    if usd <= 3:
        return Fraction(0)
    if begins(code, *ID_BAGS_AND_TEXTILES):
        return Fraction(25 if day >= date(2025, 3, 5) else ID_TARIFF[code])
    if day >= date(2023, 10, 17) and begins(code, *ID_ALSO_SINCE_2023):
        return Fraction(25 if code == "871200" else 15) if day >= date(2025, 3, 5) else Fraction(ID_TARIFF[code])
    return Fraction("7.5")


def id_(parcel):
    """Indonesia: PMK 199/2019, 96/2023, 4/2025; each levy of the consignment up to whole thousands of rupiah."""
    cent = Fraction(1, 100)

    def thousands(exact):
        total = round_to(sum(exact), 1000, "up")
        return share(total, exact, cent) if total else [Fraction(0)] * len(exact)

    a_dollar = Fraction(IDR_PER_USD[parcel.day])
    rate = a_dollar if parcel.currency == "USD" else Fraction(1)
    usd = parcel.goods * rate / a_dollar
    by_carrier = parcel.channel in ("post", "express")
    passenger = parcel.channel == "cargo" and parcel.nature == "other"  # PMK 203/2017: 10 % of what exceeds USD 500
    cif = round_to((parcel.goods + parcel.freight + parcel.insurance) * rate, cent, "half_up")
    values = per_line(cif, parcel, cent)
    duty = thousands([
        value * (percent(10) if passenger else id_duty_percent(item.code, usd, by_carrier, parcel.day) / 100)
        for item, value in zip(parcel.items, values)
    ])
    ppn, pph = [], []
    for item, value, charged in zip(parcel.items, values, duty):
        base = value + charged
        # VAT Law art. 7, Law 7/2021 art. 4; PMK 5/2020 for books.
        ppn.append(base * percent(0 if begins(item.code, "4901") else 10 if parcel.day < date(2022, 4, 1) else 11))
        # PPh 22 where the tariff applies instead of the flat rate, so not to USD 3, and since PMK 4/2025 not to 1,500.
        of_tariff = begins(item.code, *ID_BAGS_AND_TEXTILES)
        of_tariff |= parcel.day >= date(2023, 10, 17) and begins(item.code, *ID_ALSO_SINCE_2023)
        spared = by_carrier and (usd <= 3 or usd <= 1500 and (parcel.day >= date(2025, 3, 5) or not of_tariff))
        pph.append(Fraction(0) if spared else base * percent(10 if begins(item.code, "8517") else "7.5"))
    due = {}
    for item, charged, tax, income in zip(parcel.items, duty, thousands(ppn), thousands(pph)):
        due |= {f"{item.line} duty": charged, f"{item.line} vat": tax, f"{item.line} income_tax": income}
    return due


DERIVE = {"cn": cn, "id": id_, "in": in_, "jp": jp, "kr": kr}
