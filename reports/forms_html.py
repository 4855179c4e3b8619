"""Forms as pages to print: one HTML file each, with nothing from outside and no script, in the report's design."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from reports.forms import CONTACT, NOT_FILLED_IN, Blank, Form, in_words
from reports.messages import Language
from reports.page import page_environment
from reports.register import Change, Register

_KIND = "credential-auditor/form"
"""Stands in the page as its generator: by it a file is known to be one of these."""


def form_page(form: Form, language: Language) -> str:
    """One form about one account."""
    return _environment(language).get_template("forms/form.html.j2").render(form=form)


def register_page(register: Register, language: Language) -> str:
    """The register of account administrators, section by section, with what changed since the last one handed in."""
    sections = [(section, register.of_section(section)) for section in register.sections]
    return (
        _environment(language)
        .get_template("forms/register.html.j2")
        .render(register=register, sections=sections)
    )


def is_form_page(content: bytes) -> bool:
    """Whether the file is a page of this module."""
    return f'<meta name="generator" content="{_KIND}">'.encode() in content[:_HEAD]


_HEAD = 4096  # bytes of a page in which the mark stands


@cache
def _environment(language: Language) -> Environment:
    environment = page_environment(language, "base.css", "forms/forms.css")
    environment.globals.update(
        kind=_KIND, BLANK=Blank, CHANGE=Change, contact_label=CONTACT, not_filled_in=NOT_FILLED_IN
    )
    environment.filters.update(words=lambda words: in_words(words, language))
    return environment
