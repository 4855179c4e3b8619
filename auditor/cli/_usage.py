"""Wrong usage, told in our own words and in the reader's language; click's own sentences are English."""

from __future__ import annotations

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from auditor.errors import UsageError
from reports.messages import Message, message


def usage_error(error: click.ClickException) -> UsageError:
    """What click found wrong with the command line, as one of our errors."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "auditor"
    return UsageError(_what(error), message("`{command} --help` shows how it is used.", command=command))


def wants_help(error: click.ClickException) -> str | None:
    """The help text where a group of commands was called without one."""
    return error.ctx.get_help() if isinstance(error, NoArgsIsHelpError) and error.ctx else None


def _what(error: click.ClickException) -> Message:
    match error:
        case NoSuchCommand():
            return message("There is no command {name}.", name=error.command_name)
        case click.NoSuchOption():
            return message("There is no option {name}.", name=error.option_name)
        case click.BadOptionUsage():
            return message("The option {name} is not used rightly.", name=error.option_name)
        case click.MissingParameter() if error.param is not None:
            return message("{name} is missing.", name=error.param.human_readable_name)
        case click.BadParameter() if error.param is not None:
            return message("The value of {name} does not fit.", name=error.param.human_readable_name)
        case _:
            return message("The command line does not fit: {detail}", detail=error.format_message())
