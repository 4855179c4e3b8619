"""A report before it has a format: whose edition it is, the audit as that edition tells it, and the paper it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reports.audit import Audit
from reports.history import NOTHING_EARLIER, History, Month


class Edition(StrEnum):
    """Who the report is for; decides what is in it at all (``reports.editions``)."""

    PR = "pr"  # the division that keeps the guideline: plain words, nothing that helps an attacker
    IT = "it"  # IT security: everything
    SECTION = "section"  # one correction sheet for one section's head
    PERSONNEL = "personnel"  # transfers and the state of their reviews


@dataclass(frozen=True, slots=True)
class Paper:
    """What a city hall writes on the first page of a document. What is empty stays a blank to be filled in by hand."""

    number: str = ""  # document number
    to: str = ""
    sender: str = ""
    handling: str = ""  # the handling mark; empty: the product's own
    approvals: tuple[str, ...] = ()  # posts beside each other in the approval boxes (決裁欄)


PLAIN_PAPER = Paper()


@dataclass(frozen=True, slots=True)
class Report:
    """What every format is given. ``section`` is set in the edition for a section only, ``""`` for what has none."""

    audit: Audit
    edition: Edition = Edition.IT
    history: History = NOTHING_EARLIER
    paper: Paper = PLAIN_PAPER
    section: str | None = None
    month: Month | None = None  # set where the report is a whole month's
