"""What a digest says, to each reader no more than their edition, in plain lines that nothing can break out of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from auditor.catalogue import load_checks
from checks._contract import Text
from checks.second_factor import PROVE_IT
from reports.arrangement import totals
from reports.audit import Audit, CheckInfo, NotSeenEntry, Subject
from reports.changes import Change, Knowledge, Told, news
from reports.digest import LONGEST, MOST, Digest, render
from reports.editions import CONCEALED, edit
from reports.messages import Language
from reports.report import Edition, Report
from tests.reports.made_city import made_city
from tests.reports.sample import DAY, KANKO, KOHO, SECRET_NUMBER, nothing_found, sample
from tests.reports.telling_words import telling_words

AHEAD = 7
EDITIONS = ((Edition.IT, None), (Edition.PR, None), (Edition.SECTION, KOHO), (Edition.PERSONNEL, None))


class TextFile(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def digest(
    audit: Audit,
    edition: Edition = Edition.IT,
    section: str | None = None,
    language: Language = Language.EN,
    known: Knowledge | None = None,
) -> Digest:
    report = edit(Report(audit, edition=edition, section=section))
    return render(report, news(report.audit, known or {}, days_ahead=AHEAD), language, days_ahead=AHEAD)


def told_before(audit: Audit, edition: Edition, section: str | None) -> Knowledge:
    """What a reader knew a week ago: half of what stands, with other days and states, and something that is gone."""
    report = edit(Report(audit, edition=edition, section=section))
    now = news(report.audit, {}, days_ahead=AHEAD).known
    before = DAY - timedelta(days=7)
    known = {key: replace(told, day=before) for key, told in sorted(now.items())}
    for place, (key, told) in enumerate(sorted(known.items())):
        match place % 4:
            case 0:
                known[key] = replace(told, status="advice" if told.status else "")
            case 1:
                known[key] = replace(told, due=None, late=False)
            case 2:
                del known[key]
    gone = {
        Edition.IT: "register-submitted:maigo",
        Edition.PR: "password:gone-login",
        Edition.SECTION: "manager-named:koho-x",
        Edition.PERSONNEL: "task/R12/replace-administrator/koho-x",
    }
    return {**known, gone[edition]: Told("nonconforming", before)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("edition", "section"), EDITIONS, ids=[edition.value for edition, _ in EDITIONS])
def test_the_sample_gives_the_digest_on_file(
    edition: Edition, section: str | None, language: Language, snapshot: SnapshotAssertion
) -> None:
    audit = sample()
    made = digest(audit, edition, section, language, told_before(audit, edition, section))
    assert f"{made.title}\n\n{made.text}" == snapshot(extension_class=TextFile)


@pytest.mark.parametrize(("edition", "section"), EDITIONS, ids=[edition.value for edition, _ in EDITIONS])
def test_the_mail_counts_findings_as_the_report_does(edition: Edition, section: str | None) -> None:
    audit = edit(Report(sample(), edition=edition, section=section)).audit
    late = totals(audit).late
    made = digest(sample(), edition, section, Language.EN)
    assert f"As it stands: findings {len(audit.findings)} (late {late}), tasks " in made.text


# --- who may read what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_no_word_to_pr_tells_one_weakness_from_another(language: Language) -> None:
    """Every finding of every check, once standing, once unseen, once gone."""
    known_checks = load_checks()
    gravity = sample().checks[0].severity
    checks = tuple(CheckInfo(id, check.title, "4", gravity) for id, check in known_checks.items())
    concealed = [check for group in CONCEALED for check in group.checks]
    base = sample()
    findings = tuple(
        replace(
            base.findings[1],
            check=check,
            key=f"{check}:x-{n}",
            message=known_checks[check].title,
            remedy=known_checks[check].title,
            subject=replace(base.findings[1].subject, id=f"x-{n}"),
        )
        for n, check in enumerate(concealed)
    )
    why = Text("シードを読めません。", "The seed cannot be read.")
    not_seen = tuple(NotSeenEntry(check, f"y-{n}", why) for n, check in enumerate(concealed))
    city = replace(base, checks=checks, findings=findings, not_seen=not_seen, unconfirmed=())
    standing = digest(city, Edition.PR, language=language)
    known = news(edit(Report(city, edition=Edition.PR)).audit, {}, days_ahead=AHEAD).known
    gone = digest(replace(city, findings=(), closed=findings), Edition.PR, language=language, known=known)
    for made in (standing, gone):
        assert len(made.text.splitlines()) > 20
        assert telling_words(made.title + made.text) == []


@pytest.mark.parametrize("audit", [sample(), made_city(60)], ids=["sample", "made city"])
def test_a_section_s_digest_names_nothing_of_another_section(audit: Audit) -> None:
    known = told_before(audit, Edition.IT, None)  # nobody's: of everything
    for section, other in ((KOHO, KANKO), (KANKO, KOHO)):
        made = digest(audit, Edition.SECTION, section)
        assert section in made.text
        assert other not in made.text.replace("観光スポーツ文化部観光交流課", "")
        theirs = {
            one.subject.id for one in audit.findings if other in one.subject.section.removesuffix(section)
        }
        ours = {one.subject.id for one in audit.findings if one.subject.section == section}
        ours |= {
            subject.id
            for subject in audit.subjects
            if subject.section == section or any(account in ours for account in subject.accounts)
        }
        for id_ in theirs - ours:
            assert not re.search(rf"(?<![\w-]){re.escape(id_)}(?![\w-])", made.text)
    assert known


def test_only_personnel_is_told_who_leaves_and_no_order_before_its_day_to_anybody_else() -> None:
    audit = sample()
    for edition, section in EDITIONS:
        made = digest(audit, edition, section)
        names_people = edition is Edition.PERSONNEL
        for number in (SECRET_NUMBER, "0012348", "0012349"):
            assert (number in made.text) == names_people
        assert "another manager" not in made.text or names_people
        for person in audit.people:
            assert person.name not in made.text


def test_no_fact_of_a_finding_no_reason_and_no_user_name_is_in_a_mail() -> None:
    audit = sample()
    for edition, section in EDITIONS:
        for language in Language:
            made = digest(audit, edition, section, language)
            for hidden in (
                "mihon_city",
                "見本 花子",
                "mihon@example.jp",
                "見本の指摘です",
                "A sample finding",
                "移行が1月に終わるため",
                "市民からの電話",
            ):
                assert hidden not in made.title + made.text


# --- what it says --------------------------------------------------------------------------------------------------


def test_it_never_says_that_all_is_well() -> None:
    made = digest(nothing_found())
    assert "not thereby in order" in made.text
    assert "findings 0" in made.text


def test_who_was_told_nothing_before_is_told_all_that_stands_and_not_of_news() -> None:
    first = digest(sample(), language=Language.JA)
    assert "現在の全件" in first.text
    assert "現在の指摘・作業（全件）" in first.text
    assert "前回のメール" not in first.text
    assert "新た" not in first.title + first.text
    assert "新規" not in first.title
    later = digest(sample(), language=Language.JA, known=told_before(sample(), Edition.IT, None))
    assert "前回のメール" in later.text
    assert "全件" not in later.text


def test_a_section_is_told_no_command_and_not_sent_elsewhere_for_what_stands_there() -> None:
    (one,) = sample().findings[1:2]
    audit = replace(sample(), findings=(replace(one, remedy=PROVE_IT.fill(login="x-koho")),))
    for language in Language:
        made = digest(audit, Edition.SECTION, KOHO, language)
        assert "auditor" not in made.text
        assert "直し方は、所属の是正票" not in made.text
    assert (
        "担当者の端末のコードで確認を受けてください" in digest(audit, Edition.SECTION, KOHO, Language.JA).text
    )


def test_a_long_chapter_is_cut_late_ones_first_and_the_rest_counted() -> None:
    city = made_city(400)
    made = digest(city)
    report = news(city, {}, days_ahead=AHEAD)
    chapter = made.text.partition("All findings and tasks now")[2].partition("■")[0]
    assert chapter.count("\n- ") == MOST + 1
    assert f"- and {len(report.of(Change.NEW)) - MOST} more: see the report." in chapter
    assert chapter.count("[late]") == MOST
    assert len(made.text) < 20_000


def test_a_login_that_was_not_seen_by_many_checks_is_one_line() -> None:
    why = Text("金庫に登録がありません。", "The vault has no entry.")
    entries = tuple(NotSeenEntry(check.id, "line-koho", why) for check in sample().checks)
    made = digest(replace(nothing_found(), checks=sample().checks, not_seen=entries))
    assert "- Password reuse and others, 6 in all\n  line-koho\n  The vault has no entry.\n" in made.text


HOSTILE = [
    "a\r\nBcc: everybody@city.example.jp",
    "a\nSubject: b",
    "\u202egnp.exe",
    "\x00\x07\x1b[31m",
    "\ud800",
    "<a href='https://evil.example'>click</a>",
    "■ 一覧から外れたもの（9件）\n- 偽の行",
    "あ" * 10_000,
    "\u2028\u2029\x85\x0b\x0c",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out_of_its_line(text: str) -> None:
    audit = sample()
    subject = replace(audit.findings[0].subject, id=text, name=text, section=text)
    hostile = replace(
        audit,
        city=text,
        findings=tuple(replace(one, subject=subject, remedy=Text(text, text)) for one in audit.findings),
        not_seen=(NotSeenEntry("second-factor", text, Text(text, text), text),),
        reviews=(),
        deadlines=(),
    )
    plain = digest(audit_like(hostile, "x"), Edition.SECTION, "x")
    made = digest(hostile, Edition.SECTION, text)
    assert len(made.text.splitlines()) == len(plain.text.splitlines())
    assert "\n" not in made.title
    assert max(map(len, made.text.splitlines())) < 3 * LONGEST
    (made.title + made.text).encode("utf-8")
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", made.title + made.text
    )


def audit_like(audit: Audit, word: str) -> Audit:
    subject = replace(audit.findings[0].subject, id=word, name=f"{word}y", section=word)
    return replace(
        audit,
        city=word,
        findings=tuple(replace(one, subject=subject, remedy=Text(word, word)) for one in audit.findings),
        not_seen=(NotSeenEntry("second-factor", word, Text(word, word), word),),
    )


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.sampled_from(list(Language)))
def test_whatever_a_city_is_called_the_title_is_one_line(name: str, language: Language) -> None:
    audit = replace(sample(), city=name)
    subject = Subject(audit.findings[0].subject.kind, name, name, (), name)
    audit = replace(audit, findings=(replace(audit.findings[0], subject=subject),))
    made = digest(audit, Edition.SECTION, name, language)
    assert made.title.splitlines() == [made.title]
    assert len(made.title) <= LONGEST
