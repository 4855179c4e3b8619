"""The report of a large city in every edition and format: 10,000 accounts, 20,000 findings, last month beside them.

``rows()`` is for ``python -m benchmarks reports``. Each is rendered in a process of its own, so that its memory is its own; the
memory told is the process's highest, the program and the audit itself (told first) included.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import psutil

from reports import calendar_file, csv_v1, editions, excel, html, oscal, report_v1, sarif
from reports.messages import Language
from reports.report import Edition, Report
from tests.reports.made_city import made_city
from tests.reports.sample_history import history

Row = tuple[str, float, str]
ACCOUNTS = 10_000
MEGABYTE = 1_000_000

FORMATS: dict[str, Callable[[Report, Language], str | bytes]] = {
    "html": html.render,
    "xlsx": excel.render,
    "csv": csv_v1.render,
    "json": report_v1.render,
    "sarif": sarif.render,
    "oscal": oscal.render,
    "ics": calendar_file.render,
}


def rows() -> Iterator[Row]:
    _, _, memory = _alone(None, Edition.IT)
    yield f"the audit alone, {ACCOUNTS} accounts", memory, "MB"
    for edition in (Edition.IT, Edition.PR):
        for name in FORMATS:
            if edition is Edition.IT or name in ("html", "xlsx"):
                seconds, size, memory = _alone(name, edition)
                yield f"{name}, edition {edition} ({size / MEGABYTE:.1f} MB)", seconds, "s"
                yield "  highest memory", memory, "MB"


def _alone(name: str | None, edition: Edition) -> tuple[float, int, float]:
    """Seconds, bytes, and megabytes at the highest, of a process that renders this and nothing else."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_render, args=(name, edition, there))
    process.start()
    answer: tuple[float, int, float] = here.recv()
    process.join()
    return answer


def _render(name: str | None, edition: Edition, answer: Connection) -> None:
    audit = made_city(ACCOUNTS)
    whole = Report(audit, edition=edition, history=history(audit))
    began = time.perf_counter()
    content = b"" if name is None else FORMATS[name](editions.edit(whole), Language.JA)
    seconds = time.perf_counter() - began
    size = len(content.encode("utf-8") if isinstance(content, str) else content)
    answer.send((seconds, size, _highest_memory()))


def _highest_memory() -> float:
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):  # Windows
        return float(memory.peak_wset) / MEGABYTE
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
