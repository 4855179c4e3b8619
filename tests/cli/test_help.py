"""The help of every command: said whole, in both languages."""

from __future__ import annotations

import click
import pytest

from auditor import cli
from reports.messages import Language


def groups(language: Language, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every group of commands with its help."""
    monkeypatch.setenv("AUDITOR_LANGUAGE", language)
    context = cli.cli.make_context("auditor", ["doctor"], resilient_parsing=True)
    found = {"auditor": cli.cli.get_help(context)}
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        if isinstance(command, click.Group) and command.commands:
            found[name] = command.get_help(command.make_context(name, [], resilient_parsing=True))
    return found


@pytest.mark.parametrize("language", Language)
def test_no_help_is_cut_off_in_a_list_of_commands(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = groups(language, monkeypatch)
    assert {"auditor", "evidence", "incident", "register", "review", "waiver"} <= told.keys()
    for name, text in told.items():
        _, *commands = text.split("コマンド:" if language is Language.JA else "Commands:")
        assert commands, name
        for line in commands[0].splitlines():
            assert not line.endswith("..."), (name, line)
