"""The edition for PR of a city with every weakness planted: no format of it holds a word that tells them apart."""

from __future__ import annotations

from random import Random

import pytest

from auditor.ledger import months, runs
from auditor.ledger.database import Ledger
from reports import calendar_file, csv_v1, oscal, report_v1, sarif
from reports.editions import CONCEALED, edit
from reports.messages import Language
from reports.report import Edition, Report
from tests.acceptance.city import make_city
from tests.acceptance.harness import TODAY, Office
from tests.acceptance.tables import secrets_csv, write_workbook
from tests.reports.telling_words import telling_words

FORMATS = (calendar_file, csv_v1, oscal, report_v1, sarif)
SEED = 3


@pytest.fixture(scope="module")
def whole(bare_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Report:
    city = make_city(SEED, TODAY)
    office = bare_office.copied_to(tmp_path_factory.mktemp("plain") / "office")
    secrets = office.folder / "secrets.csv"
    secrets.write_bytes(secrets_csv(city.secrets))
    office.must("secret", "import", secrets)
    office.must("import", write_workbook(city.tables, office.folder / "inventory.xlsx", Random(SEED)))
    office.auditor("run", "--no-report")
    with Ledger.open(f"sqlite:///{office.store()}").reading() as tx:
        audit = runs.newest_audit(tx)
        assert audit is not None
        return Report(audit, history=months.history(tx, audit))


def test_every_kind_of_weakness_is_planted(whole: Report) -> None:
    found = {finding.check for finding in whole.audit.findings}
    assert {check for group in CONCEALED for check in group.checks} - found == {
        "password-breached"
    }  # no list


@pytest.mark.parametrize("format", FORMATS, ids=lambda module: str(module.__name__))
@pytest.mark.parametrize("language", Language)
def test_no_format_for_pr_tells_weaknesses_apart(whole: Report, format: object, language: Language) -> None:
    plain = _text(format, edit(Report(whole.audit, Edition.PR, whole.history)), language)
    assert telling_words(plain) == []
    assert telling_words(_text(format, whole, language)) != []


def _text(format: object, report: Report, language: Language) -> str:
    rendered: str | bytes = format.render(report, language)  # type: ignore[attr-defined]
    text = rendered if isinstance(rendered, str) else rendered.decode("utf-8-sig")
    return text.replace("\r\n ", "")  # as a calendar folds its lines
