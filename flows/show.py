"""What was read out of one file or text: `soat show` and `soat refs`."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from rich.text import Text

from core.dispatch import Dispatch, Found
from core.problem import Problem
from core.reference import Reference
from core.settings import Settings
from core.text import Span, normalise
from flows.document import ReadDone, ReadJob, read_and_describe, sandbox_for
from flows.errors import UserError
from flows.reading import read_alone
from nlp.own_title import own_title_end
from nlp.references import find_references
from reports.reader import FIELDS, Shown, fields_of, marks_of, say_reference

Collect = Callable[
    [object, str, Iterable[tuple[Reference, Span]]], None
]  # takes a text's identity, itself, its citations

_STYLES = {"reference": "bold yellow", "field": "bold cyan"}


def open_file(path: Path, settings: Settings) -> ReadDone | Problem:
    """Read and describe one file in a worker; UserError where there is none."""
    if not path.is_file():
        raise UserError(f"Không có tệp {path}. Kiểm tra lại đường dẫn.")
    with sandbox_for(settings, 1) as sandbox:
        return next(done for _, done in read_alone(sandbox, read_and_describe, [ReadJob(path.name, path, settings)]))


def as_json(done: ReadDone | Problem, name: str) -> list[dict[str, Any]]:
    """Return the file and its members as plain values for `soat show --json`."""
    if isinstance(done, Problem):
        return [{"source": name, "problems": [asdict(done)]}]
    shown = []
    for item, description in zip(done.items, done.descriptions, strict=True):
        reading = item.reading
        document = reading.document
        shown.append(
            {
                "source": f"{name}{item.suffix}",
                "document_id": reading.sha256,
                "media_type": reading.media_type,
                "size": reading.size,
                "pages": len(document.pages) if document else 0,
                "completeness": document.completeness if document else None,
                "header": _header(description.dispatch) if description else None,
                "references": [reference_row(one) for one in description.references] if description else [],
                "problems": [asdict(problem) for problem in reading.problems],
                "text": document.text if document else "",
            }
        )
    return shown


def shown_of(done: ReadDone | Problem, name: str) -> tuple[Shown, ...]:
    """Return the file and its members as the renderers want them."""
    if isinstance(done, Problem):
        return (Shown(name, "", 0, None, None, (done,)),)
    return tuple(
        Shown(
            f"{name}{item.suffix}",
            item.reading.media_type,
            item.reading.size,
            item.reading.document,
            description,
            item.reading.problems,
        )
        for item, description in zip(done.items, done.descriptions, strict=True)
    )


def as_texts(files: Iterable[Shown]) -> Iterator[Text]:
    """Yield the files as lines for people; header fields and citations carry a style for terminals that have colours."""
    for file in files:
        yield Text(f"── {file.source} ({file.media_type or '?'}, {file.size:,} byte)")
        for problem in file.problems:
            where = f"trang {problem.page}: " if problem.page else ""
            yield Text(f"  ! {where}{problem.message} [{problem.code}]")
        if file.description:
            for heading, value in fields_of(file):
                yield Text(f"  {heading}: {value}")
            yield Text(f"  Văn bản dẫn chiếu: {len(file.description.references)}")
            for one in file.description.references:
                yield Text(f"    - {say_reference(one)}")
        if file.document:
            text = Text(file.document.text)
            for span, kind, _ in marks_of(file):
                text.stylize(_STYLES[kind], span.start, span.end)
            yield Text()
            yield text
            yield Text()


def _header(dispatch: Dispatch) -> dict[str, Any]:
    fields: dict[str, Found[Any] | None] = {name: getattr(dispatch, name) for name in FIELDS}
    return {name: _plain(found.value) if found else None for name, found in fields.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def reference_row(one: Reference) -> dict[str, Any]:
    """Return a reference in the contract's fields."""
    return {
        "start": one.span.start,
        "end": one.span.end,
        "text": one.text,
        "doc_type": one.doc_type,
        "number": one.number,
        "issued_on": one.issued_on.isoformat() if one.issued_on else None,
        "issuer": one.issuer,
        "title": one.title,
        "canonical": one.canonical,
        "role": one.role.value,
        "pin": one.pin,
        "warnings": list(one.warnings),
    }


def references_of_lines(
    lines: Iterable[str], collect: Collect | None = None, *, own_title: bool = False, plain: bool = False
) -> Iterator[str]:
    """Yield for each JSON line {"id", "text"} one of {"id", "references"}; offsets are those of the given text.

    `plain` lines are texts themselves, each with its number as id. One line is held at a time.
    What a normative text names in its own title, before its first "Căn cứ", is its subject, no citation; `own_title`
    lists it too. `collect` takes each text with its citations. UserError names the line that is none.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identity, text = (number, line.rstrip("\n")) if plain else _record(line, number)
        normal = normalise(text)
        body = 0 if own_title else own_title_end(normal.text)
        found = [
            (one, normal.offsets.span_to_raw(one.span))
            for one in find_references(normal.text)
            if one.span.start >= body
        ]
        rows = [
            reference_row(one) | {"start": span.start, "end": span.end, "text": span.of(text)} for one, span in found
        ]
        if collect is not None:
            collect(identity, text, found)
        yield json.dumps({"id": identity, "references": rows}, ensure_ascii=False)


def _record(line: str, number: int) -> tuple[Any, str]:
    """Return id and text of a JSON line; UserError where it is none."""
    try:
        line.encode()  # lines of other bytes than UTF-8 come as halves of surrogates
        record = json.loads(line)
        identity, text = record["id"], record["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise _no_record(number) from error
    if not isinstance(text, str):
        raise _no_record(number)
    return identity, text


def _no_record(number: int) -> UserError:
    return UserError(f'Dòng {number} không phải JSON dạng {{"id": …, "text": …}}, mã UTF-8.')
