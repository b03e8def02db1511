from dataclasses import dataclass, field

import pytest

SIGNS = "".join(
    dict.fromkeys(
        " ĐđơưăâêôôƠƯĂÂÊÔạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẬẮẰẶẺẾỀỂỄỆỈỊỌỎỐỒỔỘỚỜỞỢỤỦỨỪỬỮỰàáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝ"
    )
)


@dataclass
class Made:
    """A PDF made by hand: every letter of its font is half as wide as its size, and may stand for any sign."""

    pages: list[str] = field(default_factory=list)
    box: str = "0 0 595 842"
    more: str = ""  # of each page's dictionary
    picture: bool = False  # each page is one, below its letters
    over: list[str] = field(default_factory=list)  # what an annotation each draws over every page
    mapped: bool = True  # the font tells which signs its codes are
    signs: str = "".join(map(chr, range(33, 127))) + SIGNS

    def text(
        self, left: float, base: float, words: str, *, size: float = 12, how: str = "1 0 0 1", mode: int = 0
    ) -> str:
        """Return the operators that write these words from there on, with a hole of a letter's width for each tab."""
        codes = "".join("> -500 <" if sign == "\t" else f"{33 + self.signs.index(sign):02x}" for sign in words)
        return f"BT {mode} Tr /F1 {size} Tf {how} {left} {base} Tm [<{codes}>] TJ ET\n"

    def line(self, *points: float) -> str:
        """Return the operators that draw a thin line."""
        left, bottom, right, top = points
        return f"0.5 w {left} {bottom} m {right} {top} l S\n"

    def content(self) -> bytes:
        """Return the file."""
        objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
        rows = "\n".join(f"<{33 + code:02x}> <{ord(sign):04x}>" for code, sign in enumerate(self.signs))
        cmap = (
            "/CIDInit /ProcSet findresource begin begincmap /CMapName /A def 1 begincodespacerange <00> <ff> endcodespacerange "
            f"{len(self.signs)} beginbfchar\n{rows}\nendbfchar endcmap end"
        )
        widths = " ".join(["500"] * 223)
        unicode = "/ToUnicode 4 0 R" if self.mapped else ""
        objects += [
            f"<< /Type /Font /Subtype /TrueType /BaseFont /Times-Roman /FirstChar 33 /LastChar 255 /Widths [{widths}] {unicode} >>",
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        ]
        objects.append(
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
            "stream\n\xff\nendstream"
        )
        drawn = "q 595 0 0 842 0 0 cm /I1 Do Q\n" if self.picture else ""
        known = "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 5 0 R >> >>"
        annotations = ""
        for operators in self.over:
            objects.append(
                f"<< /Type /XObject /Subtype /Form /BBox [{self.box}] {known} /Length {len(operators)} >>\nstream\n{operators}\nendstream"
            )
            annotations += (
                f"<< /Type /Annot /Subtype /Widget /F 4 /Rect [{self.box}] /AP << /N {len(objects)} 0 R >> >>"
            )
        kids = []
        for letters in self.pages:
            page = drawn + letters
            objects.append(f"<< /Length {len(page)} >>\nstream\n{page}\nendstream")
            number = len(objects)
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [{self.box}] {self.more} {known} "
                f"/Annots [{annotations}] /Contents {number} 0 R >>"
            )
            kids.append(f"{number + 1} 0 R")
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
        out, places = "%PDF-1.7\n", []
        for number, body in enumerate(objects, start=1):
            places.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n"
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
        return f"{out}startxref\n{start}\n%%EOF\n".encode("latin-1")


@pytest.fixture
def made() -> Made:
    """Return an empty PDF to be filled."""
    return Made()
