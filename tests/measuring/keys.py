"""Keys and secrets that are obviously made up."""

from auditor.measuring.fingerprints import FingerprintKey
from auditor.vault.secret import Secret
from auditor.vault.vault import Entries
from checks._contract import Unseen, WhyUnseen

KEY = FingerprintKey(b"sample key, never used elsewhere" * 2)
OTHER_KEY = FingerprintKey(b"another key, also only a sample!" * 2)


class FakeVault:
    """Holds secrets in a dictionary; answers as the real vault does."""

    def __init__(self, passwords: dict[str, str], seeds: dict[str, str] | None = None) -> None:
        self._passwords = passwords
        self._seeds = seeds or {}

    def password(self, login_id: str) -> Secret | Unseen:
        if login_id not in self._passwords:
            return Unseen(WhyUnseen.NO_ENTRY)
        return Secret(self._passwords[login_id])

    def seed(self, login_id: str) -> Secret | Unseen | None:
        return Secret(self._seeds[login_id]) if login_id in self._seeds else None

    def entries(self, login_id: str) -> Entries:
        return Entries(self.password(login_id), self.seed(login_id))
