"""A secret comes out by ``reveal`` and by no accident."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.traceback import Traceback

from auditor.vault.secret import Secret

PLAIN = "Mihon-no-himitsu-7"


@pytest.fixture
def secret() -> Secret:
    return Secret(PLAIN)


@dataclasses.dataclass(frozen=True)
class Holder:
    name: str
    secret: Secret


def test_reveal_gives_the_text(secret: Secret) -> None:
    assert secret.reveal() == PLAIN


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        format,
        ascii,
        lambda secret: f"{secret}{secret!r}{secret!s}{secret:>60}",
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
        lambda secret: "{} {!r}".format(secret, secret),  # noqa: UP032
        lambda secret: repr([secret, {"key": secret}]),
        lambda secret: repr(Holder("x", secret)),
        lambda secret: json.dumps({"key": secret}, default=str),
        lambda secret: str(vars(Holder("x", secret))),
        lambda secret: str(dir(secret)),
        lambda secret: str(ValueError(secret)),
    ],
)
def test_nothing_that_shows_it_shows_its_text(show: Callable[[Any], str], secret: Secret) -> None:
    shown = show(secret)
    assert PLAIN not in shown


def test_it_shows_as_a_secret(secret: Secret) -> None:
    assert f"{secret}" == repr(secret) == str(secret) == "<secret>"


@pytest.mark.parametrize(
    "mistake",
    [
        lambda secret: secret == Secret(PLAIN),
        lambda secret: secret != PLAIN,
        lambda secret: secret == None,  # noqa: E711
        lambda secret: PLAIN == secret,  # noqa: SIM300
        lambda secret: secret < Secret("a"),
        lambda secret: Holder("x", secret) == Holder("x", Secret(PLAIN)),
        lambda secret: [secret].index(PLAIN),
        lambda secret: secret in [Secret(PLAIN)],
        hash,
        lambda secret: {secret},
        lambda secret: hash(Holder("x", secret)),
        bool,
        lambda secret: secret or "nothing",
        len,
        iter,
        list,
        reversed,
        lambda secret: secret[0],
        lambda secret: secret[:4],
        lambda secret: "M" in secret,
        lambda secret: secret + "x",
        lambda secret: "x" + secret,
        lambda secret: "".join([secret]),
        bytes,
        int,
        open,
        copy.copy,
        copy.deepcopy,
        lambda secret: copy.deepcopy(Holder("x", secret)),
        lambda secret: dataclasses.asdict(Holder("x", secret)),
        lambda secret: dataclasses.astuple(Holder("x", secret)),
        *(lambda secret, n=n: pickle.dumps(secret, protocol=n) for n in range(pickle.HIGHEST_PROTOCOL + 1)),
        lambda secret: pickle.dumps(Holder("x", secret)),
        json.dumps,
        lambda secret: json.dumps({secret: 1}),
        vars,
        lambda secret: type("Opened", (Secret,), {}),
        Secret,
        lambda secret: Secret(PLAIN.encode()),  # type: ignore[arg-type]
        lambda secret: setattr(secret, "_Secret__text", ""),
        lambda secret: delattr(secret, "_Secret__text"),
    ],
)
def test_each_careless_use_is_a_type_error_without_the_text(
    mistake: Callable[[Any], object], secret: Secret
) -> None:
    with pytest.raises(TypeError) as caught:
        mistake(secret)
    assert PLAIN not in "".join(traceback.format_exception(caught.value))
    assert secret.reveal() == PLAIN


def test_a_dataclass_that_holds_it_can_still_be_replaced(secret: Secret) -> None:
    assert dataclasses.replace(Holder("x", secret), name="y").secret is secret


def test_logging_shows_none_of_it(secret: Secret, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r", secret, secret)
        logging.getLogger("test").warning(secret)
        try:
            raise ValueError(secret)  # noqa: TRY301
        except ValueError:
            logging.getLogger("test").exception("failed with %s", secret)
    assert "<secret>" in caplog.text
    assert PLAIN not in caplog.text


def test_tracebacks_with_locals_show_none_of_it(secret: Secret) -> None:
    try:
        _fail_holding(secret)
    except RuntimeError as error:
        plain = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        shown = io.StringIO()
        Console(file=shown, width=200).print(
            Traceback.from_exception(type(error), error, error.__traceback__, show_locals=True)
        )
    assert "<secret>" in plain
    assert PLAIN not in plain + shown.getvalue()


def _fail_holding(held: Secret) -> None:
    inner = [held, {"again": held}]
    raise RuntimeError(f"cannot use {inner}")


def test_no_pydantic_model_takes_it() -> None:
    with pytest.raises(TypeError):
        type(
            "Model",
            (BaseModel,),
            {
                "__annotations__": {"secret": Secret},
                "__module__": __name__,
                "model_config": ConfigDict(arbitrary_types_allowed=True),
            },
        )


def test_a_refused_use_leaves_no_text_on_the_error_stream(
    secret: Secret, capsys: pytest.CaptureFixture[str]
) -> None:
    print(secret)
    with contextlib.suppress(TypeError):
        print("secret: " + secret)  # type: ignore[operator]
    out, err = capsys.readouterr()
    assert out == "<secret>\n"
    assert PLAIN not in out + err
