"""Words that several checks share."""

from __future__ import annotations

from collections.abc import Mapping

from checks._contract import Facts, Grade, SecondFactor, Text

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


def named(staff_number: str, facts: Facts) -> Text:
    """A person as the section knows them: the name where the directory has one, and the staff number."""
    person = facts.people.get(staff_number)
    if person is None or not person.name:
        return Text(f"職員番号{staff_number}", f"staff number {staff_number}")
    return Text(f"{person.name}（{staff_number}）", f"{person.name} ({staff_number})")
