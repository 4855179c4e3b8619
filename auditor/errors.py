"""Everything this program raises on purpose.

    AuditorError
    ├── UsageError            wrong options                              exit code 2
    ├── FaultsError           several faults of what the city wrote, all at once       2
    │   ├── SettingsError         the settings file, each fault with its line            2
    │   └── PackError             a policy pack or a check that does not fit              2
    ├── SourceError           a bad file; ``SourceFaults`` lists all faults             2
    ├── RunUnderWay           another run holds the lock                      4
    ├── VaultError            the vault cannot be used                      5
    │   ├── VaultRefused          a backend that must not be used (settings)         2
    │   ├── VaultExists           nothing that stands is overwritten                2
    │   ├── VaultMissing · DamagedVault · NewerVault · OlderVault · VaultBusy    5
    │   ├── WrongKey · KeyMissing · DamagedKey                              5
    │   └── VaultExposed          key, vault or folder open to other users           5
    ├── StoreError            the database cannot be used                   5
    ├── BreachListError       a list of leaked passwords cannot be used              5
    ├── MailError             the mail server cannot be used, or took no mail        5
    │   ├── NotTaken              … took this one mail not                          5
    │   └── SessionOver           … ended the session before it took the mail             5
    ├── WordListError         the program's own word lists cannot be used            5
    ├── NotPermitted          this user may not use a file or folder            5
    ├── OutputError           standard output takes nothing (a full disk)         5
    └── Interrupted           the reader stopped it (Ctrl-C)                  5
    Terminated            SIGTERM; not an Exception                       5

Each says what happened and, apart from it, what to do. No secret and nothing personal ever goes into one: they are
printed and logged. Exceptions of libraries are turned into these where they are met.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.system_words import why_refused
from reports.messages import Language, Message, message, say


class AuditorError(Exception):
    """``what`` happened, ``todo`` about it; ``exit_code`` as in the contract, section 3."""

    exit_code = 5

    def __init__(self, what: Message, todo: Message | None = None) -> None:
        super().__init__(what.text)  # without the values: a traceback stays free of data
        self.what = what
        self.todo = todo

    def said(self, language: Language) -> str:
        """The error for a reader: what, and on a second line what to do."""
        lines = [say(self.what, language)]
        if self.todo is not None:
            lines.append(say(self.todo, language))
        return "\n".join(lines)


class UsageError(AuditorError):
    exit_code = 2


class FaultsError(AuditorError):
    """Names all ``faults`` at once, each on a line of its own."""

    exit_code = 2

    def __init__(self, what: Message, todo: Message | None = None, faults: tuple[Message, ...] = ()) -> None:
        super().__init__(what, todo)
        self.faults = faults

    def said(self, language: Language) -> str:
        """What; one line a fault; what to do."""
        lines = [say(self.what, language), *(f"  {say(fault, language)}" for fault in self.faults)]
        if self.todo is not None:
            lines.append(say(self.todo, language))
        return "\n".join(lines)


class SettingsError(FaultsError):
    """The settings file; each fault with its key and line, never with the value."""


class PackError(FaultsError):
    """All faults of a pack, of the settings' overrides or of the checks at once."""


class SourceError(AuditorError):
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a source: where, and what to do. ``value`` only where it is not personal."""

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    what: Message
    value: str | None = None


class SourceFaults(SourceError):
    """All faults of one import at once; nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            message("Faults found: {count}. Nothing was changed.", count=len(faults)),
            message("Correct them in the file and import it again."),
        )
        self.faults = faults


class RunUnderWay(AuditorError):
    exit_code = 4


class VaultError(AuditorError):
    pass


class VaultRefused(VaultError):
    exit_code = 2


class VaultExists(VaultError):
    exit_code = 2


class VaultMissing(VaultError):
    pass


class DamagedVault(VaultError):
    """Cut off, altered, or no vault at all. Nothing of it may be believed, and nothing was written to it."""


class NewerVault(VaultError):
    """Written by a later version of the program."""


class OlderVault(VaultError):
    """A copy of before the newest that a run saw: what was set since is not in it."""


class VaultBusy(VaultError):
    """Another program held the vault for longer than we wait."""


class WrongKey(VaultError):
    pass


class KeyMissing(VaultError):
    pass


class DamagedKey(VaultError):
    """The key file is cut off or is no key file."""


class VaultExposed(VaultError):
    """The key, the vault or its folder is open to other users."""


class StoreError(AuditorError):
    pass


class BreachListError(AuditorError):
    """A list or a service that is set up and cannot be used. In a night it stops nothing: its check is not seen."""


class MailError(AuditorError):
    """Mail could not be handed over. In a night it stops nothing: it is told, and tried again after the next audit.

    ``short`` is the server's code (RFC 5321 and 3463, "550 5.1.1"), or a word of ours; never what the server wrote: it may
    repeat what it was given.
    """

    def __init__(self, what: Message, todo: Message | None = None, *, short: str = "") -> None:
        super().__init__(what, todo)
        self.short = short


class NotTaken(MailError):
    pass


class SessionOver(MailError):
    """The server takes no more mail in this session: the letter was not taken, and another session may take it."""


class WordListError(AuditorError):
    pass


class Interrupted(AuditorError):
    pass


class NotPermitted(AuditorError):
    """Made of the system's own refusal, which may come from anywhere below."""

    def __init__(self, refusal: PermissionError) -> None:
        super().__init__(
            message("This user may not use {path}.", path=refusal.filename or "?"),
            message("Run it as the user who set it up, or let that user own the folder."),
        )


class OutputError(AuditorError):
    """Made of the system's own error, where what a command answers is written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            message("Standard output cannot be written: {detail}.", detail=why_refused(error)),
            message("Look at where it is led to, and at the free space there."),
        )


class Terminated(BaseException):
    """SIGTERM unwinding the stack, so that locks are freed and nothing is left half-written.

    Not an Exception, so that nothing that guards against failures swallows it.
    """
