"""Words that several checks share."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from checks._contract import EvidenceKind, Facts, Grade, SecondFactor, Text

CHANGE_PASSWORD = Text(
    "無作為に作った新しいパスワードに変更し、金庫の登録も更新してください。",
    "Change it to a new password made at random, and put that into the vault.",
)

METHODS: Mapping[SecondFactor, Text] = {
    SecondFactor.TOTP: Text("認証アプリのコード", "codes from an authenticator app"),
    SecondFactor.PASSKEY: Text("パスキー", "a passkey"),
    SecondFactor.SECURITY_KEY: Text("セキュリティキー", "a security key"),
    SecondFactor.APP: Text("サービスの公式アプリでの承認", "approval in the service's own app"),
    SecondFactor.SMS: Text("SMSのコード", "codes by SMS"),
    SecondFactor.EMAIL: Text("メールのコード", "codes by e-mail"),
    SecondFactor.NONE: Text("なし", "none"),
}

GRADES: Mapping[Grade, Text] = {
    Grade.A: Text("サービス自体の管理機能による確認", "the platform's own interface says so"),
    Grade.B: Text("端末のコードと金庫のシードの一致", "a code from the device matched the seed in the vault"),
    Grade.C: Text("文書番号のある人の記録", "a person's record with a document"),
    Grade.D: Text("台帳への申告のみ", "only stated in the inventory"),
}

EVIDENCE_WORDS: Mapping[EvidenceKind, str] = {
    EvidenceKind.USE_APPROVED: "利用承認",
    EvidenceKind.OPERATING_RULES: "運用規程",
    EvidenceKind.TERMS_OF_USE: "利用規約",
    EvidenceKind.NON_STAFF_PERMITTED: "職員以外の許可",
    EvidenceKind.REGISTER_SUBMITTED: "担当者一覧表の提出",
    EvidenceKind.RECORDS_KEPT: "承認記録の保存",
    EvidenceKind.SUPERVISION: "監督",
    EvidenceKind.POSTING_AUTHORITY: "投稿権限",
    EvidenceKind.SECOND_FACTOR_SET: "二要素認証の設定",
    EvidenceKind.SITE_LISTING: "公式サイト掲載",
    EvidenceKind.PROFILE_BACKLINK: "プロフィールのリンク",
    EvidenceKind.PROFILE_SHOWS_POLICY: "プロフィールの方針表示",
    EvidenceKind.VERIFIED_BADGE: "認証バッジ",
    EvidenceKind.PASSWORD_NOT_KNOWN: "パスワード不知",
    EvidenceKind.SESSIONS_ENDED: "ログアウト済",
    EvidenceKind.CHANGE_PASSWORD: "パスワード変更",
    EvidenceKind.REPORT_TO_PLATFORM: "事業者への通報",
    EvidenceKind.ANNOUNCE_ELSEWHERE: "他の媒体での周知",
    EvidenceKind.REPORT_INSIDE: "庁内報告",
    EvidenceKind.CORRECT: "訂正",
    EvidenceKind.PUBLISH: "公表",
    EvidenceKind.POLICE: "警察相談",
}
"""The Japanese word of each kind of evidence: what findings ask for and what the inventory's column 種別 takes."""


def folded(text: str) -> str:
    """The form in which names that people write are compared: width, case and spaces tell none apart."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def kind_named(kind: EvidenceKind) -> Text:
    """A kind of evidence as it is to be written into the inventory."""
    return Text(f"「{EVIDENCE_WORDS[kind]}」", kind.value)


def named(staff_number: str, facts: Facts) -> Text:
    """A person as the section knows them: the name where the directory has one, and the staff number."""
    person = facts.people.get(staff_number)
    if person is None or not person.name:
        return Text(f"職員番号{staff_number}", f"staff number {staff_number}")
    return Text(f"{person.name}（{staff_number}）", f"{person.name} ({staff_number})")
