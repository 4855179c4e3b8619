from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from auditor import nightly
from auditor.catalogue import load_checks
from auditor.errors import PackError, RunUnderWay, SourceFaults, UsageError
from auditor.leaks import NO_LIST
from auditor.ledger import chain, months, register, waivers
from auditor.settling import rules_of
from auditor.taking_in import take_in
from auditor.verifying import verify
from auditor.waivers import Wanted
from checks._contract import AnyCheck, Facts, Login, Outcome, Text, WhyUnseen
from checks.password_runs import Parameters, PasswordRuns
from reports.audit import Audit, State
from reports.history import Month
from reports.messages import in_both
from tests.acceptance.small import SECRETS, small_tables
from tests.acceptance.tables import Tables
from tests.offices import TODAY, SmallOffice

TOMORROW = TODAY + timedelta(days=1)
PASSWORD_CHECKS = {
    "password-guessable",
    "password-personal",
    "password-runs",
    "password-reuse",
    "password-similar",
    "password-age",
}


def found(audit: Audit) -> set[tuple[str, str, str]]:
    return {(finding.check, finding.subject.id, finding.status.value) for finding in audit.findings}


def not_seen(audit: Audit) -> set[tuple[str, str]]:
    return {(entry.check, entry.subject) for entry in audit.not_seen}


def test_a_city_in_order_is_seen_whole_and_has_no_findings(office: SmallOffice) -> None:
    audit = office.night()
    assert audit.run.complete
    assert (found(audit), not_seen(audit)) == (set(), set())
    assert (audit.counts.accounts, audit.counts.logins, audit.counts.staff) == (2, 2, 3)
    assert audit.counts.conforming > 0


def test_a_second_night_without_changes_says_the_same_and_takes_nothing_in(office: SmallOffice) -> None:
    first, second = office.night(), office.night()
    assert second.findings == first.findings
    assert second.counts == first.counts
    assert [bool(taken.difference) for taken in office.taken] == [True, False]


def test_an_inventory_without_accounts_is_no_pass(office: SmallOffice) -> None:
    config = office.folder / "config.toml"
    config.write_text('[city]\nname = "試し市"\n', "utf-8")
    before = office.dump()
    with pytest.raises(UsageError) as refused:
        office.night()
    assert refused.value.exit_code == 2
    assert office.dump() == before


# --- looking back -----------------------------------------------------------------------------------------------


def test_a_look_back_is_judged_as_of_its_day_and_leaves_the_ledger_as_it_is(office: SmallOffice) -> None:
    tables = small_tables()
    tables["administrators"][0]["since"] = TODAY - timedelta(days=52)
    office.write(tables)
    assert found(office.night()) == set()
    before = office.dump()
    audit = office.night(day=TODAY - timedelta(days=55))
    assert ("administrators-minimum", "ac-a", "nonconforming") in found(audit)
    assert audit.run.day == TODAY - timedelta(days=55)
    assert office.dump() == before


def test_a_day_before_the_first_night_is_kept_like_any_other(office: SmallOffice) -> None:
    """Nothing later stands in the ledger that it could confuse."""
    before = office.dump()
    office.night(day=TODAY - timedelta(days=1))
    assert office.dump() != before


def test_an_import_counts_from_today_and_not_from_the_day_judged(office: SmallOffice) -> None:
    office.night()
    tables = small_tables()
    gone = tables["administrators"].pop()
    office.write(tables)
    office.night(today=TOMORROW, day=TODAY)
    with office.ledger.reading() as tx:
        rows = register.stored(tx).administrators
    (row,) = (
        row
        for row in rows
        if (row.account_id, row.staff_number) == (gone["account_id"], gone["staff_number"])
    )
    assert row.gone == TOMORROW


# --- what a night leaves -----------------------------------------------------------------------------------------


def test_a_night_leaves_its_audit_to_its_month_and_is_sealed(office: SmallOffice) -> None:
    audit = office.night()
    with office.ledger.reading() as tx:
        assert months.audit_of(tx, Month.of(TODAY)) == audit
        seal = months.history(tx, audit).seal
        assert seal == chain.newest(tx)
        assert verify(tx).faults == ()
    assert seal is not None
    assert seal.number == 2


def test_a_look_ahead_leaves_nothing_to_a_month_and_is_not_sealed(office: SmallOffice) -> None:
    office.night()
    before = office.dump()
    ahead = office.night(day=TODAY + timedelta(days=40))
    assert office.dump() == before
    with office.ledger.reading() as tx:
        known = months.history(tx, ahead)
    assert (known.seal, known.previous is None) == (None, False)


def test_a_reason_of_an_exception_that_no_text_file_can_hold_stops_no_night(office: SmallOffice) -> None:
    """A command line may hold half of a surrogate pair: a byte that is no text in the machine's encoding."""
    office.keyring.entries["auditor", "login-b"] = "Vky7pLqNs.wHdtBzGm!Xaaaafc"
    office.night()
    wanted = Wanted("password-runs", "login-b", "\udcff", "00101", TOMORROW)
    with office.ledger.transaction() as tx:
        waivers.grant(tx, wanted, TODAY)
    audit = office.night(today=TOMORROW)
    assert [row.reason for row in audit.waivers] == ["\udcff"]
    with office.ledger.reading() as tx:
        assert months.audit_of(tx, Month.of(TODAY)) == audit


# --- what could not be seen --------------------------------------------------------------------------------------


def test_without_the_key_no_password_check_passes(office: SmallOffice) -> None:
    office.night()
    office.remove_key()
    audit = office.night()
    assert not audit.run.complete
    assert not_seen(audit) >= {(check, login) for check in PASSWORD_CHECKS for login in SECRETS}
    for cell in audit.matrix:
        if cell.check in PASSWORD_CHECKS:
            assert cell.tally.conforming == 0, cell


def test_with_another_key_personal_data_is_not_seen_until_the_directory_is_taken_in_again(
    office: SmallOffice,
) -> None:
    office.night()
    source = office.settings.inventory.sources[0]
    away = source.rename(source.with_name("away"))
    (office.folder / "config.toml").write_text("", "utf-8")
    office.set_key(2)
    audit = office.night()
    assert not audit.run.complete
    assert not_seen(audit) == {("password-personal", login) for login in SECRETS}
    assert {entry.why for entry in audit.not_seen} == {WhyUnseen.FORMS_OF_ANOTHER_KEY.text}
    away.rename(source)
    (office.folder / "config.toml").write_text('[inventory]\nsources = ["source"]\n', "utf-8")
    assert office.night().run.complete


def test_a_directory_taken_in_without_the_key_is_told_and_not_compared_with(office: SmallOffice) -> None:
    office.remove_key()
    audit = office.night()
    assert any("no key" in warning.text for warning in office.taken[0].warnings)
    assert {("password-personal", login) for login in SECRETS} <= not_seen(audit)


@pytest.mark.parametrize("emptied", ["birth_date_forms", "phone_forms"])
def test_personal_data_whose_fingerprints_were_emptied_are_not_seen(
    office: SmallOffice, emptied: str
) -> None:
    assert office.night().run.complete
    config = office.folder / "config.toml"
    with_sources = config.read_text("utf-8")
    config.write_text(with_sources.replace('["source"]', "[]"), "utf-8")
    assert office.night().run.complete
    with sqlite3.connect(office.folder / "auditor.db") as connection:
        connection.execute(
            f"UPDATE people SET {emptied} = x'' WHERE staff_number = (SELECT min(staff_number) FROM people)"
        )
    connection.close()
    audit = office.night()
    assert {(gap.check, gap.why) for gap in audit.not_seen} == {
        ("password-personal", WhyUnseen.FORMS_OF_ANOTHER_KEY.text)
    }
    config.write_text(with_sources, "utf-8")
    assert office.night().run.complete


def test_a_phone_number_too_short_to_be_looked_for_is_none_and_no_gap(office: SmallOffice) -> None:
    tables = small_tables()
    tables["staff"][0]["phone"] = "内線 12"
    office.write(tables)
    audit = office.night()
    assert audit.run.complete
    assert any("and 1 no phone" in note.en for note in audit.notes)


def test_people_without_birth_date_or_phone_are_told_of_and_are_no_gap(office: SmallOffice) -> None:
    tables = small_tables()
    tables["staff"][0]["birth_date"] = None
    tables["staff"][1]["birth_date"] = None
    tables["staff"][1]["phone"] = ""
    office.write(tables)
    audit = office.night()
    assert audit.run.complete
    assert any("2 have no birth date and 1 no phone" in note.en for note in audit.notes)


def test_people_who_are_not_in_the_directory_are_told_of(office: SmallOffice) -> None:
    tables = small_tables()
    tables["logins"][0]["holder"] = "99999"
    office.write(tables)
    assert any("1 people tied to logins are not in the directory" in note.en for note in office.night().notes)


class Broken(PasswordRuns):
    def examine_one(self, login: Login, facts: Facts, parameters: Parameters) -> Iterator[Outcome]:
        yield from super().examine_one(login, facts, parameters)
        if login.login_id == "login-b":
            raise RuntimeError("what a check said of 19850412")


def with_a_broken_check() -> Mapping[str, AnyCheck]:
    return {**load_checks(), "password-runs": Broken()}


def test_a_check_that_breaks_passes_nothing_and_says_its_type_only(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "load_checks", with_a_broken_check)
    audit = office.night()
    assert not audit.run.complete
    assert {check for check, _ in not_seen(audit)} == {"password-runs"}
    assert "login-b" in {subject for _, subject in not_seen(audit)}
    whys = " ".join(entry.why.en for entry in audit.not_seen)
    assert "RuntimeError" in whys
    assert "19850412" not in whys
    assert "19850412" not in office.dump()


def test_a_finding_whose_check_breaks_stays_open(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.keyring.entries["auditor", "login-b"] = "Vky7pLqNs.wHdtBzGm!Xaaaafc"
    assert found(office.night()) == {("password-runs", "login-b", "nonconforming")}
    monkeypatch.setattr(nightly, "load_checks", with_a_broken_check)
    broken = office.night(today=TOMORROW)
    assert broken.closed == ()
    monkeypatch.undo()
    (again,) = office.night(today=TOMORROW + timedelta(days=1)).findings
    assert (again.first_seen, again.state) == (TODAY, State.OPEN)


# --- what stops a night before it began -----------------------------------------------------------------------------


def faulty() -> Tables:
    tables = small_tables()
    tables["staff"][0]["birth_date"] = "tomorrow"
    tables["logins"][0]["accounts"] = ("nobody",)
    return tables


def test_a_faulty_source_stops_the_night_and_changes_nothing(office: SmallOffice) -> None:
    office.night()
    before = office.dump()
    office.write(faulty())
    with pytest.raises(SourceFaults) as refused:
        office.night(today=TOMORROW)
    assert len(refused.value.faults) == 2
    assert office.dump() == before


def test_a_wrong_pack_stops_the_night_before_the_sources_are_taken_in(office: SmallOffice) -> None:
    before = office.dump()
    with (office.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[policy]\npack = "no-such-pack"\n')
    with pytest.raises(PackError):
        office.night()
    assert office.dump() == before


def test_a_night_beside_another_is_turned_away(office: SmallOffice) -> None:
    before = office.dump()
    with office.ledger.run_lock(), pytest.raises(RunUnderWay):
        office.night()
    assert office.dump() == before


# --- what is read from the vault ------------------------------------------------------------------------------------


def test_the_entries_of_a_closed_account_are_not_read(office: SmallOffice) -> None:
    tables = small_tables()
    tables["accounts"][1]["closed"] = TODAY
    office.write(tables)
    audit = office.night()
    asked = set(office.keyring.asked)
    assert {"login-a", "login-a/totp"} <= asked
    assert not any(entry.startswith("login-b") for entry in asked)
    assert (audit.counts.accounts, audit.counts.logins) == (1, 1)
    assert any("1 logins that serve no open account" in note.en for note in audit.notes)


def test_an_account_counts_until_the_day_before_it_closes(office: SmallOffice) -> None:
    tables = small_tables()
    tables["accounts"][1]["closed"] = TOMORROW
    office.write(tables)
    assert office.night().counts.accounts == 2
    assert office.night(today=TOMORROW).counts.accounts == 1


@pytest.mark.parametrize(
    ("of_whom", "password"),
    [("an administrator", "xq0617Vky7pLqNs.wHdt"), ("the manager", "xq1029Vky7pLqNs.wHdt")],
)
def test_the_people_of_an_account_are_tied_to_its_logins(
    office: SmallOffice, of_whom: str, password: str
) -> None:
    office.keyring.entries["auditor", "login-b"] = password
    assert ("password-personal", "login-b", "nonconforming") in found(office.night()), of_whom


def test_somebody_who_was_an_administrator_before_stays_tied(office: SmallOffice) -> None:
    tables = small_tables()
    tables["administrators"][-1]["until"] = TODAY - timedelta(days=10)
    office.write(tables)
    office.keyring.entries["auditor", "login-b"] = "xq0925Vky7pLqNs.wHdt"
    assert ("password-personal", "login-b", "nonconforming") in found(office.night())


# --- lives ----------------------------------------------------------------------------------------------------------


def test_a_finding_opens_is_put_right_and_comes_back(office: SmallOffice) -> None:
    entry = ("auditor", "login-b")
    weak, strong = "Vky7pLqNs.wHdtBzGm!Xaaaafc", office.keyring.entries[entry]
    days = [TODAY + timedelta(days=n) for n in (0, 1, 2, 9)]

    office.keyring.entries[entry] = weak
    (first,) = office.night(today=days[0]).findings
    assert (first.key, first.state, first.first_seen) == ("password-runs:login-b", State.NEW, days[0])
    assert first.due is not None

    (second,) = office.night(today=days[1]).findings
    assert (second.state, second.first_seen, second.due) == (State.OPEN, days[0], first.due)

    office.keyring.entries[entry] = strong
    fixed = office.night(today=days[2])
    assert fixed.findings == ()
    assert [(finding.key, finding.closed) for finding in fixed.closed] == [("password-runs:login-b", days[2])]

    office.keyring.entries[entry] = weak
    (back,) = office.night(today=days[3]).findings
    assert (back.state, back.first_seen) == (State.REOPENED, days[0])
    assert back.due is not None
    assert back.due > first.due


def test_a_password_is_as_old_as_the_first_night_that_saw_it(office: SmallOffice) -> None:
    office.night()
    assert found(office.night(today=TODAY + timedelta(days=366))) >= {
        ("password-age", login, "nonconforming") for login in SECRETS
    }
    office.keyring.entries["auditor", "login-a"] = "Hc7-rTqLmWzv.KdPn!yXbs"
    assert ("password-age", "login-a", "nonconforming") not in found(
        office.night(today=TODAY + timedelta(days=367))
    )


def test_the_words_of_a_note_are_there_in_both_languages(office: SmallOffice) -> None:
    tables = small_tables()
    tables["staff"][0]["birth_date"] = None
    office.write(tables)
    assert all(isinstance(note, Text) and note.ja and note.en for note in office.night().notes)


# --- what the sources said beside their tables -------------------------------------------------------------------------


def test_a_table_that_lost_its_name_is_noted_with_the_table_that_is_kept(office: SmallOffice) -> None:
    assert office.night().notes == (NO_LIST,)
    source = office.folder / "source"
    (source / "administrators.csv").rename(source / "担当者一覧.csv")
    audit = office.night(today=TOMORROW)
    looks_like, kept, _no_list = audit.notes
    assert "担当者一覧.csv" in looks_like.en
    assert "table administrators" in looks_like.en
    assert kept == Text(
        ja=kept.ja,
        en="No source brings these tables; they are kept as taken in earlier: administrators",
    )
    assert "担当者" in kept.ja
    assert audit.notes == (*map(in_both, office.taken[-1].warnings), NO_LIST)


def test_an_import_of_some_tables_is_not_told_of_the_others(office: SmallOffice) -> None:
    office.night()
    one = office.folder / "one"
    one.mkdir()
    shutil.copy(office.folder / "source" / "staff.csv", one)
    with office.ledger.run_lock():
        taken = take_in(
            office.ledger,
            [one],
            office.vault,
            office.settings.inventory,
            TODAY,
            rules=rules_of(office.settings),
        )
    assert taken.warnings == ()


def test_orders_that_were_forgotten_do_not_come_back_as_new_with_the_next_night(office: SmallOffice) -> None:
    office.night()
    tables = small_tables()
    order = {
        "staff_number": "00103",
        "name": "試験 次郎",
        "kind": "transfer",
        "effective": TODAY + timedelta(days=11),
    }
    tables["transfers"] = [order, {**order, "kind": "cancelled"}]
    office.write(tables)
    office.night(TOMORROW)
    much_later = TODAY + timedelta(days=500)
    for days in range(3):
        audit = office.night(much_later + timedelta(days=days))
        assert audit.reviews == ()


def test_a_transfer_opens_its_review_in_the_night_that_takes_it_in(office: SmallOffice) -> None:
    office.night()
    tables = small_tables()
    tables["transfers"] = [
        {
            "staff_number": "00103",
            "name": "試験 次郎",
            "kind": "transfer",
            "effective": TODAY + timedelta(days=11),
        }
    ]
    office.write(tables)
    (review,) = office.night(TOMORROW).reviews
    assert {(task.kind.value, task.subject, task.due, task.state.value) for task in review.tasks} == {
        (kind, subject, TODAY + timedelta(days=11), "open")
        for kind, subject in (
            ("replace-administrator", "ac-a"),
            ("replace-administrator", "ac-b"),
            ("change-password", "login-a"),
            ("change-password", "login-b"),
            ("renew-second-factor", "login-a"),
            ("end-sessions", "login-a"),
            ("end-sessions", "login-b"),
            ("submit-register", "ac-a"),
            ("submit-register", "ac-b"),
        )
    }


def test_a_look_ahead_closes_and_opens_nothing(office: SmallOffice) -> None:
    test_a_transfer_opens_its_review_in_the_night_that_takes_it_in(office)
    before = office.dump()
    ahead = office.night(TOMORROW, day=TODAY + timedelta(days=30))
    assert [finding.status.value for finding in ahead.findings if finding.check == "transfer-review"] == [
        "nonconforming",
        "nonconforming",
    ]
    assert office.dump() == before


def test_the_lists_of_the_watched_folder_are_taken_in_before_the_audit(office: SmallOffice) -> None:
    config = office.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + '[transfers]\nfolder = "内示"\n', "utf-8")
    office.night()
    folder = office.folder / "内示"
    folder.mkdir()
    (folder / "一覧.csv").write_text("職員番号,氏名,発令日,異動区分\n00103,試験 次郎,R8.12.1,退職\n", "cp932")
    (folder / "誤り.csv").write_text("職員番号,氏名,発令日,異動区分\n00103,別人,R8.12.1,退職\n", "cp932")
    audit = office.night(TOMORROW)
    assert [review.staff_number for review in audit.reviews] == ["00103"]
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        "done/一覧.csv",
        "refused/誤り.csv",
        "refused/誤り.csv.faults.txt",
    }
    assert any("1" in note.ja and "refused" in note.ja for note in audit.notes)
