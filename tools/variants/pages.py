"""A report as text, and as the HTML that Word saves: under .doc, or with its parts in an MHT (dạng văn bản và trang web)."""

import html
from collections.abc import Iterator
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from itertools import groupby, zip_longest
from textwrap import wrap

from tools.sample_parts import HEADINGS, Parts, is_annex, printed
from tools.sample_text import Line, LineKind, number_of
from tools.variants.report import Report

_LINE = 78  # characters: Word breaks the lines of its HTML
_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset={charset}">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<title>{title}</title>
<!--[if gte mso 9]><xml>
 <o:DocumentProperties><o:Author>Van thu</o:Author><o:Pages>3</o:Pages></o:DocumentProperties>
</xml><![endif]-->
<style>
<!--
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{{margin:0cm; font-size:14.0pt; font-family:"Times New Roman",serif;}}
@page WordSection1 {{size:595.3pt 841.9pt; margin:2.0cm 1.5cm 2.0cm 3.0cm;}}
-->
</style>
<!--[if gte mso 10]>
<style>
 table.MsoNormalTable {{mso-style-name:"Table Normal";}}
</style>
<![endif]-->
</head>

<body lang=VI style='tab-interval:36.0pt'>

<div class=WordSection1>

"""
_FOOT = "\n</div>\n\n</body>\n\n</html>\n"
_LABEL = (
    "<![if !supportLists]><span style='mso-list:Ignore'>{label}<span style='font:7.0pt \"Times New Roman\"'>"
    "&nbsp;&nbsp;&nbsp; </span></span><![endif]>"
)


def saved_text(report: Report) -> str:
    """Return the text as Word saves it: the cells of a row behind each other, a tab between them."""
    parts = report.parts
    lines = [*parts.left[:-1], f"{parts.left[-1]}\t{parts.right[0]}", *parts.right[1:], ""]
    lines += [*parts.title, "", *parts.addressees, "", *map(_text_line, parts.body), ""]
    lines += [*parts.recipients[:-1], f"{parts.recipients[-1]}\t{parts.authority[0]}", *parts.authority[1:]]
    lines += ["", "", parts.signer, "", *map(_text_line, parts.annex), *(note for _, note in report.notes)]
    return "\n".join(lines) + "\n"


def typed_text(report: Report) -> str:
    """Return the text as people type it: head and foot in two columns that tabs part."""
    parts = report.parts
    signing = (*parts.authority, *[""] * 3, parts.signer)
    lines = [*_beside(parts.left, parts.right), "", *parts.title, "", *parts.addressees, ""]
    lines += [*map(_text_line, parts.body), "", *_beside(parts.recipients, signing), ""]
    lines += [*map(_text_line, parts.annex), *(note for _, note in report.notes)]
    return "\n".join(lines) + "\n"


def word_html(report: Report, charset: str) -> bytes:
    """Return the HTML that Word saves; letters that the character set lacks are entities."""
    parts = report.parts
    lines = [_columns(parts.left, parts.right)]
    lines += [_paragraph(html.escape(line), bold=True, centred=True) for line in parts.title]
    lines += [_paragraph(html.escape(line), centred=len(parts.addressees) == 1) for line in parts.addressees]
    lines += [*_body(parts.body), _paragraph("<o:p>&nbsp;</o:p>")]
    lines += [_columns(parts.recipients, (*parts.authority, "", "", parts.signer)), *_body(parts.annex)]
    lines += [_paragraph(html.escape(note)) for _, note in report.notes]
    page = _HEAD.format(charset=charset, title=html.escape(_title(parts))) + "\n\n".join(lines) + _FOOT
    return page.replace("\n", "\r\n").encode(charset, "xmlcharrefreplace")


def mht(report: Report) -> bytes:
    """Return Word's single-file web page: the HTML and a list of its parts in one MIME message."""
    outer = EmailMessage(policy=SMTP)
    outer["MIME-Version"] = "1.0"
    outer.set_type("multipart/related")
    place = "file:///C:/B1A2C3D4/bao-cao"
    for name, content, subtype in (
        (f"{place}.htm", word_html(report, "utf-8"), "html"),
        (f"{place}_files/filelist.xml", b"<xml><o:MainFile HRef='../bao-cao.htm'/></xml>", "xml"),
    ):
        part = EmailMessage(policy=SMTP)
        part.set_content(content.decode(), subtype=subtype, charset="utf-8", cte="quoted-printable")
        part["Content-Location"] = name
        outer.attach(part)
    stream = BytesIO()
    BytesGenerator(stream, policy=SMTP).flatten(outer)
    return stream.getvalue()


def _title(parts: Parts) -> str:
    return parts.title[0] if parts.title else parts.agency


def _text_line(line: Line) -> str:
    return "\t".join(line.cells) if line.kind is LineKind.ROW else printed(line)


def _beside(left: tuple[str, ...], right: tuple[str, ...]) -> Iterator[str]:
    for one, other in zip_longest(left, right, fillvalue=""):
        yield f"{one}\t\t\t{other}".rstrip() if other else one


def _columns(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    cells = (
        "\n  ".join(_paragraph(html.escape(line), centred=True) for line in side if line) for side in (left, right)
    )
    inner = "\n ".join(
        f"<td width=283 valign=top style='width:212.6pt;padding:0cm 5.4pt'>\n  {cell}\n </td>" for cell in cells
    )
    return f"<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0>\n <tr>\n {inner}\n </tr>\n</table>"


def _body(lines: tuple[Line, ...]) -> Iterator[str]:
    for is_row, group in groupby(lines, lambda line: line.kind is LineKind.ROW):
        if is_row:
            yield _table([line.cells for line in group])
            continue
        for line in group:
            yield _body_line(line)


def _body_line(line: Line) -> str:
    text = printed(line)
    label, _, rest = text.partition(" ")
    bold = line.kind in HEADINGS
    if (bold and number_of(line.text)) or line.kind in {LineKind.BULLET, LineKind.SUB_BULLET}:
        return _paragraph(_LABEL.format(label=label) + html.escape(rest), bold=bold)
    return _paragraph(html.escape(text), bold=bold, centred=is_annex(line))


def _table(rows: list[tuple[str, ...]]) -> str:
    body = "\n ".join(
        "<tr>\n"
        + "\n".join(
            f"  <td valign=top style='border:solid windowtext 1.0pt'>\n  {_paragraph(html.escape(cell))}\n  </td>"
            for cell in row
        )
        + "\n </tr>"
        for row in rows
    )
    return f"<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>\n {body}\n</table>"


def _paragraph(inner: str, *, bold: bool = False, centred: bool = False) -> str:
    inner = f"<b>{inner}</b>" if bold else inner
    how = " align=center style='text-align:center'" if centred else " style='text-align:justify;text-indent:36.0pt'"
    whole = f"<p class=MsoNormal{how}><span lang=VI style='font-size:14.0pt'>{inner}<o:p></o:p></span></p>"
    return "\n".join(wrap(whole, _LINE, break_long_words=False, break_on_hyphens=False))
