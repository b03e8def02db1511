"""How tests ask the pages: a page parsed, a form sent as a browser would."""

from typing import Any

import lxml.html
from fastapi.testclient import TestClient

HOST = "127.0.0.1:8765"


def tree_of(pages: TestClient, address: str, status: int = 200) -> Any:
    """Return a page, parsed."""
    answer = pages.get(address)
    assert answer.status_code == status, address
    return lxml.html.document_fromstring(answer.text)


def token_of(pages: TestClient) -> str:
    """Return what the forms are known by."""
    return str(tree_of(pages, "/ra-soat").xpath("//input[@name='token']/@value")[0])


def send(pages: TestClient, address: str, **fields: object) -> Any:
    """Send a form as a page would."""
    headers = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    return pages.post(address, data={"token": token_of(pages), **fields}, headers=headers, follow_redirects=False)
