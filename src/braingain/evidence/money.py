"""What a country's money is worth: exchange rate and purchasing power parity."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from braingain.evidence.found import Found, Points, at_year, points
from braingain.evidence.national import FEWEST_DONORS, GDP_PER_HEAD, GDP_PER_HEAD_USD, WDI, Indicator, series, value_at
from braingain.foundation.countries import all_countries, who_region

if TYPE_CHECKING:
    import pandas as pd

PPP = "worldbank_ppp"
IDENTITY_FROM = 2017
OTHER_MONEY_FACTOR = 3.0
EXCHANGE_RATE = Indicator("exchange_rate", "PA.NUS.FCRF", "local_currency")
PPP_CURRENT = Indicator("gdp_per_head_current", "NY.GDP.PCAP.PP.CD", "intl_usd")


def exchange_rate(wdi: pd.DataFrame, ppp: pd.DataFrame, country: str, year: int) -> Found[float] | None:
    r"""Local currency per US$, average of the year.

    Reported where there is one that goes with the PPP. Else, from 2017 on, the identity (estimated):

    .. math:: FX = PPP \cdot Y^{PPP,2021} \cdot (Y^{US\$}_{USA} / Y^{PPP,2021}_{USA}) / Y^{US\$}

    with Y as GDP per head; exact in 2021, 1-3 % off in 2019-20, more before. Else None. Where the reported rate and
    the identity differ by more than a factor of 3 the rate does not go with the PPP: it is of other money (Croatia's
    kuna and euro before 2023, Liberia's two dollars) or an official rate that few paid (Lebanon, Iran). Then the
    identity is taken, since pay goes through the PPP, and the note names the reported rate
    (docs/decisions/0007).
    """
    reported = _exact(series(wdi, country, EXCHANGE_RATE), year, WDI)
    identity = exchange_rate_identity(wdi, ppp, country, year)
    if reported is not None and (identity is None or _same_money(reported.value, identity.value)):
        return reported
    if identity is None or year < IDENTITY_FROM:
        return None
    if reported is None:
        return identity
    return identity._replace(note=f"{identity.note}; the reported {reported.value:g} does not go with the PPP")


def exchange_rates(wdi: pd.DataFrame, ppp: pd.DataFrame, country: str) -> dict[int, Found[float]]:
    """``exchange_rate`` of every year that has one, ascending."""
    years = {int(year) for year in (*series(wdi, country, EXCHANGE_RATE)[0], *_levels(ppp, country)[0])}
    found = {year: exchange_rate(wdi, ppp, country, year) for year in sorted(years)}
    return {year: rate for year, rate in found.items() if rate is not None}


def exchange_rate_identity(wdi: pd.DataFrame, ppp: pd.DataFrame, country: str, year: int) -> Found[float] | None:
    """Local currency per US$ from PPP and GDP per head in the two dollars; see ``exchange_rate``."""
    level = _exact(_levels(ppp, country), year, PPP)
    home, usa = (
        [_exact(series(wdi, place, indicator), year, WDI) for indicator in (GDP_PER_HEAD, GDP_PER_HEAD_USD)]
        for place in (country, "USA")
    )
    if level is None or home[0] is None or home[1] is None or usa[0] is None or usa[1] is None:
        return None
    value = level.value * home[0].value * (usa[1].value / usa[0].value) / home[1].value
    return Found(value, "estimated", PPP, year, "from PPP and GDP per head")


def ppp_rate(ppp: pd.DataFrame, wdi: pd.DataFrame, country: str, year: int) -> Found[float] | None:
    """Local currency per international $ (PPP for GDP).

    Reported; between two years interpolated; after the last year that year's (estimated); without any, exchange
    rate times GDP per head in US$ over that in international $ (estimated); else the median price level of the WHO
    region, or of the world where the region has fewer than five donors, times the exchange rate (borrowed; where no
    exchange rate is known the country's money is counted in US$, which the note says). None without any donors.
    """
    years, values = _levels(ppp, country)
    if len(years) and year >= years[0]:
        long_ago = int(year - years[0])
        return at_year((years, values), year, PPP, carry_years=long_ago)
    rate = exchange_rate(wdi, ppp, country, year)
    dollars, international = (
        value_at(wdi, country, indicator, year, 0) for indicator in (GDP_PER_HEAD_USD, PPP_CURRENT)
    )
    if rate is not None and dollars is not None and international is not None:
        value = rate.value * dollars.value / international.value
        return Found(value, "estimated", WDI, year, "exchange rate times GDP per head in US$ over international $")
    return _borrowed_ppp(ppp, wdi, country, year, rate)


def _borrowed_ppp(
    ppp: pd.DataFrame, wdi: pd.DataFrame, country: str, year: int, rate: Found[float] | None
) -> Found[float] | None:
    region = who_region(country)
    for where in (region, "the world"):
        donors = [c.iso3 for c in all_countries() if where in (c.who_region, "the world")]
        levels = [level for donor in donors if (level := _price_level(ppp, wdi, donor, year)) is not None]
        if len(levels) >= FEWEST_DONORS:
            note = f"median price level of {len(levels)} countries of {where}"
            note += "" if rate else "; its money is counted in US$, no exchange rate is known"
            return Found(median(levels) * (rate.value if rate else 1.0), "borrowed", PPP, year, note)
    return None


def _price_level(ppp: pd.DataFrame, wdi: pd.DataFrame, country: str, year: int) -> float | None:
    """PPP over the exchange rate: what US$ 1 of goods of the USA costs there, in US$."""
    level = _exact(_levels(ppp, country), year, PPP)
    rate = exchange_rate(wdi, ppp, country, year)
    return None if level is None or rate is None else level.value / rate.value


def _exact(known: Points, year: int, source: str) -> Found[float] | None:
    return at_year(known, year, source, 0) if year in known[0] else None


def _levels(ppp: pd.DataFrame, country: str) -> Points:
    return points(ppp, ("country",), (country,))


def _same_money(reported: float, identity: float) -> bool:
    return 1 / OTHER_MONEY_FACTOR <= identity / reported <= OTHER_MONEY_FACTOR
