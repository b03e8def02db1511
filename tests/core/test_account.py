from datetime import timedelta

import pytest

from core.account import account_name, password_fault, password_form, wait_after

GOOD = "bốn con mèo lười"


@pytest.mark.parametrize(
    "typed",
    ["", "ngắn quá đi", "x y z t u " * 30, "aaaaaaaaaaaaaaaa", "Password1234", "123456789012", "trần thị bình 2024"],
)
def test_a_password_that_is_short_or_common_is_refused(typed: str) -> None:
    """Too short, too long, of few letters, of the commonest, or the name with a number behind it."""
    assert password_fault(typed, "Trần Thị Bình")


def test_a_good_password_is_taken() -> None:
    """A few words that one knows oneself need no digits and no signs."""
    assert password_fault(GOOD, "Trần Thị Bình") == ""


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """Letters in pieces and composed ones hash alike."""
    assert password_form("m\u00e8o l\u01b0\u1eddi") == password_form("me\u0300o lu\u031bo\u031b\u0300i")
    assert password_form("mèo") != password_form("meo")


def test_waiting_begins_after_five_and_grows_to_a_quarter_of_an_hour() -> None:
    """Slips are free; guessing is slow; nobody is shut out for a day."""
    waits = [wait_after(failures) for failures in range(40)]
    assert waits[:5] == [timedelta()] * 5
    assert waits[5:9] == [timedelta(seconds=30 * 2**step) for step in range(4)]
    assert waits == sorted(waits)
    assert wait_after(10_000) == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("typed", "name"), [(" Trần  Thị Bình\n", "Trần Thị Bình"), ("", ""), ("x" * 201, ""), ("La\u0300n", "Làn")]
)
def test_a_name_is_compared_in_one_form(typed: str, name: str) -> None:
    """Blanks and pieces of letters make no other account; what is too long is no name."""
    assert account_name(typed) == name
