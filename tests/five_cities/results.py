"""What each pack finds in each city, as ``results.txt`` writes it down.

To write it anew, in the project's folder: python -m tests.five_cities.results. Then read what changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.engine import Judged, judge
from checks._contract import Broke, Finding, NotSeen, SubjectKind
from tests.checks.made import CHECKS, PACKS, told
from tests.five_cities.cities import City, city_of

WRITTEN = Path(__file__).with_name("results.txt")
BY_NAME = {pack.id: pack for pack in PACKS}
CITIES: Mapping[str, City] = {pack.id: city_of(pack) for pack in PACKS}


def audit(city: str, pack: str) -> Judged:
    return judge(BY_NAME[pack], CHECKS, CITIES[city].facts)


def in_words() -> str:
    """All twenty-five results, city by city."""
    return "\n".join(line for city in CITIES for pack in BY_NAME for line in _result(city, pack))


def _result(city: str, pack: str) -> Iterator[str]:
    judged = audit(city, pack)
    subjects = {
        SubjectKind.ACCOUNT: set(CITIES[city].facts.open_accounts),
        SubjectKind.LOGIN: set(CITIES[city].facts.serving_logins),
    }
    yield f"the city of {city} under the pack {pack}"
    found: dict[tuple[str, str], set[str]] = {}
    for verdict in judged.verdicts:
        if isinstance(verdict.outcome, Finding | NotSeen | Broke):
            found.setdefault((verdict.check, told(verdict.outcome)), set()).add(verdict.subject.id)
    for (check, outcome), ids in found.items():
        yield f"  {check}: {outcome}: {_named(ids, subjects[CHECKS[check].subject])}"
    yield ""


def _named(ids: set[str], all_of_them: set[str]) -> str:
    """``all 12``, ``all but a, b``, or ``a, b``, whichever is short."""
    others = all_of_them - ids
    if len(all_of_them) > 3 and ids == all_of_them:
        return f"all {len(ids)}"
    if len(all_of_them) > 3 and ids <= all_of_them and len(others) < len(ids):
        return f"all but {', '.join(sorted(others))}"
    return ", ".join(sorted(ids))


if __name__ == "__main__":
    WRITTEN.write_text(in_words(), encoding="utf-8", newline="\n")
