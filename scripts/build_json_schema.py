"""Writes docs/run-json-schema.json from the types of reports.json_v1. Run it after a field was added there.

Usage, in the project's folder: python -m scripts.build_json_schema
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter

from reports.json_v1 import RunDocument

TARGET = Path(__file__).parents[1] / "docs" / "run-json-schema.json"


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of what `auditor run --json` prints."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(RunDocument).json_schema(mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8", newline="\n")
