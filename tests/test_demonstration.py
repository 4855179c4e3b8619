"""What a demo shows, and where: only where nothing else stands, also after one that was interrupted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from auditor import demonstration
from auditor.demo import MANNERS, DemoCity, Manner, build, month_until, year_until
from auditor.demonstration import MARK, Shown, show
from auditor.errors import UsageError
from auditor.ledger import months, reviews, waivers
from auditor.ledger.database import Ledger
from auditor.nightly import Night
from checks._contract import ReviewKind, Status
from reports.audit import Audit
from reports.messages import Language

DAY = date(2026, 11, 20)


def shown(
    folder: Path,
    city: DemoCity | None = None,
    days: Iterable[date] | None = None,
    audited: Callable[[Audit], None] = lambda _audit: None,
) -> Shown:
    """The two nights of a short demo, or those of ``days``."""
    city = city or build(month_until(DAY), Random(1))
    last = city.span.last
    night = Night(last, last, clock=lambda: datetime(2026, 11, 20, tzinfo=UTC), run_id="run")
    nights = days or (city.span.first, last)
    return show(folder, city, night, os.urandom, days=nights, language=Language.JA, audited=audited)


def found(audit: Audit) -> Mapping[tuple[str, str], Status]:
    return {(finding.check, finding.subject.id): finding.status for finding in audit.findings}


def days_of_news(city: DemoCity) -> Iterator[date]:
    """The days on which something else is to be told than the day before."""
    return (
        day for before, day in pairwise(city.span.days()) if city.must_tell(before) != city.must_tell(day)
    )


def planted(city: DemoCity) -> Mapping[tuple[str, str], Status]:
    return {(one.check, one.subject): one.status for one in city.plant}


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
def test_what_is_planted_in_a_city_is_found_by_its_guideline_and_nothing_else(
    manner: Manner, tmp_path: Path
) -> None:
    city = build(month_until(DAY), Random(2), manner)
    audit = shown(tmp_path, city).audit
    assert audit.run.pack.id == manner.pack
    assert found(audit) == planted(city)


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
def test_a_sound_city_conforms_to_its_guideline(manner: Manner, tmp_path: Path) -> None:
    city = build(month_until(DAY), Random(3), manner, sound=True)
    audit = shown(tmp_path, city, days=(DAY,)).audit
    assert (audit.findings, audit.not_seen) == ((), ())
    assert audit.counts.conforming > 100


@pytest.mark.parametrize("day", [date(2027, 1, 4), date(2026, 5, 19), date(2028, 2, 29)], ids=str)
def test_holidays_leap_days_and_days_amid_an_episode_change_nothing_of_it(day: date, tmp_path: Path) -> None:
    city = build(month_until(day), Random(4), MANNERS["asahikawa"])
    assert found(shown(tmp_path, city).audit) == planted(city)


def played(folder: Path, city: DemoCity, days: Iterable[date]) -> Shown:
    """Plays these days, and finds on each what comes and goes as it was written down, and in the end what stays."""
    told: dict[date, Mapping[tuple[str, str], Status]] = {}
    last = shown(folder, city, sorted(days), lambda audit: told.update({audit.run.day: found(audit)}))
    stays = planted(city).keys()
    for day, findings in told.items():
        assert {key: findings[key] for key in findings.keys() - stays} == dict(city.must_tell(day)), day
    assert told[city.span.last] == planted(city)
    return last


def test_a_year_is_told_as_it_was_written_down(tmp_path: Path) -> None:
    """On each day on which something happens or is to be told."""
    city = build(year_until(DAY), Random(5))
    days = {change.day for change in city.changes} | {*days_of_news(city), DAY}
    place = played(tmp_path, city, days).place
    with Ledger.open(place.settings.store.url).reading() as tx:
        assert [month.first.month for month in months.kept(tx)] == [4, 5, 6, 7, 8, 9, 10, 11]
        assert [waiver.key for waiver in waivers.history(tx)] == ["second-factor:line-koho"]
        done = [review for review in reviews.stored(tx) if not review.open_tasks]
    assert [(review.kind, review.accounts) for review in done] == [
        (ReviewKind.TRANSFER, ("koho-x",)),
        (ReviewKind.TAKEOVER, ("kenko-instagram",)),
        (ReviewKind.TRANSFER, ("bosai-x",)),
    ]


def test_the_story_of_another_guideline_is_told_as_it_was_written_down(tmp_path: Path) -> None:
    city = build(year_until(DAY), Random(6), MANNERS["niimi"])
    played(tmp_path, city, {*list(days_of_news(city))[::4], city.span.first, DAY})


def test_what_a_city_was_does_not_change_with_what_becomes_of_it() -> None:
    city = build(year_until(DAY), Random(7), MANNERS["niimi"])
    terms = [
        policy.fields["免責事項"]
        for change in city.changes
        for policy in change.tables.policies or ()
        if policy.account_id == "koho-line"
    ]
    assert terms[0] == "－"
    assert terms[-1] == "検討会で定めたとおり"


def test_a_demo_whose_clearing_was_interrupted_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MARK).touch()
    for name in ("reports", "vault"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "old").touch()
    (tmp_path / "config.toml").write_text("old = 1\n", "utf-8")

    def interrupted(folder: Path) -> None:
        assert folder.parent == tmp_path
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demonstration.shutil, "rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            shown(tmp_path)
    assert (tmp_path / MARK).is_file()
    assert shown(tmp_path).audit.findings
    assert not (tmp_path / "reports" / "old").exists()


def test_a_demo_that_was_killed_while_it_wrote_its_mark_is_made_again(tmp_path: Path) -> None:
    (tmp_path / ".0123456789abcdef.part").touch()
    assert shown(tmp_path).audit.findings
    assert not (tmp_path / ".0123456789abcdef.part").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "demo")
    with pytest.raises(UsageError):
        shown(tmp_path / "demo")
    assert (tmp_path / "demo").is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="links need rights of their own on Windows")
def test_what_a_link_in_the_demo_points_to_is_left_alone(tmp_path: Path) -> None:
    mine, folder = tmp_path / "mine", tmp_path / "demo"
    mine.mkdir()
    (mine / "kept").touch()
    folder.mkdir()
    (folder / MARK).touch()
    (folder / "link").symlink_to(mine)
    shown(folder)
    assert (mine / "kept").exists()
    assert not (folder / "link").exists()
    shutil.rmtree(folder)
