"""What readers of mail were told is kept as it was, told again only where it changed, and forgotten with the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from auditor.ledger.mail import LedgerMemory, troubles
from auditor.ledger.schema import mail_readers, mail_told
from auditor.mailing.readers import Reader
from checks._contract import Text
from reports.audit import PackRef, RunInfo
from reports.changes import Told
from reports.report import Edition

from .conftest import Places

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
RUN = RunInfo("run-1", DAY, AT, AT, True, PackRef("ube", "1", Text("", "")), "0")
KOHO = Reader(Edition.SECTION, "広報広聴課", "koho@city.example.jp")
IT = Reader(Edition.IT, "", "it@city.example.jp")
KNOWN = {
    "password-reuse:x-koho": Told("nonconforming", DAY, DAY + timedelta(days=3), late=False),
    "task/R1/change-password/x\0": Told("", DAY, None, late=True),
}


def test_what_a_reader_was_told_is_given_back_as_it_was(places: Places) -> None:
    memory = LedgerMemory(places.ledger())
    assert memory.knowledge() == {}
    memory.told(KOHO, RUN, AT, KNOWN)
    memory.told(IT, RUN, AT, {})
    assert memory.knowledge() == {KOHO: KNOWN, IT: {}}
    after = {"password-reuse:x-koho": Told("waived", DAY)}
    memory.told(KOHO, RUN, AT, after)
    assert memory.knowledge() == {KOHO: after, IT: {}}


def test_a_failure_leaves_what_the_reader_knows_and_ends_with_the_next_mail_that_is_taken(
    places: Places,
) -> None:
    ledger = places.ledger()
    memory = LedgerMemory(ledger)
    memory.told(KOHO, RUN, AT, KNOWN)
    memory.not_told(KOHO, AT, "450 4.2.0")
    memory.not_told(IT, AT, "no-connection")
    assert memory.knowledge() == {KOHO: KNOWN}
    assert memory.failed() == {KOHO, IT}
    with ledger.reading() as tx:
        assert [(one.reader, one.failed, one.failure) for one in troubles(tx)] == [
            (KOHO, AT, "450 4.2.0"),
            (IT, AT, "no-connection"),
        ]
    memory.told(KOHO, RUN, AT, KNOWN)
    assert memory.failed() == {IT}


def test_who_is_no_reader_any_more_is_forgotten_with_the_address(places: Places) -> None:
    ledger = places.ledger()
    memory = LedgerMemory(ledger)
    memory.told(KOHO, RUN, AT, KNOWN)
    memory.told(IT, RUN, AT, KNOWN)
    memory.keep_only([IT])
    assert memory.knowledge() == {IT: KNOWN}
    with ledger.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(mail_readers)) == 1
        assert tx.scalar(select(func.count()).select_from(mail_told)) == len(KNOWN)


def test_one_address_may_read_for_several_sections(places: Places) -> None:
    memory = LedgerMemory(places.ledger())
    other = Reader(Edition.SECTION, "観光交流課", KOHO.address)
    memory.told(KOHO, RUN, AT, KNOWN)
    memory.told(other, RUN, AT, {})
    assert memory.knowledge() == {KOHO: KNOWN, other: {}}


_told = st.builds(
    Told,
    st.sampled_from(["", "pending", "nonconforming"]),
    st.dates(DAY, DAY + timedelta(days=3)),
    st.none() | st.dates(DAY, DAY + timedelta(days=3)),
    st.booleans(),
)
_knowledge = st.dictionaries(st.sampled_from([f"check:{n}" for n in range(6)]), _told)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_knowledge, min_size=1, max_size=4))
def test_the_newest_is_what_the_reader_knows_whatever_was_before(
    places: Places, told: list[dict[str, Told]]
) -> None:
    with places.lent() as ledger:
        memory = LedgerMemory(ledger)
        for knowledge in told:
            memory.told(KOHO, RUN, AT, knowledge)
            assert memory.knowledge() == {KOHO: knowledge}


def test_more_things_than_one_statement_takes_are_forgotten_too(places: Places) -> None:
    memory = LedgerMemory(places.ledger())
    memory.told(KOHO, RUN, AT, {f"check:{n}": Told("pending", DAY) for n in range(1_201)})
    memory.told(KOHO, RUN, AT, {})
    assert memory.knowledge() == {KOHO: {}}
