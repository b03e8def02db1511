"""An analyst says who sent a file that the program could not give to a unit."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.web.asking import send, tree_of

Hash = Callable[[str], str]


def test_a_report_of_nobody_is_given_to_a_unit_and_taken_back(desk: TestClient, hash_of: Hash) -> None:
    """The list of what waits leads to the file; once given, the unit has returned its report; undone, it waits again."""
    file = f"/tep/{hash_of('không rõ.docx')}"
    (link,) = tree_of(desk, "/can-xu-ly").xpath("//a[text()='Chọn đơn vị']/@href")
    assert link == f"{file}#giao"
    assert tree_of(desk, file).xpath("//*[@id='giao']/details[@open]")
    assert "chưa gửi" in tree_of(desk, "/don-vi/sxd").xpath("string(//h1)")
    answer = send(desk, f"{file}/don-vi", viec="assign", don_vi="sxd", ghi_chu="Đã gọi điện")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{file}#giao")
    assert "chưa gửi" not in tree_of(desk, "/don-vi/sxd").xpath("string(//h1)")
    said = tree_of(desk, file).xpath("string(//*[@id='giao'])")
    assert "Sở Xây dựng" in said
    assert "Đã gọi điện" in said
    assert file in tree_of(desk, "/ra-soat").xpath("//section[@aria-labelledby='gan-day']//a/@href")[0]
    assert send(desk, f"{file}/don-vi", viec="undo").status_code == 303
    assert "chưa gửi" in tree_of(desk, "/don-vi/sxd").xpath("string(//h1)")
    assert send(desk, f"{file}/don-vi", viec="undo").status_code == 409


@pytest.mark.parametrize(("unit", "status"), [("khong-co", 404), ("", 404), ("<script>", 404), ("x" * 300, 422)])
def test_only_units_of_the_roster_can_be_named(desk: TestClient, hash_of: Hash, unit: str, status: int) -> None:
    """Anything else is refused with a page."""
    assert send(desk, f"/tep/{hash_of('không rõ.docx')}/don-vi", don_vi=unit).status_code == status


def test_a_file_that_is_not_there_cannot_be_given(desk: TestClient) -> None:
    """A hash that no row has is not kept."""
    assert send(desk, f"/tep/{'0' * 64}/don-vi", don_vi="sxd").status_code == 404
