"""Working days of a Japanese city hall.

Not working: Saturdays, Sundays, national holidays (jpholiday, after the Act on National Holidays) and the closing days
29 December to 3 January (Local Autonomy Act art. 4-2 and the ordinances made under it).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import jpholiday


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return False
    return not jpholiday.is_holiday(day)


class WorkingDays:
    """The calendar that checks and due days count in."""

    def after(self, day: date, working_days: int) -> date:
        """The ``working_days``-th working day after ``day``; the day itself does not count. 0 gives ``day``."""
        for _ in range(working_days):
            day += timedelta(days=1)
            while not is_working_day(day):
                day += timedelta(days=1)
        return day
