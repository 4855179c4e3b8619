"""What a report can be written as."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The values are the words of ``--format`` and of the settings."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    SARIF = "sarif"
    ICS = "ics"
    OSCAL = "oscal"

    @property
    def ending(self) -> str:
        """Of the file's name, with its dot."""
        return ".oscal.json" if self is Format.OSCAL else f".{self.value}"
