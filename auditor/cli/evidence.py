"""``auditor evidence``: what people state was done, with day, document and end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from auditor import recording
from auditor.catalogue import load_checks, load_pack
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._table import print_table
from auditor.cli._tasks import told_task
from auditor.cli._typed import kinds_offered, typed_day, typed_id, typed_last_day, typed_text
from auditor.errors import UsageError
from auditor.files import Unreadable, sha256_of
from auditor.ledger.register import evidence as ledger_evidence
from auditor.ledger.register.evidence import Recorded
from auditor.recording import TaskOf, kind_meant, valid_days
from auditor.settling import rules_of
from checks._contract import Evidence, EvidenceKind
from checks._wording import EVIDENCE_WORDS
from reports.messages import Language, Message, marked, message, say


@click.group(help=marked("What people state was done: record, list, take back."))
def evidence() -> None:
    pass


@evidence.command(
    help=marked(
        "Records what was done. About the whole city only with --city. A new password or a new seed is not recorded: a night "
        "sees it."
    )
)
@click.option(
    "--kind",
    "kind_word",
    required=True,
    metavar="KIND",
    help=marked("What was done, for example sessions-ended."),
)
@click.option("--account", metavar="ID", help=marked("The account that it is about."))
@click.option("--login", metavar="ID", help=marked("The login that it is about."))
@click.option("--city", is_flag=True, help=marked("It speaks for the whole city."))
@click.option(
    "--date", "date_text", required=True, metavar="DATE", help=marked("The day on which it was done.")
)
@click.option("--until", metavar="DATE", help=marked("The last day on which it holds."))
@click.option("--by", required=True, metavar="NUMBER", help=marked("Staff number of who records it."))
@click.option(
    "--document", required=True, metavar="TEXT", help=marked("Number of the document that shows it.")
)
@click.option(
    "--file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=marked("The document itself: its SHA-256 is kept, not the file."),
)
@click.option("--note", default="", metavar="TEXT", help=marked("A remark."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def record(
    app: App,
    *,
    kind_word: str,
    account: str | None,
    login: str | None,
    city: bool,
    date_text: str,
    until: str | None,
    by: str,
    document: str,
    file: Path | None,
    note: str,
    as_json: bool,
) -> None:
    rules = rules_of(app.settings)
    _require_one_subject(account, login, city=city)
    stated = Evidence(
        kind=_kind(app, kind_word),
        dated=typed_day(date_text, "--date"),
        account_id=None if account is None else typed_id(account, "--account"),
        login_id=None if login is None else typed_id(login, "--login"),
        until=None if until is None else typed_last_day(until, "--until"),
        by=typed_id(by, "--by"),
        document=typed_text(document),
        note=typed_text(note),
    )
    digest = None if file is None else _digest(file)
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        entry = recording.record(tx, stated, app.today, rules, digest)
    if as_json:
        print_json(
            {
                **_stated(entry.evidence),
                "file_sha256": digest,
                "new": entry.is_new,
                "closed": [_task(done) for done in entry.closed],
                "notes": [say(said, app.language) for said in entry.notes],
            }
        )
        return
    if entry.is_new:
        app.tell(message("Recorded as number {number}.", number=entry.number))
    else:
        app.tell(message("The same record stands already, as number {number}.", number=entry.number))
    for done in entry.closed:
        app.tell(message("Closed: {task}", task=told_task(done)))
    for said in entry.notes:
        app.note(said)


@evidence.command("list", help=marked("The records, those of the inventory too."))
@click.option("--account", metavar="ID", help=marked("Only those about this account."))
@click.option("--login", metavar="ID", help=marked("Only those about this login."))
@click.option("--kind", "kind_word", metavar="KIND", help=marked("Only those of this kind."))
@click.option("--all", "show_all", is_flag=True, help=marked("Also those that were withdrawn."))
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def list_(
    app: App,
    *,
    account: str | None,
    login: str | None,
    kind_word: str | None,
    show_all: bool,
    as_json: bool,
) -> None:
    checks = load_checks()
    limits = valid_days(load_pack(app.settings.policy.pack, app.settings.policy.override, checks), checks)
    kind = None if kind_word is None else _kind(app, kind_word)
    account_id = None if account is None else typed_id(account, "--account")
    login_id = None if login is None else typed_id(login, "--login")
    with open_ledger(app).reading() as tx:
        known = ledger_evidence.history(tx)
    shown = [
        recorded
        for recorded in known
        if (show_all or recorded.withdrawn is None)
        and account_id in (None, recorded.evidence.account_id)
        and login_id in (None, recorded.evidence.login_id)
        and kind in (None, recorded.evidence.kind)
    ]
    if as_json:
        print_json({"evidence": [_recorded(one, app.today, limits) for one in shown]})
    elif not shown:
        app.tell(message("There are no such records."))
    else:
        print_table(
            [say(heading, app.language) for heading in _HEADINGS],
            [_row(one, app.today, limits, app.language) for one in shown],
        )


@evidence.command(
    help=marked("Takes a record back, as if it had never been made. It stays visible in the list.")
)
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def withdraw(app: App, number: int, as_json: bool) -> None:
    rules = rules_of(app.settings)
    ledger = open_ledger(app)
    with ledger.run_lock(), ledger.transaction() as tx:
        taken_back = recording.withdraw(tx, number, app.today, rules)
    if as_json:
        print_json(
            {
                **_stated(taken_back.evidence),
                "withdrawn": (taken_back.was_withdrawn or app.today).isoformat(),
                "new": taken_back.was_withdrawn is None,
                "reopened": [_task(task) for task in taken_back.reopened],
            }
        )
        return
    if taken_back.was_withdrawn is not None:
        app.tell(
            message(
                "Record {number} was withdrawn on {day} already; nothing changed.",
                number=number,
                day=taken_back.was_withdrawn.isoformat(),
            )
        )
        return
    app.tell(
        message(
            "Withdrawn: record {number}, {what}",
            number=number,
            what=f"{_kind_word(taken_back.evidence.kind, app.language)} {_subject(taken_back.evidence, app.language)}",
        )
    )
    for task in taken_back.reopened:
        app.tell(message("Open again: {task}", task=told_task(task)))


# --- what was typed -------------------------------------------------------------------------------------------------


def _require_one_subject(account: str | None, login: str | None, *, city: bool) -> None:
    if (account is not None) + (login is not None) + city != 1:
        raise UsageError(
            message("A record is about one thing."),
            message("Name it with --account or --login, or say --city where it speaks for the whole city."),
        )


def _kind(app: App, word: str) -> EvidenceKind:
    kind = kind_meant(word)
    if kind is None:
        raise UsageError(
            message("There is no kind of record {word}.", word=word[:40]),
            kinds_offered(tuple(EvidenceKind), app.language),
        )
    return kind


def _digest(file: Path) -> str:
    try:
        return sha256_of(file)
    except Unreadable as error:
        raise UsageError(error.what, error.todo) from None


# --- what is told ---------------------------------------------------------------------------------------------------

_HEADINGS = (
    message("Number"),
    message("Kind"),
    message("Subject"),
    message("Day"),
    message("Last day"),
    message("Recorded by"),
    message("Document"),
    message("Came from"),
    message("Standing"),
)

_STATES: Mapping[str, Message] = {
    "in-date": message("in date"),
    "lapsed": message("lapsed"),
    "ahead": message("from its day on"),
    "withdrawn": message("withdrawn"),
}


def _row(one: Recorded, day: date, limits: Mapping[EvidenceKind, int], language: Language) -> tuple[str, ...]:
    stated = one.evidence
    last_day = stated.last_day(limits.get(stated.kind))
    return (
        str(stated.number),
        _kind_word(stated.kind, language),
        _subject(stated, language),
        stated.dated.isoformat(),
        "" if last_day is None else last_day.isoformat(),
        stated.by,
        stated.document,
        say(message("inventory") if one.on is None else message("command"), language),
        say(_STATES[_state(one, day, limits)], language),
    )


def _state(one: Recorded, day: date, limits: Mapping[EvidenceKind, int]) -> str:
    if one.withdrawn is not None:
        return "withdrawn"
    if one.evidence.in_date(day, limits.get(one.evidence.kind)):
        return "in-date"
    return "ahead" if one.evidence.dated > day else "lapsed"


def _subject(stated: Evidence, language: Language) -> str:
    return stated.account_id or stated.login_id or say(message("whole city"), language)


def _kind_word(kind: EvidenceKind, language: Language) -> str:
    return EVIDENCE_WORDS[kind] if language is Language.JA else kind.value


def _recorded(one: Recorded, day: date, limits: Mapping[EvidenceKind, int]) -> dict[str, object]:
    last_day = one.evidence.last_day(limits.get(one.evidence.kind))
    return {
        **_stated(one.evidence),
        "last_day": _iso(last_day),
        "source": "inventory" if one.on is None else "command",
        "recorded_on": _iso(one.on),
        "file_sha256": one.file_sha256,
        "withdrawn": _iso(one.withdrawn),
        "state": _state(one, day, limits),
    }


def _stated(stated: Evidence) -> dict[str, object]:
    return {
        "number": stated.number,
        "kind": stated.kind.value,
        "account_id": stated.account_id,
        "login_id": stated.login_id,
        "date": stated.dated.isoformat(),
        "until": _iso(stated.until),
        "by": stated.by,
        "document": stated.document,
        "note": stated.note,
    }


def _task(of: TaskOf) -> dict[str, object]:
    return {
        "review": of.review.id,
        "kind": of.task.kind.value,
        "subject": of.task.subject,
        "due": of.task.due.isoformat(),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
