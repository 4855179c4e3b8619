"""Each pack from the inventory's files and the vault to the findings: a city that breaks every rule of it once, over two nights.

(``tests/five_cities`` sets the five packs beside each other; there the facts are made, here they are taken in.)
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime, time

import pytest

from auditor.catalogue import shipped_packs
from auditor.duties.incidents import Reported
from auditor.reviewing import open_incident
from auditor.settling import rules_of
from checks._contract import ReviewKind, Severity
from reports.audit import Audit
from tests.acceptance.tables import write_plain_folder
from tests.measuring.breaches.lists import list_of
from tests.offices import SETTINGS, TODAY, SmallOffice
from tests.packs.cities import BREAKS, FIELDS, LEAKED, City, ago, broken_by, city_of, in_order, order_of
from tests.packs.test_packs import PACKS


def audited(city: City, pack: str, office: SmallOffice) -> Audit:
    """The second of two nights: the transfer and the incident came in between."""
    (office.folder / "config.toml").write_text(
        f'{SETTINGS}[policy]\npack = "{pack}"\n[breach]\noffline = "made.list"\n', "utf-8"
    )
    list_of(office.folder, {"password": 1000, LEAKED: 20})
    office.keyring.entries = {
        entry: value for entry, value in office.keyring.entries.items() if entry[0] != "auditor"
    }
    for login_id, (password, seed) in city.secrets.items():
        office.keyring.entries["auditor", login_id] = password
        if seed:
            office.keyring.entries["auditor", f"{login_id}/totp"] = seed
    office.write({**city.tables, "transfers": []})
    with (office.folder / "source" / "policies.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("account_id", *FIELDS))
        rows.writerows((account_id, *fields.values()) for account_id, fields in city.policies.items())
    office.night(today=ago(30))
    if city.rows("accounts", "incident-response"):
        at = datetime.combine(ago(1), time(9), tzinfo=UTC)
        reported = Reported(ReviewKind.FLAMING, "incident-response", at, Severity.LOW)
        with office.ledger.run_lock(), office.ledger.transaction() as tx:
            open_incident(tx, reported, TODAY, rules_of(office.settings))
    write_plain_folder({"transfers": order_of(city)}, office.folder / "source")
    return office.night()


def findings(audit: Audit) -> set[tuple[str, str]]:
    return {(one.check, one.subject.id) for one in audit.findings}


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_city_in_order_is_in_order_under_every_pack(pack: str, office: SmallOffice) -> None:
    audit = audited(in_order(), pack, office)
    assert findings(audit) == set()
    assert audit.not_seen == ()
    assert audit.counts.conforming > 0


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_rule_that_is_broken_is_found_and_nothing_else(pack: str, office: SmallOffice) -> None:
    audit = audited(city_of(PACKS[pack]), pack, office)
    asked = {rule.check for rule in PACKS[pack].rules}
    assert findings(audit) == {(check, subject) for check in asked for subject in broken_by(check)}
    assert {entry.subject for entry in audit.not_seen} <= {"l-password-unseen"}
    assert {coverage.clause for coverage in audit.coverage} == {clause.id for clause in PACKS[pack].clauses}


def test_there_is_a_way_to_break_every_rule() -> None:
    assert set(BREAKS) == {rule.check for pack in PACKS.values() for rule in pack.rules}
