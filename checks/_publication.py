"""What everybody may know of a review before its day: an order is confidential until it takes effect.

Reports, workbooks, lists and findings ask here; only who may know (``auditor run --json``, ``review show``,
``transfer list``) sees all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from checks._contract import Review, Task, TaskKind


def is_published(review: Review, day: date) -> bool:
    """Whether everybody may know on ``day`` whom it is about and what kind of order it is."""
    return review.kind.is_incident or review.effective <= day


def is_public(task: Task, review: Review, day: date) -> bool:
    """Whether everybody may see this task of ``review`` on ``day``.

    An account has several administrators and one manager: to ask for another manager is to name the person.
    """
    return task.kind is not TaskKind.NAME_MANAGER or is_published(review, day)


def public_part(review: Review, day: date) -> Review | None:
    """The review with the tasks that everybody may see on ``day``; None where there is none of them."""
    if is_published(review, day):
        return review
    tasks = tuple(task for task in review.tasks if is_public(task, review, day))
    return replace(review, tasks=tasks) if tasks else None
