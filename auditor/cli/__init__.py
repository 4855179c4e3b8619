"""The command line: one file a command group, no logic.

Commands are loaded when they are called, so that a small one starts fast.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import click

from auditor.cli._app import App, preferred_language
from auditor.version import VERSION
from reports.messages import Language, translate

_COMMANDS = {
    "demo": "auditor.cli.setup:demo",
    "init": "auditor.cli.setup:init",
    "template": "auditor.cli.setup:template",
    "doctor": "auditor.cli.doctor:doctor",
    "import": "auditor.cli.inventory:import_",
    "run": "auditor.cli.audit:run",
    "report": "auditor.cli.audit:report",
    "findings": "auditor.cli.audit:findings",
    "secret": "auditor.cli.secret:secret",
    "schedule": "auditor.cli.schedule:schedule",
}


class _Commands(click.Group):
    """Loads a command by name and puts its help into the reader's language."""

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
    command.help = translate(command.help, language) if command.help else None
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translate(parameter.help, language)
    if isinstance(command, click.Group):
        for member in command.commands.values():
            _localised(member, language)
    return command


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
    type=click.Path(path_type=Path),
    envvar="AUDITOR_CONFIG",
    default=Path("config.toml"),
    show_default=True,
    help=translate("The settings file (or AUDITOR_CONFIG).", preferred_language(os.environ)),
)
@click.version_option(VERSION, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    context.obj = App(config=config, preferred=preferred_language(os.environ))
