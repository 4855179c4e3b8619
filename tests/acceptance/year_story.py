"""A made city and what happens in it from 1 April 2026 to 31 March 2027, day by day.

What has to come out of it is written down in ``year_table``, by hand from the contract.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from random import Random
from string import ascii_letters, digits

from tests.acceptance.harness import Said
from tests.acceptance.tables import Row, Tables, secrets_csv, write_plain_folder
from tests.acceptance.year_office import NearOffice

PR, TOURISM, DISASTER, LIBRARY = "広報課", "観光課", "防災課", "図書館"
TOURISM_RENAMED = "観光交流課"

PEOPLE = {
    "10001": ("広報 課長", PR),  # manages koho-x and koho-fb
    "10002": ("観光 課長", TOURISM),  # manages kanko-ig and kanko-th
    "10003": ("防災 課長", DISASTER),  # manages bosai-x
    "10004": ("図書 館長", LIBRARY),  # manages tosho-yt, until October
    "10011": ("広報 一", PR),
    "10012": ("広報 二", PR),
    "10013": ("広報 三", PR),  # fb-13 is a login of their own
    "10014": ("広報 四", PR),
    "10015": ("広報 五", PR),
    "10021": ("観光 一", TOURISM),
    "10022": ("観光 二", TOURISM),
    "10023": ("観光 三", TOURISM),
    "10024": ("観光 四", TOURISM),
    "10031": ("防災 一", DISASTER),
    "10032": ("防災 二", DISASTER),
    "10033": ("防災 三", DISASTER),
    "10034": ("防災 四", DISASTER),
    "10041": ("図書 一", LIBRARY),
    "10042": ("図書 二", LIBRARY),
    "10043": ("図書 三", LIBRARY),
    "10044": ("図書 四", LIBRARY),  # manages tosho-yt from October on
    "10045": ("図書 五", LIBRARY),
    "10046": ("図書 六", LIBRARY),
    "10051": ("広報 六", PR),  # has nothing to do with any account
    "10052": ("広報 七", PR),  # was an administrator of koho-x before the first import
}
ACCOUNTS = {  # account → (service, section, manager)
    "koho-x": ("x", PR, "10001"),
    "koho-fb": ("facebook", PR, "10001"),
    "kanko-ig": ("instagram", TOURISM, "10002"),
    "kanko-th": ("threads", TOURISM, "10002"),
    "bosai-x": ("x", DISASTER, "10003"),
    "tosho-yt": ("youtube", LIBRARY, "10004"),
}
LOGINS: Mapping[str, tuple[tuple[str, ...], str | None, bool]] = {  # login → (accounts, holder, has a seed)
    "x-koho": (("koho-x",), None, True),
    "fb-koho": (("koho-fb",), None, False),
    "fb-13": (("koho-fb",), "10013", True),
    "meta-kanko": (("kanko-ig", "kanko-th"), None, True),
    "th-kanko": (("kanko-th",), None, False),
    "x-bosai": (("bosai-x",), None, True),
    "dm-bosai": (("bosai-x",), None, False),
    "yt-tosho": (("tosho-yt",), None, True),
    "yt-tosho-2": (("tosho-yt",), None, False),
}
ADMINISTRATORS = (
    ("koho-x", "10011"),
    ("koho-x", "10012"),
    ("koho-fb", "10011"),
    ("koho-fb", "10013"),
    ("kanko-ig", "10021"),
    ("kanko-ig", "10022"),
    ("kanko-th", "10021"),
    ("kanko-th", "10023"),
    ("bosai-x", "10031"),
    ("bosai-x", "10032"),
    ("tosho-yt", "10041"),
    ("tosho-yt", "10042"),
)


def first_tables() -> Tables:
    now: list[Row] = [
        {"account_id": account, "staff_number": number, "since": date(2025, 4, 1)}
        for account, number in ADMINISTRATORS
    ]
    return {
        "accounts": [
            {
                "account_id": account,
                "service": service,
                "name": account,
                "url": f"https://sns.example.lg.jp/{account}",
                "section": section,
                "manager": manager,
                "opened": date(2020, 4, 1),
            }
            for account, (service, section, manager) in ACCOUNTS.items()
        ],
        "logins": [
            {"login_id": login, "accounts": accounts, "username": login, "holder": holder}
            for login, (accounts, holder, _) in LOGINS.items()
        ],
        "administrators": [
            *now,
            {
                "account_id": "koho-x",
                "staff_number": "10052",
                "since": date(2024, 4, 1),
                "until": date(2026, 2, 28),
            },
        ],
        "staff": [
            {"staff_number": number, "name": name, "section": section}
            for number, (name, section) in PEOPLE.items()
        ],
        "evidence": [
            {
                "account_id": account,
                "kind": "register-submitted",
                "date": date(2026, 3, 25),
                "by": "10001",
                "document": "広第1号",
            }
            for account in ACCOUNTS
        ],
    }


# --- who plays --------------------------------------------------------------------------------------------------------


@dataclass
class Town:
    """The office, and its inventory as it stands."""

    office: NearOffice
    tables: Tables = field(default_factory=first_tables)
    nights: dict[date, Said] = field(default_factory=dict)
    incidents: dict[date, list[Said]] = field(default_factory=dict)
    imports: int = 0

    def take_in(self, *names: str) -> None:
        """An import of these tables."""
        self.imports += 1
        source = write_plain_folder(
            {name: self.tables[name] for name in names}, self.office.folder / f"import-{self.imports}"
        )
        self.office.must("import", source)

    def play(self, day: date) -> None:
        """The day's acts, with a night among them or at their end."""
        self.office.today = day
        acts = STORY.get(day.isoformat(), ())
        for act in acts:
            act(self)
        if night not in acts:
            night(self)


Act = Callable[[Town], None]


def password_of(login: str, version: int) -> str:
    return "".join(Random(f"password {login} {version}").choices(ascii_letters + digits + "-_!", k=20))


def seed_of(login: str, version: int) -> str:
    return "".join(Random(f"seed {login} {version}").choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=32))


# --- what can happen --------------------------------------------------------------------------------------------------


def night(town: Town) -> None:
    said = town.office.auditor("run", "--json", "--no-report")
    assert said.code in (0, 1), said.errors
    town.nights[town.office.today] = said


def begins(town: Town) -> None:
    town.take_in(*town.tables)
    secrets(*((login, 1, 1 if has_seed else None) for login, (_, _, has_seed) in LOGINS.items()))(town)


def do(*arguments: str) -> Act:
    """A command that has to succeed."""

    def act(town: Town) -> None:
        town.office.must(*arguments)

    return act


def changing_nothing(other: Act) -> Act:
    def act(town: Town) -> None:
        before = town.office.dump()
        other(town)
        assert town.office.dump() == before

    return act


def secrets(*set_to: tuple[str, int, int | None], shared: Mapping[str, str] | None = None) -> Act:
    """(login, which of its passwords, which of its seeds or None to leave it): `secret import`, seen by the next night.

    ``shared``: login → another login whose password of that number it gets.
    """

    def act(town: Town) -> None:
        file = town.office.folder / "secrets.csv"
        file.write_bytes(
            secrets_csv(
                {
                    login: (
                        password_of((shared or {}).get(login, login), password),
                        "" if seed is None else seed_of(login, seed),
                    )
                    for login, password, seed in set_to
                }
            )
        )
        town.office.must("secret", "import", file)
        file.unlink()

    return act


def administrators(
    account: str,
    *,
    gone: Sequence[str] = (),
    new: Sequence[tuple[str, str]] = (),
    until: Mapping[str, str] | None = None,
) -> Act:
    """An import in which these rows are missing, new with their first day, or end on a day."""

    def act(town: Town) -> None:
        rows = [
            row
            for row in town.tables["administrators"]
            if not (row["account_id"] == account and row["staff_number"] in gone)
        ]
        for row in rows:
            if row["account_id"] == account and until and row["staff_number"] in until:
                row["until"] = date.fromisoformat(until[str(row["staff_number"])])
        rows += [
            {"account_id": account, "staff_number": number, "since": date.fromisoformat(since)}
            for number, since in new
        ]
        town.tables["administrators"] = rows
        town.take_in("administrators")

    return act


def changed(table: str, key: str, ids: Sequence[str], **columns: str | date) -> Act:
    """An import in which these rows of a table have other values."""

    def act(town: Town) -> None:
        for row in town.tables[table]:
            if row[key] in ids:
                row.update(columns)
        town.take_in(table)

    return act


def evidence(kind: str, dated: str, *, account: str | None = None, login: str | None = None) -> Act:
    about = ("--account", account) if account else ("--login", str(login))
    return do(
        "evidence",
        "record",
        "--kind",
        kind,
        *about,
        "--date",
        dated,
        "--by",
        "10001",
        "--document",
        "広第9号",
    )


def order(number: str, kind: str, effective: str, before: str = "", after: str = "") -> Act:
    """`transfer record`."""
    sections = (*(("--from", before) if before else ()), *(("--to", after) if after else ()))
    return do("transfer", "record", "--staff", number, "--kind", kind, "--effective", effective, *sections)


def personnel(*rows: tuple[str, str, str, str, str]) -> Act:
    """A list as personnel's own program writes it: (number, day, kind, section before, section after), CP932."""

    def act(town: Town) -> None:
        text = StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(("職員番号", "氏名", "発令日", "異動区分", "旧所属", "新所属"))
        for number, effective, kind, before, after in rows:
            name = PEOPLE[number][0] if number in PEOPLE else "新任 一子"
            writer.writerow((number, name, effective, kind, before, after))
        file = town.office.folder / "hatsurei.csv"
        file.write_bytes(text.getvalue().encode("cp932"))
        town.office.must("transfer", "import", file)

    return act


def waiver(check: str, subject: str, until: str, approver: str) -> Act:
    return do(
        "waiver",
        "grant",
        "--check",
        check,
        "--subject",
        subject,
        "--reason",
        "後任の選任中",
        "--approver",
        approver,
        "--until",
        until,
    )


def incident(kind: str, account: str, at: str, severity: str) -> Act:
    def act(town: Town) -> None:
        said = town.office.must(
            "incident", "open", "--kind", kind, "--account", account, "--at", at, "--severity", severity
        )
        town.incidents.setdefault(town.office.today, []).append(said)

    return act


def revoke(check: str, subject: str) -> Act:
    """Ends the newest waiver of that finding."""

    def act(town: Town) -> None:
        granted = town.office.must("waiver", "list", "--json").json["waivers"]
        (number,) = (row["number"] for row in granted if (row["check"], row["subject"]) == (check, subject))
        town.office.must("waiver", "revoke", str(number))

    return act


# --- the year ---------------------------------------------------------------------------------------------------------

MAY_LIST = personnel(
    ("10011", "令和8年5月1日", "昇任", PR, PR),  # a promotion in the same section
    ("10012", "令和8年5月1日", "異動", PR, TOURISM),
    ("10051", "令和8年5月1日", "異動", PR, DISASTER),  # has nothing
    ("10022", "R8.5.1", "配置換", TOURISM, DISASTER),  # will be cancelled by command
    ("10023", "R8.5.1", "異動", TOURISM, LIBRARY),  # will be cancelled by a row
    ("10031", "2026/5/1", "異動", DISASTER, PR),  # both administrators of bosai-x
    ("10032", "2026/5/1", "異動", DISASTER, LIBRARY),
    ("10041", "2026-05-01", "併任", LIBRARY, PR),  # a concurrent post
    ("10099", "2026-05-01", "採用", "", PR),  # nobody the directory knows yet
)
RENAMING = personnel(
    *((number, "R8.10.1", "異動", TOURISM, TOURISM_RENAMED) for number in ("10002", "10021", "10022")),
    *((number, "R8.10.1", "異動", TOURISM, TOURISM_RENAMED) for number in ("10023", "10024")),
)

STORY: Mapping[str, Sequence[Act]] = {
    # April: the first import, and personnel's list for May
    "2026-04-01": (begins,),
    "2026-04-06": (MAY_LIST,),
    "2026-04-10": (do("transfer", "cancel", "--staff", "10022", "--effective", "2026-05-01"),),
    "2026-04-15": (personnel(("10023", "R8.5.1", "取消", "", "")),),
    "2026-04-16": (changing_nothing(MAY_LIST),),
    # both changes come before the effective day: nothing that is dated then closes a task
    "2026-04-28": (
        secrets(("x-bosai", 2, None)),
        evidence("register-submitted", "2026-04-28", account="koho-x"),
    ),
    "2026-04-30": (night, secrets(("dm-bosai", 2, None))),  # after the night: the next one sees it first
    # May: koho-x is handed over as it should be, bosai-x is not
    "2026-05-01": (
        administrators("koho-x", gone=["10012"], new=[("10014", "2026-05-01")]),
        secrets(("x-koho", 2, 2)),
        evidence("sessions-ended", "2026-05-01", login="x-koho"),
    ),
    "2026-05-07": (
        evidence("register-submitted", "2026-05-07", account="koho-x"),
        administrators("bosai-x", gone=["10031", "10032"], new=[("10033", "2026-05-07")]),
    ),
    "2026-05-08": (  # claims
        changed("logins", "login_id", ["x-bosai", "dm-bosai"], password_changed=date(2026, 5, 8)),
        evidence("change-password", "2026-05-08", account="bosai-x"),
        evidence("second-factor-set", "2026-05-08", login="x-bosai"),
    ),
    "2026-05-11": (administrators("bosai-x", new=[("10034", "2026-05-11")]),),
    "2026-05-12": (
        evidence("register-submitted", "2026-05-08", account="bosai-x"),
    ),  # before the last change
    "2026-05-13": (evidence("register-submitted", "2026-05-13", account="bosai-x"),),
    "2026-05-14": (
        secrets(("x-bosai", 3, 2)),
        evidence("sessions-ended", "2026-04-30", login="x-bosai"),  # before they left
    ),
    "2026-05-15": (
        evidence("sessions-ended", "2026-05-15", login="x-bosai"),
        evidence("sessions-ended", "2026-05-15", login="dm-bosai"),
        changing_nothing(MAY_LIST),
    ),
    # June: what those who left knew comes back; a retirement that is told late
    "2026-06-05": (secrets(("yt-tosho", 2, None)),),
    "2026-06-10": (secrets(("x-bosai", 2, 1)),),
    "2026-06-11": (secrets(("x-bosai", 3, None)),),
    "2026-06-12": (secrets(("x-bosai", 3, 3)),),
    "2026-06-15": (
        order("10042", "retirement", "2026-06-01"),
        evidence("sessions-ended", "2026-06-03", login="yt-tosho"),
    ),
    "2026-06-24": (
        administrators("tosho-yt", gone=["10042"], new=[("10043", "2026-06-24")]),
        secrets(("yt-tosho-2", 2, None), ("yt-tosho", 2, 2)),
        evidence("sessions-ended", "2026-06-24", login="yt-tosho-2"),
    ),
    "2026-07-10": (evidence("register-submitted", "2026-07-10", account="tosho-yt"),),
    # July and August: a leave, two waivers; the holder of a login retires on a Saturday
    "2026-06-25": (order("10021", "leave", "2026-07-01"),),
    "2026-07-03": (
        waiver("administrators-minimum", "kanko-ig", "2026-07-31", "10002"),
        waiver("administrators-minimum", "kanko-th", "2026-09-30", "10001"),
    ),
    "2026-07-15": (revoke("administrators-minimum", "kanko-th"),),
    "2026-07-27": (order("10013", "retirement", "2026-08-01"),),
    "2026-08-03": (
        administrators("koho-fb", gone=["10013"], new=[("10015", "2026-08-03")]),
        secrets(("fb-koho", 2, None), ("fb-13", 2, 2)),
        evidence("sessions-ended", "2026-08-03", login="fb-koho"),
        evidence("sessions-ended", "2026-07-31", login="fb-13"),  # before the effective day
    ),
    "2026-08-05": (
        evidence("sessions-ended", "2026-08-05", login="fb-13"),
        evidence("register-submitted", "2026-08-05", account="koho-fb"),
    ),
    "2026-08-25": (order("10021", "return", "2026-09-01"),),
    # September and October: a section gets another name; a manager is seconded
    "2026-09-14": (order("10022", "transfer", "2026-10-01", TOURISM, TOURISM_RENAMED),),
    "2026-09-15": (RENAMING, order("10004", "secondment", "2026-10-01")),
    "2026-10-01": (
        changed(
            "staff",
            "staff_number",
            [number for number, (_, section) in PEOPLE.items() if section == TOURISM],
            section=TOURISM_RENAMED,
        ),
        changed("accounts", "account_id", ["kanko-ig", "kanko-th"], section=TOURISM_RENAMED),
    ),
    "2026-10-02": (changing_nothing(RENAMING),),  # now the directory knows the new name
    "2026-10-05": (changed("accounts", "account_id", ["tosho-yt"], manager="10044"),),
    # November and December: two drop out by import, the second with a last day ahead
    "2026-11-04": (administrators("kanko-th", gone=["10023"], new=[("10024", "2026-11-04")]),),
    "2026-11-05": (secrets(("meta-kanko", 2, 2), ("th-kanko", 2, None)),),
    "2026-11-06": (evidence("sessions-ended", "2026-11-06", login="meta-kanko"),),
    "2026-11-09": (
        evidence("sessions-ended", "2026-11-09", login="th-kanko"),
        evidence("register-submitted", "2026-11-09", account="kanko-th"),
    ),
    "2026-11-16": (administrators("kanko-ig", until={"10022": "2026-11-30"}, new=[("10024", "2026-11-30")]),),
    "2026-12-01": (secrets(("meta-kanko", 3, None)),),
    "2026-12-02": (
        secrets(("meta-kanko", 3, 3)),
        evidence("sessions-ended", "2026-12-02", login="meta-kanko"),
    ),
    "2026-12-07": (evidence("register-submitted", "2026-11-27", account="kanko-ig"),),  # too early a paper
    "2026-12-08": (evidence("register-submitted", "2026-12-08", account="kanko-ig"),),
    # over the turn of the year: a secondment that is told late
    "2026-12-25": (order("10041", "secondment", "2026-12-21"),),
    "2026-12-28": (administrators("tosho-yt", gone=["10041"], new=[("10045", "2026-12-28")]),),
    "2027-01-04": (
        secrets(("yt-tosho", 3, 3), ("yt-tosho-2", 3, None)),
        evidence("sessions-ended", "2027-01-04", login="yt-tosho"),
        evidence("sessions-ended", "2027-01-04", login="yt-tosho-2"),
    ),
    # January: koho-fb is hijacked, and th-kanko has the same password as one of its logins
    "2027-01-11": (secrets(("th-kanko", 2, None), shared={"th-kanko": "fb-koho"}),),
    "2027-01-12": (
        evidence("register-submitted", "2027-01-12", account="tosho-yt"),
        incident("takeover", "koho-fb", "2027-01-12T09:30", "critical"),
        evidence("report-inside", "2027-01-12", account="koho-fb"),
        evidence("change-password", "2027-01-12", account="koho-fb"),  # a claim
        evidence("announce-elsewhere", "2027-01-11", account="koho-fb"),  # before it happened
    ),
    "2027-01-13": (
        secrets(("fb-koho", 3, None)),
        evidence("report-to-platform", "2027-01-13", account="koho-fb"),
    ),
    "2027-01-14": (
        evidence("announce-elsewhere", "2027-01-14", account="koho-fb"),
        secrets(("fb-13", 1, None)),  # the one it had before its holder retired
    ),
    "2027-01-15": (
        secrets(("fb-13", 3, None)),
        evidence("publish", "2027-01-15", account="koho-fb"),
    ),
    "2027-01-18": (evidence("police", "2027-01-18", account="koho-fb"),),
    # an order, its cancellation, and another order of the same day
    "2027-01-20": (order("10043", "transfer", "2027-03-01", LIBRARY, DISASTER),),
    "2027-01-21": (do("transfer", "cancel", "--staff", "10043", "--effective", "2027-03-01"),),
    "2027-01-25": (order("10043", "transfer", "2027-03-01", LIBRARY, PR),),
    # February: somebody poses as koho-x
    "2027-02-10": (incident("impersonation", "koho-x", "2027-02-10T15:00", "medium"),),
    "2027-02-11": (
        evidence("report-to-platform", "2027-02-11", account="koho-x"),
        evidence("announce-elsewhere", "2027-02-11", account="koho-x"),
    ),
    "2027-02-15": (evidence("report-inside", "2027-02-15", account="koho-x"),),
    # March: late, excepted for two weeks, and late again
    "2027-03-03": (waiver("transfer-review", "tosho-yt", "2027-03-15", "10001"),),
    "2027-03-18": (
        administrators("tosho-yt", gone=["10043"], new=[("10046", "2027-03-18")]),
        secrets(("yt-tosho", 4, 4), ("yt-tosho-2", 4, None)),
    ),
    "2027-03-25": (
        evidence("sessions-ended", "2027-03-25", login="yt-tosho"),
        evidence("sessions-ended", "2027-03-25", login="yt-tosho-2"),
    ),
}


def played_days(others: Sequence[date]) -> list[date]:
    """Every day on which something happens and ``others``, with the days around them; on the rest there is no night."""
    found = {date.fromisoformat(day) for day in STORY} | set(others)
    around = {day + timedelta(days=step) for day in found for step in (-1, 0, 1)}
    return sorted(day for day in around if date(2026, 4, 1) <= day <= date(2027, 3, 31))
