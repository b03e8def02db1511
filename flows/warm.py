"""Imported by the fork server before it forks workers: a made-up report is understood once, so that no worker has to load what that takes.

Word tables, patterns, the sentence model and the words of underthesea take a second and more; a worker lives for 200 jobs.
"""

import gc

from core.settings import Settings
from extractors.legacy.text import repaired
from extractors.piece import Content, Piece, assemble
from flows.document import campaign_for, ready_for
from nlp.assess import assess
from nlp.describe import describe
from store.campaigns import load_campaign

_REPORT = """ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG
SỞ NỘI VỤ
Số: 1/BC-SNV
Tuyên Quang, ngày 02 tháng 12 năm 2024
BÁO CÁO
Kết quả công tác dân vận năm 2024
Thực hiện Luật Thực hiện dân chủ ở cơ sở và Quyết định số 23/QĐ-TTg ngày 14/10/2021 của Thủ tướng Chính phủ, Kế hoạch số 45/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân huyện Na Hang về dân vận khéo, Sở Nội vụ báo cáo như sau:
I. Kết quả thực hiện
Sở đã tổ chức 12 buổi đối thoại với Nhân dân; nơi thi công khai thác đá đã niêm yết công khai quyết định.
II. Khó khăn
Kinh phí còn thiếu, công chức kiêm nhiệm nên còn lúng túng.
III. Phương hướng
Năm 2025, Sở sẽ tiếp tục tuyên truyền về dân vận."""


def warm_up() -> None:
    """Describe the report and hold it against the campaign that is the default."""
    pieces = tuple(map(Piece, _REPORT.splitlines()))
    document = assemble("", "text/plain", repaired(Content(pieces)))
    ready = ready_for(campaign_for(load_campaign(Settings().default_campaign), ()))
    assess(document, describe(document), None, "", ready)


gc.disable()  # what is loaded stays
warm_up()
gc.freeze()  # no worker looks through it, so that all share its memory
gc.enable()
