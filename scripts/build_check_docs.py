"""Writes docs/checks/: a page for each check from its docstring and the packs that use it, and an index.

Usage, in the project's folder: python -m scripts.build_check_docs (`make docs`). A test shows that the pages are up to date.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from auditor.catalogue import load_checks, load_pack, shipped_packs
from auditor.policy import in_words
from checks._contract import AnyCheck, Pack, Rule, Severity, Status, Text

TARGET = Path(__file__).parents[1] / "docs" / "checks"

SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "重大",
    Severity.HIGH: "高",
    Severity.MEDIUM: "中",
    Severity.LOW: "低",
    Severity.INFO: "参考",
}

INDEX = """# Checks / 点検項目

Every module of `checks/` without a leading underscore is one check; its file name, with hyphens, is its id and the name
of its page. The pages are made from the modules' docstrings (`make docs`). How to add one: [CONTRIBUTING.md](../../CONTRIBUTING.md).

`checks/` の、先頭に下線のないファイル一つが点検項目一つです。各ページはファイルの冒頭の説明から作られます。

{table}

## The form of a pack / 点検基準ファイルの形式

A pack is one TOML file: `checks/packs/ube.toml`, or a city's own, named by its path in `[policy] pack`. Unknown keys, checks, clauses,
parameters and sources are refused, all at once.

```toml
id = "example"
version = "2026-04-01"
name = {{ ja = "見本市の基準", en = "Example City" }}
words = ["見本市", "mihonshi"]  # may be left out: what an attacker who knows the city would try in its passwords

[due_working_days]        # working days until a finding is to be put right; a severity left out has no due day
high = 10

[[clauses]]               # every clause of the guideline once, in its order, in your own words
id = "4(1)"
summary = {{ ja = "担当者を2名置くこと", en = "Two administrators" }}
cover = ["check"]         # check, evidence, event, document, conduct
checks = ["administrators-minimum"]

[[clauses]]
id = "4(2)"
summary = {{ ja = "丁寧に発信すること", en = "Posts are courteous" }}
cover = ["conduct"]
note = {{ ja = "投稿の内容は対象外です。", en = "What posts say is out of scope." }}  # needed where there are no checks

[checks.administrators-minimum]   # the order of the checks is the order of the report
clause = "4(1)"
severity = {{ nonconforming = "high", advice = "low" }}   # or one word for every status
[checks.administrators-minimum.parameters]
minimum_administrators = {{ value = 2, source = "4(1)" }}  # the clause, or "working-rule" (運用基準)

[[forms]]                 # may be left out: what `auditor forms write` writes, one entry a form
id = "listing-request"    # listing-notice, removal-request, removal-notice; register, which has no office
clause = "4(1)"
name = {{ ja = "様式1", en = "Form 1" }}             # may be left out
office = {{ ja = "広報課", en = "the PR section" }}  # who keeps the public list

# An operation policy takes its fields from [checks.operation-policy.parameters]; those that its table leaves empty are
# filled from the account's service, name, url, purpose, period and people:
#   id = "operation-policy"
#   filled = {{ "登録URL" = "url" }}
```

A city changes a parameter of a pack in its settings, with the reason that the report tells:

```toml
[policy.override.administrators-minimum]
minimum_administrators = 3
reason = "災害時の対応のため"
```

A value that would switch a rule off while the report still lists it is refused, in a pack and in the settings alike. A city
that does not want a rule leaves it out of its pack, where everybody sees it. The limits are this product's own:

報告書に載っていても実際には何も確かめない値は、点検基準でも設定でも受け付けません。不要な点検項目は、誰にでも見えるよう点検基準
から外します。限度は本製品が定めたものです。

| parameter | from | to | why | 理由 |
|---|---|---|---|---|
| `minimum_guesses_log10`, `advised_guesses_log10` | 3 | 30 | below 10^3 zxcvbn calls a password too guessable; 16 letters and digits at random do not reach 10^30 | 10の3乗回未満はzxcvbnが最低の評価とする。無作為の英数字16文字でも10の30乗回には届かない |
| `least_count` | 1 | 100 | once is enough for an attacker; what leaked more than 100 times is found as guessable, too | 攻撃には1回で足りる。100回を超えるものは推測されやすいものとしても見つかる |
| `longest_run` | 1 | 10 | longer runs hardly occur, and the rule would only seem to be one | これより長い連続はまずなく、規則が名ばかりになる |
| `longest_sequence` | 2 | 10 | likewise; every password has a sequence of one | 同上。1文字の並びはどのパスワードにもある |
| `edits` | 0 | 1 | two edits cannot be told exactly from keyed forms of a bearable size; 0 leaves the folded forms | 2文字違いは、鍵付きの照合値では大きくなりすぎて正確に判定できない。0でも表記の違いは見る |
| `characters_per_edit` | 1 | 8 | services ask for eight characters: beyond, the rule would pass usual passwords | サービスの多くは8文字以上を求めるため、これより大きいと普通のパスワードを見逃す |
| `maximum_age_days`, `proof_valid_days`, `valid_days` | 1 | 3653 | ten years; whoever knew of it has long left the post | 10年。事情を知る人はとうに異動している |
| `warn_days` | 0 | 365 | a warning that always stands says nothing | 常に出ている予告は役に立たない |
| `minimum_bits`, `advised_bits` | 64 | 512 | shorter seeds can be found by trying all; beyond the block of SHA-1 a key adds nothing (RFC 2104) | 短いシードは総当たりで見つかる。SHA-1のブロックを超えても強くならない（RFC 2104） |
| `register_days` | 0 | 60 | some three months; later, the next change of staff comes first | 約3か月。それより後では次の異動が先に来る |
| `fields`, `services` | 1 word | any number | a rule on no field and no service is none | 項目やサービスの指定がなければ規則にならない |
| `removal_days` | 0 | 20 | a month; by then the name of a closed account may be somebody else's | 約1か月。それより後では、閉鎖したアカウントの名前を他人が使っていることもある |
| `known_days`, `publish_days`, `police_days` | 0 | 20 | a month; later, the effective day would not count, and the public has heard of it from others | 約1か月。それより後では発令日に意味がなくなり、市民は先に他から知る |
| `change_password_hours`, `report_to_platform_hours`, `announce_elsewhere_hours`, `report_inside_hours`, `correct_hours` | 1 | 168 | a week; whatever takes longer is no answer to an incident | 1週間。それ以上かかるものは対応とはいえない |
| `minimum_administrators`, `advised_maximum` | 1 | 20 | without one nobody looks after the account; among more than twenty nobody answers for it | 1名もいなければ管理する人がなく、20名を超えると責任の所在が失われる |
"""

PAGE = """<!-- Made from {source} by `make docs`; change it there. -->

# {check}: {page}

## Packs / 点検基準

{packs}
"""


def pages() -> Mapping[str, str]:
    """File name → text."""
    checks = load_checks()
    packs = tuple(load_pack(name, {}, checks) for name in shipped_packs())
    made = {f"{check_id}.md": _page(check_id, check, packs) for check_id, check in checks.items()}
    return {"README.md": INDEX.format(table=_table(checks, packs)), **made}


def _page(check_id: str, check: AnyCheck, packs: Iterable[Pack]) -> str:
    return PAGE.format(
        source=f"checks/{check_id.replace('-', '_')}.py",
        check=check_id,
        page=(inspect.getdoc(inspect.getmodule(type(check))) or "").strip(),
        packs="\n".join(_use(pack, rule) for pack, rule in _uses(check_id, packs)),
    )


def _uses(check_id: str, packs: Iterable[Pack]) -> Iterator[tuple[Pack, Rule]]:
    for pack in packs:
        for rule in pack.rules:
            if rule.check == check_id:
                yield pack, rule


def _use(pack: Pack, rule: Rule) -> str:
    grades = ", ".join(f"{status.value} {_severity(severity)}" for status, severity in _graded(rule).items())
    lines = [
        f"- `{pack.id}` {pack.version}: clause {rule.clause}, severity {grades or _severity(rule.gravest)}"
    ]
    for parameter in dataclasses.fields(rule.parameters):
        source = rule.sources.get(parameter.name)
        if source is not None:
            value = in_words(getattr(rule.parameters, parameter.name))
            lines.append(f"  - `{parameter.name}` = {value} ({_both(source)})")
    return "\n".join(lines)


def _graded(rule: Rule) -> Mapping[Status, Severity]:
    """The severities where they differ by status."""
    return rule.severities if len(set(rule.severities.values())) > 1 else {}


def _severity(severity: Severity) -> str:
    return f"{severity.value}（{SEVERITIES[severity]}）"


def _both(text: Text) -> str:
    return f"{text.en} / {text.ja}"


def _table(checks: Mapping[str, AnyCheck], packs: Iterable[Pack]) -> str:
    lines = ["| check | title | 項目 | subject | clauses |", "|---|---|---|---|---|"]
    for check_id, check in checks.items():
        clauses = ", ".join(
            f"{pack.id} {clause.id}" for pack in packs for clause in pack.clauses if check_id in clause.checks
        )
        lines.append(
            f"| [{check_id}]({check_id}.md) | {check.title.en} | {check.title.ja} | {check.subject} | {clauses} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Writes what changed and takes away pages of checks that are gone."""
    TARGET.mkdir(parents=True, exist_ok=True)
    made = pages()
    for name, text in made.items():
        (TARGET / name).write_text(text, encoding="utf-8", newline="\n")
    for path in TARGET.glob("*.md"):
        if path.name not in made:
            path.unlink()


if __name__ == "__main__":
    main()
