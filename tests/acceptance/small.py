"""A city of two accounts in which everything is in order: where one thing is to be wrong, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from tests.acceptance.harness import TODAY
from tests.acceptance.tables import Row, Tables

SECRETS = {
    "login-a": ("gTrWq-Zbn4kDpxMvhYs-Rcj", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
    "login-b": ("Vky7pLqNs.wHdtBzGm!Xrfc", ""),
}


def _ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def small_tables() -> Tables:
    """A fresh copy each time: the caller changes what it likes."""
    papers: list[Row] = [
        {"account_id": account_id, "kind": kind, "date": _ago(50), "by": "00101", "document": "試第1号"}
        for account_id in ("ac-a", "ac-b")
        for kind in ("use-approved", "operating-rules", "records-kept", "register-submitted")
    ]
    proofs: list[Row] = [
        {
            "login_id": login_id,
            "kind": "second-factor-set",
            "date": _ago(50),
            "by": "00101",
            "document": "試第2号",
        }
        for login_id in SECRETS
    ]
    return {
        "accounts": [
            {
                "account_id": account_id,
                "service": "x",
                "name": "試し市公式",
                "url": "https://example.lg.jp/",
                "section": "試験課",
                "manager": "00101",
                "opened": _ago(1000),
                "purpose": "お知らせ",
            }
            for account_id in ("ac-a", "ac-b")
        ],
        "logins": [
            {"login_id": "login-a", "accounts": ("ac-a",), "username": "tameshi_a", "second_factor": "totp"},
            {
                "login_id": "login-b",
                "accounts": ("ac-b",),
                "username": "tameshi_b",
                "second_factor": "passkey",
            },
        ],
        "administrators": [
            {"account_id": account_id, "staff_number": number, "since": _ago(100)}
            for account_id in ("ac-a", "ac-b")
            for number in ("00102", "00103")
        ],
        "staff": [
            {
                "staff_number": number,
                "name": name,
                "birth_date": born,
                "phone": phone,
                "section": "試験課",
            }
            for number, name, born, phone in (
                ("00101", "試験 太郎", date(1971, 10, 29), "0836-00-5941"),
                ("00102", "試験 花子", date(1983, 6, 17), "0836-00-6283"),
                ("00103", "試験 次郎", date(1994, 9, 25), "0836-00-7514"),
            )
        ],
        "transfers": [
            {
                "staff_number": "00103",
                "name": "試験 次郎",
                "effective": _ago(200),
                "kind": "promotion",
                "from_section": "試験課",
                "to_section": "試験課",
            }
        ],
        "evidence": papers + proofs,
    }
