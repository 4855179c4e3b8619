import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from auditor.errors import WordListError
from auditor.measuring.guessing import word_file, zxcvbn_model
from auditor.measuring.guessing.word_file import MAGIC, Entry, WordFile, pack, read

ENTRIES = [
    Entry("yamada", "family-name", 30),
    Entry("password", "japanese-word", 5),
    Entry("tokiwapark", "place", 7),
    Entry("tokiwapark", "japanese-word", 6),
    Entry("宇部", "place", 9),
    *(
        Entry("qzv", "place", 1000),
        Entry("qzw", "place", 999),
        Entry("字", "place", 10),
        Entry("文", "place", 11),
    ),
    *(Entry("4blell", "place", 3), Entry("ab1e77", "place", 2)),
]


@pytest.fixture(scope="module")
def packed() -> bytes:
    return pack(ENTRIES, {"made": "by hand", "of": "はる"})


@pytest.fixture(scope="module")
def file(packed: bytes) -> WordFile:
    return read(packed)


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


def test_words_come_back_with_their_best_rank_and_its_kind(file: WordFile) -> None:
    common, every = counts(file.common), counts(file.all)
    assert common["password"] == every["password"] == ("common-password", 2)
    assert every["yamada"] == ("family-name", 30)
    assert common["yamada"][0] == "name"  # a surname of zxcvbn's, further down
    assert every["tokiwapark"] == ("japanese-word", 6)
    assert every["宇部"] == ("place", 9)
    assert not {"tokiwapark", "宇部"} & common.keys()
    assert file.provenance == {"made": "by hand", "of": "はる"}


def test_a_word_no_cheaper_than_any_string_is_left_out(file: WordFile) -> None:
    assert [word in counts(file.all) for word in ("qzv", "qzw", "字", "文")] == [False, True, True, False]


def test_words_stand_under_their_skeleton_the_likeliest_first(file: WordFile) -> None:
    words = file.all
    members = words.with_skeleton(words.skeletons.key_id(zxcvbn_model.skeleton("ableil")))
    assert [words.trie.restore_key(member) for member in members][:2] == ["ab1e77", "4blell"]


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
    assert pack(reversed(ENTRIES), {"of": "はる", "made": "by hand"}) == packed


def test_words_are_not_shown(file: WordFile) -> None:
    assert "yamada" not in repr(file)
    assert "yamada" not in repr(file.all)
