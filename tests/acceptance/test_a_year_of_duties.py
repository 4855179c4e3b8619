"""A year played night by night: on every played day what is open is what was written down beforehand."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from auditor.working_days import WorkingDays
from tests.acceptance import year_table
from tests.acceptance.harness import Said
from tests.acceptance.year_office import NearOffice
from tests.acceptance.year_story import ACCOUNTS, LOGINS, STORY, Town, night, played_days
from tests.acceptance.year_table import CHECKS, DUTIES, FINDINGS, FIRST, LAST, bounds, findings_on, reviews_on

PLAYED = played_days(year_table.turning_days())
ALL_DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
TWICE = {date(2026, 5, 1), date(2026, 6, 10), date(2026, 11, 4), date(2027, 1, 14), date(2027, 3, 3)}
"""Days with a second night, in which nothing more may change."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The whole year, played once."""
    folder = tmp_path_factory.mktemp("year") / "office"
    return played(folder, PLAYED)


def played(folder: Path, days: Sequence[date]) -> Town:
    folder.mkdir()
    town = Town(NearOffice(folder, FIRST))
    town.office.must("init", "--city", "試し市")
    for day in days:
        town.play(day)
        if day in TWICE:
            before = duties_kept(town.office)
            night(town)
            assert duties_kept(town.office) == before
    return town


def duties_kept(office: NearOffice) -> Mapping[str, list[tuple[object, ...]]]:
    """What the ledger keeps of duties."""
    connection = sqlite3.connect(office.store())
    try:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in ("reviews", "tasks", "task_events")
        }
    finally:
        connection.close()


def reviews_of(said: Said) -> dict[year_table.ReviewKey, set[year_table.TaskRow]]:
    reviews = said.json["reviews"]
    found = {
        (review["kind"], review["staff_number"], review["effective"]): {
            (task["kind"], task["subject"], task["due"], task["state"]) for task in review["tasks"]
        }
        for review in reviews
    }
    assert len(found) == len(reviews), "one event has one review"
    assert sum(map(len, found.values())) == sum(len(review["tasks"]) for review in reviews), "one task twice"
    return found


@pytest.mark.parametrize("day", PLAYED, ids=str)
def test_the_reviews_with_something_open_are_those_of_the_table(year: Town, day: date) -> None:
    assert reviews_of(year.nights[day]) == reviews_on(day)


@pytest.mark.parametrize("day", PLAYED, ids=str)
def test_the_findings_about_duties_are_those_of_the_table(year: Town, day: date) -> None:
    assert {row for row in year.nights[day].findings if row[0] in CHECKS} == findings_on(day)


def test_a_register_not_handed_in_is_due_on_the_day_of_the_table(year: Town) -> None:
    for day in PLAYED:
        told = {
            row["subject"]["id"]: row["due"]
            for row in year.nights[day].json["findings"]
            if row["check"] == "register-submitted"
        }
        assert told == year_table.register_due_on(day), day


def test_the_same_weeks_played_again_give_the_same_ledger(tmp_path: Path) -> None:
    """Other keys, other fingerprints, another run of the program: the same reviews, tasks and events."""
    weeks = [day for day in PLAYED if day <= date(2026, 5, 9)]
    one, other = (duties_kept(played(tmp_path / name, weeks).office) for name in ("one", "other"))
    assert one == other
    assert one["task_events"]


def test_no_task_closes_twice_without_having_been_reopened(year: Town) -> None:
    events = defaultdict(list)
    connection = sqlite3.connect(year.office.store())
    for review, kind, subject, day, event in connection.execute(
        "SELECT review, kind, subject, day, event FROM task_events ORDER BY id"
    ):
        events[review, kind, subject].append((day, event))
    connection.close()
    assert len(events) >= len(DUTIES) - 7  # one review may be opened again under its own number
    for life in events.values():
        assert [day for day, _ in life] == sorted(day for day, _ in life)
        told = [event for _, event in life]
        assert told[0] == "opened"
        assert all(one != other for one, other in zip(told, told[1:], strict=False)), told


def test_a_waiver_that_ended_is_told(year: Town) -> None:
    """Past its day it is back, and says so."""
    (back,) = (
        row
        for row in year.nights[date(2026, 8, 1)].json["findings"]
        if row["key"] == "administrators-minimum:kanko-ig"
    )
    assert back["status"] == "nonconforming"
    assert "ended on 2026-07-31" in back["message"]


def test_who_knows_the_password_of_a_hijacked_account_could_open_these(year: Town) -> None:
    """All other logins that share or resemble the password are named at once."""
    day = date(2027, 1, 12)
    (opened,) = year.incidents[day]
    assert "th-kanko" in opened.text
    (finding,) = (
        row for row in year.nights[day].json["findings"] if row["key"] == "incident-response:koho-fb"
    )
    assert finding["related"] == ["th-kanko"]


# --- the table itself -------------------------------------------------------------------------------------------------


@cache
def accounts_of(subject: str) -> tuple[str, ...]:
    return (subject,) if subject in ACCOUNTS else LOGINS[subject][0]


@pytest.mark.parametrize("check", ["transfer-review", "incident-response"])
def test_the_table_agrees_with_itself(check: str) -> None:
    """Findings about tasks follow from the tasks: the hand that wrote both was checked."""
    incidents = {"takeover", "impersonation", "flaming"}
    duties = [duty for duty in DUTIES if (duty.review[0] in incidents) == (check == "incident-response")]
    for day in ALL_DAYS:
        status: dict[str, str] = {}
        for duty in duties:
            state = duty.state(day)
            for account in accounts_of(duty.subject) if state in ("open", "waived") else ():
                late = state == "open" and date.fromisoformat(duty.due) < day
                now = "waived" if state == "waived" else "nonconforming" if late else "pending"
                status[account] = "nonconforming" if "nonconforming" in (now, status.get(account)) else now
        told = {(check, account, now) for account, now in status.items()}
        assert told == {row for row in findings_on(day) if row[0] == check}, day


def test_the_due_days_of_the_table_were_counted_right() -> None:
    """Five working days after a review was known, or its effective day, whichever is later."""
    for duty in DUTIES:
        kind, _, effective = duty.review
        if kind in ("transfer", "administrator-change"):
            known = min(
                bounds(span)[0] for other in DUTIES if other.review == duty.review for span in other.open
            )
            if duty.review == ("transfer", "10043", "2027-03-01"):
                known = date(2027, 1, 25)
            expected = max(date.fromisoformat(effective), WorkingDays().after(known, 5))
            assert duty.due == expected.isoformat(), duty


def test_every_day_of_the_story_is_played() -> None:
    assert {date.fromisoformat(day) for day in STORY} <= set(PLAYED)
    assert {finding.status for finding in FINDINGS} == {"pending", "nonconforming", "waived"}
