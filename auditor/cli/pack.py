"""``auditor pack``: the guidelines as data. Shows them, sets two side by side, and looks a city's own over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from auditor import pack_listing as listing
from auditor.catalogue import load_checks, load_pack, shipped_packs
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._table import print_table
from auditor.policy import in_words
from checks._contract import AnyCheck, Clause, Pack, Rule, Text
from reports.messages import Message, marked, message, say
from reports.wording import cover_word, severity_word, status_mark

Said = Message | Text | str


@click.group(help=marked("Policy packs, one a guideline: list, show, compare; check a city's own."))
def pack() -> None:
    pass


_AS_JSON = click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))


@pack.command("list", help=marked("The packs that come with the product."))
@_AS_JSON
@pass_app
def list_(app: App, as_json: bool) -> None:
    checks = load_checks()
    packs = [load_pack(name, {}, checks) for name in shipped_packs()]
    if as_json:
        print_json(
            {
                "packs": [
                    {"id": one.id, "version": one.version, "name": {"ja": one.name.ja, "en": one.name.en}}
                    for one in packs
                ]
            }
        )
        return
    _table(
        app,
        (message("Pack"), message("Version"), message("Guideline"), message("Clauses"), message("Checks")),
        (
            (one.id, one.version, say(one.name, app.language), str(len(one.clauses)), str(len(one.rules)))
            for one in packs
        ),
    )


@pack.command(help=marked("Says all that is wrong with a city's own pack."))
@click.argument("file", type=click.Path(path_type=Path))
@_AS_JSON
@pass_app
def check(app: App, file: Path, as_json: bool) -> None:
    checks = load_checks()
    one = load_pack(str(file), {}, checks)
    if as_json:
        print_json(listing.pack_document(one, checks))
        return
    app.tell(
        message(
            "{file}: nothing is wrong. Pack {pack}, version {version}: {name}",
            file=file,
            pack=one.id,
            version=one.version,
            name=one.name,
        )
    )
    left_out = listing.out_of_scope(one)
    app.tell(
        message(
            "{clauses} clauses: {answered} are answered by {checks} checks, {left_out} say why none is.",
            clauses=len(one.clauses),
            answered=len(one.clauses) - len(left_out),
            checks=len(one.rules),
            left_out=len(left_out),
        )
    )
    _tell_not_asked_for(app, one, checks)


@pack.command(help=marked("Clause by clause: how it is covered, by which checks, with which parameters."))
@click.argument("name", metavar="[PACK]", required=False)
@_AS_JSON
@pass_app
def show(app: App, name: str | None, as_json: bool) -> None:
    checks = load_checks()
    if name is None:  # as it is in force, with what the city's settings change
        one = load_pack(app.settings.policy.pack, app.settings.policy.override, checks)
    else:
        one = load_pack(name, {}, checks)
    if as_json:
        print_json(listing.pack_document(one, checks))
        return
    _tell(app, _headline(one))
    rules = {rule.check: rule for rule in one.rules}
    for clause in one.clauses:
        _tell(app, clause.id, "  ", clause.summary)
        _tell(app, "    ", _words(app, map(cover_word, clause.cover)), *_remark(clause))
        for check_id in clause.checks:
            for line in _rule(app, rules[check_id], checks[check_id], clause):
                _tell(app, "    ", *line)
    _tell_forms(app, one)
    _tell_not_asked_for(app, one, checks)


@pack.command(help=marked("Two packs side by side: clauses, parameters, and what only one of them asks for."))
@click.argument("left", metavar="PACK")
@click.argument("right", metavar="PACK")
@_AS_JSON
@pass_app
def compare(app: App, left: str, right: str, as_json: bool) -> None:
    checks = load_checks()
    pair = (load_pack(left, {}, checks), load_pack(right, {}, checks))
    if as_json:
        print_json(listing.comparison_document(*pair))
        return
    rows = listing.compared(*pair)
    for one in pair:
        app.tell(_headline(one))
    _table(
        app,
        (message("Check or parameter"), Text(pair[0].id, pair[0].id), Text(pair[1].id, pair[1].id)),
        (line for row in rows for line in _side_by_side(app, row)),
    )
    for one, only in (
        (pair[0], [row.check for row in rows if row.right.rule is None]),
        (pair[1], [row.check for row in rows if row.left.rule is None]),
    ):
        app.tell(message("Only {pack} asks for: {checks}", pack=one.id, checks=", ".join(only) or "-"))


def _side_by_side(app: App, row: listing.Compared) -> Iterator[tuple[str, str, str]]:
    """A line with the clauses of each, and one for every parameter."""
    left, right = (", ".join(side.clauses) or "-" for side in (row.left, row.right))
    yield row.check, left, right
    for name in row.parameters:
        values = (side.parameters.get(name) for side in (row.left, row.right))
        words = tuple(_with_source(app, value) if value else "-" for value in values)
        yield f"  {name}", words[0], words[1]


# --- words ------------------------------------------------------------------------------------------------------------


def _headline(one: Pack) -> Message:
    return message("{pack} {version}: {name}", pack=one.id, version=one.version, name=one.name)


def _tell_not_asked_for(app: App, one: Pack, checks: Mapping[str, AnyCheck]) -> None:
    unused = listing.not_asked_for(one, checks)
    if unused:
        app.tell(message("Not asked for by this guideline: {checks}", checks=", ".join(unused)))


def _tell_forms(app: App, one: Pack) -> None:
    if not one.forms:
        app.tell(message("The pack {pack} has no forms.", pack=one.id))
        return
    forms = ", ".join(f"{form.id.value} ({form.clause})" for form in one.forms)
    app.tell(message("Forms (`auditor forms write`): {forms}", forms=forms))


def _remark(clause: Clause) -> tuple[Said, ...]:
    return () if clause.note is None else (": ", clause.note)


def _rule(app: App, rule: Rule, check: AnyCheck, clause: Clause) -> Iterator[tuple[Said, ...]]:
    """The check with its parameters under its own clause; under others, where to look."""
    if rule.clause != clause.id:
        yield "- ", rule.check, " (", message("see {clause}", clause=rule.clause), ")"
        return
    yield "- ", rule.check, " (", check.title, "): ", _severities(app, rule)
    for one in listing.parameters_of(rule):
        yield "    ", one.name, " = ", _with_source(app, one)
    if rule.override_reason is not None and rule.overridden:
        yield "    ", message("Changed by the settings: {reason}", reason=rule.override_reason)
    elif rule.override_reason is not None:
        yield (
            "    ",
            message(
                "The settings differ in nothing from the pack: [policy.override.{check}]", check=rule.check
            ),
        )


def _with_source(app: App, one: listing.Parameter) -> str:
    source: Message | Text = one.source
    if one.overridden and one.pack_value is not None:
        source = message(
            "the pack's value: {value}, {source}; the city's setting: {set}",
            value=in_words(one.pack_value),
            source=one.source,
            set=one.words,
        )
    return f"{one.words} ({say(source, app.language)})"


def _severities(app: App, rule: Rule) -> str:
    """One word where the pack grades all statuses alike."""
    if len(set(rule.severities.values())) == 1:
        return say(severity_word(rule.gravest), app.language)
    return ", ".join(
        f"{say(status_mark(status).word, app.language)} {say(severity_word(severity), app.language)}"
        for status, severity in rule.severities.items()
    )


def _words(app: App, words: Iterable[Message | str]) -> str:
    return ", ".join(_in_words(app, word) for word in words)


def _tell(app: App, *parts: Said) -> None:
    """One line, put together of several pieces."""
    line = "".join(_in_words(app, part) for part in parts)
    app.tell(Text(line, line))


def _in_words(app: App, said: Said) -> str:
    return said if isinstance(said, str) else say(said, app.language)


def _table(app: App, heads: tuple[Message | Text, ...], rows: Iterator[tuple[str, ...]]) -> None:
    print_table([say(head, app.language) for head in heads], rows)
