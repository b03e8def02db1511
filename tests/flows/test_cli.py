"""Laws of the command line, started as a program: exit statuses, one clear line for a mistake, never a traceback."""

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from core.settings import Settings
from flows.cli import guarded
from flows.errors import UserError
from flows.show import references_of_lines
from store.campaigns import load_campaign

Soat = Callable[..., subprocess.CompletedProcess[str]]
HandedOut = Callable[[Path], dict[str, bytes]]


def one_line(told: str) -> str:
    """Return what was said, which must be one line of the program's own."""
    lines = told.splitlines()
    assert len(lines) == 1, told
    assert lines[0].startswith("soat: ")
    return lines[0]


def test_a_run_says_what_it_found(inbox: Path, out: Path, soat: Soat) -> None:
    """Status 0, with the matrix and the places of the results on standard output and the broken file on standard error."""
    done = soat("run", inbox, "--out", out, "--workers", 2)
    assert done.returncode == 0
    assert "Thanh tra tỉnh" in done.stdout
    assert str(out / "coverage.xlsx") in done.stdout
    assert str(out / "index.html") in done.stdout
    assert "lỗi.docx" in done.stderr
    assert "corrupt" in done.stderr
    assert (out / "tables" / "coverage.csv").is_file()


def test_strict_tells_of_quarantined_files_by_the_status(inbox: Path, ran: Path, soat: Soat) -> None:
    """With --strict a quarantined file makes the status 3, after all tables are written; without one it is 0."""
    shutil.rmtree(ran / "tables")
    assert soat("run", inbox, "--out", ran, "--strict").returncode == 3
    assert (ran / "tables" / "documents.csv").is_file()
    (inbox / "lỗi.docx").unlink()
    assert soat("run", inbox, "--out", ran, "--strict").returncode == 0


def test_quiet_is_quiet(inbox: Path, ran: Path, soat_here: Soat) -> None:
    """With --quiet nothing but trouble is said; without trouble nothing at all."""
    done = soat_here("run", inbox, "--out", ran, "--quiet", "--force")
    assert (done.returncode, done.stdout) == (0, "")
    assert [line for line in done.stderr.splitlines() if "lỗi.docx" not in line] == []
    (inbox / "lỗi.docx").unlink()
    done = soat_here("run", inbox, "--out", ran, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_json_lines_for_machines(inbox: Path, ran: Path, soat_here: Soat) -> None:
    """With --log-format json each line of standard error is a JSON object, and none holds a document's words."""
    done = soat_here("run", inbox, "--out", ran, "--force", "--log-format", "json")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(set(line) >= {"time", "level", "event"} for line in lines)
    read = [line["file"] for line in lines if line.get("step") == "read"]
    assert sorted(read) == ["CV giao việc.docx", "khối sở/nông nghiệp.docx", "lỗi.docx", "thanh tra.docx"]
    with (ran / "tables" / "evidence.csv").open(encoding="utf-8", newline="") as stream:
        sentences = [row["sentence"] for row in csv.DictReader(stream)]
    assert sentences
    assert not [sentence for sentence in sentences if sentence[:40] in done.stderr]


def test_a_mistake_is_a_json_line_too(tmp_path: Path, out: Path, soat: Soat) -> None:
    """With --log-format json the line that says why the program stops is JSON as well."""
    done = soat("run", tmp_path / "nowhere", "--out", out, "--log-format", "json")
    assert done.returncode == 2
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[-1]["level"] == "error"
    assert "nowhere" in lines[-1]["event"]


def test_no_inbox(tmp_path: Path, out: Path, soat: Soat) -> None:
    """An inbox that does not exist is named, with status 2, and no results are laid out."""
    done = soat("run", tmp_path / "không có", "--out", out)
    assert done.returncode == 2
    assert "không có" in one_line(done.stderr)
    assert not out.exists()


def test_a_file_for_an_inbox(inbox: Path, out: Path, soat_here: Soat) -> None:
    """A file where a folder is wanted is named, with status 2."""
    done = soat_here("run", inbox / "thanh tra.docx", "--out", out)
    assert done.returncode == 2
    assert "thanh tra.docx" in one_line(done.stderr)
    assert not out.exists()


def test_an_empty_inbox_touches_nothing(inbox: Path, ran: Path, soat_here: Soat, handed_out: HandedOut) -> None:
    """An empty inbox is said, with status 2; the last run's tables stay as they are."""
    before = handed_out(ran)
    shutil.rmtree(inbox)
    inbox.mkdir()
    done = soat_here("run", inbox, "--out", ran)
    assert done.returncode == 2
    assert str(inbox) in one_line(done.stderr)
    assert handed_out(ran) == before


@pytest.mark.parametrize("place", [".", "kết quả", "khối sở/../a/b"])
def test_out_inside_the_inbox(inbox: Path, soat_here: Soat, place: str) -> None:
    """Results inside the inbox are refused with status 2, and the inbox is not touched."""
    before = sorted(inbox.rglob("*"))
    done = soat_here("run", inbox, "--out", inbox / place)
    assert done.returncode == 2
    one_line(done.stderr)
    assert sorted(inbox.rglob("*")) == before


def test_out_that_leads_into_the_inbox_by_a_link(inbox: Path, tmp_path: Path, soat_here: Soat) -> None:
    """A link into the inbox is the inbox."""
    (tmp_path / "link").symlink_to(inbox)
    before = sorted(inbox.rglob("*"))
    assert soat_here("run", inbox, "--out", tmp_path / "link" / "out").returncode == 2
    assert sorted(inbox.rglob("*")) == before


def test_out_that_cannot_be_written(inbox: Path, tmp_path: Path, soat_here: Soat) -> None:
    """Results where no folder can be made end the run with status 1 before anything is read."""
    (tmp_path / "file").write_text("x")
    done = soat_here("run", inbox, "--out", tmp_path / "file" / "out")
    assert done.returncode == 1
    assert "file" in one_line(done.stderr)


@pytest.mark.parametrize("campaign", ["nowhere", "empty"])
def test_no_campaign(inbox: Path, out: Path, tmp_path: Path, soat_here: Soat, campaign: str) -> None:
    """A folder that is none, or holds no campaign, is named with status 2."""
    (tmp_path / "empty").mkdir()
    done = soat_here("run", inbox, "--out", out, "--campaign", tmp_path / campaign)
    assert done.returncode == 2
    assert str(tmp_path / campaign) in one_line(done.stderr)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("campaign.toml", "deadline = ", "deadline == "),
        ("campaign.toml", 'kind = "report"', 'kind = "reprot"'),
        ("campaign.toml", "reporting_year = 2024", 'reporting_year = "năm nay"'),
        ("units.csv", "thanhtra,", "vpubnd,"),
    ],
)
def test_an_unreadable_campaign(  # noqa: PLR0917 - fixtures
    inbox: Path, out: Path, tmp_path: Path, soat_here: Soat, name: str, old: str, new: str
) -> None:
    """A campaign that cannot be read is refused with file and line."""
    campaign = tmp_path / "campaign"
    shutil.copytree(Settings().default_campaign, campaign)
    text = (campaign / name).read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    (campaign / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = soat_here("run", inbox, "--out", out, "--campaign", campaign)
    assert done.returncode == 2
    told = one_line(done.stderr)
    assert name in told
    assert f"dòng {line}:" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--what"),
        ("run",),
        ("run", ".", "--workers", "-1"),
        ("run", ".", "--workers", "many"),
        ("run", ".", "--log-format", "xml"),
        ("nothing",),
        ("campaign", "old"),
        ("show",),
        ("campaign", "new", "x.docx"),
    ],
)
def test_wrong_usage(soat_here: Soat, arguments: tuple[str, ...]) -> None:
    """An unknown command or option, a missing argument, a value out of bounds: status 2."""
    done = soat_here(*arguments)
    assert done.returncode == 2
    assert done.stderr


def test_wrong_usage_of_the_program(soat: Soat) -> None:
    """The program itself hands the status of a wrong usage on."""
    assert soat("run", "--what").returncode == 2


@pytest.mark.parametrize("name", ["run", "show", "refs", "campaign", "verify", "explain", "nightly"])
def test_every_command_has_help(soat_here: Soat, name: str) -> None:
    """Every command of the contract tells what it does, with status 0."""
    done = soat_here(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) > 100


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used(inbox: Path, out: Path, soat_here: Soat, url: str) -> None:
    """A database of another kind, or one that is not there, ends the run with status 1 and one line."""
    done = soat_here("run", inbox, "--out", out, "--database", url)
    assert done.returncode == 1
    one_line(done.stderr)


def test_show_for_people(inbox: Path, soat_here: Soat) -> None:
    """What was read is shown: header, references and text; a broken file with its problem."""
    done = soat_here("show", inbox / "thanh tra.docx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "45/BC-TTr" in done.stdout
    assert "1185/SNV" in done.stdout
    done = soat_here("show", inbox / "lỗi.docx")
    assert done.returncode == 0
    assert "corrupt" in done.stdout


def test_show_for_machines(inbox: Path, soat_here: Soat) -> None:
    """With --json the same comes as JSON, each reference standing in the text at its place."""
    done = soat_here("show", inbox / "thanh tra.docx", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (shown,) = json.loads(done.stdout)
    assert shown["header"]["number"] == "45/BC-TTr"
    assert shown["header"]["issued_on"] == "2024-12-04"
    assert shown["references"]
    for one in shown["references"]:
        assert shown["text"][one["start"] : one["end"]] == one["text"]
    (broken,) = json.loads(soat_here("show", inbox / "lỗi.docx", "--json").stdout)
    assert (broken["text"], broken["header"]) == ("", None)
    assert [problem["code"] for problem in broken["problems"]] == ["corrupt"]


def test_show_as_a_page(inbox: Path, soat_here: Soat, tmp_path: Path) -> None:
    """`--html` writes a page with the citations marked, and says where; a place that cannot be written is told."""
    page = tmp_path / "trang.html"
    done = soat_here("show", inbox / "thanh tra.docx", "--html", page)
    assert done.returncode == 0
    assert 'class="reference"' in page.read_text(encoding="utf-8")
    assert str(page) in done.stderr
    (tmp_path / "tệp").touch()
    refused = soat_here("show", inbox / "thanh tra.docx", "--html", tmp_path / "tệp" / "trang.html")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_show_of_a_name_that_is_no_utf_8(inbox: Path, soat: Soat) -> None:
    """A file whose name no terminal can print is shown all the same, as text and as JSON."""
    odd = inbox / os.fsdecode(b"T\xe0i.docx")
    (inbox / "thanh tra.docx").rename(odd)
    done = soat("show", odd)
    assert done.returncode == 0
    assert "45/BC-TTr" in done.stdout
    (shown,) = json.loads(soat("show", odd, "--json").stdout)
    assert os.fsencode(shown["source"]) == b"T\xe0i.docx"


def test_show_of_nothing(inbox: Path, soat_here: Soat) -> None:
    """A file that is not there, or a folder, is named with status 2."""
    for path in (inbox / "không có.docx", inbox):
        done = soat_here("show", path)
        assert done.returncode == 2
        assert str(path) in one_line(done.stderr)


def test_refs_of_lines(soat: Soat) -> None:
    """One object a line in, one a line out, in order; spans are of the given text, however it is composed."""
    texts = [
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ;",
        "Không dẫn gì.",
        "Theo\u00a0\u00a0Quye\u0302\u0301t định số 5/QĐ-UBND.",
    ]
    given = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    done = soat("refs", "--jsonl", stdin="\n".join([given[0], "", *given[1:]]))
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == [0, 1, 2]
    assert [len(one["references"]) for one in found] == [1, 0, 1]
    for one in found:
        for reference in one["references"]:
            assert texts[one["id"]][reference["start"] : reference["end"]] == reference["text"]
    first = found[0]["references"][0]
    assert set(first) >= {"start", "end", "text", "doc_type", "number", "issued_on", "issuer", "title", "canonical"}
    assert (first["number"], first["issued_on"], first["issuer"]) == ("30/2020/NĐ-CP", "2020-03-05", "Chính phủ")


def test_refs_of_plain_lines() -> None:
    """With `--lines` a line is a text, its number the id; each is read and told before the next one is taken."""
    taken = []

    def lines() -> Iterator[str]:
        for line in ("Căn cứ Luật Thanh tra;\n", "\n", '{"id": 1}\n', "Theo Chỉ thị số 7/CT-UBND\n"):
            taken.append(line)
            yield line

    told = references_of_lines(lines(), plain=True)
    first = json.loads(next(told))
    assert (first["id"], [one["title"] for one in first["references"]], len(taken)) == (1, ["Luật Thanh tra"], 1)
    rest = [json.loads(one) for one in told]
    assert [(one["id"], [cited["number"] for cited in one["references"]]) for one in rest] == [
        (3, []),
        (4, ["7/CT-UBND"]),
    ]


def test_refs_as_a_docbin(soat: Soat, tmp_path: Path) -> None:
    """`--docbin` writes the same citations for spaCy."""
    path = tmp_path / "refs.spacy"
    line = json.dumps({"id": 1, "text": "Căn cứ Luật Thanh tra và Chỉ thị số 7/CT-UBND ngày 2/3/2021"})
    (told,) = [json.loads(one) for one in soat("refs", "--docbin", path, stdin=line).stdout.splitlines()]
    (doc,) = DocBin().from_bytes(path.read_bytes()).get_docs(spacy.blank("xx").vocab)
    assert [span.text for span in doc.spans["references"]] == [one["text"] for one in told["references"]]


@pytest.mark.parametrize(
    ("own_title", "numbers"), [(False, ["3/2011/NĐ-CP"]), (True, ["9/2015/TT-BTC", "3/2011/NĐ-CP"])]
)
def test_refs_of_an_own_title(own_title: bool, numbers: list[str]) -> None:  # noqa: FBT001 - a case
    """What a normative text names in its own title is its subject: listed only where it is asked for."""
    text = "Thông tư Sửa đổi Thông tư số 9/2015/TT-BTC Căn cứ Nghị định số 3/2011/NĐ-CP của Chính phủ;"
    (line,) = references_of_lines([json.dumps({"id": 1, "text": text})], own_title=own_title)
    assert [one["number"] for one in json.loads(line)["references"]] == numbers


@pytest.mark.parametrize(
    "bad", ["{", "[]", "3", "null", '{"id": 2}', '{"text": "x"}', '{"id": 2, "text": 3}', '{"id": 2, "text": null}']
)
def test_refs_of_a_line_that_is_none(bad: str) -> None:
    """A line that is no object of an id and a text is named by its number."""
    with pytest.raises(UserError, match=r"^Dòng 2 "):
        list(references_of_lines(['{"id": 1, "text": "x"}', bad]))


@pytest.mark.parametrize("bad", [b"{", b'{"id": 2, "text": "\xe0"}'])
def test_refs_of_a_bad_line(soat: Soat, bad: bytes) -> None:
    """A bad line, or one that is no UTF-8, ends the program with status 2; what came before it was answered."""
    good = json.dumps({"id": 1, "text": "Quyết định số 5/QĐ-UBND"}).encode()
    done = soat("refs", "--jsonl", stdin=good + b"\n" + bad + b"\n" + good + b"\n")
    assert done.returncode == 2
    assert "Dòng 2 " in one_line(done.stderr)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1]


def test_refs_of_half_characters(soat: Soat) -> None:
    """Halves of surrogate pairs, which JSON can hold and UTF-8 cannot, go through and come out as they came."""
    line = '{"id": "\\ud800", "text": "\\udfff Quyết định số 5/QĐ-UBND"}'
    done = soat("refs", "--jsonl", stdin=line)
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["id"] == "\ud800"
    assert [one["number"] for one in told["references"]] == ["5/QĐ-UBND"]


def test_refs_of_nothing(soat: Soat) -> None:
    """No lines in, no lines out."""
    done = soat("refs", "--jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_new_campaign_serves_with_a_roster(
    inbox: Path, out: Path, tmp_path: Path, soat_here: Soat, sample_files: dict[str, Path]
) -> None:
    """A dispatch becomes a draft that can be loaded, and with a roster put into it a run can use it."""
    folder = tmp_path / "đợt mới"
    done = soat_here("campaign", "new", sample_files["dispatch"], "--out", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(folder) in done.stdout
    shutil.copy(Settings().default_campaign / "units.csv", folder / "units.csv")
    draft, known = load_campaign(folder), load_campaign(Settings().default_campaign)
    assert (draft.number, draft.issued_on, draft.deadline) == (known.number, known.issued_on, known.deadline)
    assert [task.id for task in draft.tasks] == [task.id for task in known.tasks]
    done = soat_here("run", inbox, "--out", out, "--campaign", folder)
    assert done.returncode == 0
    assert "Đã gửi 2/27" in done.stdout


def test_a_new_campaign_never_overwrites(tmp_path: Path, soat_here: Soat, sample_files: dict[str, Path]) -> None:
    """A campaign that people have worked on is not written over."""
    folder = tmp_path / "có rồi"
    shutil.copytree(Settings().default_campaign, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = soat_here("campaign", "new", sample_files["dispatch"], "--out", folder)
    assert done.returncode == 2
    one_line(done.stderr)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_new_campaign_of_a_broken_dispatch(tmp_path: Path, soat_here: Soat, sample_files: dict[str, Path]) -> None:
    """A dispatch that cannot be read makes no campaign: status 1 and the reason; one that is not there: status 2."""
    done = soat_here("campaign", "new", sample_files["broken"], "--out", tmp_path / "x")
    assert done.returncode == 1
    assert "hỏng" in one_line(done.stderr)
    assert not (tmp_path / "x").exists()
    assert soat_here("campaign", "new", tmp_path / "none.docx", "--out", tmp_path / "x").returncode == 2


def test_verify_passes(ran: Path, soat_here: Soat) -> None:
    """Status 0 where every quote stands, with the number of quotes."""
    done = soat_here("verify", ran)
    assert (done.returncode, done.stderr) == (0, "")
    with (ran / "tables" / "evidence.csv").open(encoding="utf-8", newline="") as stream:
        assert int(done.stdout.split()[3]) > len(list(csv.DictReader(stream))) > 0


def test_verify_finds_a_tampered_table(ran: Path, soat: Soat) -> None:
    """Status 1 and a line for each quote that is not there."""
    path = ran / "tables" / "evidence.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        sentence = next(csv.DictReader(stream))["sentence"]
    path.write_text(path.read_text(encoding="utf-8").replace(sentence[5:20], "XXXXX", 1), encoding="utf-8")
    done = soat("verify", ran)
    assert (done.returncode, done.stderr) == (1, "")
    assert [line for line in done.stdout.splitlines() if line.startswith("✗ ")]


def test_verify_finds_a_changed_source(inbox: Path, ran: Path, soat_here: Soat, sample_files: dict[str, Path]) -> None:
    """Status 1 where a source is not the one that was read."""
    shutil.copy(sample_files["bdt"], inbox / "thanh tra.docx")
    done = soat_here("verify", ran)
    assert done.returncode == 1
    assert "✗ thanh tra.docx" in done.stdout


def test_verify_of_nothing(tmp_path: Path, soat_here: Soat) -> None:
    """A folder without results is wrong usage: status 2."""
    for path in (tmp_path, tmp_path / "nowhere"):
        done = soat_here("verify", path)
        assert done.returncode == 2
        assert str(path) in one_line(done.stderr)


def test_an_interrupted_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends a command with status 1 and one line."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    assert guarded(interrupted) == 1
    one_line(capsys.readouterr().err)
