import pytest
from fastapi.testclient import TestClient

ELSEWHERE = ("evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8765", "")


@pytest.mark.parametrize("host", ELSEWHERE)
def test_only_our_own_name_is_answered(pages: TestClient, host: str) -> None:
    """A page that reaches this machine under a name of its own (DNS rebinding) reads nothing."""
    answer = pages.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "matrix" not in answer.text


def test_every_answer_carries_the_policy(pages: TestClient) -> None:
    """Pages, static files, pictures and refusals all tell the browser what it may not do."""
    for address in ("/", "/static/soat.js", "/static/htmx.min.js", "/khong-co", "/trang-thai.css"):
        headers = pages.get(address).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert pages.get("/").headers["cache-control"] == "no-store"


def test_nothing_of_the_framework_is_served(pages: TestClient) -> None:
    """FastAPI's own pages, which would load scripts from other sites, are not there."""
    assert {pages.get(address).status_code for address in ("/docs", "/redoc", "/openapi.json")} == {404}
