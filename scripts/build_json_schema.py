"""Writes the JSON Schemas in docs/ from the types of reports.json_v1 and reports.report_v1. Run it after a field was added.

Usage, in the project's folder: python -m scripts.build_json_schema
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from reports.json_v1 import RunDocument
from reports.report_v1 import ReportDocument

_DOCS = Path(__file__).parents[1] / "docs"
TARGET = _DOCS / "run-json-schema.json"
REPORT_TARGET = _DOCS / "report-json-schema.json"


def schema_text(document: Any = RunDocument) -> str:
    """The JSON Schema (draft 2020-12) of what `auditor run --json` prints, or of another document by its type."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(document).json_schema(mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8", newline="\n")
    REPORT_TARGET.write_text(schema_text(ReportDocument), encoding="utf-8", newline="\n")
