"""Finds the checks and the packs. A broken one stops the audit: what is not judged must not look as if it were.

Every module of ``checks/`` without a leading underscore is one check; its file name, with hyphens, is its id.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import ModuleType

import checks as shipped_checks
from auditor.errors import PackError, Terminated
from auditor.files import Unreadable, read_small
from auditor.policy import Overrides, read_pack
from checks._contract import AnyCheck, Check, Need, Pack, SubjectKind, Text
from reports.messages import Message, message


def load_checks(package: ModuleType = shipped_checks) -> Mapping[str, AnyCheck]:
    """All checks of the package by their ids, sorted.

    Raises PackError naming every module that cannot be imported or does not hold exactly one whole check.
    """
    found: dict[str, AnyCheck] = {}
    faults: list[Message] = []
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        if name.startswith("_"):
            continue
        try:
            module = importlib.import_module(f"{package.__name__}.{name}")
            wrong = list(_faults(name, module))
            if not wrong:
                found[name.replace("_", "-")] = _classes(module)[0]()
            faults.extend(wrong)
        except (KeyboardInterrupt, Terminated):  # the reader's or the system's word, not the module's
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a module does (`sys.exit`, too), it is named
            faults.append(
                message(
                    "The check {name} cannot be loaded: {error}.",
                    name=name,
                    error=f"{type(error).__name__}: {error}",
                )
            )
    if faults:
        raise PackError(
            message("Some checks are broken; nothing is judged without them:"),
            message("Correct or remove these files; docs/checks/README.md tells what a check needs."),
            tuple(faults),
        )
    return found


def _classes(module: ModuleType) -> list[type[AnyCheck]]:
    """The checks that the module itself defines."""
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Check) and value.__module__ == module.__name__
    ]


def _faults(name: str, module: ModuleType) -> Iterator[Message]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        yield message("The check {name} is not named in lower-case letters and underscores.", name=name)
    if not (module.__doc__ or "").strip():
        yield message("The check {name} has no docstring; it is its page in the documentation.", name=name)
    classes = _classes(module)
    if len(classes) != 1:
        yield message(
            "The check {name} holds {count} subclasses of Check instead of one.",
            name=name,
            count=len(classes),
        )
        return
    (check,) = classes
    if inspect.isabstract(check):
        yield message(
            "The check {name} does not define {methods}.",
            name=name,
            methods=", ".join(sorted(check.__abstractmethods__)),
        )
    yield from (message("The check {name}: {what}", name=name, what=what) for what in _missing_parts(check))


def _missing_parts(check: type[AnyCheck]) -> Iterator[Message]:
    subject = getattr(check, "subject", None)
    if not isinstance(subject, SubjectKind):
        yield message("it is no LoginCheck, ComparingLoginCheck or AccountCheck.")
    title = getattr(check, "title", None)
    if not isinstance(title, Text) or not title.ja.strip() or not title.en.strip():
        yield message("it has no `title` in both languages.")
    if not _is_frozen_dataclass(getattr(check, "parameters", None)):
        yield message("its `parameters` are no frozen dataclass.")
    if not isinstance(check.needs, frozenset) or not all(isinstance(need, Need) for need in check.needs):
        yield message("its `needs` are no frozenset of Need.")
    elif check.needs and subject is SubjectKind.ACCOUNT:
        yield message("`needs` are for checks on logins.")


def _is_frozen_dataclass(candidate: object) -> bool:
    return (
        inspect.isclass(candidate)
        and dataclasses.is_dataclass(candidate)
        and bool(getattr(candidate, "__dataclass_params__").frozen)  # noqa: B009 - unknown to type checkers
    )


def load_pack(choice: str, overrides: Overrides, checks: Mapping[str, AnyCheck] | None = None) -> Pack:
    """The pack of that name, or the one in the file whose path ends in ``.toml``.

    ``checks`` are those of :func:`load_checks` (loaded here where they are not handed in). Raises PackError when there is
    no such pack, it cannot be read, or anything in it or in ``overrides`` does not fit.
    """
    known = load_checks() if checks is None else checks
    if choice.endswith(".toml"):
        shipped = {name: _read_shipped(name) for name in shipped_packs()}
        return read_pack(choice, _read_file(Path(choice)), overrides, known, shipped)
    return read_pack(choice, _read_shipped(choice), overrides, known)


def shipped_packs() -> tuple[str, ...]:
    """The names of the packs that come with the product."""
    folder = resources.files("checks") / "packs"
    return tuple(sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".toml")))


def _read_shipped(name: str) -> str:
    known = shipped_packs()
    if name not in known:
        raise _no_pack(name, known)
    return (resources.files("checks") / "packs" / f"{name}.toml").read_text(encoding="utf-8")


def _no_pack(name: str, known: Iterable[str]) -> PackError:
    return PackError(
        message("There is no policy pack {pack}.", pack=name),
        message(
            "Name one of {known}, or the path of a file that ends in .toml.",
            known=", ".join(known),
        ),
    )


_LARGEST_PACK = 1024**2
"""Bytes; the largest guideline of a city, with every clause in two languages, has a tenth of it."""


def _read_file(path: Path) -> str:
    try:
        return read_small(path, _LARGEST_PACK).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackError(
            message("The policy pack {pack} is not UTF-8.", pack=path.name), message("Save it as UTF-8.")
        ) from None
    except Unreadable as error:
        raise PackError(
            message("The policy pack {pack} cannot be read: {detail}.", pack=str(path), detail=error.detail),
            message(
                "Name a file that is there, or one of the packs {known}. In the settings ([policy] pack) a path is relative "
                "to the settings file.",
                known=", ".join(shipped_packs()),
            ),
        ) from None
