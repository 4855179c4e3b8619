"""Opening a password-protected workbook (MS-OFFCRYPTO), in memory only."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format.ooxml import OOXMLFile

from auditor.errors import SourceError
from auditor.vault.secret import Secret
from reports.messages import message

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins (MS-CFB 2.2): a protected .xlsx, or an .xls of before 2007."""

# The library logs keys and hashes at level DEBUG.
logging.getLogger("msoffcrypto").setLevel(logging.WARNING)


def unprotected(content: bytes, file: str, passphrase: Callable[[], Secret | None]) -> bytes:
    """The workbook inside ``content``; asks for the passphrase only when one is needed.

    Raises SourceError when there is no passphrase, the wrong one, or no protected .xlsx to open.
    """
    container = _container(content, file)
    words = passphrase()
    if words is None:
        raise SourceError(
            message(
                "{file} is protected by a password, and no passphrase for it is in the vault.", file=file
            ),
            message("Put the passphrase into the vault, or save the file without a password."),
        )
    return _decrypted(container, words, file)


def _container(content: bytes, file: str) -> OOXMLFile:
    try:
        container = msoffcrypto.OfficeFile(io.BytesIO(content))
    except (FileFormatError, ParseError):
        raise _old_format(file) from None
    except DecryptionError:
        raise _unknown_protection(file) from None
    except Exception:  # noqa: BLE001 - the library answers a damaged container with errors of every kind
        raise _damaged(file) from None
    if not isinstance(container, OOXMLFile):
        raise _old_format(file)
    return container


def _decrypted(container: OOXMLFile, words: Secret, file: str) -> bytes:
    opened = io.BytesIO()
    try:
        container.load_key(password=words.reveal(), verify_password=True)
        container.decrypt(opened)
    except InvalidKeyError:
        raise SourceError(
            message("The passphrase in the vault does not open {file}.", file=file),
            message("Was the workbook's password changed? Put the new one into the vault."),
        ) from None
    except DecryptionError:
        raise _unknown_protection(file) from None
    except Exception:  # noqa: BLE001 - as above
        raise _damaged(file) from None
    return opened.getvalue()


def _unknown_protection(file: str) -> SourceError:
    return SourceError(
        message("{file} is protected in a way that cannot be opened here.", file=file),
        message("Protect it with a password in Excel 2010 or newer, or save it without one."),
    )


def _damaged(file: str) -> SourceError:
    return SourceError(
        message("{file} is cut off or damaged.", file=file),
        message("Fetch the file again, or open it in Excel and save it as .xlsx."),
    )


def _old_format(file: str) -> SourceError:
    return SourceError(
        message("{file} is in an old or different format, not .xlsx.", file=file),
        message("Open it in Excel and save it as .xlsx."),
    )
