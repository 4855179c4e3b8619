"""``auditor site``: what the city's public pages show of its accounts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import click

from auditor.catalogue import load_pack
from auditor.cli._app import App, pass_app
from auditor.cli._json import print_json
from auditor.cli._opening import open_ledger
from auditor.cli._progress import progress
from auditor.cli._table import print_table
from auditor.site.checking import Checked, backlink_of, check
from auditor.site.comparing import Seen, SeenPage, Sight, State
from auditor.site.fetching import Fetcher, Why
from auditor.site.keeping import Kept
from checks._contract import Grade
from checks._wording import EVIDENCE_WORDS
from reports.messages import Language, Message, marked, message, say

STRANGERS = 20
"""Links to accounts that nobody knows, told one by one."""

ALL_GOOD, SOMETHING_WRONG, DID_NOT_SEE_ALL = 0, 1, 3


@click.group(help=marked("What the city's public pages show of its accounts."))
def site() -> None:
    pass


@site.command(
    "check",
    help=marked(
        "Looks at the pages on which the city lists its accounts and at the accounts' own pages, and records what it saw. Only "
        "the pages of allowed hosts that the settings and the inventory name; switched off unless [site] enabled = true."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=marked("Answer as JSON."))
@pass_app
def check_(app: App, as_json: bool) -> int:
    choice, day = app.settings.site, app.today
    pack = load_pack(app.settings.policy.pack, app.settings.policy.override)
    with progress(app, message("Pages asked for")) as told:
        checked = check(
            open_ledger(app),
            choice,
            day,
            leads_to=backlink_of(pack),
            open_fetcher=lambda: Fetcher(choice.allow, choice.proxy, clock=time.monotonic, pause=time.sleep),
            told=told,
        )
    if as_json:
        print_json({"date": day.isoformat(), "saw_all": checked.saw_all, **_as_json(checked)})
    else:
        _show(app, checked)
    if not checked.saw_all:
        return DID_NOT_SEE_ALL
    return ALL_GOOD if checked.all_good else SOMETHING_WRONG


# --- what is told ---------------------------------------------------------------------------------------------------

_STATES: Mapping[State, Message] = {
    State.LISTED: message("listed, with the right link"),
    State.LINKED: message("leads to the city's site"),
    State.GONE: message("closed, and no longer listed"),
    State.NOT_LISTED: message("NOT LISTED"),
    State.WRONG_LINK: message("WRONG LINK"),
    State.STILL_LISTED: message("CLOSED AND STILL LISTED"),
    State.NOT_LINKED: message("LEADS NOWHERE that the guideline asks for"),
    State.NOT_SEEN: message("not seen"),
    State.NOT_ASKED: message("not asked for"),
}

_WHY: Mapping[Why, Message] = {
    Why.NO_ADDRESS: message("the inventory has no address of the account"),
    Why.NOT_ALLOWED: message("its host is not allowed ([site] allow)"),
    Why.NO_ANSWER: message("the page gives no answer"),
    Why.TOO_SLOW: message("the page is too slow"),
    Why.TOO_LARGE: message("the page is too large"),
    Why.STATUS: message("the page answers with an error"),
    Why.NOT_HTML: message("the address answers with something that is no HTML page"),
    Why.PACKED: message("the page comes packed, though that was not asked for"),
    Why.LED_ELSEWHERE: message("the address leads elsewhere"),
    Why.TOO_MANY_REDIRECTS: message("the address leads from one to the next and never to a page"),
    Why.CUT_OFF: message("the page is cut off"),
    Why.NO_TIME_LEFT: message("no time was left for it"),
    Why.NEEDS_SCRIPT: message("a script draws the page"),
    Why.NEEDS_LOGIN: message("the page asks for a password"),
    Why.FRAMES: message("the page shows other pages in frames, which are not read"),
    Why.HIDDEN: message("the page holds it, but hides it"),
    Why.NO_LIST: message("the page links none of the city's accounts and is not taken for its list"),
    Why.OTHER_LINK: message("the list links another account under its name"),
    Why.SHARED_ADDRESS: message("an open account has the same address"),
    Why.CHANGED: message("its address changed while the pages were asked for"),
}


def _show(app: App, checked: Checked) -> None:
    heads = (message("Account"), message("Kind"), message("Seen"), message("Detail"), message("Record"))
    print_table(
        [say(head, app.language) for head in heads], (_row(kept, app.language) for kept in checked.kept)
    )
    for page, stranger in checked.strangers[:STRANGERS]:
        app.tell(
            message(
                "{page} also links {link}, which is no account of the inventory.", page=page, link=stranger
            )
        )
    if (more := len(checked.strangers) - STRANGERS) > 0:
        app.tell(message("… and {more} more of these (--json tells all).", more=more))
    for said in _remarks(checked):
        app.tell(said)
    counts = {state: sum(kept.sight.state is state for kept in checked.kept) for state in State}
    app.tell(
        message(
            "In order: {good}. Wrong: {wrong}. Not seen: {unseen}. Not asked for: {unasked}.",
            good=counts[State.LISTED] + counts[State.LINKED] + counts[State.GONE],
            wrong=sum(counts[state] for state in _WRONG),
            unseen=counts[State.NOT_SEEN],
            unasked=counts[State.NOT_ASKED],
        )
    )


_WRONG = (State.NOT_LISTED, State.WRONG_LINK, State.STILL_LISTED, State.NOT_LINKED)


def _row(kept: Kept, language: Language) -> tuple[str, ...]:
    sight = kept.sight
    return (
        sight.account_id,
        EVIDENCE_WORDS[sight.kind] if language is Language.JA else sight.kind.value,
        say(_STATES[sight.state], language),
        _detail(sight, language),
        "" if kept.number is None else str(kept.number),
    )


def _detail(sight: Sight, language: Language) -> str:
    why = "" if sight.why is None else say(_WHY[sight.why], language)
    return " ".join(part for part in (why, str(sight.status or ""), sight.link) if part)


def _remarks(checked: Checked) -> Iterator[Message]:
    for kept in checked.kept:
        if kept.ended:
            yield message(
                "{account}: the record of an earlier look ({kind}) has ended.",
                account=kept.sight.account_id,
                kind=kept.sight.kind.value,
            )
        for one in kept.against:
            yield message(
                "{account}: a record states otherwise: {document}, {dated}, {by}. Take it back where it is wrong.",
                account=kept.sight.account_id,
                document=one.document,
                dated=one.dated.isoformat(),
                by=one.by,
            )


def _as_json(checked: Checked) -> dict[str, object]:
    return {
        "lists": [_page(page) for page in checked.lists],
        "profiles": [_page(page) for page in checked.profiles],
        "accounts": [_sight(kept) for kept in checked.kept],
        "strangers": [{"page": page, "link": link} for page, link in checked.strangers],
    }


def _page(page: Seen) -> dict[str, object]:
    if isinstance(page, SeenPage):
        return {"address": page.address, "sha256": page.sha256, "why": page.unread, "status": 200}
    return {"address": page.asked, "sha256": None, "why": page.why.value, "status": page.status}


def _sight(kept: Kept) -> dict[str, object]:
    sight = kept.sight
    return {
        "account_id": sight.account_id,
        "kind": sight.kind.value,
        "state": sight.state.value,
        "why": sight.why,
        "status": sight.status,
        "link": sight.link or None,
        "pages": [{"address": page.address, "sha256": page.sha256} for page in sight.pages],
        "record": kept.number,
        "grade": None if kept.number is None else Grade.A.value,
        "new": kept.is_new,
        "ended": kept.ended,
        "against": [one.document for one in kept.against],
    }
