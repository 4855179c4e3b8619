"""What the operating system and the TOML reader say, in the reader's language. What is not known here stays as they say it."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Mapping

from reports.messages import Message, message

_BY_ERRNO: Mapping[str, Message] = {  # names, because the numbers are the system's own
    "EACCES": message("Permission denied"),
    "EBUSY": message("Device or resource busy"),
    "EEXIST": message("File exists"),
    "EFBIG": message("File too large"),
    "EIO": message("Input/output error"),
    "EISDIR": message("Is a directory"),
    "ELOOP": message("Too many levels of symbolic links"),
    "EMFILE": message("Too many open files"),
    "ENAMETOOLONG": message("File name too long"),
    "ENOENT": message("No such file or directory"),
    "ENOSPC": message("No space left on device"),
    "ENOTDIR": message("Not a directory"),
    "EPERM": message("Operation not permitted"),
    "EROFS": message("Read-only file system"),
}


def why_refused(error: OSError) -> Message | str:
    """Why the system refused, for the end of a sentence; empty where it gives no reason."""
    known = _BY_ERRNO.get(errno.errorcode.get(error.errno or 0, ""))
    return known or error.strerror or ""


_TWICE = message("a section or setting stands twice")
_NOT_CLOSED = message("a bracket is not closed")
_SIGN = message("a sign that may not stand here")
_BY_BEGINNING: Mapping[str, Message] = {  # of tomllib's sentences (Python 3.11 to 3.14)
    "Cannot declare": _TWICE,
    "Cannot overwrite a value": _TWICE,
    "Cannot mutate immutable namespace": _TWICE,
    "Cannot redefine namespace": _TWICE,
    "Duplicate inline table key": _TWICE,
    "Expected ']": _NOT_CLOSED,
    "Unclosed": _NOT_CLOSED,
    "Expected '='": message("= is missing after the name"),
    "Expected newline or end of document": message("something stands after the end of the value"),
    "Invalid initial character for a key part": message("no name of a setting begins like this"),
    "Invalid statement": message("this is no line of TOML"),
    "Invalid value": message("this is no value; text stands in quotation marks"),
    "Invalid date or datetime": message("there is no such date"),
    "Invalid hex value": message("this is no code of a sign"),
    "Escaped character is not a Unicode scalar value": message("this is no code of a sign"),
    "Unescaped '\\'": message("a backslash in quotation marks is written twice"),
    "Unterminated string": message("a quotation mark is not closed"),
    "Expected \"'": message("a quotation mark is not closed"),
    "Illegal character": _SIGN,
    "Found invalid character": _SIGN,
}
_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


def why_no_toml(error: ValueError | RecursionError) -> Message | str:
    """What ``tomllib.loads`` found wrong, with its line; Python's own errors of numbers and nesting are among it."""
    if isinstance(error, RecursionError):
        return message("brackets are nested too deeply")
    if not isinstance(error, tomllib.TOMLDecodeError):  # Python reads no number of more than 4,300 digits
        return message("a number has too many digits")
    placed = _PLACE.match(str(error))
    known = placed and next(
        (said for begin, said in _BY_BEGINNING.items() if placed[1].startswith(begin)), None
    )
    if placed is None or known is None:
        return str(error)
    if placed[2] is None:
        return message("{what} (at the end of the file)", what=known)
    return message("{what} (line {line}, column {column})", what=known, line=placed[2], column=placed[3])
