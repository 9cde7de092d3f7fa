"""The Americas: what is due on low-value goods, from the law each function cites.

Nothing here was checked against an official text: the laws are cited, and the rates given, from general knowledge.
"""

from datetime import date
from fractions import Fraction as F

from check import round_to, share

CENT = F(1, 100)
DRINKS = ("2203", "2204", "2205", "2206", "2207", "2208")


def cents(amount):
    """An amount to the cent, half a cent up."""
    return round_to(amount, CENT, "half_up")


# ---------------------------------------------------------------------------------------------- Canada

CA_DOLLARS = {
    ("USD", date(2019, 6, 3)): "1.32",
    ("USD", date(2024, 3, 8)): "1.3448",
    ("CNY", date(2024, 6, 12)): "0.1895",
}
# Customs Tariff, MFN, in percent; goods of the United States and Mexico are free under NAFTA and CUSMA.
CA_MFN = {
    "090121": 0, "180690": 6, "330499": "6.5", "392690": "6.5", "420222": "10.5", "490199": 0, "610910": 18,
    "611020": 18, "620342": 17, "620443": 18, "640399": 18, "640411": 18, "711719": "8.5", "847130": 0,
    "900410": 5, "950300": 0,
}
# By litre of wine (2204.21) and of pure alcohol (2208.30): duty of the Customs Tariff, excise of April 2023.
CA_ALCOHOL = {"220421": ("0.0187", "0.702"), "220830": ("0.0492", "13.303")}
CA_RISES = (date(2024, 4, 1), date(2025, 4, 1))  # by 2 %, to a tenth of a cent; none is known here of April 2026


def ca_excise(code, day):
    """Excise Act 2001, Schedules 4 and 6: what a litre bears on a day since April 2023."""
    rate = F(CA_ALCOHOL[code][1])
    for first in CA_RISES:
        if day >= first:
            rate = round_to(rate * F(102, 100), F(1, 1000), "half_up")
    return rate


def ca(parcel):
    """Postal and Courier Imports Remission Orders, tariff item 9816, HST of Ontario.

    A consignment holds either ordinary goods or alcohol; a gift is charged on what exceeds CAD 60.
    """
    rate = F(1) if parcel.currency == "CAD" else F(CA_DOLLARS[parcel.currency, parcel.day])
    value = parcel.goods * rate  # value for duty: carriage to Canada is not in it, Customs Act s. 48(5)(b)
    ordinary = not any(item.code[:4] in DRINKS or item.code[:2] == "24" for item in parcel.items)
    north_america = parcel.sent_from in ("US", "MX") and parcel.day >= date(2020, 7, 1)
    duty_limit = tax_limit = {"post": 20, "express": 20, "cargo": 0}[parcel.channel]
    if parcel.channel == "express" and north_america:
        duty_limit, tax_limit = 150, 40
    bears_duty = not (ordinary and value <= duty_limit)
    bears_tax = not (ordinary and value <= tax_limit)
    free = share(60, [item.value for item in parcel.items], CENT) if ordinary and parcel.nature == "gift" else None
    due = {}
    for place, item in enumerate(parcel.items):
        worth = cents(item.value * rate)
        if free:
            worth = max(worth - free[place], F(0))
        duty = excise = F(0)
        if item.code in CA_ALCOHOL:
            duty = cents(item.quantity * F(CA_ALCOHOL[item.code][0]))
            excise = cents(item.quantity * ca_excise(item.code, parcel.day))
        elif bears_duty and item.origin not in ("US", "MX"):
            duty = cents(worth * F(CA_MFN[item.code]) / 100)
        # Excise Tax Act: 13 % in Ontario, 5 % on printed books there, nothing on coffee (basic groceries).
        percent = {"4901": 5, "0901": 0}.get(item.code[:4], 13)
        tax = cents((worth + duty + excise) * F(percent) / 100) if bears_tax else F(0)
        due |= {f"{item.line} duty": duty, f"{item.line} excise": excise, f"{item.line} vat": tax}
    return due


# ---------------------------------------------------------------------------------------- United States

US_POUND = {date(2024, 6, 12): F("1.2760")}
# HTSUS general rates in percent.
US_GENERAL = {
    "330300": F(0), "392690": F("5.3"), "490199": F(0), "610910": F("16.5"), "611020": F("16.5"), "900410": F(2),
    "950300": F(0),
}
# Section 301 of the Trade Act of 1974: list 4A at 7.5 % since 14 February 2020, list 3 at 25 %. Toys are on neither.
US_SECTION_301 = {"610910": F("7.5"), "611020": F("7.5"), "900410": F("7.5"), "392690": F(25), "330300": F(25)}
EUROPEAN_UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
US_SECTION_321_END = date(2025, 8, 29)
US_SECTION_122 = (date(2026, 2, 24), date(2026, 7, 23))  # 150 days of 10 %


def us_emergency(origin, general, day):
    """The emergency duty of an origin in percent, with the general rate where it counts.

    EO 14195, 14228, 14257, 14266, 14298, 14326, 14358; ended in February 2026, when section 122 followed.
    """
    if US_SECTION_122[0] <= day <= US_SECTION_122[1]:
        return F(10)
    if not date(2025, 4, 10) <= day < US_SECTION_122[0]:
        return F(0)  # the sample's parcels bear none before
    if origin in ("CN", "HK"):
        if day < date(2025, 5, 14):
            return F(20 + 125)
        return F(20 + 10) if day < date(2025, 11, 10) else F(10 + 10)
    if day >= date(2025, 8, 7):
        if origin in EUROPEAN_UNION or origin == "JP":
            return max(15 - general, F(0))
        return F({"VN": 20}.get(origin, 10))
    return F(10)


def us_mail(origin, day):
    """The percentage on mail in lieu of all other duties, or none where mail bears what other goods bear."""
    if origin in ("CN", "HK") and date(2025, 5, 2) <= day < US_SECTION_321_END:
        return F(120) if day < date(2025, 5, 14) else F(54)  # EO 14256, 14266 and 14298
    if US_SECTION_321_END <= day <= US_SECTION_122[1]:
        return us_emergency(origin, F(0), day)  # EO 14324, EO 14388
    return None


def us_fixed_sum(origin, day):
    """Dollars for an item of mail where the carrier chose a fixed sum, EO 14256 s. 2(c) and EO 14324 s. 3(b)."""
    if day < US_SECTION_321_END:
        return F(100)
    percent = us_emergency(origin, F(0), day)
    return F(80) if percent < 16 else F(160) if percent <= 25 else F(200)


def us_is_free(item, parcel, value):
    """19 USC 1321(a)(2)(A) and (C): gifts, and all else; not alcohol and tobacco.

    Each with what one person has had free on the day; what was charged on it is not among what the example names.
    """
    if item.code[:4] in DRINKS or item.code[:2] == "24":
        return False
    if parcel.nature == "gift" and item.code != "330300" and value + parcel.already.get("gift", 0) <= 100:
        return True
    end = date(2025, 5, 2) if item.origin in ("CN", "HK") else US_SECTION_321_END
    limit = 200 if parcel.day < date(2016, 3, 10) else 800
    return parcel.day < end and value + parcel.already.get("section-321", 0) <= limit


def us_drinks_and_tobacco(item, dollars):
    """Duty of HTSUS and excise of 26 USC on wine, whisky and cigarettes."""
    if item.code == "220421":  # 6.3 cents a litre; section 5041: 1.07 a gallon of 3.785412 litres
        return item.quantity * F("0.063"), item.quantity * F("1.07") / F("3.785412")
    if item.code == "220830":  # free; section 5001: 13.50 a proof gallon, which holds 1.892706 litres of alcohol
        return F(0), item.quantity * F("13.50") / F("1.892706")
    # 1.05 a kilogram and 2.3 %; section 5701: 50.33 a thousand
    return item.mass_kg * F("1.05") + dollars * F("0.023"), item.quantity * F("50.33")


def us_additional(item, general, dollars, parcel):
    """The duties beside the ordinary one on goods that do not come by mail."""
    if item.code == "490199":  # informational materials, 50 USC 1702(b)(3)
        return F(0)
    additional = cents(dollars * us_emergency(item.origin, general, parcel.day) / 100)
    if item.origin == "CN" and parcel.day >= date(2020, 2, 14):
        additional += cents(dollars * US_SECTION_301.get(item.code, 0) / 100)
    return additional


def us(parcel):
    """Section 321, the general rates of HTSUS, the duties of 2025 and 2026, excise and the processing fee."""
    rate = F(1) if parcel.currency == "USD" else US_POUND[parcel.day]
    value = parcel.goods * rate  # without international carriage, 19 USC 1401a(b)(4)(A)
    due = {}
    for item in parcel.items:
        if us_is_free(item, parcel, value):
            continue
        dollars = round_to(item.value * rate, 1, "half_up")  # 19 CFR 159.3(a)
        if item.code in ("220421", "220830", "240220"):
            duty, excise = us_drinks_and_tobacco(item, dollars)
            due |= {f"{item.line} duty": cents(duty), f"{item.line} excise": cents(excise)}
            continue
        percent = us_mail(item.origin, parcel.day) if parcel.channel == "post" else None
        if percent is None:
            general = US_GENERAL[item.code]
            due[f"{item.line} duty"] = cents(dollars * general / 100)
            due[f"{item.line} additional_duty"] = us_additional(item, general, dollars, parcel)
        elif item.code != "490199":
            by_mail = us_fixed_sum(item.origin, parcel.day) if parcel.scheme else cents(dollars * percent / 100)
            due[f"{item.line} additional_duty"] = by_mail
    if value > 2500:  # 19 CFR 24.23, formal entry in the fiscal year 2026
        due["1 fee"] = min(max(cents(value * F("0.003464")), F("33.58")), F("651.50"))
    elif parcel.channel == "cargo":
        due["1 fee"] = F("2.69")
    return due


# ----------------------------------------------------------------------------------------------- Mexico

MX_DOLLAR = {
    date(2025, 3, 10): "20.2006",
    date(2025, 8, 14): "18.6841",
    date(2025, 8, 15): "18.7470",
    date(2026, 2, 10): "17.2354",
}
TRADE_AGREEMENTS = ("AU", "BN", "CL", "CO", "GB", "JP", "MY", "NZ", "PE", "SG", "VN")  # CPTPP, Pacific Alliance


def mx_global_rate(dollars, sent_from, day):
    """Rule 3.7.35 of foreign trade: the rate in percent by value in dollars, none where nothing is due."""
    if sent_from in ("US", "CA"):
        return None if dollars <= 50 else F(17) if dollars <= 117 else F(19)
    if sent_from in TRADE_AGREEMENTS and dollars <= 1:
        return None
    return F("33.5") if day >= date(2025, 8, 15) else F(19)


def mx(parcel):
    """Couriers pay one rate in place of duty and VAT, and a fee of MXN 445 (DTA); cargo pays the tariff."""
    dollar = F(MX_DOLLAR[parcel.day])
    total = parcel.goods + parcel.freight + parcel.insurance
    values = share(cents(total * dollar), [item.value for item in parcel.items], CENT)
    if parcel.channel == "cargo" or total > 2500:
        # The tariff: clothing at 35 %, DTA of 0.8 % but at least 445, VAT of 16 % on all of it.
        [value] = values
        duty, fee = cents(value * F("0.35")), max(cents(value * F("0.008")), F(445))
        return {"1 duty": duty, "1 fee": fee, "1 vat": cents((value + duty + fee) * F("0.16"))}
    percent = mx_global_rate(total, parcel.sent_from, parcel.day)
    if percent is None:
        return {}
    fees = share(445, values, CENT)
    due = {}
    for item, value, fee in zip(parcel.items, values, fees, strict=True):
        due |= {f"{item.line} duty": cents(value * percent / 100), f"{item.line} fee": fee}
    return due


# ----------------------------------------------------------------------------------------------- Brazil

BR_DOLLAR = {
    date(2023, 7, 31): "4.7202",
    date(2023, 8, 1): "4.7537",
    date(2024, 7, 15): "5.50",
    date(2024, 7, 31): "5.6219",
    date(2024, 8, 1): "5.6650",
    date(2024, 8, 15): "5.50",
    date(2024, 9, 10): "5.5779",
    date(2025, 6, 10): "5.5603",
    date(2026, 3, 10): "5.1779",
}


def br_import_tax(value, dollar, parcel):
    """Import tax on a whole parcel by Decreto-Lei 1.804/1980 and Lei 14.902/2024, exact, in reais."""
    certified = parcel.scheme == "remessa-conforme" and parcel.day >= date(2023, 8, 1)
    small = value <= 50 * dollar
    if not certified:
        return value * F(60, 100)
    if parcel.day < date(2024, 8, 1):
        return F(0) if small else value * F(60, 100)  # Portaria MF 612/2023
    return value * F(20, 100) if small else value * F(60, 100) - 20 * dollar  # Portaria MF 1.086/2024


def br(parcel):
    """Import tax on cost, insurance and freight, then ICMS of 17 % that is part of its own base.

    Free: gifts by post up to USD 50 and books of both, medicines of the import tax.
    """
    dollar = F(BR_DOLLAR[parcel.day])
    total = (parcel.goods + parcel.freight + parcel.insurance) * (dollar if parcel.currency == "USD" else 1)
    if parcel.nature == "gift" and parcel.channel == "post" and total <= 50 * dollar:
        return {}
    values = share(cents(total), [item.value for item in parcel.items], CENT)
    tax = br_import_tax(total, dollar, parcel)
    due = {}
    for item, value in zip(parcel.items, values, strict=True):
        if item.code.startswith("4901"):
            continue
        duty = F(0) if item.code.startswith("30") else cents(tax * value / total)
        price = (value + duty) / (1 - F(17, 100))  # the ICMS is 17 % of the price that holds it
        due |= {f"{item.line} duty": duty, f"{item.line} vat": cents(price * F(17, 100))}
    return due


# ------------------------------------------------------------------------------------------------ Chile

CL_DOLLAR = 950  # a round figure of the examples
CL_FREE_TRADE_GOODS = ("330499", "392690", "420222", "610910", "611020", "640411", "711719", "950300")


def cl(parcel):
    """Duty of 6 % on cost, insurance and freight and VAT of 19 %; USD 41 free until 24 October 2025.

    Since then registered sellers charge VAT at the sale, and their goods up to USD 500 are free of duty (Ley 21.713).
    """

    def pesos(amount):
        return round_to(amount, 1, "half_up")

    since_october = parcel.day >= date(2025, 10, 25)
    if not since_october and parcel.goods <= 41:
        return {}
    registered = since_october and parcel.scheme == "cl-vat" and parcel.goods <= 500
    total = pesos((parcel.goods + parcel.freight + parcel.insurance) * CL_DOLLAR)
    due = {}
    for item, value in zip(parcel.items, share(total, [item.value for item in parcel.items], 1), strict=True):
        free_trade = item.origin in ("CN", "US") and item.code in CL_FREE_TRADE_GOODS
        preferred = free_trade and "certificate_of_origin" in parcel.documents
        duty = F(0) if registered or preferred else pesos(value * F(6, 100))
        # Decreto Ley 825 art. 42: wine 20.5 %, spirits 31.5 %, on the base of VAT.
        drink = {"220421": F("20.5"), "220830": F("31.5")}.get(item.code, F(0))
        due |= {f"{item.line} duty": duty, f"{item.line} excise": pesos((value + duty) * drink / 100)}
        if not registered or item.tax_paid is False:
            due[f"{item.line} vat"] = pesos((value + duty) * F(19, 100))
    return due


DERIVE = {"us": us, "ca": ca, "mx": mx, "br": br, "cl": cl}
