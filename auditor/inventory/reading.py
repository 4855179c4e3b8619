"""Sources → ``Tables``, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from auditor.errors import SourceError, SourceFaults
from auditor.inventory.cross_checks import cross_check
from auditor.inventory.draft import Draft
from auditor.inventory.drafting import draft_of
from auditor.inventory.faults import Faults
from auditor.inventory.found import Found
from auditor.inventory.grid import Grid
from auditor.inventory.headings import TRANSFERS, Table
from auditor.inventory.opening import open_source
from auditor.inventory.tables import Known, Reading
from auditor.vault.secret import Secret
from reports.messages import Message, message


def read_sources(sources: Sequence[Path], known: Known, passphrase: Callable[[], Secret | None]) -> Reading:
    """Reads workbooks (.xlsx) and folders of CSV files, and joins them: rows of one table are added up.

    ``known`` is what the store holds, for tables that no source brings. ``passphrase`` is asked only for a protected
    workbook; None = there is none.

    Raises SourceFaults with every fault of every source; SourceError where there is one source and it cannot be
    opened. Nothing is kept of a reading that failed.
    """
    faults, warnings = Faults(), list[Message]()
    grids = []
    for found in _open_all(sources, passphrase, faults):
        grids += found.grids
        warnings += found.warnings
        faults.take(found.faults)
    return understood(grids, known, faults, warnings)


def understood(
    grids: Sequence[tuple[Table, Grid]], known: Known, faults: Faults, warnings: list[Message]
) -> Reading:
    """The tables of all grids. Raises SourceFaults with every fault, those of opening the sources too."""
    draft = draft_of(grids, known, faults, warnings)
    if draft.staff is None:  # whom an old order spoke of may have left the stored directory long ago
        draft = _without_old_orders(draft, known, warnings)
        cross_check(draft, known, faults)
    else:
        cross_check(draft, known, faults)
        draft = _without_old_orders(draft, known, warnings)
    if faults.all:
        raise SourceFaults(faults.all)
    return Reading(draft.tables(), tuple(warnings))


def _without_old_orders(draft: Draft, known: Known, warnings: list[Message]) -> Draft:
    """What the store has forgotten does not come back."""
    if known.oldest is None or not draft.transfers:
        return draft
    kept = [placed for placed in draft.transfers if placed.row.effective >= known.oldest]
    passed_over = len(draft.transfers) - len(kept)
    if not passed_over:
        return draft
    warnings.append(
        message(
            "{where}: transfer orders of days before {day} were passed over ({count}); they are no longer kept. A leave "
            "that still lasts is recorded with `auditor transfer record`.",
            where=draft.grids[TRANSFERS.name].where,
            day=known.oldest.isoformat(),
            count=passed_over,
        )
    )
    return replace(draft, transfers=kept)


def _open_all(
    sources: Sequence[Path], passphrase: Callable[[], Secret | None], faults: Faults
) -> Iterable[Found]:
    for place, source in enumerate(sources):
        try:
            _refuse_twice(source, sources[:place])
            yield open_source(source, passphrase)
        except SourceError as error:
            if len(sources) == 1:
                raise
            faults.add_error(source.name, error)


def _refuse_twice(source: Path, others: Iterable[Path]) -> None:
    # Not Path.resolve, which before Python 3.13 stumbles over a link to itself.
    if any(os.path.realpath(source) == os.path.realpath(other) for other in others):
        raise SourceError(
            message("The source {file} is named twice.", file=source.name),
            message("Name each source once."),
        )
