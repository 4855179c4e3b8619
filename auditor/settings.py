"""``config.toml`` becomes ``Settings``; every fault is told with its key and its line.

Paths in the file are relative to the file. ``config.example.toml`` explains each key. No secret stands in the settings:
they name where a secret is kept.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from auditor.errors import SettingsError
from auditor.fault_words import what_to_write
from auditor.files import Unreadable, read_small
from auditor.formats import Format
from auditor.mailing.addresses import LOOPBACK, mail_address, server_host
from auditor.saying import on_one_line
from auditor.site.addresses import host_name, host_of, to_ask
from auditor.system_words import why_no_toml
from checks._contract import Severity
from reports.messages import Language, Message, message
from reports.report import Edition

T = TypeVar("T")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError("zone", "no such time zone") from error
    return name


def _database(url: str) -> str:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise PydanticCustomError("database", "no database address") from error
    match parsed.get_backend_name():
        case "postgresql":
            return url
        case "sqlite" if parsed.database in (None, "", ":memory:") or parsed.query:
            raise PydanticCustomError("database_file", "names no file")
        case "sqlite":
            return url
        case _:
            raise PydanticCustomError("database", "no database address")


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def _proxy(address: str | None) -> str | None:
    if address is not None and not _is_plain_address(address, ("http", "https")):
        raise PydanticCustomError("proxy", "no address of a proxy")
    return address


def _range_service(address: str) -> str:
    """Not without TLS, except on this machine itself: who stands between could answer that nothing is known."""
    here = _is_plain_address(address, ("http",)) and urlsplit(address).hostname in ("127.0.0.1", "localhost")
    if not address.endswith("/") or not (here or _is_plain_address(address, ("https",))):
        raise PydanticCustomError("range_service", "no address of a service")
    return address


def _is_plain_address(address: str, schemes: tuple[str, ...]) -> bool:
    """Of a host, without a user or password (no secret stands in the settings) and without a query."""
    try:
        parsed = urlsplit(address)
        _ = parsed.port
    except ValueError:
        return False
    written_out = address.isascii() and address.isprintable() and not set(' \\@?#"<>') & set(address)
    return written_out and parsed.scheme in schemes and bool(parsed.hostname)


def _public_page(address: str) -> str:
    """By https, or on this machine itself."""
    host = host_of(address)
    if host is None or to_ask(address, (host,)) is None:
        raise PydanticCustomError("public_page", "no address of a page")
    return address


def _public_host(written: str) -> str:
    host = host_name(written)
    if host is None:
        raise PydanticCustomError("public_host", "no host")
    return host


def _at_least_one(listed: tuple[T, ...]) -> tuple[T, ...]:
    """``min_length`` would not count what is told as a fault already, and tell a second one."""
    if not listed:
        raise PydanticCustomError("too_short", "empty")
    return listed


DOCUMENT_NUMBER_GAPS = ("fiscal_year", "era_year", "month")


def _document_number(written: str) -> str:
    """A format string whose only fields are ``DOCUMENT_NUMBER_GAPS``, so that filling it in can do nothing else."""
    try:
        pieces = tuple(Formatter().parse(written))
    except ValueError as error:
        raise PydanticCustomError("document_number", "no document number") from error
    if any(
        name is not None and (name not in DOCUMENT_NUMBER_GAPS or kind or conversion)
        for _, name, kind, conversion in pieces
    ):
        raise PydanticCustomError("document_number", "no document number")
    return written


def _mail_host(written: str) -> str:
    host = server_host(written) if written else ""
    if host is None:
        raise PydanticCustomError("mail_host", "no host")
    return host


def _mail_address(written: str) -> str:
    if mail_address(written) is None:
        raise PydanticCustomError("mail_address", "no address")
    return written


def _mail_user(written: str) -> str:
    if not (written.isascii() and written.isprintable() and len(written) <= 254) and written:
        raise PydanticCustomError("mail_user", "no name of a user")
    return written


def _mail_address_or_none(written: str) -> str:
    return _mail_address(written) if written else ""


MailAddresses = tuple[Annotated[str, AfterValidator(_mail_address)], ...]
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
    # Not in the repr: the address of a server may hold its password.
    url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite:///auditor.db", repr=False)


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


class BreachChoice(_Part):
    """Where leaked passwords are looked up: nowhere, in a file of `auditor breach build`, or with a service."""

    offline: Annotated[Path | None, BeforeValidator(_none_if_empty)] = None
    online: StrictBool = False
    proxy: Annotated[str | None, BeforeValidator(_none_if_empty), AfterValidator(_proxy)] = None
    address: Annotated[str, AfterValidator(_range_service)] = "https://api.pwnedpasswords.com/range/"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.offline is not None and self.online:
            raise PydanticCustomError("offline_and_online", "one of both")
        return self


class SiteChoice(_Part):
    """The city's public pages, looked at by `auditor site check`: switched off unless the city says otherwise.

    ``lists`` are the pages on which the city lists its accounts; ``allow`` the only hosts that are ever asked.
    """

    enabled: StrictBool = False
    lists: tuple[Annotated[str, AfterValidator(_public_page)], ...] = ()
    allow: tuple[Annotated[str, AfterValidator(_public_host)], ...] = ()
    proxy: Annotated[str | None, BeforeValidator(_none_if_empty), AfterValidator(_proxy)] = None

    @model_validator(mode="after")
    def _of_allowed_hosts(self) -> Self:
        if any(to_ask(address, self.allow) is None for address in self.lists):
            raise PydanticCustomError("list_not_allowed", "host not allowed")
        if self.enabled and not self.lists:
            raise PydanticCustomError("no_lists", "no page")
        return self


class AuditChoice(_Part):
    fail_on: Severity = Severity.LOW


class WaiverChoice(_Part):
    """Who may approve an exception beside the managers of accounts: staff numbers, or roles by their names."""

    approvers: tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], ...] = ()


class TransferChoice(_Part):
    """Personnel's transfer lists: the folder that is watched for them, and for how long orders are kept after their day."""

    folder: Annotated[Path | None, BeforeValidator(_none_if_empty)] = None
    keep_days: int = Field(default=400, ge=90, le=36_500)


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(on_one_line)]
"""Some words on one line of paper."""


class ReportChoice(_Part):
    """Which reports are written and where, what stands on their first page, and the browser that prints them as PDF.

    ``number`` may hold the gaps of ``DOCUMENT_NUMBER_GAPS``; ``approvals`` are the posts of the approval boxes.
    """

    folder: Path = Path("reports")
    editions: Annotated[tuple[Edition, ...], AfterValidator(_at_least_one)] = (Edition.IT,)
    formats: Annotated[tuple[Format, ...], AfterValidator(_at_least_one)] = (Format.HTML,)
    number: Annotated[Line, AfterValidator(_document_number)] = ""
    to: Line = ""
    sender: Line = ""
    handling: Line = ""
    approvals: Annotated[tuple[Annotated[Line, Field(min_length=1)], ...], Field(max_length=8)] = ()
    browser: Annotated[Path | None, BeforeValidator(_none_if_empty)] = None


class MailChoice(_Part):
    """Digests by mail after an audit: switched off unless the city says otherwise.

    The password of ``user`` lies in the vault. ``sections`` are readers by their section; ``section_heads`` adds the managers of
    a section's accounts, by the directory. ``limit`` bounds the readers that may be written to in one night.
    """

    enabled: StrictBool = False
    host: Annotated[str, AfterValidator(_mail_host)] = ""
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Annotated[Path | None, BeforeValidator(_none_if_empty)] = None
    sender: Annotated[str, AfterValidator(_mail_address_or_none)] = ""
    user: Annotated[str, AfterValidator(_mail_user)] = ""
    pr: MailAddresses = ()
    it: MailAddresses = ()
    personnel: MailAddresses = ()
    section_heads: StrictBool = False
    sections: Mapping[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], MailAddresses
    ] = Field(default_factory=dict)
    days_ahead: int = Field(default=7, ge=0, le=60)
    limit: int = Field(default=200, ge=1, le=5_000)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.security == "none" and self.host not in (*LOOPBACK, ""):
            raise PydanticCustomError("mail_unprotected", "not without TLS")
        if self.security == "none" and self.user:
            raise PydanticCustomError("mail_user_unprotected", "no password without TLS")
        if self.enabled and not (self.host and self.sender):
            raise PydanticCustomError("mail_no_server", "no server or sender")
        if self.enabled and not (
            self.pr or self.it or self.personnel or self.section_heads or any(self.sections.values())
        ):
            raise PydanticCustomError("mail_no_reader", "nobody to write to")
        return self


class Schedule(_Part):
    nightly: TimeOfDay = "02:30"
    monthly_day: int = Field(default=1, ge=1, le=28)
    monthly: TimeOfDay = "06:00"
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Tokyo"


class Written(_Part):
    """The settings as they stand in the file."""

    language: Language = Language.JA
    city: City = City()
    policy: PolicyChoice = PolicyChoice()
    inventory: InventoryChoice = InventoryChoice()
    transfers: TransferChoice = TransferChoice()
    store: Store = Store()
    vault: VaultChoice = VaultChoice()
    breach: BreachChoice = BreachChoice()
    site: SiteChoice = SiteChoice()
    audit: AuditChoice = AuditChoice()
    waivers: WaiverChoice = WaiverChoice()
    report: ReportChoice = ReportChoice()
    mail: MailChoice = MailChoice()
    schedule: Schedule = Schedule()


class Settings(Written):
    """All settings, paths made absolute. ``folder`` is where the settings file lies."""

    folder: Path


def load(path: Path) -> Settings:
    """Reads the settings file.

    Raises SettingsError when it is missing, no TOML, or holds a key or value that is not known or does not fit; all faults
    at once.
    """
    text = _read(path)
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            message(
                "The settings file {path} is no valid TOML: {detail}.",
                path=path.name,
                detail=why_no_toml(error),
            ),
            message("Correct that line; config.example.toml shows the form."),
        ) from None
    try:
        settings = _absolute(Written.model_validate(raw), path.absolute().parent)
        _refuse_shared_folder(settings)
    except ValidationError as error:
        raise SettingsError(
            message("The settings file {path} has faults:", path=path.name),
            message("Correct these lines; config.example.toml explains every setting."),
            tuple(_faults(error, text)),
        ) from None
    return settings


LARGEST = 64 * 1024
"""Bytes; a settings file is a page or two, and the TOML reader is slow on absurd ones."""


def _read(path: Path) -> str:
    try:
        return read_small(path, LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(
            message("The settings file {path} is not UTF-8.", path=path.name),
            message("Save it as UTF-8."),
        ) from None
    except Unreadable as error:
        if not os.path.lexists(path):
            raise SettingsError(
                message("There is no settings file {path}.", path=path.absolute()),
                message("Make one with `auditor init`, or name it with --config or AUDITOR_CONFIG."),
            ) from None
        raise SettingsError(
            message(
                "The settings file {path} cannot be read: {detail}.",
                path=path.absolute(),
                detail=error.detail,
            ),
            message("Run it as the user who set it up, or let that user own the folder.")
            if error.from_system
            else message("Name the settings file itself; it is a text file of a page or two."),
        ) from None


def _absolute(written: Written, folder: Path) -> Settings:
    policy, inventory, vault, breach = written.policy, written.inventory, written.vault, written.breach
    transfers, report, mail = written.transfers, written.report, written.mail
    if policy.pack.endswith(".toml"):
        policy = policy.model_copy(update={"pack": str(folder / policy.pack)})
    return Settings(
        folder=folder,
        language=written.language,
        city=written.city,
        policy=policy,
        inventory=inventory.model_copy(
            update={"sources": tuple(folder / source for source in inventory.sources)}
        ),
        transfers=transfers.model_copy(update={"folder": transfers.folder and folder / transfers.folder}),
        store=Store(url=_absolute_url(written.store.url, folder)),
        vault=vault.model_copy(update={"path": folder / vault.path, "key_file": folder / vault.key_file}),
        breach=breach.model_copy(update={"offline": breach.offline and folder / breach.offline}),
        site=written.site,
        audit=written.audit,
        waivers=written.waivers,
        report=report.model_copy(
            update={"folder": folder / report.folder, "browser": report.browser and folder / report.browser}
        ),
        mail=mail.model_copy(update={"ca_file": mail.ca_file and folder / mail.ca_file}),
        schedule=written.schedule,
    )


def _absolute_url(url: str, folder: Path) -> str:
    """``sqlite:///auditor.db`` is beside the settings file; other databases stay as written."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return url
    return parsed.set(database=str(folder / (parsed.database or ""))).render_as_string()


def _refuse_shared_folder(settings: Settings) -> None:
    """The folder of transfer lists must hold nothing else that is read or kept: files are moved and deleted there.

    It may lie beside the ledger and the like, in the folder of the settings; and one file in it may be a source.
    Raises ValidationError.
    """
    if settings.transfers.folder is None:
        return
    folder = _real(settings.transfers.folder)
    sources = [*map(_real, settings.inventory.sources)]
    kept = [source for source in sources if source.is_dir()]
    kept += map(_real, _own_folders(settings))
    if any(one.is_relative_to(folder) for one in kept) or any(folder.is_relative_to(one) for one in sources):
        raise ValidationError.from_exception_data(
            "Settings",
            [
                {
                    "type": PydanticCustomError("shared_folder", "not of its own"),
                    "loc": ("transfers", "folder"),
                    "input": None,
                }
            ],
        )


def _own_folders(settings: Settings) -> Iterator[Path]:
    """Those of the settings, the ledger, the vault and its key, the reports."""
    yield settings.folder
    ledger = make_url(settings.store.url)
    if ledger.get_backend_name() == "sqlite":
        yield Path(ledger.database or "").parent
    yield settings.vault.path.parent
    yield settings.vault.key_file.parent
    yield settings.report.folder


def _real(path: Path) -> Path:
    """Without links, and on Windows in one case, so that two ways to write a folder are one."""
    try:
        return Path(os.path.normcase(os.path.realpath(path)))
    except ValueError:  # it holds a NUL; nothing can lie there
        return path


def _faults(error: ValidationError, text: str) -> Iterator[Message]:
    """In the order of the file's lines."""
    lines = _lines_of_keys(text)
    placed = []
    for fault in error.errors(include_input=False, include_url=False):
        where = [str(part) for part in fault["loc"]]
        keys = (".".join(where[:n]) for n in range(len(where), 0, -1))
        placed.append((next((lines[key] for key in keys if key in lines), 0), where, fault))
    for line, where, fault in sorted(placed, key=lambda place: place[0]):
        yield message(
            "line {line}: {key}: {what}",
            line=line or "?",
            key=_shown(where),
            what=what_to_write(fault, _OWN_SENTENCES),
        )


def _shown(where: list[str]) -> str:
    """The dotted key. One that is no plain name may be a value in the wrong place, and is not repeated."""
    return ".".join(part if _PLAIN.fullmatch(part) else "…" for part in where)


_PLAIN = re.compile(r"[\w-]{1,60}")


_OWN_SENTENCES: Mapping[str, Message] = {  # beside those that hold of any file
    "extra_forbidden": message("there is no such setting"),
    "string_pattern_mismatch": message('write a time of day as "02:30"'),
    "offline_and_online": message("name a file (offline) or ask a service (online), not both"),
    "proxy": message(
        'no address of a proxy; write for example "http://proxy.example.lg.jp:8080", without user and password'
    ),
    "range_service": message(
        'no address of such a service; write for example "https://api.pwnedpasswords.com/range/"'
    ),
    "public_page": message(
        'no address of a public page; write for example "https://www.city.example.lg.jp/sns.html"'
    ),
    "public_host": message('no name of a host; write for example "www.city.example.lg.jp"'),
    "list_not_allowed": message("name the hosts of all pages of `lists` in `allow`"),
    "no_lists": message("name the page on which the city lists its accounts (lists)"),
    "mail_host": message('no name of a mail server; write for example "mail.city.example.lg.jp"'),
    "mail_address": message(
        'no address that is used for mail; write for example "koho@city.example.lg.jp", without a name and in ASCII'
    ),
    "mail_user": message("no name that a mail server takes: at most 254 characters, ASCII"),
    "mail_unprotected": message(
        'without TLS mail is only handed to this machine itself; write security = "starttls" or "tls"'
    ),
    "mail_user_unprotected": message(
        'a password is only sent over TLS; write security = "starttls" or "tls"'
    ),
    "mail_no_server": message("name the mail server (host) and the address that mail comes from (sender)"),
    "mail_no_reader": message(
        "name somebody to write to: pr, it, personnel, section_heads or [mail.sections]"
    ),
    "shared_folder": message(
        "name a folder of its own: not that of a source, the settings, the ledger, the vault or the reports, "
        "none that holds one of these, and none within a source"
    ),
    "document_number": message(
        'the only gaps are {{fiscal_year}}, {{era_year}} and {{month}}; write for example "第{{fiscal_year}}-{{month}}号"'
    ),
    "zone": message('no such time zone; write for example "Asia/Tokyo"'),
    "database": message(
        "no database address; write for example sqlite:///auditor.db or "
        "postgresql+psycopg://auditor@localhost/auditor"
    ),
    "database_file": message(
        "names no file, and the ledger must outlive the run; write sqlite:///auditor.db"
    ),
}

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
