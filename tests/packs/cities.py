"""A city for each pack, as tables and passwords: it breaks every rule of that pack once, and is in order by all packs elsewhere.

The rule ``check`` is broken by the account of that name, or by its login ``l-check`` (and ``l-check-2``, where two logins are
compared). What else an account needs to be in order by any of the five packs, it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from checks._contract import Pack
from tests.acceptance.tables import Row, Tables
from tests.checks.made import CHECKS
from tests.offices import TODAY

LEAKED = "Rw7-tnQkcVg.LmzXpd5Y"
FIELDS = (
    *("発信情報の内容", "開設・運用の目的", "利用するソーシャルメディアの種類", "アカウント", "登録URL"),
    *("運用期間", "運用時間", "投稿に対する返信", "運用体制", "その他"),
    *(
        "ソーシャルメディアの種類",
        "アカウント名",
        "URL",
        "アカウント運用者名",
        "情報発信の目的",
        "情報発信の内容",
    ),
    *("運用方法", "個人情報の取扱い", "利用上の遵守事項", "知的財産権の帰属", "免責事項"),
)
"""What the packs want in the table of policies, taken together."""

RECORDS = (
    *(
        "use-approved",
        "operating-rules",
        "records-kept",
        "register-submitted",
        "supervision",
        "posting-authority",
    ),
    *("site-listing", "profile-backlink", "profile-shows-policy", "verified-badge"),
)
MANAGER, FIRST, SECOND, LEAVER, CONTRACTOR = "00101", "00102", "00103", "00104", "00105"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@dataclass
class City:
    """The tables of a city and its passwords."""

    tables: Tables
    policies: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: dict[str, tuple[str, str]] = field(default_factory=dict)

    def rows(self, table: str, account_id: str) -> list[Row]:
        return [row for row in self.tables[table] if row.get("account_id") == account_id]

    def account(self, account_id: str) -> Row:
        (row,) = self.rows("accounts", account_id)
        return row

    def login(self, login_id: str) -> Row:
        (row,) = (row for row in self.tables["logins"] if row["login_id"] == login_id)
        return row

    def without(self, kind: str, account_id: str) -> None:
        """Takes the account's record of that kind away."""
        self.tables["evidence"] = [
            row
            for row in self.tables["evidence"]
            if (row["kind"], row.get("account_id")) != (kind, account_id)
        ]

    def add(self, account_id: str) -> None:
        """An account in order by every pack, with its login."""
        self.tables["accounts"].append(
            {
                "account_id": account_id,
                "service": "facebook",
                "section": "試験課",
                "manager": MANAGER,
                "opened": ago(1000),
                "verified": "yes",
            }
        )
        self.tables["administrators"] += [
            {"account_id": account_id, "staff_number": number, "since": ago(400)}
            for number in (FIRST, SECOND)
        ]
        self.tables["evidence"] += [
            {"account_id": account_id, "kind": kind, "date": ago(100), "by": MANAGER, "document": "試第1号"}
            for kind in RECORDS
        ]
        self.policies[account_id] = dict.fromkeys(FIELDS, "定めたとおり")
        self.add_login(f"l-{account_id}", account_id)

    def add_login(self, login_id: str, account_id: str) -> None:
        self.tables["logins"].append(
            {"login_id": login_id, "accounts": (account_id,), "second_factor": "totp"}
        )
        self.tables["evidence"].append(
            {
                "login_id": login_id,
                "kind": "second-factor-set",
                "date": ago(100),
                "by": MANAGER,
                "document": "試第2号",
            }
        )
        self.secrets[login_id] = (_strong(len(self.secrets)), "")


def _strong(number: int) -> str:
    """A password that nothing is wrong with, unlike any of another number."""
    letters = "GkTrWqZbnDpxMvhYsRcjLtNf"
    turned = letters[number % 24 :] + letters[: number % 24]
    return f"{turned[::5]}-{turned[1::5]}.{turned[2::5]}!{turned[3::5]}"


def in_order() -> City:
    """One account, and people for all."""
    people = ((MANAGER, "太郎"), (FIRST, "花子"), (SECOND, "次郎"), (LEAVER, "三郎"), (CONTRACTOR, "四郎"))
    city = City({name: [] for name in ("accounts", "logins", "administrators", "transfers", "evidence")})
    city.tables["staff"] = [
        {
            "staff_number": number,
            "name": f"試験 {name}",
            "section": "試験課",
            "employment": "contractor" if number == CONTRACTOR else "staff",
        }
        for number, name in people
    ]
    city.add("sound")
    return city


# --- what breaks a rule ----------------------------------------------------------------------------------------------


def _password(text: str) -> Callable[[City, str], None]:
    def change(city: City, check: str) -> None:
        city.secrets[f"l-{check}"] = (text, "")

    return change


def _two(first: str, second: str) -> Callable[[City, str], None]:
    def change(city: City, check: str) -> None:
        city.add_login(f"l-{check}-2", check)
        city.secrets[f"l-{check}"], city.secrets[f"l-{check}-2"] = (first, ""), (second, "")

    return change


def _unrecorded(city: City, check: str) -> None:
    city.without(check, check)


def _no_secret(city: City, check: str) -> None:
    del city.secrets[f"l-{check}"]


def _old(city: City, check: str) -> None:
    city.login(f"l-{check}")["password_changed"] = ago(500)


def _factor(factor: str) -> Callable[[City, str], None]:
    def change(city: City, check: str) -> None:
        city.login(f"l-{check}")["second_factor"] = factor

    return change


def _short_seed(city: City, check: str) -> None:
    city.secrets[f"l-{check}"] = (city.secrets[f"l-{check}"][0], "GEZDGNBV")


def _one_administrator(city: City, check: str) -> None:
    city.tables["administrators"].remove(city.rows("administrators", check)[0])


def _contractor(city: City, check: str) -> None:
    city.tables["administrators"].append({"account_id": check, "staff_number": CONTRACTOR, "since": ago(400)})


def _no_manager(city: City, check: str) -> None:
    city.account(check)["manager"] = None


def _no_field(name: str) -> Callable[[City, str], None]:
    def change(city: City, check: str) -> None:
        city.policies[check][name] = "－"

    return change


def _no_policy(city: City, check: str) -> None:
    del city.policies[check]
    city.without("operating-rules", check)


def _another_service(city: City, check: str) -> None:
    city.account(check)["service"] = "tiktok"
    city.without("use-approved", check)


def _no_badge(city: City, check: str) -> None:
    city.account(check).update(service="x", verified="no")
    city.without("verified-badge", check)


def _closed(city: City, check: str) -> None:
    city.account(check)["closed"] = ago(60)


def _no_login(city: City, check: str) -> None:
    city.tables["logins"].remove(city.login(f"l-{check}"))
    city.tables["evidence"] = [row for row in city.tables["evidence"] if row.get("login_id") != f"l-{check}"]
    del city.secrets[f"l-{check}"]


def _leaver(city: City, check: str) -> None:
    """The order comes with the second night (``order_of``)."""
    city.tables["administrators"].append({"account_id": check, "staff_number": LEAVER, "since": ago(400)})


def _as_it_is(city: City, check: str) -> None:
    """An incident is opened between the nights."""


BREAKS: Mapping[str, Callable[[City, str], None]] = {
    "password-unseen": _no_secret,
    "password-guessable": _password("Sakura2024"),
    "password-breached": _password(LEAKED),
    "password-personal": _password(f"Vky7p-{FIRST}-wHdt.zRq"),
    "password-runs": _password("gTrWq-kkkk-Zbn7pxM.v"),
    "password-reuse": _two("Hq4.vNbyTr-sWkd!Zpm8", "Hq4.vNbyTr-sWkd!Zpm8"),
    "password-similar": _two("Jx6!wMcgPt.nVfs-Yqh3", "Jx6!wMcgPt.nVfs-Yqh9"),
    "password-age": _old,
    "second-factor": _factor("none"),
    "second-factor-strength": _factor("sms"),
    "second-factor-seed": _short_seed,
    "administrators-minimum": _one_administrator,
    "administrators-are-staff": _contractor,
    "manager-named": _no_manager,
    "operation-policy": _no_field("個人情報の取扱い"),
    "terms-of-use": _no_field("免責事項"),
    "platform-allowed": _another_service,
    "verified-badge": _no_badge,
    "closed-but-listed": _closed,
    "login-missing": _no_login,
    "transfer-review": _leaver,
    "incident-response": _as_it_is,
    **dict.fromkeys(
        (
            *("use-approved", "operating-rules", "records-kept", "register-submitted", "supervision"),
            *("posting-authority", "site-listing", "profile-backlink", "profile-shows-policy"),
        ),
        _unrecorded,
    ),
}
"""Check → what breaks it and, by the same guideline, nothing else."""

OTHERWISE: Mapping[tuple[str, str], Callable[[City, str], None]] = {
    ("asahikawa", "operation-policy"): _no_field("運用時間"),
    ("oizumi", "operation-policy"): _no_policy,
}
"""(pack, check) → what breaks it there, where the packs ask for different things."""


def city_of(pack: Pack) -> City:
    """The city that breaks every rule of ``pack`` once."""
    city = in_order()
    for rule in pack.rules:
        city.add(rule.check)
        OTHERWISE.get((pack.id, rule.check), BREAKS[rule.check])(city, rule.check)
    return city


def order_of(city: City) -> list[Row]:
    """Personnel's list of the second night; empty where the city has nobody to leave."""
    if not city.rows("accounts", "transfer-review"):
        return []
    return [
        {
            "staff_number": LEAVER,
            "name": "試験 三郎",
            "effective": ago(3),
            "kind": "transfer",
            "from_section": "試験課",
            "to_section": "別の課",
        }
    ]


def broken_by(check: str) -> frozenset[str]:
    """The subjects that break the rule."""
    if CHECKS[check].subject == "login":
        two = check in ("password-reuse", "password-similar")
        return frozenset({f"l-{check}", f"l-{check}-2"} if two else {f"l-{check}"})
    return frozenset({check})
