"""`soat web`: opens the results of a run for the pages, and hands them what they need of the flows."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import TypeVar

from core.campaign import roster_on
from core.settings import Settings
from flows.again import Again
from flows.campaign import campaign_folder, closed_on, new_campaign
from flows.errors import UserError
from flows.inbox import Inbox, inbox_of
from flows.rehearse import rehearse
from flows.report import report
from flows.review import Desk, desk, record, republish
from flows.verify import paths_in
from store.rows import campaign_key
from web.desk import Campaigns, Place, RefusedError, RunState
from web.serve import ServeError, serve

T = TypeVar("T")


def web(  # noqa: PLR0913 - one argument an option of the command line
    out: Path, settings: Settings, *, host: str, port: int, open_browser: bool, public_name: str = ""
) -> None:
    """Serve the pages over `out` until they are stopped; UserError where there is nothing to show, or no way to."""
    with place_of(out, settings) as place:
        try:
            serve(place, host, port, public_name=public_name, open_browser=open_browser, say=_say)
        except ServeError as error:
            raise UserError(str(error)) from error


def _say(address: str) -> None:
    sys.stdout.write(f"Trang của soát: {address}\nNhấn Ctrl+C để dừng.\n")
    sys.stdout.flush()


@contextmanager
def place_of(out: Path, settings: Settings) -> Iterator[Place]:
    """Open the results of a run; UserError where there are none."""
    inbox = inbox_of(out)
    with desk(out.resolve(), settings) as opened:
        key = campaign_key(opened.campaign)

        def now() -> Desk:
            """Return the desk as the last run left it: one may have ended since the pages were opened."""
            return Desk(opened.out, opened.store, opened.store.joined(key) or opened.joined)

        yield Place(
            opened.out,
            settings,
            opened.store,
            key,
            getuser(),
            lambda: paths_in(inbox),
            lambda review: _told(lambda: record(now(), review)),
            lambda: _told(lambda: _papers(opened.out, settings)),
            lambda: _told(lambda: republish(now())),
            _campaigns(opened.out, inbox, settings, now),
        )


def _campaigns(out: Path, inbox: Inbox, settings: Settings, now: Callable[[], Desk]) -> Campaigns:
    current, again = campaign_folder(out), Again(settings)
    return Campaigns(
        current,
        inbox.folder,
        lambda dispatch, folder: _told(lambda: tuple(new_campaign(dispatch, folder, settings))),
        lambda campaign, folder, tell: _told(
            lambda: rehearse(now(), roster_on(campaign, campaign.deadline), folder, settings, tell)
        ),
        lambda: _told(lambda: again.start(inbox.place, current, out)),
        lambda: RunState(*again.state()),
        lambda: closed_on(current),
        inbox.url,
    )


def _papers(out: Path, settings: Settings) -> dict[str, Path]:
    papers = report(out, settings)
    return {"tong-hop": papers.synthesis} | ({"don-doc": papers.letter} if papers.letter else {})


def _told(act: Callable[[], T]) -> T:
    """Do something of the flows for a page; its user's mistakes are told there."""
    try:
        return act()
    except UserError as error:
        raise RefusedError(str(error)) from error
