"""Random cities with faults in them, and what an audit must find there: known because it was put there.

Independent of the demo and of the product: the expected findings are noted down in the moment a fault is planted,
from the words of the contract (section 4). Cases the contract leaves open are not drawn, nor days on a boundary.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from string import ascii_letters

from tests.acceptance.tables import Row, Tables, era_of

SECTIONS = (
    "秘書政策課",
    "市民窓口課",
    "環境衛生課",
    "学校教育課",
    "消防総務課",
    "スポーツ推進課",
    "中央公民館",
    "商工労政課",
)
SERVICES = (
    "x",
    "facebook",
    "instagram",
    "threads",
    "youtube",
    "line",
    "tiktok",
    "note",
    "bluesky",
    "ピンタレスト",
)
FAMILIES = ("見本", "例示", "架空", "仮置", "試作", "雛形", "サンプル")
GIVEN = ("太郎", "花子", "一郎", "良子", "三四郎", "うめ", "ジロウ")
EVERYDAY = (  # at most nine characters: fewer than 10^10 guesses whatever they are
    "himawari",
    "Password",
    "qwertzu",
    "ganbare!",
    "sakana24",
    "natsu26",
    "kyokai",
    "letmein",
    "a",
    "ﾊﾟｽﾜｰﾄﾞ",
    "ｏｈａｙｏ",
    "ひまわり",
)


@dataclass
class City:
    """Tables, secrets, and the findings that must come out: no more, no fewer."""

    seed: int
    day: date
    tables: Tables
    secrets: dict[str, tuple[str, str]]
    expected: Counter[tuple[str, str, str]]
    open_accounts: int
    serving_logins: int

    @property
    def findings(self) -> set[tuple[str, str, str]]:
        assert max(self.expected.values(), default=1) == 1, "the generator planted one finding twice"
        return set(self.expected)

    @property
    def exit_code(self) -> int:
        if any(check == "password-unseen" for check, _, _ in self.expected):
            return 3
        return int(any(status in ("nonconforming", "unverified") for _, _, status in self.expected))

    @property
    def staff(self) -> int:
        return len(self.tables["staff"])


def make_city(seed: int, day: date, faulty: float = 0.45) -> City:
    """``faulty`` is the chance of a fault at each place where one could be."""
    return _Maker(Random(seed), day, faulty).city(seed)


def is_plain(text: str) -> bool:
    """No character three times in a row, no four in order, up or down."""
    steps = [ord(b) - ord(a) if a.isalnum() and b.isalnum() else 99 for a, b in pairwise(text.casefold())]
    trail = "".join("u" if step == 1 else "d" if step == -1 else "s" if step == 0 else "." for step in steps)
    return not re.search(r"uuu|ddd", trail) and not re.search(r"(.)\1\1", text, re.IGNORECASE)


@dataclass
class _Maker:
    random: Random
    day: date
    faulty: float
    people: dict[str, Row] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)  # "active", "leave", … → staff numbers
    accounts: dict[str, Row] = field(default_factory=dict)
    logins: dict[str, Row] = field(default_factory=dict)
    administrators: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    secrets: dict[str, tuple[str, str]] = field(default_factory=dict)
    expected: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    width: int = 6

    # --- small things ---------------------------------------------------------------------------------------------

    def ago(self, least: int, most: int) -> date:
        return self.day - timedelta(days=self.random.randint(least, most))

    def ahead(self, least: int, most: int) -> date:
        return self.day + timedelta(days=self.random.randint(least, most))

    def goes_wrong(self) -> bool:
        return self.random.random() < self.faulty

    def expect(self, check: str, subject: str, status: str) -> None:
        self.expected[check, subject, status] += 1

    def people_of(self, kind: str, count: int, without: set[str] | None = None) -> list[str]:
        return self.random.sample([n for n in self.kinds[kind] if n not in (without or set())], count)

    def record(self, kind: str, day: date, **more: str | date | None) -> None:
        row: Row = {
            "account_id": None,
            "login_id": None,
            "kind": kind,
            "date": day,
            "until": None,
            "by": self.random.choice(self.kinds["active"]),
            "document": f"試第{self.random.randint(1, 999)}号",
            "note": None,
        }
        self.evidence.append({**row, **more})

    # --- the whole ------------------------------------------------------------------------------------------------

    def city(self, seed: int) -> City:
        self.width = self.random.choice((5, 6, 8))
        self._hire()
        for number in range(self.random.randint(14, 20)):
            self._open_account(f"{self.random.choice('abcdefgh')}{number:02}-ac")
        closed = self._closed_account()
        self._log_in(closed)
        self._choose_passwords()
        for login_id in [login_id for login_id in self.logins if login_id != "old-login"]:
            self._second_factor(login_id)
            self._age(login_id)
        self._seeds()
        tables: Tables = {
            "accounts": list(self.accounts.values()),
            "logins": list(self.logins.values()),
            "administrators": self.administrators,
            "staff": list(self.people.values()),
            "evidence": self.evidence,
        }
        return City(
            seed=seed,
            day=self.day,
            tables=tables,
            secrets=self.secrets,
            expected=self.expected,
            open_accounts=len(self.accounts) - 1,
            serving_logins=len(self.logins) - 1,
        )

    # --- people -----------------------------------------------------------------------------------------------------

    def _hire(self) -> None:
        numbers = iter(self._staff_numbers(44))
        phones = iter(self._phones(44))
        births = iter(self._birth_dates(44))

        def add(kind: str, section: str, employment: str = "staff", status: str = "active") -> str:
            number = next(numbers)
            family, given = self.random.choice(FAMILIES), self.random.choice(GIVEN)
            self.people[number] = {
                "staff_number": number,
                "name": f"{family} {given}",
                "kana": "ミホン",
                "birth_date": next(births),
                "phone": next(phones),
                "mail": f"p{number}@example.lg.jp",
                "section": section,
                "title": self.random.choice(("主事", "主任", "係長", "")),
                "employment": employment if employment != "staff" else self.random.choice(("staff", None)),
                "status": status if status != "active" else self.random.choice(("active", None)),
            }
            self.kinds.setdefault(kind, []).append(number)
            return number

        for section in SECTIONS:
            self.heads[section] = add("active", section)
            for _ in range(2):
                add("active", section)
        for _ in range(3):
            add("active", self.random.choice(SECTIONS), employment="temporary")
        for kind, employment, status in (
            ("leave", "staff", "leave"),
            ("left", "staff", "left"),
            ("contractor", "contractor", "active"),
            ("elected", "elected", "active"),
        ):
            for _ in range(2):
                add(kind, self.random.choice(SECTIONS), employment, status)
        for _ in range(3):
            add("bystander", "議会事務局")  # has nothing to do with any account
        # Not in the directory at all; at full width, so that a number cannot be mistaken for one that lost zeros.
        self.kinds["unknown"] = [str(9 * 10 ** (self.width - 1) + n) for n in (101, 235)]

    def _staff_numbers(self, count: int) -> list[str]:
        found: set[str] = set()
        while len(found) < count:
            number = f"{self.random.randrange(1, 8 * 10 ** (self.width - 1)):0{self.width}}"
            if is_plain(number):
                found.add(number)
        return self.random.sample(sorted(found), count)

    def _phones(self, count: int) -> list[str]:
        """0836-00-xxxx; the last four digits are no day of a month, no year, and no three of a kind."""
        ends = [end for end in range(4000, 9999) if is_plain(f"00{end}")]
        return [f"0836-00-{end}" for end in self.random.sample(ends, count)]

    def _birth_dates(self, count: int) -> list[date]:
        found: set[date] = set()
        while len(found) < count:
            born = date(
                self.random.randint(1960, 2003), self.random.randint(1, 12), self.random.randint(1, 28)
            )
            if all(is_plain(piece) for piece in (f"{born:%Y%m%d}", f"{born:%d%m%Y}", _by_era(born))):
                found.add(born)
        return self.random.sample(sorted(found), count)

    # --- accounts ---------------------------------------------------------------------------------------------------

    def _open_account(self, account_id: str) -> None:
        section = self.random.choice(SECTIONS)
        others = [other for other in SECTIONS if other != section]
        self.accounts[account_id] = {
            "account_id": account_id,
            "service": self.random.choice(SERVICES),
            "name": f"試し市{section}",
            "url": f"https://example.lg.jp/{account_id}",
            "section": section,
            "shared_sections": tuple(self.random.sample(others, self.random.choice((0, 0, 1, 2)))),
            "manager": self._manager(account_id, section),
            "opened": self.ago(900, 3000),
            "closed": None if self.random.random() < 0.9 else self.ahead(10, 300),
            "purpose": "試し市からのお知らせ",
            "verified": self.random.choice(("yes", "no", "unavailable", None)),
        }
        self._administrators(account_id)
        self._yearly_papers(account_id)

    def _manager(self, account_id: str, section: str) -> str | None:
        if not self.goes_wrong():
            return self.heads[section]
        case = self.random.choice(("none", "unknown", "left", "leave", "elsewhere"))
        status = "unverified" if case in ("leave", "elsewhere") else "nonconforming"
        self.expect("manager-named", account_id, status)
        match case:
            case "none":
                return None
            case "elsewhere":
                # Of a section that does not share the account either: the contract is silent about that.
                return self.kinds["bystander"][0]
            case _:
                return self.random.choice(self.kinds[case])

    def _administrators(self, account_id: str) -> None:
        rows = self._team(account_id)
        changed = self._register(account_id, rows)
        self.administrators += changed

    def _row(self, account_id: str, number: str, since: date | None = None, until: date | None = None) -> Row:
        return {
            "account_id": account_id,
            "staff_number": number,
            "since": since or self.ago(200, 800),
            "until": until,
        }

    def _team(self, account_id: str) -> list[Row]:
        """Who administers the account. The first row (and the second, where there are two) is in force and sound."""
        case = "two"
        if self.goes_wrong():
            case = self.random.choice(
                (
                    "one",
                    "one twice",
                    "one and leave",
                    "one and left",
                    "one and unknown",
                    "one and ended",
                    "one and future",
                    "two and contractor",
                    "two and elected",
                    "two and unknown",
                    "two and left",
                    "two and expired",
                    "two and permitted",
                    "five",
                )
            )
        sound = {"one": 1, "two": self.random.choice((2, 2, 3)), "five": self.random.choice((5, 6))}
        first_word, _, other = case.partition(" and ")
        team = self.people_of("active", sound[first_word.split()[0]])
        rows = [self._row(account_id, number) for number in team]
        match case:
            case "one twice":
                rows.append(self._row(account_id, team[0], self.ago(1500, 1800), self.ago(900, 1200)))
            case "one and ended":
                rows.append(
                    self._row(
                        account_id,
                        self.people_of("active", 1, set(team))[0],
                        self.ago(500, 900),
                        self.ago(160, 190),
                    )
                )
            case "one and future":
                rows.append(
                    self._row(account_id, self.people_of("active", 1, set(team))[0], self.ahead(2, 60))
                )
            case _ if other:
                kind = {"expired": "contractor", "permitted": "contractor"}.get(other, other)
                rows.append(self._row(account_id, self.people_of(kind, 1)[0]))
        if first_word.startswith("one"):
            self.expect("administrators-minimum", account_id, "nonconforming")
        if first_word == "five":
            self.expect("administrators-minimum", account_id, "advice")
        if other in ("left", "unknown", "contractor", "elected", "expired"):
            self.expect("administrators-are-staff", account_id, "nonconforming")
        if other == "expired":
            self.record(
                "non-staff-permitted", self.ago(200, 500), account_id=account_id, until=self.ago(2, 90)
            )
        if other == "permitted":
            self.record(
                "non-staff-permitted", self.ago(2, 150), account_id=account_id, until=self.ahead(2, 90)
            )
        return rows

    def _register(self, account_id: str, rows: list[Row]) -> list[Row]:
        """The register is handed in 100 to 150 days ago, after all the changes of :meth:`_team`."""
        submitted = self.ago(100, 150)
        if not self.goes_wrong():
            self.record("register-submitted", submitted, account_id=account_id)
            return rows
        case = self.random.choice(("pending", "late", "never", "late and again"))
        if case != "never":
            self.record("register-submitted", submitted, account_id=account_id)
        if case == "pending":
            rows[0]["since"] = self.ago(1, 9)
        if case in ("late", "late and again"):
            rows[0]["since"] = self.ago(40, 90)
        if case == "late and again":
            # A second change does not give new time for the first.
            newcomer = {str(row["staff_number"]) for row in rows}
            rows.append(
                self._row(
                    account_id, self.people_of("active", 1, newcomer)[0], self.ago(300, 400), self.ago(2, 5)
                )
            )
        status = "pending" if case == "pending" else "nonconforming"
        self.expect("register-submitted", account_id, status)
        return rows

    def _yearly_papers(self, account_id: str) -> None:
        for kind in ("use-approved", "operating-rules", "records-kept"):
            short_lived = kind == "records-kept"
            if not self.goes_wrong():
                if self.random.random() < 0.5:
                    self.record(kind, self.ago(500, 900), account_id=account_id, until=self.ahead(1, 300))
                else:
                    self.record(kind, self.ago(1, 390 if short_lived else 3000), account_id=account_id)
                continue
            self.expect(kind, account_id, "unverified")
            match self.random.choice(("missing", "ended", "future", "old" if short_lived else "missing")):
                case "ended":
                    self.record(kind, self.ago(100, 300), account_id=account_id, until=self.ago(2, 90))
                case "future":
                    self.record(kind, self.ahead(2, 40), account_id=account_id)
                case "old":
                    self.record(kind, self.ago(405, 900), account_id=account_id)

    def _closed_account(self) -> str:
        """Everything is wrong with it, and nothing may be said."""
        account_id = "closed-ac"
        self.accounts[account_id] = {
            **dict.fromkeys(next(iter(self.accounts.values()))),
            "account_id": account_id,
            "service": "x",
            "name": "閉鎖済み",
            "section": SECTIONS[0],
            "shared_sections": (),
            "opened": self.ago(2000, 3000),
            "closed": self.ago(0, 300),
        }
        return account_id

    # --- logins -----------------------------------------------------------------------------------------------------

    def _log_in(self, closed: str) -> None:
        account_ids = [account_id for account_id in self.accounts if account_id != closed]
        self.random.shuffle(account_ids)
        if self.goes_wrong():
            self.expect("login-missing", account_ids.pop(), "unverified")
        self._add_login("old-login", (closed,))
        self._add_login("half-closed", (closed, account_ids.pop()))
        self._add_login("two-served", (account_ids.pop(), account_ids.pop()))
        for account_id in account_ids:
            stem = account_id.removesuffix("-ac")
            if self.random.random() < 0.15:  # a login of one's own for each of two people
                for place, holder in enumerate(self.people_of("active", 2)):
                    self._add_login(f"{stem}-own{place}", (account_id,), holder)
            else:
                self._add_login(f"{stem}-login", (account_id,))

    def _add_login(self, login_id: str, accounts: tuple[str, ...], holder: str | None = None) -> None:
        self.logins[login_id] = {
            "login_id": login_id,
            "accounts": accounts,
            "username": f"u_{login_id}",
            "holder": holder,
            "second_factor": None,
            "password_changed": None,
        }

    def strong(self) -> str:
        """Letters, and no two digits near each other: no trace of a date, a number, a run or a sequence."""
        while True:
            drawn = [self.random.choice(ascii_letters) for _ in range(22)]
            for place in self.random.sample(range(2, 20, 3), 4):
                drawn[place] = self.random.choice("23456789!#,;\"'=+<&")
            text = "".join(drawn)
            if all(abs(ord(a) - ord(b)) > 1 for a, b in pairwise(text.casefold())):
                return text

    def _choose_passwords(self) -> None:
        waiting = [login_id for login_id in self.logins if login_id != "old-login"]
        self.random.shuffle(waiting)
        everyday = self.random.sample(EVERYDAY, len(EVERYDAY))
        while waiting:
            login_id = waiting.pop()
            if not self.goes_wrong():
                self.secrets[login_id] = (self._innocent(login_id), "")
                continue
            match self.random.choice(("weak", "personal", "runs", "reuse", "similar", "unseen")):
                case "weak" if everyday:
                    self.secrets[login_id] = (everyday.pop(), "")
                    self.expect("password-guessable", login_id, "nonconforming")
                case "personal":
                    self.secrets[login_id] = (self.strong() + self._personal_piece(login_id), "")
                    self.expect("password-personal", login_id, "nonconforming")
                case "runs":
                    piece = self.random.choice(("aaa", "###", "7777", "1234", "9876", "abcd", "ZYXW"))
                    self.secrets[login_id] = (self._joined(piece), "")
                    self.expect("password-runs", login_id, "nonconforming")
                case "reuse" if waiting:
                    shared = self.strong()
                    for sharer in (login_id, waiting.pop(), *(waiting.pop() for _ in waiting[:1])):
                        self.secrets[sharer] = (shared, "")
                        self.expect("password-reuse", sharer, "nonconforming")
                case "similar" if waiting:
                    for twin, password in zip((login_id, waiting.pop()), self._twins(), strict=True):
                        self.secrets[twin] = (password, "")
                        self.expect("password-similar", twin, "advice")
                case "unseen":
                    self.expect("password-unseen", login_id, "unverified")
                case _:
                    self.secrets[login_id] = (self._innocent(login_id), "")
        # The closed account's login has what an open login has; it is not read, so this is no reuse.
        self.secrets["old-login"] = (next(iter(self.secrets.values()))[0], "")

    def _joined(self, piece: str) -> str:
        """A strong password with the piece behind, whose letters do not go on with it."""
        while True:
            strong = self.strong()
            if not piece[0].isalpha() or abs(ord(strong[-1].lower()) - ord(piece[0].lower())) > 1:
                return strong + piece

    def _twins(self) -> tuple[str, str]:
        password = self.strong()
        half = len(password) // 2
        return self.random.choice(
            (
                (password + "27!", password + "31?"),
                (password, password.swapcase()),
                (password, password[:half] + "ß" + password[half + 1 :]),
                (password, password[:half] + "Ω" + password[half:]),
                (password, password[:half] + password[half + 1 :]),
                (password, password.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})),
            )
        )

    # --- what is personal -------------------------------------------------------------------------------------------

    def _tied(self, login_id: str) -> set[str]:
        served = self.logins[login_id]["accounts"]
        assert isinstance(served, tuple)
        numbers = {str(row["staff_number"]) for row in self.administrators if row["account_id"] in served}
        numbers |= {str(self.accounts[account_id]["manager"]) for account_id in served}
        numbers.add(str(self.logins[login_id]["holder"]))
        return numbers & set(self.people)

    def _personal_piece(self, login_id: str) -> str:
        tied = sorted(self._tied(login_id))
        if not tied or self.random.random() < 0.25:
            bystander = self.people[self.random.choice(self.kinds["bystander"])]
            born, phone = _personal(bystander)
            return self.random.choice((f"{born:%Y%m%d}", phone.replace("-", ""), phone))
        person = self.people[self.random.choice(tied)]
        born, phone = _personal(person)
        _, letter, year = era_of(born)
        pieces = (
            str(person["staff_number"]),
            f"{born:%Y%m%d}",
            f"{born:%y%m%d}",
            f"{born:%m%d}",
            f"{born:%d%m%Y}",
            _by_era(born),
            f"{letter}{year}.{born.month}.{born.day}",
            phone.replace("-", ""),
            phone,
            phone.replace("-", "")[4:],
            phone[-4:],
        )
        return self.random.choice([piece for piece in pieces if is_plain(piece)])

    def _innocent(self, login_id: str) -> str:
        """A strong password; now and then with four digits that are somebody's, but of nobody near the login."""
        password = self.strong()
        if self.random.random() < 0.3:
            born, phone = _personal(self.people[self.kinds["bystander"][1]])
            digits = self.random.choice((f"{born:%m%d}", phone[-4:]))
            if is_plain(digits) and not any(self._is_near(digits, number) for number in self._tied(login_id)):
                return password + digits
        return password

    def _is_near(self, four_digits: str, number: str) -> bool:
        """Whether the digits are any four of the person's data, in either order of day and month."""
        born, phone = _personal(self.people[number])
        data = f"{born:%Y%m%d} {born:%d%m%Y} {born:%m%d%Y} {born:%y%d%m} {phone.replace('-', '')} {number}"
        return four_digits in data

    # --- second factor, seed, age -----------------------------------------------------------------------------------

    def _second_factor(self, login_id: str) -> None:
        login = self.logins[login_id]
        strong = self.random.choice(("totp", "passkey", "security-key", "app"))
        login["second_factor"] = strong
        if not self.goes_wrong():
            self.record("second-factor-set", self.ago(1, 350), login_id=login_id)
            return
        status = "unverified"
        match self.random.choice(("none", "unknown", "stated", "old", "ended", "bare", "future", "weak")):
            case "none":
                login["second_factor"] = "none"
                status = "nonconforming"
            case "unknown":
                login["second_factor"] = None
            case "old":
                self.record("second-factor-set", self.ago(370, 700), login_id=login_id)
            case "ended":
                self.record("second-factor-set", self.ago(100, 300), login_id=login_id, until=self.ago(2, 50))
            case "bare":
                self.record("second-factor-set", self.ago(1, 350), login_id=login_id, document=None)
            case "future":
                self.record("second-factor-set", self.ahead(2, 50), login_id=login_id)
            case "weak":
                login["second_factor"] = self.random.choice(("sms", "email"))
                self.expect("second-factor-strength", login_id, "advice")
                self.record("second-factor-set", self.ago(1, 350), login_id=login_id)
                return
        self.expect("second-factor", login_id, status)

    def _age(self, login_id: str) -> None:
        if login_id not in self.secrets or not self.goes_wrong():
            return
        least, most, status = self.random.choice(
            ((1, 300, None), (310, 360, "pending"), (370, 1500, "nonconforming"))
        )
        self.logins[login_id]["password_changed"] = self.ago(least, most)
        if status:
            self.expect("password-age", login_id, status)

    def _seeds(self) -> None:
        waiting = [login_id for login_id in self.secrets if login_id != "old-login"]
        self.random.shuffle(waiting)
        while waiting:
            login_id = waiting.pop()
            if not self.goes_wrong():
                if self.random.random() < 0.5:
                    self._set_seed(login_id, self._seed(self.random.choice((16, 20, 32))))
                continue
            match self.random.choice(("no base32", "short", "shared", "advice")):
                case "no base32":
                    self._set_seed(login_id, f"0189-1980-{self.random.randint(10, 99)}8")
                    self.expect("second-factor-seed", login_id, "nonconforming")
                case "short":
                    self._set_seed(login_id, self._seed(self.random.choice((5, 8, 9))))
                    self.expect("second-factor-seed", login_id, "nonconforming")
                case "advice":
                    self._set_seed(login_id, self._seed(self.random.choice((10, 12, 15))))
                    self.expect("second-factor-seed", login_id, "advice")
                case "shared" if waiting:
                    seed = self._seed(20)
                    for sharer in (login_id, waiting.pop()):
                        self._set_seed(sharer, seed)
                        self.expect("second-factor-seed", sharer, "nonconforming")

    def _seed(self, octets: int) -> str:
        return base64.b32encode(self.random.randbytes(octets)).decode("ascii")

    def _set_seed(self, login_id: str, seed: str) -> None:
        """Seeds as they are handed out: in groups, in small letters, without padding, or as an address."""
        stripped = seed.rstrip("=")
        forms = [seed, stripped]
        if "-" not in seed:
            forms += [
                stripped.lower(),
                " ".join(stripped[n : n + 4] for n in range(0, len(stripped), 4)),
                f"otpauth://totp/Example:{login_id}?secret={stripped}&issuer=Example",
            ]
        self.secrets[login_id] = (self.secrets[login_id][0], self.random.choice(forms))


def _personal(person: Row) -> tuple[date, str]:
    born, phone = person["birth_date"], person["phone"]
    assert isinstance(born, date)
    assert isinstance(phone, str)
    return born, phone


def _by_era(born: date) -> str:
    _, letter, year = era_of(born)
    return f"{letter.lower()}{year:02}{born:%m%d}"
