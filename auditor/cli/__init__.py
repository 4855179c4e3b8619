"""The command line: one file a command group, no logic.

Commands are loaded when they are called, so that a small one starts fast.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import click

from auditor.cli._app import App, preferred_language
from auditor.version import VERSION
from reports.messages import Language, marked, translate

_COMMANDS = {
    "demo": "auditor.cli.setup:demo",
    "init": "auditor.cli.setup:init",
    "template": "auditor.cli.setup:template",
    "doctor": "auditor.cli.doctor:doctor",
    "import": "auditor.cli.inventory:import_",
    "run": "auditor.cli.audit:run",
    "report": "auditor.cli.report:report",
    "findings": "auditor.cli.audit:findings",
    "transfer": "auditor.cli.transfer:transfer",
    "review": "auditor.cli.review:review",
    "evidence": "auditor.cli.evidence:evidence",
    "waiver": "auditor.cli.waiver:waiver",
    "incident": "auditor.cli.incident:incident",
    "register": "auditor.cli.register:register",
    "forms": "auditor.cli.forms:forms",
    "pack": "auditor.cli.pack:pack",
    "secret": "auditor.cli.secret:secret",
    "second-factor": "auditor.cli.second_factor:second_factor",
    "breach": "auditor.cli.breach:breach",
    "mail": "auditor.cli.mail:mail",
    "site": "auditor.cli.site:site",
    "verify": "auditor.cli.verify:verify",
    "schedule": "auditor.cli.schedule:schedule",
}


class _Help(click.HelpFormatter):
    """Help in the reader's language: click's own headings and sentences come from our catalogue, too."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or f"{_ours('Usage')}: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_ours(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _in_our_words(text)) for name, text in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Help


_CLICKS_OWN = (
    marked("Usage"),
    marked("Options"),
    marked("Commands"),
    marked("Show this message and exit."),
    marked("Show the version and exit."),
    marked("required"),
    marked("default"),
)
"""What click prints by itself, for the catalogue."""


def _ours(text: str) -> str:
    return translate(text, preferred_language(os.environ))


def _in_our_words(text: str) -> str:
    """What stands behind an option, with the remarks that click adds in brackets at its end."""
    return _REMARK.sub(lambda remark: f"[{_ours(remark[1])}", _ours(text))


_REMARK = re.compile(r"\[(required|default)(?=[:\]])")


class _Commands(click.Group):
    """Loads a command by name and puts its help into the reader's language."""

    context_class = _Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is no command")
        return _localised(command, preferred_language(os.environ))


def _localised(command: click.Command, language: Language) -> click.Command:
    command.context_class = _Context
    command.help = translate(command.help, language) if command.help else None
    # In a list of commands click cuts a long sentence off; a Japanese one is a single word to it.
    command.short_help = _first_sentence(command.help or "")
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help, language)
    if isinstance(command, click.Group):
        for member in command.commands.values():
            _localised(member, language)
    return command


def _first_sentence(text: str) -> str:
    return _SENTENCE_END.split(text, maxsplit=1)[0]


_SENTENCE_END = re.compile(r"(?<=。)|(?<=\.)\s+(?=[A-Z`])")


@click.command(
    cls=_Commands,
    name="auditor",
    help=translate(
        "Audits the credentials of a city's official social-media accounts against its own guideline.",
        preferred_language(os.environ),
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, readable=False),  # whether it can be read is told by our own error
    envvar="AUDITOR_CONFIG",
    default=Path("config.toml"),
    show_default=True,
    help=translate("The settings file (or AUDITOR_CONFIG).", preferred_language(os.environ)),
)
@click.version_option(VERSION, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    context.obj = App(config=config, preferred=preferred_language(os.environ))
