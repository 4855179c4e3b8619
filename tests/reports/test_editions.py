"""The laws of the editions, over whole audits whose every verdict was drawn: what an edition holds, and what it does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks._contract import ReviewKind, Severity, Status, SubjectKind, Text
from checks._publication import public_part
from reports import editions
from reports.arrangement import added
from reports.audit import Audit, MatrixCell, NotSeenEntry, Subject, Tally
from reports.duties import by_section, sections_of, subjects_by_id
from reports.editions import (
    CONCEALED,
    WITHOUT_PEOPLE,
    edit,
    figures,
    for_personnel,
    of_section,
    plain,
    sections,
)
from reports.history import History, KeptMonth, Month, Seal, Signature
from reports.report import Edition, Report
from tests.acceptance.small import small_tables
from tests.offices import SmallOffice
from tests.reports.made_city import made_city
from tests.reports.sample import DAY, KANKO, KOHO, nothing_found, sample
from tests.reports.worlds import CHECKS, World, holds, judged, texts, worlds

GROUP_OF = {check: group.id for group in CONCEALED for check in group.checks}
LAW = settings(max_examples=60, deadline=None)


def size(tally: Tally) -> int:
    return sum(getattr(tally, field.name) for field in fields(Tally))


def counts_are_the_sums_of_the_matrix(audit: Audit) -> bool:
    tally = added(cell.tally for cell in audit.matrix)
    return all(
        getattr(audit.counts, field.name) == getattr(tally, field.name)
        for field in fields(Tally)
        if field.name != "not_seen"
    )


# --- it, and what an edition keeps of its report ------------------------------------------------------------------


def test_the_edition_for_it_security_is_the_report_itself() -> None:
    report = Report(sample(), history=History(previous=nothing_found(), seal=Seal(3, "ab")))
    assert edit(report) is report


def test_the_edition_for_a_section_needs_one() -> None:
    with pytest.raises(ValueError, match="needs one"):
        edit(Report(sample(), edition=Edition.SECTION))


@pytest.mark.parametrize("edition", [Edition.PR, Edition.SECTION, Edition.PERSONNEL])
def test_what_earlier_months_tell_is_edited_too(edition: Edition) -> None:
    audit = sample()
    told = figures(audit)
    history = History(
        previous=audit,
        months=(KeptMonth(Month(2026, 11), DAY, "run", True, told, figures(plain(audit))),),
        signatures=(Signature(None, DAY, "it", "0" * 64, "0012345", "見本 太郎", DAY),),
        seal=Seal(3, "ab"),
    )
    edited = edit(Report(audit, edition=edition, history=history, section=KOHO))
    assert edited.history.previous == edited.audit
    assert edited.history.seal is None
    if edition is Edition.PR:
        assert [month.figures for month in edited.history.months] == [figures(plain(audit))]
    else:
        assert (edited.history.months, edited.history.signatures) == ((), ())


def test_an_audit_in_figures() -> None:
    told = figures(sample())
    assert (told.counts, told.not_seen, told.late, told.findings) == (sample().counts, 3, 1, 6)
    assert dict(told.severities) == {
        Severity.CRITICAL: 1,
        Severity.HIGH: 2,
        Severity.MEDIUM: 1,
        Severity.LOW: 1,
        Severity.INFO: 1,
    }


# --- pr -----------------------------------------------------------------------------------------------------------


@LAW
@given(worlds())
def test_pr_is_told_nothing_of_the_checks_that_are_made_one(world: World) -> None:
    audit = plain(world.audit)
    said = texts(audit)
    own_words = {check for check in GROUP_OF if check not in {group.id for group in CONCEALED}}
    assert [(text, check) for text in said for check in own_words if check in text] == []
    told = [text for text in said if text.startswith(("指摘 ", "是正 ", "found ", "remedy ", "題 ", "理由 "))]
    assert [text for text in told if text.split()[1] in GROUP_OF] == []
    assert (audit.parameters, audit.notes) == ((), ())


@LAW
@given(worlds())
def test_pr_is_told_a_login_once(world: World) -> None:
    audit = plain(world.audit)
    told = [one.key for one in (*audit.findings, *audit.unconfirmed)]
    told += [f"{entry.check}:{entry.subject}" for entry in audit.not_seen if f"{entry.check}:" not in told]
    concealed = {group.id for group in CONCEALED}
    counted = Counter(key for key in told if key.split(":")[0] in concealed)
    # What stood open and could not be seen tonight is both: open since then, and not seen.
    both = {one.key for one in audit.unconfirmed}
    assert {key for key, count in counted.items() if count > 1} <= both
    assert {one.key for one in audit.findings}.isdisjoint(
        {*both, *(f"{entry.check}:{entry.subject}" for entry in audit.not_seen)}
    )
    assert {one.key for one in audit.closed}.isdisjoint(told)


@LAW
@given(worlds())
def test_pr_is_told_the_gravest_of_a_group_and_no_advice(world: World) -> None:
    audit = plain(world.audit)
    gravest_first = (Status.NONCONFORMING, Status.UNVERIFIED, Status.PENDING, Status.WAIVED)
    wanted: dict[str, Status] = {}
    for finding in world.audit.findings:
        if finding.check in GROUP_OF and finding.status is not Status.ADVICE:
            key = f"{GROUP_OF[finding.check]}:{finding.subject.id}"
            wanted[key] = min(wanted.get(key, finding.status), finding.status, key=gravest_first.index)
    groups = {group.id for group in CONCEALED}
    assert {one.key: one.status for one in audit.findings if one.check in groups} == wanted
    looks = {
        (one.check, one.status): (one.severity, one.clause, one.message, one.remedy, one.related, one.reason)
        for one in audit.findings
        if one.check in groups
    }
    for one in audit.findings:
        if one.check in groups:
            told = (one.severity, one.clause, one.message, one.remedy, one.related, one.reason)
            assert looks[one.check, one.status] == told


@LAW
@given(worlds())
def test_of_a_login_as_much_conforms_for_pr_as_all_of_its_checks_say(world: World) -> None:
    audit = plain(world.audit)
    assert counts_are_the_sums_of_the_matrix(audit)
    for cell in audit.matrix:
        checks = [group.checks for group in CONCEALED if group.id == cell.check]
        if not checks:
            assert cell in world.audit.matrix
            continue
        fine = {"conforming", "advice", "not_applicable"}
        outcomes: dict[str, set[str]] = {}
        for one in world.verdicts:
            if one.check in checks[0] and one.subject.section == cell.section:
                outcomes.setdefault(one.subject.id, set()).add(one.outcome)
        assert size(cell.tally) == len(outcomes)
        assert cell.tally.conforming + cell.tally.not_applicable == sum(
            said <= fine for said in outcomes.values()
        )
        listed = [
            one for one in audit.findings if (one.check, one.subject.section) == (cell.check, cell.section)
        ]
        for status in Status:
            assert getattr(cell.tally, status.value) == sum(one.status is status for one in listed)
        assert cell.tally.not_seen == sum(
            (entry.check, entry.section) == (cell.check, cell.section) for entry in audit.not_seen
        )


@LAW
@given(worlds())
def test_what_was_not_seen_is_told_to_pr_or_found_anyhow_and_counted(world: World) -> None:
    audit = plain(world.audit)
    unseen = {(GROUP_OF[one.check], one.subject) for one in world.audit.not_seen if one.check in GROUP_OF}
    told = {(entry.check, entry.subject) for entry in audit.not_seen}
    found = {(one.check, one.subject.id) for one in audit.findings}
    assert unseen <= told | found
    assert audit.limits == len(world.audit.notes) + len(unseen - told)
    others = [entry for entry in audit.not_seen if entry.check not in {group.id for group in CONCEALED}]
    assert Counter(others) == Counter(one for one in world.audit.not_seen if one.check not in GROUP_OF)


@LAW
@given(worlds())
def test_other_findings_reach_pr_as_they_are_and_incidents_without_logins_alike(world: World) -> None:
    audit = plain(world.audit)
    wanted = [one for one in world.audit.findings if one.check not in GROUP_OF]
    told = [one for one in audit.findings if one.check not in {group.id for group in CONCEALED}]
    assert [one.key for one in told] == [one.key for one in wanted]
    for mine, whole in zip(told, wanted, strict=True):
        if whole.check == "incident-response":
            assert mine == replace(whole, message=mine.message, related=())
            assert not any(login.id in mine.message.ja + mine.message.en for login in world.logins)
        elif whole.check in WITHOUT_PEOPLE and whole.status is not Status.ADVICE:
            assert mine == replace(whole, message=WITHOUT_PEOPLE[whole.check], reason="")
        else:
            assert mine == whole
    assert all(review.alike is None for review in audit.reviews)
    assert not audit.tells_alike


@LAW
@given(worlds(), st.data())
def test_whatever_a_login_s_checks_exchange_the_edition_for_pr_is_the_same(
    world: World, data: st.DataObject
) -> None:
    """The strongest law: give each outcome of a login to another check of the group, and nobody at PR can tell."""
    exchanged = {}
    for group in CONCEALED:
        for login in world.logins:
            # Whether a check applies at all is no weakness, and stays with its check.
            applying = [
                one.check
                for one in world.verdicts
                if one.check in group.checks and one.subject == login and one.outcome != "not_applicable"
            ]
            others = data.draw(st.permutations(applying))
            exchanged.update(
                {(check, login.id): other for check, other in zip(applying, others, strict=True)}
            )
    other = judged(
        tuple(
            sorted(
                (
                    replace(one, check=exchanged.get((one.check, one.subject.id), one.check))
                    for one in world.verdicts
                ),
                key=lambda one: [check.id for check in CHECKS].index(one.check),
            )
        )
    )
    deadlines = sorted(
        (
            replace(
                one,
                check=check,
                what=Text(f"期限 {check}", f"date of {check}"),
            )
            for one in world.audit.deadlines
            for group in [
                [group.checks for group in CONCEALED if one.check in group.checks] or [(one.check,)]
            ]
            for check in [data.draw(st.sampled_from(group[0]))]
        ),
        key=lambda one: (one.day, one.kind, one.check, one.subject.id),
    )
    changed = replace(
        world.audit,
        findings=other.findings,
        closed=other.closed,
        unconfirmed=other.unconfirmed,
        not_seen=other.not_seen,
        matrix=other.matrix,
        waivers=other.waivers,
        deadlines=tuple(deadlines),
    )
    assert plain(changed) == plain(world.audit)


@LAW
@given(worlds())
def test_what_is_edited_twice_is_as_if_edited_once(world: World) -> None:
    for section in sections(world.audit):
        cut = of_section(world.audit, section)
        assert of_section(cut, section) == cut
    reviews = for_personnel(world.audit)
    assert for_personnel(reviews) == reviews


@pytest.mark.parametrize(
    "cut", [plain, lambda audit: of_section(audit, KOHO), lambda audit: of_section(audit, KANKO)]
)
def test_an_order_ahead_names_nobody_but_to_personnel(cut: editions.Callable[[Audit], Audit]) -> None:
    ahead = "0099999"
    assert holds(sample(), ahead)
    assert not holds(cut(sample()), ahead)
    assert holds(for_personnel(sample()), ahead)


def test_a_cell_without_its_entries_never_conforms_by_itself() -> None:
    """As a ledger of an earlier version keeps them: what was not seen without its section."""
    matrix = tuple(
        MatrixCell(KOHO, check, Tally(not_seen=1, conforming=1))
        for check in ("password-runs", "password-reuse")
    )
    unseen = tuple(NotSeenEntry(check, "x", Text("", "")) for check in ("password-runs", "password-reuse"))
    audit = replace(nothing_found(), checks=CHECKS, matrix=matrix, not_seen=unseen)
    (cell,) = plain(audit).matrix
    assert cell.tally == Tally(not_seen=1, conforming=1)


def test_a_clause_of_both_groups_asks_for_both() -> None:
    (clause,) = (
        one
        for one in plain(
            replace(
                sample(),
                coverage=(
                    replace(sample().coverage[1], checks=("second-factor", "password-age", "password-runs")),
                ),
            )
        ).coverage
    )
    assert clause.checks == ("second-factor", "password-age", "password")
    assert clause.summary.ja == "二要素認証に関する定め、パスワードの定め方に関する定め"


# --- section ------------------------------------------------------------------------------------------------------


@LAW
@given(worlds())
def test_the_sections_together_are_told_everything_once(world: World) -> None:
    cuts = [of_section(world.audit, section) for section in sections(world.audit)]
    for part in ("findings", "closed", "unconfirmed"):
        whole = [one.key for one in getattr(world.audit, part)]
        assert sorted(one.key for cut in cuts for one in getattr(cut, part)) == sorted(whole)
    for part in ("not_seen", "matrix", "register", "sizes", "waivers"):
        whole = list(getattr(world.audit, part))
        assert Counter(one for cut in cuts for one in getattr(cut, part)) == Counter(whole)
    assert {one for cut in cuts for one in cut.deadlines} == set(world.audit.deadlines)


@LAW
@given(worlds())
def test_a_section_is_told_nothing_of_another(world: World) -> None:
    for section in sections(world.audit):
        cut = of_section(world.audit, section)
        tied = world.tied(section)
        foreign = [one for one in (*world.accounts, *world.logins) if one.id not in tied]
        assert [one.id for one in foreign if holds(cut, one.id)] == []
        others = [one.id for one in world.accounts if one.section != section]
        assert [id for id in others if holds(cut.register, f"staff{id}")] == []
        assert {one.section for one in (*cut.managers, *cut.sizes, *cut.matrix)} <= {section}
        assert {size.section for size in cut.sizes} <= {section}
        shown = {review.staff_number for review in cut.reviews} | {row.approver for row in cut.waivers}
        assert {person.staff_number for person in cut.people} <= shown
        for one in (*cut.findings, *cut.closed, *cut.unconfirmed):
            own = {one.id for one in world.logins if one.section == section}
            assert own.issuperset(one.related)
        for stages in cut.stages:
            assert stages.could_announce is not None
            assert not set(stages.could_announce) & set(others)
        assert counts_are_the_sums_of_the_matrix(cut)
        assert (cut.notes, cut.parameters) == ((), ())


@LAW
@given(worlds())
def test_of_related_logins_elsewhere_a_section_is_told_the_number(world: World) -> None:
    whole = {one.key: one for one in (*world.audit.findings, *world.audit.closed, *world.audit.unconfirmed)}
    for section in sections(world.audit):
        cut = of_section(world.audit, section)
        for one in (*cut.findings, *cut.closed, *cut.unconfirmed):
            assert len(one.related) + one.related_elsewhere == len(whole[one.key].related)


@LAW
@given(worlds())
def test_a_section_is_told_every_task_that_concerns_it_and_no_other(world: World) -> None:
    subjects = subjects_by_id(world.audit.subjects)
    for section in sections(world.audit):
        cut = of_section(world.audit, section)
        wanted = {
            (review.id, task)
            for review in world.audit.reviews
            for part in [public_part(review, DAY)]
            for task in (part.tasks if part else ())
            if section in sections_of(task, review, subjects)
        }
        assert {(review.id, task) for review in cut.reviews for task in review.tasks} == wanted
        told = by_section(cut.reviews, subjects_by_id(cut.subjects))
        assert {part.section for part in told} <= {section}
        assert {
            (part.review.id, task) for group in told for part in group.reviews for task in part.tasks
        } == wanted


def test_a_shared_login_stands_where_it_is_used() -> None:
    cut = of_section(sample(), KANKO)
    assert [(one.id, one.section) for one in cut.subjects if one.kind is SubjectKind.LOGIN] == [
        ("fb-kanko", KANKO),
        ("meta-common", KOHO),
    ]
    assert [one.subject.id for one in cut.deadlines] == ["meta-common", "fb-kanko"]
    assert not holds(cut, "x-koho")
    assert not holds(cut, "bosai-x")


# --- personnel ----------------------------------------------------------------------------------------------------


@LAW
@given(worlds())
def test_personnel_is_told_reviews_and_nothing_else(world: World) -> None:
    cut = for_personnel(world.audit)
    assert list(cut.reviews) == [one for one in world.audit.reviews if not one.kind.is_incident]
    told = {
        one.check for one in (*cut.findings, *cut.closed, *cut.unconfirmed, *cut.not_seen, *cut.deadlines)
    }
    assert told <= {"transfer-review"}
    known = {check.id for check in CHECKS}
    assert [text for text in texts(cut) for check in known - {"transfer-review"} if check in text] == []
    assert (cut.register, cut.managers, cut.stages, cut.notes, cut.parameters) == ((), (), (), (), ())
    assert cut.tells_orders_ahead
    assert counts_are_the_sums_of_the_matrix(cut)
    about = {account for review in cut.reviews for account in review.accounts}
    about |= {task.subject for review in cut.reviews for task in review.tasks}
    about |= {account for login in world.logins if login.id in about for account in login.accounts}
    assert {one.id for one in cut.subjects} == about & {one.id for one in (*world.accounts, *world.logins)}


def test_personnel_is_told_who_approved_an_exception_of_a_review() -> None:
    row = replace(sample().waivers[0], check="transfer-review")
    cut = for_personnel(replace(sample(), waivers=(row,), reviews=()))
    assert [person.staff_number for person in cut.people] == [row.approver]


# --- which sections there are -------------------------------------------------------------------------------------


@LAW
@given(worlds())
def test_every_section_that_has_anything_gets_its_sheet(world: World) -> None:
    found = sections(world.audit)
    assert len(set(found)) == len(found)
    assert {one.section for one in (*world.accounts, *world.logins)} == set(found)
    assert [section for section in found if not section] == ([found[-1]] if "" in found else [])


def test_a_section_of_which_only_something_closed_is_left_is_one() -> None:
    gone = replace(sample().closed[0], subject=Subject(SubjectKind.ACCOUNT, "a", "", ("a",), "廃止課"))
    assert sections(replace(nothing_found(), closed=(gone,))) == ("廃止課",)


# --- real audits --------------------------------------------------------------------------------------------------


@pytest.fixture
def night(office: SmallOffice) -> Audit:
    """Of a city with two sections whose logins have one guessable password, before an order of somebody of the second."""
    tables = small_tables()
    tables["accounts"][1]["section"] = "別課"
    office.write(tables)
    for login in ("login-a", "login-b"):
        office.keyring.entries["auditor", login] = "password1234"
    office.night()
    tables["transfers"].append(
        {"staff_number": "00103", "name": tables["staff"][2]["name"], "effective": DAY, "kind": "retirement"}
    )
    office.write(tables)
    return office.night(DAY)


def test_the_editions_of_a_real_night(night: Audit) -> None:
    assert {"password-reuse", "password-guessable"} <= {one.check for one in night.findings}
    assert counts_are_the_sums_of_the_matrix(plain(night))
    assert [one.check for one in plain(night).findings if one.subject.id == "login-a"] == ["password"]
    cuts = {section: of_section(night, section) for section in sections(night)}
    assert len(cuts) == 2
    assert sum(len(cut.findings) for cut in cuts.values()) == len(night.findings)
    for section, cut in cuts.items():
        assert counts_are_the_sums_of_the_matrix(cut)
        foreign = {one.subject.id for one in night.findings if one.subject.section != section}
        assert foreign
        assert [id for id in foreign if holds(cut, id)] == []


def test_ten_thousand_accounts_are_edited_by_section_in_time_that_grows_with_them() -> None:
    """Every section is cut from the whole: what is looked up is looked up once."""
    audit = made_city(2_000)
    assert sum(len(of_section(audit, section).findings) for section in sections(audit)) == len(audit.findings)


def test_incidents_are_no_reviews_of_personnel() -> None:
    assert {review.kind for review in for_personnel(sample()).reviews} <= {
        ReviewKind.TRANSFER,
        ReviewKind.ADMINISTRATOR_CHANGE,
    }
