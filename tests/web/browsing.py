"""A page in the system's Chromium, watched: what it says on its console, and asks of others."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

PATIENCE = 30_000  # milliseconds: a busy machine prints an office file slowly


@dataclass
class Seen:
    """A page with what it did behind the scenes."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a path."""
        self.page.goto(self.address + path)
        return self.page
