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
        case NoSuchCommand() | click.NoSuchOption() if _may_hold_a_password(error):
            return message("There is no such command or option.")
        case NoSuchCommand():
            return message("There is no command {name}.", name=error.command_name)
        case click.NoSuchOption():
            return message("There is no option {name}.", name=error.option_name)
        case click.BadOptionUsage():
            return message("The option {name} is not used rightly.", name=error.option_name)
        case click.MissingParameter() if error.param is not None:
            return message("{name} is missing.", name=_named(error.param))
        case click.BadParameter() if error.param is not None and isinstance(error.param.type, click.Choice):
            return message(
                "The value of {name} does not fit. Write one of: {known}.",
                name=_named(error.param),
                known=", ".join(map(str, error.param.type.choices)),
            )
        case click.BadParameter() if error.param is not None:
            return message("The value of {name} does not fit.", name=_named(error.param))
        case _:
            # What is too many is not repeated: it may be a password that was meant for standard input.
            return message("An argument is missing, or there is one too many.")


def _named(parameter: click.Parameter) -> str:
    """As it is written on the command line."""
    return (
        max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.human_readable_name
    )


def _may_hold_a_password(error: click.UsageError) -> bool:
    """Whether it is about `auditor secret`, where people write what they should not onto the command line."""
    return error.ctx is not None and error.ctx.command_path.split()[1:2] == ["secret"]
