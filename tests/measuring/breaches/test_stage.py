from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from auditor.errors import BreachListError
from auditor.measuring.breaches import stage
from auditor.measuring.breaches.stage import all_unseen, breached
from auditor.vault.secret import Secret
from checks._contract import BreachCount, Unseen, WhyUnseen
from reports.messages import Message, message

Answer = BreachCount | Unseen


def as_measured(_login_id: str, _password: Secret) -> bool:
    return True


class Vault:
    """Every login's password is its id; one that begins with ``no`` has none."""

    def password(self, login_id: str) -> Secret | Unseen:
        return Unseen(WhyUnseen.NO_ENTRY) if login_id.startswith("no") else Secret(login_id)


class Source:
    """Answers with the number in a password, by ``answer`` where that is given."""

    version = "made"
    notes: tuple[Message, ...] = ()

    def __init__(self, answer: Callable[[Sequence[Secret]], Sequence[Answer]] | None = None) -> None:
        self.batches: list[int] = []
        self._answer = answer

    def look_up(self, passwords: Sequence[Secret]) -> Sequence[Answer]:
        self.batches.append(len(passwords))
        if self._answer is not None:
            return self._answer(passwords)
        return [BreachCount(int(password.reveal())) for password in passwords]

    def close(self) -> None:
        pass


def test_each_login_gets_its_own_answer_whatever_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "BATCH", 3)
    source = Source()
    found = breached([str(n) for n in range(10)], Vault(), source, as_measured)
    assert found == {str(n): BreachCount(n) for n in range(10)}
    assert source.batches == [3, 3, 3, 1]


def test_a_password_that_the_vault_does_not_give_is_unseen_for_its_reason() -> None:
    found = breached(["3", "no-entry", "4"], Vault(), Source(), as_measured)
    assert found == {"3": BreachCount(3), "no-entry": Unseen(WhyUnseen.NO_ENTRY), "4": BreachCount(4)}


def test_a_password_that_is_not_the_one_measured_is_not_looked_up() -> None:
    source = Source()
    found = breached(
        ["3", "4"], Vault(), source, lambda login_id, password: (login_id, password.reveal()) != ("3", "3")
    )
    assert found == {"3": Unseen(WhyUnseen.CHANGED), "4": BreachCount(4)}
    assert source.batches == [1]


def raising(error: Exception) -> Callable[[Sequence[Secret]], Sequence[Answer]]:
    def answer(passwords: Sequence[Secret]) -> Sequence[Answer]:
        if any(password.reveal() == "2" for password in passwords):
            raise error
        return [BreachCount(9) for _ in passwords]

    return answer


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (BreachListError(message("gone")), WhyUnseen.BREACH_LIST),
        (RuntimeError("s3cret"), WhyUnseen.MEASURING_BROKE),
        (OSError(5, "s3cret"), WhyUnseen.MEASURING_BROKE),
    ],
)
def test_a_source_that_fails_makes_what_it_did_not_answer_unseen(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: WhyUnseen
) -> None:
    monkeypatch.setattr(stage, "BATCH", 2)
    found = breached(["0", "1", "2", "3", "4"], Vault(), Source(raising(error)), as_measured)
    assert found == {
        "0": BreachCount(9),
        "1": BreachCount(9),
        "2": Unseen(why),
        "3": Unseen(why),
        "4": BreachCount(9),
    }


@pytest.mark.parametrize("answers", [[], [BreachCount(0)] * 2, [BreachCount(0)] * 4])
def test_a_source_that_answers_too_little_or_too_much_is_not_believed(answers: list[Answer]) -> None:
    found = breached(["1", "2", "3"], Vault(), Source(lambda _passwords: answers), as_measured)
    assert set(found.values()) == {Unseen(WhyUnseen.MEASURING_BROKE)}


def test_where_nothing_can_be_used_all_is_unseen() -> None:
    assert all_unseen(["a", "b"]) == dict.fromkeys("ab", Unseen(WhyUnseen.BREACH_LIST))
