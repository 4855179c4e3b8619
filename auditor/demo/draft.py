"""The made city before anything is wrong with it, and the few moves by which a fault gets in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import cycle
from random import Random
from typing import Any

from auditor.demo.manners import Manner
from auditor.demo.passwords import seed_of, strong_password
from auditor.demo.when import Span
from auditor.duties.incidents import Reported
from auditor.inventory.explanations import FIELDS
from auditor.inventory.policy_fields import PolicyField
from auditor.inventory.tables import PersonalData, Tables
from auditor.waivers import Wanted
from checks._contract import (
    Account,
    Administrator,
    Employment,
    Evidence,
    EvidenceKind,
    Login,
    Person,
    Policy,
    Presence,
    ReviewKind,
    Rule,
    SecondFactor,
    Severity,
    TransferKind,
    TransferOrder,
    Verified,
)


@dataclass(frozen=True, slots=True)
class _Section:
    """A section whose staff all bear one family name, so that nobody takes them for real people."""

    code: str
    name: str
    family: tuple[str, str]  # as written, and its reading
    services: tuple[str, ...]


_SECTIONS = (
    _Section("koho", "広報広聴課", ("見本", "ミホン"), ("x", "facebook", "youtube", "line")),
    _Section("kanko", "観光振興課", ("例示", "レイジ"), ("instagram", "facebook", "tiktok")),
    _Section("bosai", "防災危機管理課", ("仮名", "カメイ"), ("x", "line", "youtube")),
    _Section("kenko", "健康増進課", ("記入", "キニュウ"), ("line", "instagram", "x")),
    _Section("kodomo", "こども未来課", ("試験", "シケン"), ("line", "instagram", "note")),
    _Section("bunka", "文化振興課", ("架空", "カクウ"), ("facebook", "instagram", "x")),
    _Section("tosho", "図書館", ("雛形", "ヒナガタ"), ("x", "instagram", "bluesky")),
    _Section("suido", "水道課", ("練習", "レンシュウ"), ("x", "line", "youtube")),
    _Section("norin", "農林振興課", ("想定", "ソウテイ"), ("instagram", "facebook", "threads")),
    _Section("iju", "移住定住課", ("演習", "エンシュウ"), ("x", "note", "youtube")),
)
_MAYOR = "mayor"
_POSTS = (("太郎", "タロウ", "課長"), ("花子", "ハナコ", "係長"), ("次郎", "ジロウ", "主任"))


@dataclass(frozen=True, slots=True)
class _Special:
    """Somebody the faults need: on leave, left, from outside."""

    key: str
    given: tuple[str, str]
    section: str
    administers: str = ""  # an account
    title: str = ""
    employment: Employment = Employment.STAFF
    presence: Presence = Presence.ACTIVE


_SPECIALS = (
    _Special("contractor", ("一郎", "イチロウ"), "広報広聴課", employment=Employment.CONTRACTOR),
    _Special("permitted", ("二郎", "ニロウ"), "広報広聴課", employment=Employment.CONTRACTOR),
    _Special(_MAYOR, ("三郎", "サブロウ"), "", employment=Employment.ELECTED),
    _Special("temporary", ("四郎", "シロウ"), "防災危機管理課", employment=Employment.TEMPORARY),
    _Special("on-leave", ("良子", "ヨシコ"), "健康増進課", presence=Presence.LEAVE),
    _Special("head-on-leave", ("梅子", "ウメコ"), "こども未来課", title="課長", presence=Presence.LEAVE),
    _Special("left", ("五郎", "ゴロウ"), "文化振興課", presence=Presence.LEFT),
    _Special("head-left", ("六郎", "ロクロウ"), "農林振興課", title="課長", presence=Presence.LEFT),
    _Special("bystander", ("松子", "マツコ"), "会計課"),
    _Special("leaver", ("七郎", "シチロウ"), "移住定住課", administers="iju-x"),
    _Special("leaving", ("八郎", "ハチロウ"), "防災危機管理課", administers="bosai-line"),
    _Special("april", ("九郎", "クロウ"), "広報広聴課", administers="koho-x"),
    _Special("october", ("竹子", "タケコ"), "防災危機管理課", administers="bosai-x"),
    _Special("newcomer", ("桃子", "モモコ"), "こども未来課"),
)
_SPECIAL_FAMILY = ("手本", "テホン")

_SERVICE_NAMES = {
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "youtube": "YouTube",
    "line": "LINE",
    "tiktok": "TikTok",
    "note": "note",
    "bluesky": "Bluesky",
}
# Sound logins set one of these; which one is no matter of any rule.
_GOOD_FACTORS = (SecondFactor.TOTP, SecondFactor.PASSKEY, SecondFactor.SECURITY_KEY, SecondFactor.APP)
_META = "meta-bunka"  # one login for two accounts
_BADGES = frozenset({"x", "facebook", "instagram", "youtube", "line"})
"""Services that offer a badge."""

_RECORDS: Mapping[str, tuple[EvidenceKind, int]] = {
    "use-approved": (EvidenceKind.USE_APPROVED, 1490),
    "platform-allowed": (EvidenceKind.USE_APPROVED, 1490),
    "operating-rules": (EvidenceKind.OPERATING_RULES, 1480),
    "posting-authority": (EvidenceKind.POSTING_AUTHORITY, 1470),
    "register-submitted": (EvidenceKind.REGISTER_SUBMITTED, 200),
    "supervision": (EvidenceKind.SUPERVISION, 150),
    "records-kept": (EvidenceKind.RECORDS_KEPT, 120),
    "site-listing": (EvidenceKind.SITE_LISTING, 110),
    "profile-backlink": (EvidenceKind.PROFILE_BACKLINK, 110),
    "profile-shows-policy": (EvidenceKind.PROFILE_SHOWS_POLICY, 110),
}
"""Check → what it wants on record about each account, and how many days ago a sound city recorded it."""


@dataclass(slots=True)
class Draft:
    """The city while it is being made. A login that ``passwords`` or ``seeds`` leaves out has none in the vault."""

    span: Span
    random: Random
    manner: Manner
    rules: Mapping[str, Rule]  # by check
    policy_fields: tuple[PolicyField, ...]
    accounts: dict[str, Account] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    personal: dict[str, PersonalData] = field(default_factory=dict)
    administrators: list[Administrator] = field(default_factory=list)
    transfers: list[TransferOrder] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    policies: dict[str, dict[str, str]] = field(default_factory=dict)  # by account, then by heading
    leaked: dict[str, int] = field(
        default_factory=dict
    )  # login → how often its password stands in the list of leaked ones
    incidents: list[Reported] = field(default_factory=list)
    waivers: list[Granted] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    seeds: dict[str, str] = field(default_factory=dict, repr=False)
    earlier: dict[str, str] = field(
        default_factory=dict, repr=False
    )  # login → its password before the present one
    numbers: dict[str, str] = field(default_factory=dict)  # "koho.1", "mayor" → staff number

    # --- looking things up -----------------------------------------------------------------------------------

    def ago(self, days: int) -> date:
        """Before the last day."""
        return self.span.last - timedelta(days=days)

    def ahead(self, days: int) -> date:
        """After the last day."""
        return self.span.last + timedelta(days=days)

    def before(self, days: int) -> date:
        """Before the first day."""
        return self.span.first - timedelta(days=days)

    def long_ago(self, days: int) -> date:
        """So many days before the last day, and before the first one, too."""
        return min(self.ago(days), self.before(1))

    def number(self, who: str) -> str:
        """The staff number of "koho.0" (a section's head is 0, its two administrators 1 and 2) or of a special."""
        return self.numbers[who]

    def about(self, who: str) -> PersonalData:
        return self.personal[self.number(who)]

    def strong(self) -> str:
        return strong_password(self.random)

    def accounts_of(self, code: str) -> list[str]:
        """The ids of a section's accounts."""
        return [account_id for account_id in self.accounts if account_id.startswith(f"{code}-")]

    def logins_of(self, code: str) -> list[str]:
        """The ids of the logins of a section's accounts, but for closed ones."""
        mine = {name for name in self.accounts_of(code) if not self.accounts[name].is_closed(self.span.first)}
        return [login_id for login_id, login in self.logins.items() if mine.intersection(login.accounts)]

    def asks_for(self, check: str) -> bool:
        """Whether the city's guideline does."""
        return check in self.rules

    # --- moves ---------------------------------------------------------------------------------------------------

    def change_account(self, account_id: str, **changes: Any) -> None:
        self.accounts[account_id] = replace(self.accounts[account_id], **changes)

    def change_login(self, login_id: str, **changes: Any) -> None:
        self.logins[login_id] = replace(self.logins[login_id], **changes)

    def change_password(self, login_id: str, password: str | None = None) -> None:
        """To a strong one where none is given."""
        self.earlier[login_id] = self.passwords[login_id]
        self.passwords[login_id] = password or self.strong()

    def take_earlier_password(self, login_id: str) -> None:
        self.change_password(login_id, self.earlier[login_id])

    def renew_seed(self, login_id: str) -> None:
        if login_id in self.seeds:
            self.seeds[login_id] = seed_of(self.random)

    def set_seed(self, login_id: str, seed: str) -> None:
        self.change_login(login_id, second_factor=SecondFactor.TOTP)
        self.seeds[login_id] = seed

    def administer(self, account_id: str, who: str, since: date, until: date | None = None) -> None:
        """``who`` as in :meth:`number`, or a staff number that nobody has."""
        self.administrators.append(Administrator(account_id, self.numbers.get(who, who), since, until))

    def dismiss(self, account_id: str, who: str, until: date | None = None) -> None:
        """Ends an administrator on ``until``; without a day the row was never there."""
        number = self.number(who)
        place = next(
            n
            for n, row in enumerate(self.administrators)
            if (row.account_id, row.staff_number) == (account_id, number)
        )
        if until is None:
            del self.administrators[place]
        else:
            self.administrators[place] = replace(self.administrators[place], until=until)

    def record(
        self,
        kind: EvidenceKind,
        dated: date,
        *,
        account: str | None = None,
        login: str | None = None,
        until: date | None = None,
        document: str = "見本第1号",
    ) -> None:
        """Puts a record in the place of the one that stood for the same subject."""
        self.forget(kind, account=account, login=login)
        self.evidence.append(
            Evidence(kind, dated, account, login, until, by=self.number("koho.0"), document=document)
        )

    def add_record(
        self, kind: EvidenceKind, dated: date, *, account: str | None = None, login: str | None = None
    ) -> None:
        """Beside those that there are of the subject."""
        self.evidence.append(
            Evidence(kind, dated, account, login, by=self.number("koho.0"), document="見本第2号")
        )

    def prove(self, login_id: str, dated: date) -> None:
        """Records that its second factor was looked at."""
        self.record(EvidenceKind.SECOND_FACTOR_SET, dated, login=login_id, until=self.ahead(200))

    def forget(self, kind: EvidenceKind, *, account: str | None = None, login: str | None = None) -> None:
        self.evidence = [
            row for row in self.evidence if (row.kind, row.account_id, row.login_id) != (kind, account, login)
        ]

    def tables(self) -> Tables:
        return Tables(
            accounts=tuple(self.accounts.values()),
            logins=tuple(self.logins.values()),
            administrators=tuple(self.administrators),
            staff=tuple(self.people.values()),
            transfers=tuple(self.transfers),
            evidence=tuple(self.evidence),
            policies=tuple(Policy(account_id, {**fields}) for account_id, fields in self.policies.items())
            or None,
            personal=tuple(self.personal.values()),
        )

    def order(self, who: str, kind: TransferKind, effective: date, *, to_section: str = "") -> None:
        """Personnel's order; the section left is the person's own."""
        person = self.people[self.number(who)]
        self.transfers.append(
            TransferOrder(
                person.staff_number,
                person.name,
                effective,
                kind,
                from_section="" if kind is TransferKind.HIRE else person.section,
                to_section=to_section,
            )
        )

    def report(self, kind: ReviewKind, account_id: str, day: date, severity: Severity) -> None:
        """An incident, noticed in the morning of ``day``."""
        self.incidents.append(Reported(kind, account_id, datetime.combine(day, _MORNING), severity))

    def put_in_order(self, account_id: str) -> None:
        """Puts on record all that the guideline wants of an open account, and writes its policy."""
        for kind, days in dict(self._recorded()).items():
            self.record(kind, self.before(days), account=account_id, until=self._end_of(kind))
        if headings := self.policy_headings():
            account = self.accounts[account_id]
            self.policies[account_id] = {heading: _said_of(account, heading) for heading in headings}

    def _end_of(self, kind: EvidenceKind) -> date | None:
        """Records of a sound city outlast any story, but for what was handed in once and for all."""
        return None if kind is EvidenceKind.REGISTER_SUBMITTED else self.ahead(200)

    def _recorded(self) -> Iterator[tuple[EvidenceKind, int]]:
        return (record for check, record in _RECORDS.items() if self.asks_for(check))

    def policy_headings(self) -> tuple[str, ...]:
        """The columns of its table of policies; one where a guideline asks for a policy and names no columns."""
        named = tuple(wanted.heading for wanted in self.policy_fields)
        return named or ((_ANY_FIELD,) if self.asks_for("operation-policy") else ())


_ANY_FIELD = "目的"
_MORNING = time(9, tzinfo=timezone(timedelta(hours=9)))


def _said_of(account: Account, heading: str) -> str:
    """What the account's policy says: its own data, or what the blank workbook gives as an example."""
    match heading:
        case "アカウント" | "アカウント名":
            return account.name
        case "ソーシャルメディアの種類" | "利用するソーシャルメディアの種類":
            return _SERVICE_NAMES.get(account.service, account.service)
        case "URL" | "登録URL":
            return account.url
        case "アカウント運用者名":
            return account.section
        case _:
            return FIELDS[heading][1]


@dataclass(frozen=True, slots=True)
class Granted:
    """A waiver, and the day on which it is granted."""

    wanted: Wanted
    day: date


def sound_city(
    span: Span,
    random: Random,
    manner: Manner,
    rules: Mapping[str, Rule],
    policy_fields: tuple[PolicyField, ...],
) -> Draft:
    """The city as it should be: every one of the ``rules`` is kept and everything is on record."""
    city = Draft(span, random, manner, rules, policy_fields)
    for section in _SECTIONS:
        for place, (given, reading, title) in enumerate(_POSTS):
            _employ(
                city, f"{section.code}.{place}", section.family, (given, reading), section.name, title=title
            )
    for special in _SPECIALS:
        _employ(
            city,
            special.key,
            _SPECIAL_FAMILY,
            special.given,
            special.section,
            title=manner.mayor if special.key == _MAYOR else special.title,
            employment=special.employment,
            presence=special.presence,
        )
    for section in _SECTIONS:
        for service in section.services:
            _open_account(city, section, service)
    for special in _SPECIALS:
        if special.administers:
            city.administer(special.administers, special.key, city.before(300))
    city.administer("suido-x", "bystander", city.before(900), until=city.before(500))
    _log_in(city)
    _order_transfers(city)
    return city


def _employ(
    city: Draft, who: str, family: tuple[str, str], given: tuple[str, str], section: str, **more: Any
) -> None:
    """Adds a person. Numbers, dates and phones follow the order of entry and mean nothing."""
    order = len(city.people) + 1
    number = f"{10000 + 137 * order:06}"
    city.numbers[who] = number
    city.people[number] = Person(
        number,
        name=f"{family[0]} {given[0]}",
        kana=f"{family[1]} {given[1]}",
        mail=f"staff{order:02}@example.lg.jp",
        section=section,
        **more,
    )
    city.personal[number] = PersonalData(
        number,
        # The eras of Shōwa and Heisei both occur; no day after the 28th, so every month has it.
        date(1958 + 7 * order % 40, 1 + 5 * order % 12, 1 + 11 * order % 28),
        f"{city.manner.phone}-{5003 + 19 * order}",
    )


def _open_account(city: Draft, section: _Section, service: str) -> None:
    account_id = f"{section.code}-{service}"
    city.accounts[account_id] = Account(
        account_id,
        service,
        name=f"{city.manner.name}{section.name}【公式】{_SERVICE_NAMES[service]}",
        url=f"https://example.lg.jp/sns/{account_id}",
        section=section.name,
        manager=city.number(f"{section.code}.0"),
        opened=city.before(1500 + 11 * len(city.accounts)),
        purpose=f"{section.name}のお知らせ",
        verified=Verified.YES if service in _BADGES else Verified.UNAVAILABLE,
    )
    for place in (1, 2):
        city.administer(account_id, f"{section.code}.{place}", city.before(300))
    city.put_in_order(account_id)


def _log_in(city: Draft) -> None:
    """A login for each account; two exceptions show that accounts and logins need not go in pairs."""
    factors = cycle(_GOOD_FACTORS)
    served: dict[str, tuple[tuple[str, ...], str | None]] = {}
    for account_id in city.accounts:
        section, service = account_id.split("-")
        if account_id == "koho-facebook":  # two people, each with a login of their own
            served["facebook-koho-hanako"] = ((account_id,), city.number("koho.1"))
            served["facebook-koho-jiro"] = ((account_id,), city.number("koho.2"))
        elif account_id in ("bunka-facebook", "bunka-instagram"):
            served[_META] = (("bunka-facebook", "bunka-instagram"), None)
        else:
            served[f"{service}-{section}"] = ((account_id,), None)
    for login_id, (accounts, holder) in served.items():
        factor = next(factors)
        city.logins[login_id] = Login(login_id, accounts, f"{city.manner.romaji}_{login_id}", holder, factor)
        city.passwords[login_id] = city.strong()
        if factor is SecondFactor.TOTP:
            city.seeds[login_id] = seed_of(city.random)
        if city.asks_for("second-factor"):
            city.prove(login_id, city.before(90))
    city.change_account("bunka-instagram", shared_sections=("観光振興課", "図書館"))


def _order_transfers(city: Draft) -> None:
    """Orders that concern no account: a promotion in place, and a hire."""
    for who, kind in (("kenko.2", TransferKind.PROMOTION), ("newcomer", TransferKind.HIRE)):
        city.order(who, kind, city.ago(230), to_section=city.people[city.number(who)].section)
