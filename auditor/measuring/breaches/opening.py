"""Opening the list or the service that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from time import sleep

from auditor.measuring.breaches.list_file import BreachList
from auditor.measuring.breaches.online import RangeService
from auditor.measuring.breaches.source import BreachSource
from auditor.settings import BreachChoice


@contextmanager
def open_source(
    choice: BreachChoice,
    day: date,
    clock: Callable[[], datetime],
    pause: Callable[[float], None] = sleep,
) -> Iterator[BreachSource | None]:
    """What leaked passwords are looked up in; None where the settings name nothing.

    ``day`` is the day asked: what a service did not know is asked again in another week. Raises BreachListError when
    what they name cannot be used.
    """
    if choice.offline is not None:
        with BreachList.open(choice.offline) as found:
            yield found
    elif choice.online:
        with closing(
            RangeService(choice.address, choice.proxy, day=day, clock=clock, pause=pause)
        ) as service:
            yield service
    else:
        yield None
