"""Variant characters of Japanese names: one standard form for each.

The traditional forms that stand in brackets in the Jōyō kanji table (cabinet notification 2 of 2010), as far as they
occur in names, and the variants usual in family registers (髙, 﨑, 邉 …). Only forms of one same character are here:
斉 and 斎 are two characters and stay apart.
"""

from __future__ import annotations

_VARIANTS = """
高髙 崎﨑嵜 辺邊邉 斎齋 斉齊 浜濱濵 広廣 沢澤 滝瀧 桜櫻 徳德 恵惠 真眞 国國 島嶋嶌 富冨 吉𠮷 柳栁 桑桒 槙槇 橋𣘺 淵渊渕 薮藪籔 荘莊 万萬 弥彌 寿壽 栄榮
竜龍 静靜 豊豐 条條 学學 会會 円圓 鴎鷗 篭籠 曽曾 増增 寛寬 来來 礼禮 実實 将將 団團 与與 壮壯 応應 晋晉 楽樂 気氣 浅淺 県縣 総總 聡聰 蔵藏
芸藝 譲讓 鉄鐵 関關 塩鹽 黒黑 緒緖 青靑 清淸 横橫 黄黃 渓溪 経經 径徑 剣劍 権權 厳嚴 亜亞 為爲 衛衞 園薗 駅驛 奥奧 桧檜 歓歡 巌巖 亀龜 帰歸
郷鄕 暁曉 駆驅 勲勳 薫薰 恒恆 糸絲 児兒 穂穗 収收 渋澁 縦縱 緑綠 涼凉 乗乘 浄淨 慎愼 瀬瀨 禅禪 双雙 巣巢 捜搜 即卽 帯帶 台臺 択擇 単單 昼晝
鋳鑄 庁廳 聴聽 伝傳 転轉 灯燈 当當 党黨 稲稻 独獨 読讀 届屆 拝拜 売賣 麦麥 発發 宝寶 仏佛 変變 毎每 満滿 黙默 薬藥 訳譯 予豫 余餘 揺搖 様樣
遥遙 頼賴 覧覽 翠翆 戸戶 内內 鶴靏靍鸖 館舘 船舩 峰峯 祢禰 迩邇 尭堯 瑶瑤 凛凜 彦彥 顔顏 産產 呂吕 舎舍 闘鬪
"""


def _standard_forms() -> dict[int, str]:
    forms: dict[int, str] = {}
    for group in _VARIANTS.split():
        for variant in group[1:]:
            if variant != group[0]:
                forms.setdefault(ord(variant), group[0])
    return forms


STANDARD_FORMS = _standard_forms()
"""For ``str.translate``: variant → standard form."""
