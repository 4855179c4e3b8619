"""What the encrypted vault costs: filling, opening (which checks every row), reading, single writes.

``rows()`` is for ``python -m benchmarks``; ``python -m benchmarks.vault`` prints it by itself.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from auditor.vault.backend import EncryptedFileKeyring
from auditor.vault.keys import Passphrase, Stretching, master_key, new_key_text
from auditor.vault.secret import Secret
from auditor.vault.vault import LoginSecrets, Vault

Row = tuple[str, float, str]
"""What was measured, how much, in which unit."""

SINGLE = 200


def rows() -> Iterator[Row]:
    for logins in (1_000, 10_000, 100_000):
        yield from _vault(logins)
    stretching = Stretching(salt=bytes(16))
    yield (
        "passphrase to key (Argon2id)",
        1000 * _seconds(lambda: master_key(Passphrase(Secret("sample")), stretching)),
        "ms",
    )


def _vault(logins: int) -> Iterator[Row]:
    key = new_key_text(os.urandom)
    secrets = [LoginSecrets(f"login-{n}", Secret(f"sample password {n}"), None) for n in range(logins)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vault" / "vault.db"
        with Vault(EncryptedFileKeyring.create(path, key), "auditor") as vault:
            vault.mark()
            yield (
                f"{logins:,} entries: set in one import",
                1000 * _seconds(lambda: vault.set_many(secrets)),
                "ms",
            )
        before = time.perf_counter()
        with Vault(EncryptedFileKeyring(path, key), "auditor") as vault:
            yield f"{logins:,} entries: open and verify", 1000 * (time.perf_counter() - before), "ms"
            read = _seconds(lambda: [vault.password(secret.login_id) for secret in secrets[:10_000]])
            yield f"{logins:,} entries: read one", 1e6 * read / min(logins, 10_000), "µs"
            write = _seconds(lambda: [vault.set_many([secret]) for secret in secrets[:SINGLE]])
            yield f"{logins:,} entries: set one", 1000 * write / SINGLE, "ms"
        yield f"{logins:,} entries: size of the file", path.stat().st_size / 2**20, "MiB"


def _seconds(act: Callable[[], object]) -> float:
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


if __name__ == "__main__":
    for what, much, unit in rows():
        print(f"{what:48} {much:10.2f} {unit}")
