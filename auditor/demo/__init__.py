"""Made cities, each by one guideline, with one of every fault: what `auditor demo` shows, and what the tests of the leak search look into.

Nothing here touches the disk: the demo command gives the day and the source of randomness, and writes what it gets.
"""

from auditor.demo.city import Change, DemoCity, DemoSecret, build
from auditor.demo.faults import Planted
from auditor.demo.manners import MANNERS, UBE, Manner
from auditor.demo.when import Span, month_until, year_until
from auditor.demo.writing import Headings, csv_folder, workbook

__all__ = [
    "MANNERS",
    "UBE",
    "Change",
    "DemoCity",
    "DemoSecret",
    "Headings",
    "Manner",
    "Planted",
    "Span",
    "build",
    "csv_folder",
    "month_until",
    "workbook",
    "year_until",
]
