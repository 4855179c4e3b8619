import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measuring.romaji import USUAL, as_hiragana, as_katakana, spellings


@pytest.mark.parametrize(
    ("kana", "spelt"),
    [
        ("ウベ", "ube"),
        ("しやくしょ", "shiyakusho siyakusyo siyakusho shiyakusyo"),
        ("ちょう", "chou cho tyou tyo cyou choo choh"),
        ("しんぶん", "shinbun shimbun sinbun simbun shinnbun sinnbun"),
        ("まっちゃ", "matcha mattya maccha maccya"),
        ("いっち", "itchi itti icchi"),
        ("はっけん", "hakken"),
        ("つづき", "tsuzuki tuzuki tsuduki tuduki"),
        ("はなぢ", "hanaji hanazi hanadi"),
        ("さとう", "satou sato satoh satoo"),
        ("おおの", "oono ono ohno"),
        ("とうきょう", "toukyou tokyo toukyo tokyou"),
        ("こうほう", "kouhou koho kouho kohou"),
        ("ゆうじ", "yuuji yuji yuuzi yuzi"),
        ("じゅんいち", "junichi zyuniti jyunichi jun'ichi junnichi"),
        ("にほん", "nihon nihonn"),
        ("なんば", "nanba namba nannba"),
        ("おかあさん", "okaasan okasan"),
        ("フェスタ", "fesuta hesuta"),
        ("パーティー", "pati paatii pa-ti-"),
        ("ラーメン", "ramen raamen ra-men"),
        ("コーヒー", "kohi koohii ko-hi- kouhii"),
        ("ヴィラ", "vira"),
        ("ときわ公園", "tokiwa公園"),
        ("っ", ""),
        ("きっ", "ki"),
        ("あっあ", "aa"),
    ],
)
def test_kana_are_spelt_as_people_spell_them(kana: str, spelt: str) -> None:
    assert set(spelt.split(" ")) <= set(spellings(kana, most=100))


@pytest.mark.parametrize(
    ("kana", "first"),
    [
        ("しんじゅく", ("shinjuku", "sinzyuku")),
        ("こうほうか", ("kouhouka", "kohoka")),
        ("ちょう", ("chou", "cho", "tyou", "tyo")),
        ("しんぶん", ("shinbun", "shimbun", "sinbun", "simbun")),
    ],
)
def test_hepburn_passport_and_kunrei_come_first(kana: str, first: tuple[str, ...]) -> None:
    assert spellings(kana)[: len(first)] == first


@pytest.mark.parametrize("nothing", ["公園", "", "ube", "ー"])
def test_a_text_without_kana_has_no_spelling(nothing: str) -> None:
    assert spellings(nothing) == ()


def test_katakana_and_hiragana_are_one_reading() -> None:
    assert as_hiragana("ヴェネツィア・ヶー") == "ゔぇねつぃあ・ゖー"
    assert as_katakana("ゔぁゖー公園") == "ヴァヶー公園"
    assert spellings("シヤクショ") == spellings("しやくしょ")


_KANA = st.text(
    st.sampled_from("あいうえおかきしじすちぢつづてとなにふへほんまゃゅょっーぇぁをプィ"), max_size=60
)


@given(_KANA, st.integers(1, 40))
def test_spellings_are_few_different_and_in_latin_letters(kana: str, most: int) -> None:
    found = spellings(kana, most)
    assert len(found) <= most
    assert len(set(found)) == len(found)
    assert all(set(spelling) <= set("abcdefghijklmnopqrstuvwxyz'-") for spelling in found)
    assert len(spellings(kana)) <= USUAL


@given(_KANA)
def test_more_spellings_begin_with_the_fewer(kana: str) -> None:
    assert spellings(kana, 30)[:4] == spellings(kana, 4)


def test_a_reading_of_many_choices_stays_cheap() -> None:
    assert len(spellings("しちつふじぢづしゃちゃじゃんばんあっちおうおお" * 100, 50)) == 50
