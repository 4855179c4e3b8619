"""``Secret``: the wrapper every password, seed and key travels in."""

from __future__ import annotations

from typing import Any, NoReturn, final


@final
class Secret:
    """A text that nobody sees by accident; :meth:`reveal` is the only way to it.

    Where a program may show it in passing (``repr``, ``str``, formatting, logging, a traceback with locals) it shows
    as ``<secret>``: an exception there would hide the error that was being told. Where silent use would be a mistake
    (comparing, hashing, asking for its truth, pickling, copying, putting it into a pydantic model) it raises
    TypeError. It has no length, no items, and cannot be changed.

    To compare two secrets, compare their keyed fingerprints (``auditor.measuring``).
    """

    __slots__ = ("__text",)
    __text: str

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError("a secret is made of text")
        object.__setattr__(self, "_Secret__text", text)

    def reveal(self) -> str:
        """The plaintext. Drop it as soon as it was used; keep it in no attribute, argument of a log or exception."""
        return self.__text

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return "<secret>"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("a secret is not compared, copied, pickled or changed; see Secret.reveal")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __hash__ = None  # type: ignore[assignment]  # Python's own way to say: not hashable
    __bool__ = _refuse
    __copy__ = __deepcopy__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = _refuse
    __setattr__ = __delattr__ = _refuse

    def __init_subclass__(cls, **_: object) -> NoReturn:
        raise TypeError("Secret has no subclasses: one could open what it closes")

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> NoReturn:
        # A model that could not be validated echoes its input (design/operations.md): no secret goes into one.
        raise TypeError("a secret is no field of a pydantic model")
