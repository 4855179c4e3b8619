"""The plant: one function a check puts its faults into the sound city and says what must come out of the audit.

Each case of a check is planted once. What looks like a fault and is none stands here, too, with no finding to expect.
Where a password is to have one fault only, the piece at fault stands behind a strong password; where it is written as
people do write them, all its faults are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.demo.draft import Draft
from auditor.demo.passwords import seed_of
from checks._contract import (
    Account,
    EvidenceKind,
    Login,
    ReviewKind,
    SecondFactor,
    Severity,
    Status,
    TransferKind,
    Verified,
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A finding that the audit must come to. ``why`` tells the case to whoever reads the plant."""

    check: str
    subject: str
    status: Status
    why: str


Fault = Callable[[Draft], Iterator[Planted]]


def password_unseen(city: Draft) -> Iterator[Planted]:
    del city.passwords["line-suido"]
    yield Planted("password-unseen", "line-suido", Status.UNVERIFIED, "the vault has no entry")
    city.passwords["youtube-suido"] = ""
    yield Planted("password-unseen", "youtube-suido", Status.UNVERIFIED, "the entry is empty")
    for login_id in ("line-suido", "youtube-suido"):
        city.seeds.pop(login_id, None)


def password_guessable(city: Draft) -> Iterator[Planted]:
    for login_id, password, why in (
        ("instagram-kanko", f"{city.manner.romaji.capitalize()}2026", "the city and a year"),
        ("tiktok-kanko", "sakura0401", "a common word and the first day of the fiscal year"),
        ("x-tosho", "Ｎａｔｓｕ２０２５", "a season and a year in full width"),
        ("note-iju", "himawari7", "a flower"),
    ):
        city.passwords[login_id] = password
        yield Planted("password-guessable", login_id, Status.NONCONFORMING, why)


def password_breached(city: Draft) -> Iterator[Planted]:
    """After ``password_guessable``, whose flower is on every list."""
    for login_id, times, why in (
        ("note-iju", 2817, "a word that many use"),
        ("line-bosai", 1, "a strong one that leaked"),
    ):
        city.leaked[login_id] = times
        yield Planted("password-breached", login_id, Status.NONCONFORMING, why)


def password_personal(city: Draft) -> Iterator[Planted]:
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
    city.change_password("youtube-koho")
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

    city.record(proof, city.before(90), login="x-iju", document="")
    yield Planted("second-factor", "x-iju", Status.UNVERIFIED, "a record without a document")
    city.record(proof, city.long_ago(400), login="youtube-bosai")
    yield Planted("second-factor", "youtube-bosai", Status.UNVERIFIED, "recorded too long ago")
    city.record(proof, city.long_ago(300), login="threads-norin", until=city.ago(10))
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
    city.dismiss("suido-youtube", "suido.2", until=city.before(250))
    yield Planted(check, "suido-youtube", Status.NONCONFORMING, "one is left")

    city.dismiss("kenko-line", "kenko.2")
    city.administer("kenko-line", "on-leave", city.before(300))
    yield Planted(check, "kenko-line", Status.NONCONFORMING, "one of the two is on leave")

    city.dismiss("kodomo-instagram", "kodomo.2")
    city.administer("kodomo-instagram", "kodomo.1", city.before(900), until=city.before(600))
    yield Planted(check, "kodomo-instagram", Status.NONCONFORMING, "two rows, but of one person")

    for who in ("koho.1", "koho.2", "bosai.1"):
        city.administer("kanko-instagram", who, city.before(300))
    if city.rules[check].parameters.advised_maximum is not None:
        yield Planted(check, "kanko-instagram", Status.ADVICE, "five administrators")


def administrators_are_staff(city: Draft) -> Iterator[Planted]:
    check = "administrators-are-staff"
    city.dismiss("bunka-x", "bunka.2")
    city.administer("bunka-x", "left", city.before(300))
    yield Planted(check, "bunka-x", Status.NONCONFORMING, "has left")
    yield Planted("administrators-minimum", "bunka-x", Status.NONCONFORMING, "one of the two has left")

    for account_id, who, why in (
        ("norin-facebook", "098765", "not in the directory"),
        ("iju-note", "contractor", "a contractor without permission"),
        ("koho-youtube", "mayor", "elected, without permission"),
        ("tosho-instagram", "permitted", "the permission has ended"),
    ):
        city.administer(account_id, who, city.before(300))
        yield Planted(check, account_id, Status.NONCONFORMING, why)
    permission = EvidenceKind.NON_STAFF_PERMITTED
    city.record(permission, city.long_ago(400), account="tosho-instagram", until=city.ago(30))

    # None of these is a fault: a contractor with a permission, and temporary staff.
    city.administer("koho-facebook", "permitted", city.before(300))
    city.record(permission, city.before(300), account="koho-facebook", until=city.ahead(65))
    city.administer("bosai-x", "temporary", city.before(300))


def _record(check: str, missing: str, lapsed: str) -> Fault:
    """Takes the record of one account away and lets that of another go out of date."""

    def plant(city: Draft) -> Iterator[Planted]:
        kind = EvidenceKind(check)
        city.forget(kind, account=missing)
        yield Planted(check, missing, Status.UNVERIFIED, "nothing on record")
        if city.rules[check].parameters.valid_days is None:
            city.record(kind, city.long_ago(800), account=lapsed, until=city.ago(70))
            yield Planted(check, lapsed, Status.UNVERIFIED, "what was recorded has ended")
        else:
            city.record(kind, city.long_ago(450), account=lapsed)
            yield Planted(check, lapsed, Status.UNVERIFIED, "the record is too old")

    return plant


def operation_policy(city: Draft) -> Iterator[Planted]:
    check = "operation-policy"
    fields = city.rules[check].parameters.fields
    if fields is not None:
        city.policies["koho-youtube"][fields[-1]] = "－"
        yield Planted(check, "koho-youtube", Status.NONCONFORMING, "a dash in one of the fields")
        city.record(EvidenceKind.OPERATING_RULES, city.ago(500), account="kenko-x")
        _leave_blank(city, "kenko-x", fields)
        yield Planted(check, "kenko-x", Status.UNVERIFIED, "a record, and no field filled in")
    _leave_blank(city, "suido-youtube", fields or city.policy_headings())
    yield Planted(check, "suido-youtube", Status.UNVERIFIED, "no field filled in")


def terms_of_use(city: Draft) -> Iterator[Planted]:
    check = "terms-of-use"
    fields = city.rules[check].parameters.fields
    _leave_blank(city, "bunka-facebook", fields[-1:])
    yield Planted(check, "bunka-facebook", Status.NONCONFORMING, "one field is blank")
    _leave_blank(city, "norin-threads", fields)
    yield Planted(check, "norin-threads", Status.UNVERIFIED, "no field filled in")


def _leave_blank(city: Draft, account_id: str, headings: tuple[str, ...]) -> None:
    for heading in headings:
        city.policies[account_id].pop(heading, None)


def platform_allowed(city: Draft) -> Iterator[Planted]:
    check, kind = "platform-allowed", EvidenceKind.USE_APPROVED
    city.forget(kind, account="tosho-bluesky")
    yield Planted(check, "tosho-bluesky", Status.NONCONFORMING, "another service, and no reason on record")
    city.record(kind, city.long_ago(800), account="iju-youtube", until=city.ago(70))
    yield Planted(check, "iju-youtube", Status.NONCONFORMING, "another service, and the approval has ended")
    city.change_account("bosai-line", service="")
    yield Planted(check, "bosai-line", Status.UNVERIFIED, "which service is not said")


def verified_badge(city: Draft) -> Iterator[Planted]:
    check = "verified-badge"
    wanted = [
        ("suido-x", Verified.NO, Status.NONCONFORMING, "none"),
        ("iju-x", None, Status.UNVERIFIED, "not known"),
        ("kenko-x", Verified.NO, Status.UNVERIFIED, "none, but a record of one"),
    ]
    if city.rules[check].parameters.services is None:
        wanted.append(("koho-youtube", Verified.NO, Status.NONCONFORMING, "none on another service"))
    for account_id, badge, status, why in wanted:
        city.change_account(account_id, verified=badge)
        yield Planted(check, account_id, status, why)
    city.record(EvidenceKind.VERIFIED_BADGE, city.before(100), account="kenko-x")


def closed_but_listed(city: Draft) -> Iterator[Planted]:
    check = "closed-but-listed"
    for account_id, closed, is_recorded, status, why in (
        ("iju-youtube", city.ago(50), True, Status.NONCONFORMING, "listed for weeks after it closed"),
        ("kodomo-note", city.ago(1), True, Status.PENDING, "closed yesterday"),
        ("norin-threads", city.ago(40), False, Status.UNVERIFIED, "nobody knows whether it is still listed"),
    ):
        city.change_account(account_id, closed=closed)
        if not is_recorded:
            city.forget(EvidenceKind.SITE_LISTING, account=account_id)
        yield Planted(check, account_id, status, why)


def register_submitted(city: Draft) -> Iterator[Planted]:
    check = "register-submitted"
    city.administer("kodomo-line", "newcomer", city.ago(3))
    yield Planted(check, "kodomo-line", Status.PENDING, "one was added three days ago")

    city.administer("tosho-x", "koho.1", city.before(300), until=city.before(5))
    yield Planted(check, "tosho-x", Status.NONCONFORMING, "one ended more than a month ago")


def login_missing(city: Draft) -> Iterator[Planted]:
    neighbour = city.accounts["bosai-line"]
    account_id = "bosai-app"
    city.accounts[account_id] = Account(
        account_id,
        "防災アプリ",
        name=f"{city.manner.name}防災アプリ",
        url="https://example.lg.jp/sns/bosai-app",
        section=neighbour.section,
        manager=neighbour.manager,
        opened=city.before(700),
    )
    for who in ("bosai.1", "bosai.2"):
        city.administer(account_id, who, city.before(300))
    city.put_in_order(account_id)
    yield Planted("login-missing", account_id, Status.UNVERIFIED, "no login serves it")


def transfer_review(city: Draft) -> Iterator[Planted]:
    """Two administrators whose passwords stay as they were; that one order is still to come makes no difference."""
    for account_id, who, effective, status, why in (
        (
            "iju-x",
            "leaver",
            city.ago(20),
            Status.NONCONFORMING,
            "left weeks ago, and the password is the same",
        ),
        ("bosai-line", "leaving", city.ahead(10), Status.PENDING, "leaves in ten days"),
    ):
        city.order(who, TransferKind.TRANSFER, effective, to_section="会計課")
        yield Planted("transfer-review", account_id, status, why)


def incident_response(city: Draft) -> Iterator[Planted]:
    check = "incident-response"
    city.report(ReviewKind.IMPERSONATION, "kanko-facebook", city.ago(10), Severity.HIGH)
    yield Planted(check, "kanko-facebook", Status.NONCONFORMING, "impersonated, and nothing was done")
    city.report(ReviewKind.FLAMING, "bosai-youtube", city.ago(1), Severity.LOW)
    yield Planted(check, "bosai-youtube", Status.PENDING, "under attack since yesterday")


def closed_account(city: Draft) -> None:
    """An account with everything wrong, closed since: nothing may be said about it or its login."""
    city.accounts["kanko-ameba"] = Account(
        "kanko-ameba",
        "アメブロ",
        name=f"{city.manner.name}観光ブログ（閉鎖）",
        section="観光振興課",
        opened=city.before(3000),
        closed=city.before(100),
    )
    if city.asks_for("closed-but-listed"):
        city.record(EvidenceKind.SITE_LISTING, city.before(99), account="kanko-ameba", until=city.before(99))
    city.logins["ameba-kanko"] = Login("ameba-kanko", ("kanko-ameba",), second_factor=SecondFactor.NONE)
    city.passwords["ameba-kanko"] = "kanko2015"


FAULTS: Mapping[str, Fault] = {
    "password-unseen": password_unseen,
    "password-guessable": password_guessable,
    "password-breached": password_breached,
    "password-personal": password_personal,
    "password-runs": password_runs,
    "password-reuse": password_reuse,
    "password-similar": password_similar,
    "password-age": password_age,
    "second-factor": second_factor,
    "second-factor-strength": second_factor_strength,
    "second-factor-seed": second_factor_seed,
    "manager-named": manager_named,
    "administrators-minimum": administrators_minimum,
    "administrators-are-staff": administrators_are_staff,
    "use-approved": _record("use-approved", "iju-x", "suido-line"),
    "operating-rules": _record("operating-rules", "bosai-youtube", "kenko-x"),
    "records-kept": _record("records-kept", "norin-instagram", "bunka-facebook"),
    "supervision": _record("supervision", "koho-x", "tosho-x"),
    "posting-authority": _record("posting-authority", "bunka-x", "kenko-line"),
    "site-listing": _record("site-listing", "suido-x", "norin-facebook"),
    "profile-backlink": _record("profile-backlink", "kodomo-line", "kanko-tiktok"),
    "profile-shows-policy": _record("profile-shows-policy", "bosai-line", "iju-note"),
    "operation-policy": operation_policy,
    "terms-of-use": terms_of_use,
    "platform-allowed": platform_allowed,
    "verified-badge": verified_badge,
    "closed-but-listed": closed_but_listed,
    "register-submitted": register_submitted,
    "login-missing": login_missing,
    "transfer-review": transfer_review,
    "incident-response": incident_response,
}
"""By check. The order matters where a fault takes up what one before it left."""
