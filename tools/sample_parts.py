"""What is printed of a sample text and where: letterhead, title, body, signature, annex (các thành phần thể thức)."""

from dataclasses import dataclass

from tools.sample_text import Line, LineKind, Sample

ANNEX = "PHỤ LỤC"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
MARKERS = {LineKind.BULLET: "- ", LineKind.SUB_BULLET: "+ "}
HEADINGS = frozenset({LineKind.HEADING_1, LineKind.HEADING_2})


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a document by their places, as NĐ 30/2020/NĐ-CP (Phụ lục I) arranges them."""

    parent: str
    agency: str
    number: str
    about: str  # the V/v line of a công văn
    date_line: str
    title: tuple[str, ...]
    addressees: tuple[str, ...]  # from the second on a list below the first
    body: tuple[Line, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str
    annex: tuple[Line, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """The letterhead's left column."""
        return tuple(filter(None, (self.parent, self.agency, self.number, self.about)))

    @property
    def right(self) -> tuple[str, ...]:
        """The letterhead's right column."""
        return (COUNTRY, MOTTO, self.date_line)


def parts_of(sample: Sample) -> Parts:
    """Return the parts of a sample."""
    head, day = sample.head, sample.day
    letter = head["doc_type"] == "Công văn"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    body, annex = _split_annex(sample.lines)
    return Parts(
        parent=head["parent"],
        agency=head["agency"],
        number=f"Số: {head['number']}",
        about=f"V/v {head['subject']}" if letter else "",
        date_line=f"{head['place']}, ngày {day.day:02} tháng {month} năm {day.year}",
        title=() if letter else (head["doc_type"].upper(), head["subject"]),
        addressees=_addressees(head["to"]),
        body=body,
        recipients=("Nơi nhận:", *(f"- {recipient}" for recipient in head["recipients"])),
        authority=tuple(filter(None, (*head["authority"].split("\n"), *head["role"].split("\n")))),
        signer=f"{head['rank']} {head['signer']}".strip(),
        annex=annex,
    )


def printed(line: Line) -> str:
    """Return a line of the body as it is printed, with its bullet."""
    return MARKERS.get(line.kind, "") + line.text


def is_annex(line: Line) -> bool:
    """Tell whether a line is the heading of an annex."""
    return line.kind in HEADINGS and line.text.upper().startswith(ANNEX)


def _addressees(addressees: str | list[str]) -> tuple[str, ...]:
    if isinstance(addressees, str):
        return (f"Kính gửi: {addressees}",) if addressees else ()
    return ("Kính gửi:", *(f"- {addressee}" for addressee in addressees))


def _split_annex(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part the lines before the annex from the annex, which follows the signature."""
    for at, line in enumerate(lines):
        if line.kind is LineKind.HEADING_1 and is_annex(line):
            return lines[:at], lines[at:]
    return lines, ()
