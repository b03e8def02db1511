"""What is handed up: workbook, page, synthesis, reminder letter; what changed last, and the runs that led here."""

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, HTMLResponse, Response

from reports.words import CAUSES
from web.guard import own_form
from web.visit import Here, missing

router = APIRouter()
_RUNS = 30  # that the page shows, the latest first
_MADE = {"bang-tinh": "coverage.xlsx", "trang-xem": "index.html"}  # by every run and correction, in OUT


@router.get("/ket-qua", response_class=HTMLResponse)
def results(here: Here) -> HTMLResponse:
    """Show what there is to hand up, what changed and when the inbox was read."""
    runs = here.desk.place.store.runs(here.now.campaign)
    changes = here.now.rows["changes"]
    return here.page(
        "results.html", runs=runs[::-1][:_RUNS], changes=changes, causes=CAUSES, letter=bool(here.now.view.missing)
    )


@router.get("/ket-qua/{name}")
def made(here: Here, name: str) -> Response:
    """Give a file that the last run wrote."""
    path = here.desk.place.out / _MADE[name] if name in _MADE else None
    if path is None or not path.is_file():
        missing("Không có tệp kết quả này. Chạy lại `soat run`.")
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


@router.post("/ket-qua/{name}", dependencies=[Depends(own_form)])
def paper(here: Here, name: str) -> Response:
    """Write the papers anew out of the tables as they are now, and give one: the synthesis or the letter."""
    path = here.desk.place.papers().get(name) or missing("Không có đơn vị nào chưa gửi nên không có công văn đôn đốc.")
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")
