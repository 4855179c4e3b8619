"""Weak passwords of other authors' habits, written once and left alone: what the lists and recipes of ``weak`` do not know.

Each author below has a habit and a handful of words of their own, so that a judge that fits only the recipes of ``weak``
shows it here. They were written before any of their results were seen, and are not changed to suit them.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase, ascii_uppercase

from evaluation.recipes import Kind, recipe


def _upto(last: int, width: int = 0) -> tuple[str, ...]:
    return tuple(f"{number:0{width}}" for number in range(last + 1))


def _mixed(choices: Iterable[str]) -> tuple[str, ...]:
    return tuple(form for choice in choices for form in (choice, choice.capitalize(), choice.upper()))


def _swapped(text: str) -> str:
    return text.swapcase()


def _spaced(text: str) -> str:
    """A point after every second character."""
    return ".".join(text[at : at + 2] for at in range(0, len(text), 2))


_YEARS = tuple(str(year) for year in range(2012, 2031))
_SHORT = tuple(str(year) for year in range(12, 31))
_REIWA = tuple(f"{era}{year}" for era in ("r", "R", "r0", "R0", "reiwa", "Reiwa") for year in range(1, 10))
_ENDS = ("", "!", "!!", "#", "?", "*", "$", "%", "&", "+", "=", ".", "~", "@")
_CITY = _mixed(("ube", "ubeshi", "ubecity", "ubecho", "ubesi", "yamaguchi", "yamaguti"))
_PR = _mixed(("koho", "kouhou", "kouho", "kohoka", "kouhouka", "pr", "prka", "kohokocho", "koohoo"))
_HALL = _mixed(
    ("shiyakusho", "shiyakusyo", "siyakusyo", "sityou", "shichou", "shicho", "siyakusho", "cityhall")
)
_EVENTS = _mixed(
    ("matsuri", "maturi", "hanabi", "sakura", "festa", "event", "fes", "tanabata", "biennale", "marathon")
)
_NAMES = _mixed(
    (
        "yamada",
        "tanaka",
        "sato",
        "satoh",
        "suzuki",
        "ito",
        "itoh",
        "watanabe",
        "kimura",
        "okamoto",
        "fujii",
        "kawamura",
        "ohno",
        "ono",
    )
    + (
        "harada",
        "matsumoto",
        "nishimura",
        "yoshida",
        "mitsui",
        "ueda",
        "kono",
        "kohno",
        "morimoto",
        "fujimoto",
        "nakamoto",
        "sueyoshi",
    )
)
_FIRST = _mixed(
    (
        "taro",
        "tarou",
        "hanako",
        "ichiro",
        "jiro",
        "kenta",
        "yuki",
        "yuuki",
        "mika",
        "naomi",
        "akiko",
        "kazuya",
        "daichi",
        "shouta",
    )
    + (
        "sho",
        "yuya",
        "rina",
        "miho",
        "keiko",
        "tomoko",
        "takuya",
        "ryo",
        "ryou",
        "emi",
        "aya",
        "kana",
        "shin",
        "jun",
        "makoto",
    )
)
_PETS = _mixed(
    (
        "pochi",
        "tama",
        "momo",
        "koro",
        "hana",
        "kuro",
        "shiro",
        "maron",
        "kotetsu",
        "mugi",
        "leo",
        "coco",
        "chibi",
        "rin",
    )
)
_PLAIN = _mixed(
    (
        "pass",
        "passwd",
        "password",
        "login",
        "admin",
        "test",
        "kanri",
        "himitsu",
        "secret",
        "account",
        "akaunto",
        "sns",
    )
)
_STATIONS = _mixed(
    (
        "ubeshinkawa",
        "kotoshiba",
        "kusae",
        "tokiwa",
        "tokonami",
        "maruo",
        "iwahana",
        "igi",
        "onoda",
        "asa",
        "hofu",
        "shimonoseki",
    )
)
_SCHOOLS = _mixed(
    (
        "ubeko",
        "ubekou",
        "ubechu",
        "keishin",
        "kotozakisho",
        "kamiube",
        "fujiyamasho",
        "shinkawasho",
        "ube_nct",
        "ubekosen",
    )
)
_DIALECT = _mixed(
    (
        "buchi",
        "bucchi",
        "buchiumai",
        "oidemase",
        "oideyo",
        "hattena",
        "shiawase",
        "kibaru",
        "tae",
        "ubekko",
        "chokurutowa",
    )
)
_TEAMS = _mixed(
    (
        "carp",
        "hiroshimacarp",
        "hawks",
        "giants",
        "hanshin",
        "tigers",
        "renofa",
        "sanfrecce",
        "dragons",
        "swallows",
        "seahawks",
    )
)
_IDOLS = _mixed(
    (
        "arashi",
        "smap",
        "exile",
        "yoasobi",
        "sazan",
        "spitz",
        "mrchildren",
        "misia",
        "yumingu",
        "nogizaka",
        "kimetsu",
        "tanjiro",
        "luffy",
    )
)
_MOBILE = ("090", "080", "070")
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "4gatsu",
    "10gatsu",
    "4gatu",
    "1gatsu",
)

AUTHORS: tuple[Kind, ...] = (
    Kind(
        "city, sign, year, office: Ube#2025koho",
        (recipe(_CITY, "#@!-_&", _YEARS, _PR), recipe(_CITY, "#@!-_&", _PR, _REIWA, _ENDS)),
    ),
    Kind(
        "office-city-era: koho-ube-r7",
        (recipe(_PR, "-_./", _CITY, "-_./", _REIWA), recipe(_HALL, "-_./", _CITY, "-_./", _SHORT)),
    ),
    Kind(
        "hall and area code: shiyakusyo_0836",
        (recipe(_HALL, "_-@.", ("0836", "755", "755-8601", "0836-31", "31-4111", "314111"), _ENDS),),
    ),
    Kind(
        "year, city, event: 2025UbeMatsuri!",
        (recipe(_YEARS, _CITY, _EVENTS, _ENDS), recipe(_CITY, _EVENTS, "_-#@", _YEARS, _ENDS)),
    ),
    Kind(
        "given.family and year: yamada.taro1985",
        (
            recipe(_NAMES, "._-", _FIRST, tuple(map(str, range(1960, 2006)))),
            recipe(_FIRST, "._-", _NAMES, _upto(99, 2)),
        ),
    ),
    Kind(
        "capital in the middle: uBe2025",
        (
            recipe(
                ("uBe", "ubE", "uBE", "UbE", "uBeShi", "ubeShi", "ubEshi", "uBECity"),
                ("", "_", "-", "#"),
                _YEARS,
                ("", "!", "koho", "sns", "pr", "Koho", "SNS"),
            ),
        ),
    ),
    Kind(
        "pet with birthday",
        (
            recipe(
                _PETS,
                ("", "_", "&"),
                tuple(f"{month:02}{day:02}" for month in range(1, 13) for day in range(1, 32)),
                _ENDS,
            ),
            recipe(_PETS, _PETS, _upto(99), _ENDS),
        ),
    ),
    Kind(
        "child's names joined: haruto&yui",
        (
            recipe(_FIRST, "&+x_", _FIRST, _ENDS),
            recipe(_FIRST, ("love", "LOVE", "daisuki", "no", "mama", "papa"), _FIRST, _ENDS),
        ),
    ),
    Kind(
        "pass word with city",
        (
            recipe(_PLAIN, ("", "_", "-", "4", "2", "@"), _CITY, _REIWA + _YEARS),
            recipe(_CITY, ("", "_", "no", "@"), _PLAIN, _upto(999), ("", "!", "#")),
        ),
    ),
    Kind(
        "quarter by quarter: Ube2025Q1, Koho_Apr25",
        (
            recipe(_CITY, _YEARS, ("Q1", "Q2", "Q3", "Q4", "-1", "-2", "kamiki", "shimoki"), _ENDS),
            recipe(_PR, ("", "_", "-"), _mixed(_MONTHS), _SHORT + _YEARS, _ENDS),
        ),
    ),
    Kind(
        "counted up at every change: Kouhou001!",
        (
            recipe(_PR + _HALL, ("", "_", "-", "#", "No"), _upto(999, 3), _ENDS),
            recipe(_CITY, _PR, _upto(99, 2), _ENDS),
        ),
    ),
    Kind(
        "station or school with digits",
        (
            recipe(_STATIONS + _SCHOOLS, ("", "_", "-", "@"), _upto(9999, 4), ("", "!", "#")),
            recipe(_STATIONS, ("eki", "Eki", "sho", "chu", "ko"), _upto(999), _ENDS),
        ),
    ),
    Kind(
        "dialect",
        (
            recipe(_DIALECT, ("", "_", "!", "-"), _CITY, _ENDS),
            recipe(_DIALECT, _YEARS + _SHORT, _ENDS),
            recipe(_DIALECT, ("ne", "yo", "no", "jane", "choru"), _upto(99), _ENDS),
        ),
    ),
    Kind(
        "team or star with digits",
        (
            recipe(_TEAMS + _IDOLS, ("", "_", "-", "#", "love", "daisuki"), _upto(9999), _ENDS),
            recipe(_TEAMS + _IDOLS, ("", "_", "&"), _NAMES, _ENDS),
        ),
    ),
    Kind(
        "letter, name, staff number: y_yamada01234",
        (
            recipe(ascii_lowercase, ("", "_", "."), _NAMES, _upto(9999, 4)),
            recipe(_NAMES, ("", "_", "-"), _upto(9999, 5), ("", "!", "#", "?")),
        ),
    ),
    Kind(
        "name cut short, birth year: TAK1985ube",
        (
            recipe(
                ascii_uppercase,
                ascii_lowercase,
                ascii_lowercase,
                tuple(map(str, range(1960, 2006))),
                ("ube", "Ube", "@ube", "_ube", "ubecity"),
            ),
        ),
    ),
    Kind(
        "look-alikes of the hall: Sh1y@kush0!",
        (
            recipe(
                (
                    "sh1yakusho",
                    "sh1y@kush0",
                    "shiy@kusho",
                    "siy@kusyo",
                    "5hiyakusho",
                    "k0h0",
                    "k0uh0u",
                    "kouh0u",
                    "u63",
                    "ub3",
                    "ub3sh1",
                    "ub3c1ty",
                    "U8E",
                    "u8e",
                ),
                ("", "_", "-", "@"),
                _YEARS + _REIWA + ("1", "123", "1234"),
                _ENDS,
            ),
        ),
    ),
    Kind(
        "swapped capitals: uBE-kOHO25",
        (recipe(_CITY, "-_#@", _PR, _SHORT + _YEARS, _ENDS, forms=(_swapped,)),),
    ),
    Kind(
        "city twice: ube2025ube",
        (
            recipe(_CITY, ("", "_", "-"), _YEARS + _SHORT + _REIWA, ("", "_", "-"), _CITY, _ENDS),
            recipe(_YEARS, _CITY, _YEARS, _ENDS),
        ),
    ),
    Kind(
        "thanks and slogans",
        (
            recipe(
                (
                    "arigatou",
                    "arigato",
                    "Arigatou",
                    "yoroshiku",
                    "Yoroshiku",
                    "ganbarou",
                    "ganbaro",
                    "otsukaresama",
                    "genkini",
                    "minnade",
                    "itsumo",
                ),
                ("", "_", "!", "@", "-"),
                _CITY,
                _YEARS + _SHORT + ("", "1", "4649", "39"),
                _ENDS,
            ),
        ),
    ),
    Kind(
        "in kana or kanji",
        (
            recipe(
                (
                    "うべし",
                    "宇部市",
                    "うべ",
                    "宇部",
                    "ウベシ",
                    "しやくしょ",
                    "市役所",
                    "こうほう",
                    "広報",
                    "ときわ",
                    "まつり",
                    "広報うべ",
                ),
                ("2025", "2024", "２０２５", "令和7年", "れいわ７", "R7", "Ｒ７", "令和六年度", "１２３４"),
                ("", "!", "！", "公式", "こうほう", "広報課", "しやくしょ", "アカウント", "パスワード"),
            ),
        ),
    ),
    Kind(
        "first keys of a row with the city: ube!qaz",
        (
            recipe(
                _CITY,
                (
                    "1qaz",
                    "!qaz",
                    "!QAZ",
                    "qaz",
                    "zaq1",
                    "1q2w",
                    "1q2w3e",
                    "asdf",
                    "zxcv",
                    "qwer",
                    "^\\[]",
                    "@[;:",
                    "0okm",
                    "9ijn",
                ),
                _ENDS,
            ),
            recipe(
                ("1qaz", "!QAZ", "zaq1", "1q2w3e4r", "qwer", "asdf"),
                ("", "_", "-", "@"),
                _CITY + _PR + _HALL,
                ("", "2025", "2024", "r7", "R7", "25"),
            ),
        ),
    ),
    Kind(
        "points between pairs: ub.e2.02.5k",
        (recipe(_mixed(("ube", "ubeshi", "ubecity")), _YEARS, _PR, forms=(_spaced,)),),
    ),
    Kind(
        "phone at home",
        (
            recipe(("0836",), _upto(99, 2), _upto(9999, 4), ("", "!", "ube", "tel", "home")),
            recipe(
                ("tel", "TEL", "Tel", "denwa"), ("", "-", "_", ":"), ("0836",), _upto(99, 2), _upto(9999, 4)
            ),
        ),
    ),
    Kind(
        "service, dash, city, era sign",
        (
            recipe(
                _mixed(("x", "twi", "twitter", "line", "insta", "fb", "facebook", "youtube", "tube")),
                ("", "-", "_", "@", "4", "de"),
                _CITY,
                ("", "-", "_"),
                _REIWA + _SHORT,
                ("", "!", "#", "?"),
            ),
        ),
    ),
    Kind(
        "transfer date: kouhou20250401",
        (
            recipe(
                _PR + _HALL + _CITY,
                ("", "_", "-"),
                tuple(
                    f"{year}{day}"
                    for year in range(2005, 2031)
                    for day in ("0401", "0331", "1001", "0701", "-04-01", ".4.1", "/4/1")
                ),
                _ENDS,
            ),
            recipe(_NAMES, ("", "_"), tuple(f"{year}0401" for year in range(1980, 2031)), _ENDS),
        ),
    ),
)
"""One kind an author; the name shows the habit."""
