"""Public holidays of a year, from packages that bring their data along: nothing is fetched.

China's come from `chinesecalendar`, which follows the State Council's notices with the weekend
days worked in exchange (E40); it knows only years whose notice it was published after. Other
countries come from `holidays`, which reckons them by rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import holidays
from chinese_calendar import Holiday, constants

CHINA = "CN"
MANUAL, FILE = "manual", "file"
CHINESE_SOURCE, OTHER_SOURCE = "chinesecalendar", "holidays"
# Days that were filled in, not decided by somebody: another filling may replace them.
FILLED = (CHINESE_SOURCE, OTHER_SOURCE)

_IN_CHINESE: dict[str, str] = {one.value: one.chinese for one in Holiday}


@dataclass(frozen=True)
class PublicDay:
    day: date
    is_working: bool
    name: str  # in English where the package has it


class NotPublished(Exception):
    """The package does not know this year (yet)."""


def public_days(country: str, year: int) -> list[PublicDay]:
    """The days of `year` that differ from their weekday, or are holidays on a weekend.

    `country` is its ISO 3166 code. Raises NotPublished, and LookupError for no such country.
    """
    days = _chinese(year) if country == CHINA else _other(country, year)
    if not days:
        raise NotPublished(year)
    return days


def source_of(country: str) -> str:
    return CHINESE_SOURCE if country == CHINA else OTHER_SOURCE


def countries() -> list[str]:
    """Codes of two letters that can be filled in, sorted."""
    return sorted(code for code in holidays.list_supported_countries() if len(code) == 2)


def chinese_name(name: str) -> str:
    """The Chinese name of a Chinese holiday; "" for any other."""
    return _IN_CHINESE.get(name, "")


def _chinese(year: int) -> list[PublicDay]:
    found = [PublicDay(day, False, name) for day, name in constants.holidays.items()]
    found += [PublicDay(day, True, name) for day, name in constants.workdays.items()]
    return sorted((one for one in found if one.day.year == year), key=lambda one: one.day)


def _other(country: str, year: int) -> list[PublicDay]:
    try:
        spoken = holidays.country_holidays(country).supported_languages
    except NotImplementedError as error:
        raise LookupError(country) from error
    language = next((one for one in ("en_US", "en_GB") if one in spoken), None)
    known = holidays.country_holidays(country, years=year, language=language)
    found = [PublicDay(day, False, name[:200]) for day, name in known.items() if day.year == year]
    # Weekend days that are worked instead, where a country orders them (as Hungary does).
    found += [PublicDay(day, True, "") for day in known.weekend_workdays if day.year == year]
    return sorted(found, key=lambda one: one.day)


def is_published_by_package(country: str, year: int) -> bool:
    try:
        return bool(public_days(country, year))
    except (NotPublished, LookupError):
        return False
