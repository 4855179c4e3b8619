"""``config.toml`` becomes ``Settings``; every fault is told with its key and its line.

Paths in the file are relative to the file. ``config.example.toml`` explains each key. No secret stands in the settings:
they name where a secret is kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from auditor.errors import SettingsError
from checks._contract import Severity
from reports.messages import Language, message


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone") from error
    return name


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class City(_Part):
    name: str = ""
    words: tuple[str, ...] = ()  # what an attacker who knows the city would try: sights, mascots, slogans


class PolicyChoice(_Part):
    pack: str = "ube"  # a pack of the product, or the path of a city's own
    override: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict
    )  # check id → parameters and `reason`


class InventoryChoice(_Part):
    sources: tuple[Path, ...] = ()
    passphrase_entry: str = (
        "inventory-passphrase"  # vault entry (service `<service>.keys`) for protected workbooks
    )


class Store(_Part):
    url: str = "sqlite:///auditor.db"


class VaultChoice(_Part):
    """Which keyring, and where its master key comes from.

    ``backend`` is ``file`` (the product's own encrypted file) or the dotted name of a keyring backend class.
    """

    backend: str = "file"
    service: str = Field(default="auditor", min_length=1)
    path: Path = Path("vault/vault.db")
    key: Literal["file", "credential", "passphrase"] = "file"
    key_file: Path = Path("vault/vault.key")
    credential: str = "auditor-vault-key"  # a file's name in $CREDENTIALS_DIRECTORY


class AuditChoice(_Part):
    fail_on: Severity = Severity.LOW


class ReportChoice(_Part):
    folder: Path = Path("reports")


class Schedule(_Part):
    nightly: TimeOfDay = "02:30"
    monthly_day: int = Field(default=1, ge=1, le=28)
    monthly: TimeOfDay = "06:00"
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Tokyo"


class Settings(_Part):
    """All settings, paths made absolute. ``folder`` is where the settings file lies."""

    folder: Path
    language: Language = Language.JA
    city: City = City()
    policy: PolicyChoice = PolicyChoice()
    inventory: InventoryChoice = InventoryChoice()
    store: Store = Store()
    vault: VaultChoice = VaultChoice()
    audit: AuditChoice = AuditChoice()
    report: ReportChoice = ReportChoice()
    schedule: Schedule = Schedule()


def load(path: Path) -> Settings:
    """Reads the settings file.

    Raises SettingsError when it is missing, no TOML, or holds a key or value that is not known; all faults at once.
    """
    text = _read(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            message(
                "The settings file {path} is no valid TOML: {detail}.", path=path.name, detail=str(error)
            ),
            message("Correct that line; config.example.toml shows the form."),
        ) from None
    if "folder" in raw:
        raise SettingsError(message("{path}: unknown setting `folder`.", path=path.name))
    folder = path.absolute().parent
    try:
        settings = Settings.model_validate({**raw, "folder": folder})
    except ValidationError as error:
        raise SettingsError(
            message(
                "The settings file {path} has faults:\n{faults}",
                path=path.name,
                faults="\n".join(_faults(error, text)),
            ),
            message("Correct these lines; config.example.toml explains every setting."),
        ) from None
    return _absolute(settings)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            message("There is no settings file {path}.", path=path.name),
            message("Make one with `auditor init`, or name it with --config or AUDITOR_CONFIG."),
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(
            message("The settings file {path} is not UTF-8.", path=path.name),
            message("Save it as UTF-8."),
        ) from None
    except OSError as error:
        raise SettingsError(
            message(
                "The settings file {path} cannot be read: {detail}.",
                path=path.name,
                detail=error.strerror or "",
            ),
        ) from None


def _absolute(settings: Settings) -> Settings:
    folder = settings.folder
    policy = settings.policy
    if policy.pack.endswith(".toml"):
        policy = policy.model_copy(update={"pack": str(folder / policy.pack)})
    return settings.model_copy(
        update={
            "policy": policy,
            "inventory": settings.inventory.model_copy(
                update={"sources": tuple(folder / source for source in settings.inventory.sources)}
            ),
            "store": Store(url=_absolute_url(settings.store.url, folder)),
            "vault": settings.vault.model_copy(
                update={"path": folder / settings.vault.path, "key_file": folder / settings.vault.key_file}
            ),
            "report": ReportChoice(folder=folder / settings.report.folder),
        }
    )


def _absolute_url(url: str, folder: Path) -> str:
    """``sqlite:///auditor.db`` is beside the settings file; other databases stay as written."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(
            message("[store] url is no database address."),
            message(
                "Write for example sqlite:///auditor.db or postgresql+psycopg://auditor@localhost/auditor."
            ),
        ) from None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise SettingsError(
                message("[store] url names no file; the ledger must outlive the run."),
                message("Write for example sqlite:///auditor.db."),
            )
        parsed = parsed.set(database=str(folder / parsed.database))
    return parsed.render_as_string(hide_password=False)


def _faults(error: ValidationError, text: str) -> Iterator[str]:
    lines = _lines_of_keys(text)
    for fault in error.errors(include_input=False, include_context=False, include_url=False):
        where = [str(part) for part in fault["loc"]]
        line = next(
            (lines[key] for n in range(len(where), 0, -1) if (key := ".".join(where[:n])) in lines), None
        )
        place = f"{'.'.join(where)}" + (f" (line {line})" if line else "")
        yield f"  {place}: {fault['msg']}"


_TABLE = re.compile(r"^\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def _lines_of_keys(text: str) -> dict[str, int]:
    """Dotted key → its line. Good enough to point at a line; tomllib itself keeps none."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _plain(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            dotted = _plain(key[1])
            found.setdefault(f"{table}.{dotted}" if table else dotted, number)
    return found


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
