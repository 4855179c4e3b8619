"""Refuses to start among strangers of the same name.

``checks`` and ``reports`` are plain names, and the package registry holds others that use them. Installed side by side they
overwrite each other's files, and a rule that silently is not ours would be a false pass.
"""

from __future__ import annotations

from importlib.metadata import distributions

from auditor.errors import UsageError
from reports.messages import message

OURS = "credential-auditor"
NAMES = ("auditor", "checks", "reports")


def refuse_strangers() -> None:
    """Raises UsageError when another installed distribution provides one of our three packages."""
    beginnings = tuple(f"{name}{end}" for name in NAMES for end in ("/", ".py,"))
    for distribution in distributions():
        record = distribution.read_text("RECORD") or ""
        if not any(line.startswith(beginnings) for line in record.splitlines()):
            continue
        name = distribution.metadata["Name"]
        if name != OURS:
            raise UsageError(
                message("The installed package {name} brings a package of the same name as ours.", name=name),
                message("Install the auditor in an environment of its own, or remove {name}.", name=name),
            )
