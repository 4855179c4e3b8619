"""A command's answer for programs: JSON on standard output, in UTF-8 whatever the console's encoding is."""

from __future__ import annotations

import json
import re
import sys

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def print_json(answer: object) -> None:
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", json.dumps(answer, ensure_ascii=False))
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
