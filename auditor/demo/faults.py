"""The plant: one function a check puts its faults into the sound city and says what must come out of the audit.

Each case of a check is planted once. What looks like a fault and is none stands here, too, with no finding to expect.
Where a password is to have one fault only, the piece at fault stands behind a strong password; where it is written as
people do write them, all its faults are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from auditor.demo.draft import Draft
from auditor.demo.passwords import seed_of
from checks._contract import Account, EvidenceKind, Login, SecondFactor, Status


@dataclass(frozen=True, slots=True)
class Planted:
    """A finding that the audit must come to. ``why`` tells the case to whoever reads the plant."""

    check: str
    subject: str
    status: Status
    why: str


def password_unseen(city: Draft) -> Iterator[Planted]:
    del city.passwords["line-suido"]
    yield Planted("password-unseen", "line-suido", Status.UNVERIFIED, "the vault has no entry")
    city.passwords["youtube-suido"] = ""
    yield Planted("password-unseen", "youtube-suido", Status.UNVERIFIED, "the entry is empty")
    for login_id in ("line-suido", "youtube-suido"):
        city.seeds.pop(login_id, None)


def password_guessable(city: Draft) -> Iterator[Planted]:
    for login_id, password, why in (
        ("instagram-kanko", "Mihonshi2026", "the city and a year"),
        ("tiktok-kanko", "sakura0401", "a common word and the first day of the fiscal year"),
        ("x-tosho", "Ｎａｔｓｕ２０２５", "a season and a year in full width"),
        ("note-iju", "himawari7", "a flower"),
    ):
        city.passwords[login_id] = password
        yield Planted("password-guessable", login_id, Status.NONCONFORMING, why)


def password_personal(city: Draft) -> Iterator[Planted]:
    city.administer(
        "suido-x", "bystander", city.ago(900), until=city.ago(500)
    )  # before the register was handed in
    for login_id, piece, why in (
        ("line-bosai", city.number("bosai.1"), "an administrator's staff number"),
        ("instagram-kenko", f"{_born(city, 'kenko.1'):%Y%m%d}", "an administrator's birth date"),
        ("line-kodomo", _in_showa(_born(city, "kodomo.0")), "the manager's birth date by era"),
        ("x-suido", _digits(city, "bystander"), "a former administrator's phone number"),
        ("facebook-koho-hanako", _digits(city, "koho.1")[-4:], "the end of the holder's own phone number"),
        (
            "threads-norin",
            f"{_born(city, 'mayor'):%Y%m%d}",
            "the birth date of somebody else in the directory",
        ),
    ):
        city.passwords[login_id] = city.strong() + piece
        yield Planted("password-personal", login_id, Status.NONCONFORMING, why)

    city.passwords["instagram-tosho"] = f"hana{_born(city, 'tosho.1'):%m%d}"
    yield Planted("password-personal", "instagram-tosho", Status.NONCONFORMING, "a name and a birthday")
    yield Planted("password-guessable", "instagram-tosho", Status.NONCONFORMING, "a name and a birthday")

    # The birthday of somebody who has nothing to do with the login: four digits are no trace of a person.
    city.passwords["facebook-koho-jiro"] = f"{city.strong()}{_born(city, 'mayor'):%m%d}"


def _born(city: Draft, who: str) -> date:
    born = city.about(who).birth_date
    if born is None:
        raise ValueError(f"{who} has no birth date")
    return born


def _in_showa(born: date) -> str:
    return f"s{born.year - 1925:02}{born:%m%d}"


def _digits(city: Draft, who: str) -> str:
    return city.about(who).phone.replace("-", "")


def password_runs(city: Draft) -> Iterator[Planted]:
    for login_id, piece, why in (
        ("youtube-bosai", "777", "one digit three times"),
        ("note-kodomo", "6789", "four digits in order"),
        ("x-bunka", "dcba", "four letters in reverse order"),
    ):
        city.passwords[login_id] = city.strong() + piece
        yield Planted("password-runs", login_id, Status.NONCONFORMING, why)


def password_reuse(city: Draft) -> Iterator[Planted]:
    """``meta-bunka`` serves two accounts with one password, which is no reuse."""
    shared = city.strong()
    for login_id in ("instagram-norin", "facebook-norin"):
        city.passwords[login_id] = shared
        yield Planted("password-reuse", login_id, Status.NONCONFORMING, "one password on two logins")


def password_similar(city: Draft) -> Iterator[Planted]:
    stem = city.strong()
    for login_id, ending in (("line-kenko", "2025!"), ("x-kenko", "2026?")):
        city.passwords[login_id] = stem + ending
        yield Planted("password-similar", login_id, Status.ADVICE, "only the year at the end differs")

    password = city.strong()
    middle = len(password) // 2
    other = "Q" if password[middle] not in "qQ" else "R"
    city.passwords["x-iju"] = password
    city.passwords["youtube-iju"] = password[:middle] + other + password[middle + 1 :]
    for login_id in ("x-iju", "youtube-iju"):
        yield Planted("password-similar", login_id, Status.ADVICE, "one character differs")


def password_age(city: Draft) -> Iterator[Planted]:
    for login_id, days in (("x-koho", 40), ("x-bosai", 200)):
        city.change_login(login_id, password_changed=city.ago(days))
    city.change_login("youtube-koho", password_changed=city.ago(330))
    yield Planted("password-age", "youtube-koho", Status.PENDING, "soon a year old")
    city.change_login("bluesky-tosho", password_changed=city.ago(500))
    yield Planted("password-age", "bluesky-tosho", Status.NONCONFORMING, "older than a year")


def second_factor(city: Draft) -> Iterator[Planted]:
    proof = EvidenceKind.SECOND_FACTOR_SET
    for login_id, factor, status, why in (
        ("facebook-kanko", SecondFactor.NONE, Status.NONCONFORMING, "none is set"),
        ("instagram-kodomo", None, Status.UNVERIFIED, "not known"),
        ("line-kenko", SecondFactor.APP, Status.UNVERIFIED, "only stated"),
    ):
        city.change_login(login_id, second_factor=factor)
        city.seeds.pop(login_id, None)
        city.forget(proof, login=login_id)
        yield Planted("second-factor", login_id, status, why)

    city.record(proof, city.ago(90), login="x-iju", document="")
    yield Planted("second-factor", "x-iju", Status.UNVERIFIED, "a record without a document")
    city.record(proof, city.ago(400), login="youtube-bosai")
    yield Planted("second-factor", "youtube-bosai", Status.UNVERIFIED, "recorded too long ago")
    city.record(proof, city.ago(300), login="threads-norin", until=city.ago(10))
    yield Planted("second-factor", "threads-norin", Status.UNVERIFIED, "the record is out of date")


def second_factor_strength(city: Draft) -> Iterator[Planted]:
    for login_id, factor in (("line-suido", SecondFactor.SMS), ("note-iju", SecondFactor.EMAIL)):
        city.change_login(login_id, second_factor=factor)
        city.seeds.pop(login_id, None)
        yield Planted("second-factor-strength", login_id, Status.ADVICE, f"codes by {factor.value}")


def second_factor_seed(city: Draft) -> Iterator[Planted]:
    shared = seed_of(city.random)
    for login_id, seed, status, why in (
        ("tiktok-kanko", "0189-1890-mihon", Status.NONCONFORMING, "no Base32"),
        ("note-kodomo", seed_of(city.random, 5), Status.NONCONFORMING, "40 bits"),
        ("x-tosho", shared, Status.NONCONFORMING, "one seed on two logins"),
        ("bluesky-tosho", shared, Status.NONCONFORMING, "one seed on two logins"),
        ("youtube-koho", seed_of(city.random, 10), Status.ADVICE, "80 bits"),
    ):
        city.set_seed(login_id, seed)
        yield Planted("second-factor-seed", login_id, status, why)


def manager_named(city: Draft) -> Iterator[Planted]:
    for account_id, manager, status, why in (
        ("tosho-bluesky", None, Status.NONCONFORMING, "nobody is named"),
        ("kanko-tiktok", "099999", Status.NONCONFORMING, "not in the directory"),
        ("norin-threads", city.number("head-left"), Status.NONCONFORMING, "has left"),
        ("kodomo-note", city.number("head-on-leave"), Status.UNVERIFIED, "on leave"),
        ("iju-youtube", city.number("koho.0"), Status.UNVERIFIED, "of another section"),
    ):
        city.change_account(account_id, manager=manager)
        yield Planted("manager-named", account_id, status, why)


def administrators_minimum(city: Draft) -> Iterator[Planted]:
    check = "administrators-minimum"
    city.dismiss("suido-youtube", "suido.2", until=city.ago(250))
    yield Planted(check, "suido-youtube", Status.NONCONFORMING, "one is left")

    city.dismiss("kenko-line", "kenko.2")
    city.administer("kenko-line", "on-leave", city.ago(300))
    yield Planted(check, "kenko-line", Status.NONCONFORMING, "one of the two is on leave")

    city.dismiss("kodomo-instagram", "kodomo.2")
    city.administer("kodomo-instagram", "kodomo.1", city.ago(900), until=city.ago(600))
    yield Planted(check, "kodomo-instagram", Status.NONCONFORMING, "two rows, but of one person")

    for who in ("koho.1", "koho.2", "bosai.1"):
        city.administer("kanko-instagram", who, city.ago(300))
    yield Planted(check, "kanko-instagram", Status.ADVICE, "five administrators")


def administrators_are_staff(city: Draft) -> Iterator[Planted]:
    check = "administrators-are-staff"
    city.dismiss("bunka-x", "bunka.2")
    city.administer("bunka-x", "left", city.ago(300))
    yield Planted(check, "bunka-x", Status.NONCONFORMING, "has left")
    yield Planted("administrators-minimum", "bunka-x", Status.NONCONFORMING, "one of the two has left")

    for account_id, who, why in (
        ("norin-facebook", "098765", "not in the directory"),
        ("iju-note", "contractor", "a contractor without permission"),
        ("koho-youtube", "mayor", "elected, without permission"),
        ("tosho-instagram", "permitted", "the permission has ended"),
    ):
        city.administer(account_id, who, city.ago(300))
        yield Planted(check, account_id, Status.NONCONFORMING, why)
    permission = EvidenceKind.NON_STAFF_PERMITTED
    city.record(permission, city.ago(400), account="tosho-instagram", until=city.ago(30))

    # None of these is a fault: a contractor with a permission, and temporary staff.
    city.administer("koho-facebook", "permitted", city.ago(300))
    city.record(permission, city.ago(300), account="koho-facebook", until=city.ahead(65))
    city.administer("bosai-x", "temporary", city.ago(300))


def use_approved(city: Draft) -> Iterator[Planted]:
    kind = EvidenceKind.USE_APPROVED
    city.forget(kind, account="iju-x")
    yield Planted("use-approved", "iju-x", Status.UNVERIFIED, "no approval on record")
    city.record(kind, city.ago(800), account="suido-line", until=city.ago(70))
    yield Planted("use-approved", "suido-line", Status.UNVERIFIED, "the approval has ended")


def operating_rules(city: Draft) -> Iterator[Planted]:
    kind = EvidenceKind.OPERATING_RULES
    city.forget(kind, account="bosai-youtube")
    yield Planted("operating-rules", "bosai-youtube", Status.UNVERIFIED, "no rules on record")
    city.record(kind, city.ago(800), account="kenko-x", until=city.ago(70))
    yield Planted("operating-rules", "kenko-x", Status.UNVERIFIED, "the rules have ended")


def records_kept(city: Draft) -> Iterator[Planted]:
    kind = EvidenceKind.RECORDS_KEPT
    city.forget(kind, account="norin-instagram")
    yield Planted("records-kept", "norin-instagram", Status.UNVERIFIED, "no statement on record")
    city.record(kind, city.ago(450), account="bunka-facebook")
    yield Planted("records-kept", "bunka-facebook", Status.UNVERIFIED, "the statement is too old")


def register_submitted(city: Draft) -> Iterator[Planted]:
    check = "register-submitted"
    city.administer("kodomo-line", "newcomer", city.ago(3))
    yield Planted(check, "kodomo-line", Status.PENDING, "one was added three days ago")

    city.administer("tosho-x", "koho.1", city.ago(300), until=city.ago(60))
    yield Planted(check, "tosho-x", Status.NONCONFORMING, "one ended two months ago")


def login_missing(city: Draft) -> Iterator[Planted]:
    neighbour = city.accounts["bosai-line"]
    account_id = "bosai-app"
    city.accounts[account_id] = Account(
        account_id,
        "防災アプリ",
        name="見本市防災アプリ",
        section=neighbour.section,
        manager=neighbour.manager,
        opened=city.ago(700),
    )
    for who in ("bosai.1", "bosai.2"):
        city.administer(account_id, who, city.ago(300))
    for kind in (
        EvidenceKind.USE_APPROVED,
        EvidenceKind.OPERATING_RULES,
        EvidenceKind.RECORDS_KEPT,
        EvidenceKind.REGISTER_SUBMITTED,
    ):
        city.record(kind, city.ago(150), account=account_id)
    yield Planted("login-missing", account_id, Status.UNVERIFIED, "no login serves it")


def closed_account(city: Draft) -> Iterator[Planted]:
    """An account with everything wrong, closed since: nothing may be said about it or its login."""
    city.accounts["kanko-ameba"] = Account(
        "kanko-ameba",
        "アメブロ",
        name="見本市観光ブログ（閉鎖）",
        section="観光振興課",
        opened=city.ago(3000),
        closed=city.ago(100),
    )
    city.logins["ameba-kanko"] = Login("ameba-kanko", ("kanko-ameba",), second_factor=SecondFactor.NONE)
    city.passwords["ameba-kanko"] = city.passwords["tiktok-kanko"]
    yield from ()


FAULTS: tuple[Callable[[Draft], Iterator[Planted]], ...] = (
    password_unseen,
    password_guessable,
    password_personal,
    password_runs,
    password_reuse,
    password_similar,
    password_age,
    second_factor,
    second_factor_strength,
    second_factor_seed,
    manager_named,
    administrators_minimum,
    administrators_are_staff,
    use_approved,
    operating_rules,
    records_kept,
    register_submitted,
    login_missing,
    closed_account,
)
"""In an order that matters only for the last one, which takes up another login's weak password."""
