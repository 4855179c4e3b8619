import pytest

from evaluation.__main__ import main
from evaluation.exam import WEAK, Exam, Marked, held
from evaluation.judging import Judged


@pytest.fixture(scope="module")
def exam() -> Exam:
    """A small one; ``make evaluate`` holds the whole."""
    return held(each=8, each_strong=6)


def _share_missed(rows: tuple[Marked, ...], limit: float) -> float:
    judged = [judged for row in rows for judged in row.judged]
    return sum(each.ours >= limit for each in judged) / len(judged)


def test_no_more_weak_passwords_are_missed_than_docs_judging_states(exam: Exam) -> None:
    assert _share_missed(exam.usual, WEAK) <= 0.05
    assert _share_missed(exam.usual, exam.threshold) <= 0.01
    assert _share_missed(exam.weak, WEAK) <= 0.15
    assert _share_missed(exam.weak, exam.threshold) <= 0.06
    assert _share_missed(exam.held_out, WEAK) <= 0.28
    assert _share_missed(exam.held_out, exam.threshold) <= 0.14


def test_no_strong_password_is_called_weak(exam: Exam) -> None:
    alarms = [judged for row in exam.strong for judged in row.judged if judged.ours < exam.threshold]
    assert alarms == []


def test_ours_is_hardly_ever_above_plain_zxcvbn_and_then_by_little(exam: Exam) -> None:
    """With Japanese on, very short look-alikes are not asked for and not every start of brute force is tried."""
    rows = (*exam.usual, *exam.weak, *exam.held_out, *exam.strong)
    higher = [
        each.ours - each.zxcvbn for row in rows for each in row.judged if each.ours > each.zxcvbn + 1e-9
    ]
    assert max(higher, default=0) < 0.5
    assert len(higher) <= 5


def test_the_command_fails_when_more_is_missed_than_it_is_told_to_allow(
    exam: Exam, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("evaluation.__main__.held", lambda *_sizes, **_named: exam)
    assert main(["--foreign", "0", "--most-missed", "0.9"]) == 0
    assert main(["--foreign", "0", "--most-missed", "0"]) == 1
    assert "worse than stated" in capsys.readouterr().out


def test_a_row_counts_what_is_rated_at_or_above_the_limit() -> None:
    row = Marked(
        "kind", 7.0, (Judged("a", 8.0, 9.0, ()), Judged("b", 7.9, 8.0, ()), Judged("c", 10.0, 7.0, ()))
    )
    assert row.missed(8.0) == (2, 2)
    assert row.below(10.0) == (2, 3)
