"""What every page of the product is made with: escaping, style sheets under a content security policy, words and days.

One HTML file with nothing from outside: no font, no picture, no address to fetch. A policy in the file itself forbids them all
and lets in what stands in the file by its SHA-256. Everything that comes from data is escaped by Jinja2 and goes through
``characters.visible`` first, at one place, so that no template can forget it.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from checks._contract import Text
from reports import wording
from reports.characters import visible
from reports.messages import Language, Message, message, say
from reports.report import Report

SCHEMA = "auditor.report-file/1"
"""Of what a page says of itself in ``<meta name="auditor-report">``: by it a file is known again when it is signed."""


_COMMENT = re.compile(r"/\*[\s\S]*?\*/\n*|^ *// .*\n", re.MULTILINE)
"""Of a style sheet or script: who reads the page needs none, and an edition's words are to be those of its content alone."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A style sheet or script that stands in the page. ``hash`` is what the policy lets it in by."""

    text: Markup
    hash: str


def inline(source: str) -> Inline:
    """Our own text as it stands in a page; nothing in it may come from data unescaped."""
    return Inline(Markup(source), b64encode(sha256(source.encode()).digest()).decode("ascii"))  # noqa: S704 - our own


def page_environment(language: Language, *styles: str) -> Environment:
    """An environment with the style sheets ``styles``, one after the other.

    To be made once a process and language: templates are part of the program, not state.
    """
    environment = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = inline("".join(source(environment, name) for name in styles))
    environment.globals.update(
        language=language.value,
        _=_translator(language),
        style=style.text,
        style_hash=style.hash,
        service_name=wording.service_name,
    )
    environment.filters.update(
        say=_sayer(language),
        day=lambda day: wording.day_in_words(day, language),
        short_day=lambda day: wording.short_day(day, language),
        time=lambda time: wording.time_in_words(time, language),
    )
    return environment


def source(environment: Environment, name: str) -> str:
    """A style sheet or script as a browser sees it: a parser turns CRLF into LF, and the hash is over what it sees."""
    if environment.loader is None:
        raise AssertionError("the environment is made with a loader")
    text, _, _ = environment.loader.get_source(environment, name)
    return _COMMENT.sub("", text.replace("\r\n", "\n"))


def identity(report: Report) -> str:
    """What the page says of itself to programs, as JSON."""
    run = report.audit.run
    return json.dumps(
        {
            "schema": SCHEMA,
            "day": run.day.isoformat(),
            "month": None if report.month is None else str(report.month),
            "edition": report.edition.value,
            "run": run.id,
        }
    )


def handling(report: Report, language: Language) -> str:
    """The handling mark of the paper, else the product's own."""
    return report.paper.handling or say(message("Handle with care"), language)


def margins(report: Report, language: Language) -> Inline:
    """A style sheet for what stands in the margin of every sheet of paper: whose report this is, and the handling mark."""
    title = " ".join(filter(None, (report.audit.city, report.section, report.audit.run.day.isoformat())))
    return inline(
        f"@page{{@top-left{{content:{_css_string(title)}}}"
        f"@top-right{{content:{_css_string(handling(report, language))}}}}}"
    )


def _css_string(text: str) -> str:
    """The text as a CSS string that nothing can end: every character by its number (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(f"\\{ord(character):x} " for character in visible(text)) + '"'


def _translator(language: Language) -> Callable[..., str]:
    def translated(text: str, /, **values: object) -> str:
        return say(message(text, **values), language)

    return translated


def _sayer(language: Language) -> Callable[[Message | Text | str], str]:
    def said(words: Message | Text | str) -> str:
        return words if isinstance(words, str) else _with_code(say(words, language))

    return said


_CODE = re.compile("`([\x20-\x5f\x61-\x7e]+)`")
"""A command or a word of a file as our sentences write it: ASCII on one line between two backticks."""


def _with_code(sentence: str) -> str:
    """The sentence with its `code` set as code. It is escaped before, so that no other element comes in."""
    if "`" not in sentence:
        return sentence
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(visible(sentence)))))  # noqa: S704 - escaped above


def _visible(value: object) -> object:
    """Every value on its way into a page, before it is escaped; what a template made itself passes as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
