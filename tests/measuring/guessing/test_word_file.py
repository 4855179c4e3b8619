import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from auditor.errors import WordListError
from auditor.measuring.guessing import word_file, zxcvbn_model
from auditor.measuring.guessing.word_file import MAGIC, Entry, WordFile, pack, read


def of(*entries: Entry) -> WordFile:
    return read(pack(entries, {"sources": ["はる"]}))


@pytest.fixture(scope="module")
def packed() -> bytes:
    return pack(
        [Entry("yamada", "family-name", 30), Entry("password", "japanese-word", 5)], {"made": "by hand"}
    )


def counts(words: word_file.RankedWords) -> dict[str, tuple[str, int]]:
    return {entry.word: (entry.kind, entry.rank) for entry in words.entries()}


def zxcvbns_own() -> dict[str, int]:
    best: dict[str, int] = {}
    for ranked in FREQUENCY_LISTS.values():
        for rank, word in enumerate(ranked, start=1):
            best[word] = min(rank, best.get(word, rank))
    return {word: rank for word, rank in best.items() if rank < zxcvbn_model.brute_force_guesses(len(word))}


def test_the_program_comes_with_just_the_lists_of_the_zxcvbn_that_is_installed() -> None:
    shipped = {entry.word: entry.rank for entry in word_file.load().common.entries()}
    assert shipped == zxcvbns_own()


def test_words_come_back_with_their_best_rank_and_its_kind(packed: bytes) -> None:
    file = read(packed)
    assert counts(file.common)["password"] == counts(file.all)["password"] == ("common-password", 2)
    assert counts(file.all)["yamada"] == ("family-name", 30)
    assert counts(file.common)["yamada"][0] == "name"  # a surname of zxcvbn's, further down
    assert file.provenance == {"made": "by hand"}


def test_a_word_of_ours_is_none_of_zxcvbns() -> None:
    file = of(
        Entry("tokiwapark", "place", 7), Entry("tokiwapark", "japanese-word", 6), Entry("宇部", "place", 9)
    )
    assert counts(file.all)["tokiwapark"] == ("japanese-word", 6)
    assert counts(file.all)["宇部"] == ("place", 9)
    assert "tokiwapark" not in counts(file.common)
    assert "宇部" not in counts(file.common)


def test_a_word_no_cheaper_than_any_string_is_left_out() -> None:
    file = of(
        Entry("qzv", "place", 1000),
        Entry("qzw", "place", 999),
        Entry("字", "place", 10),
        Entry("文", "place", 11),
    )
    assert [word in counts(file.all) for word in ("qzv", "qzw", "字", "文")] == [False, True, True, False]


def test_words_stand_under_their_skeleton_the_likeliest_first() -> None:
    words = of(Entry("4blell", "place", 3), Entry("ab1e77", "place", 2)).all
    number = words.skeletons.key_id(zxcvbn_model.skeleton("ableil"))
    found = words.members[words.firsts[number] : words.firsts[number + 1]]
    assert [words.trie.restore_key(member) for member in found][:2] == ["ab1e77", "4blell"]


@pytest.mark.parametrize(
    "entry",
    [Entry("", "place", 1), Entry("Ube", "place", 1), Entry("u" * 73, "place", 1), Entry("ube", "place", 0)],
)
def test_what_is_no_entry_is_refused(entry: Entry) -> None:
    with pytest.raises(ValueError, match="no entry"):
        pack([entry], {})


def test_a_damaged_file_is_refused(packed: bytes) -> None:
    broken = bytearray(packed)
    broken[len(broken) // 2] ^= 1
    for content in (bytes(broken), packed[:-1], packed + b"x", b"", MAGIC, b"PK" + packed[2:]):
        with pytest.raises(WordListError):
            read(content)


def test_lists_of_another_zxcvbn_are_refused(packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zxcvbn_model, "VERSION", "4.6.0")
    with pytest.raises(WordListError):
        read(packed)


def test_the_same_lists_make_the_same_file(packed: bytes) -> None:
    again = pack(
        [Entry("password", "japanese-word", 5), Entry("yamada", "family-name", 30)], {"made": "by hand"}
    )
    assert again == packed


def test_words_are_not_shown() -> None:
    assert "yamada" not in repr(of(Entry("yamada", "family-name", 30)))
