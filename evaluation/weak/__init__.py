"""Weak passwords as Japanese officials make them: one module a topic, each with its ``KINDS``."""

from __future__ import annotations

from evaluation.recipes import Kind
from evaluation.weak import cities, forms, keyboard, names, numbers, words

KINDS: tuple[Kind, ...] = (
    *names.KINDS,
    *cities.KINDS,
    *numbers.KINDS,
    *keyboard.KINDS,
    *words.KINDS,
    *forms.KINDS,
)
