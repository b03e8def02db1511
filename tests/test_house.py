"""Laws of the house that no tool holds: what may stand in the repository, and that the documents tell the truth."""

import re
import shlex
import subprocess
import tomllib
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from typer.main import get_command

from core.problem import Code
from core.settings import Notices, Settings
from flows.cli import app

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dask.lock", "requirements-s3.lock", "requirements-dev.lock")
GUIDE = ROOT / "docs" / "huong-dan.md"
# Documents that tell what to type.
TOLD = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", GUIDE)
# Read by `prefect.yaml` and by the tests themselves, not by the program.
OTHER_VARIABLES = {"SOAT_HOME", "SOAT_TEST_POSTGRES"}
INDEX = re.compile(
    r"https?://[^\s\"']*/(?:simple|packages|debian)(?:[/\s\"']|$)|(?i:(?:--|_)(?:extra[-_])?index[-_]url\s*[= ])"
)
ONE_MACHINE = re.compile(r"(?<![\w.~:/$}*-])/(?:root|home/\w+|Users/\w+|work)/[.\w]")
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w, -]+\])?==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE)


@cache
def tracked() -> tuple[Path, ...]:
    """Return the repository's files; the test is skipped where git does not tell."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip(f"no git repository here: {listed.stderr.strip()}")
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Return the name and text of each tracked text file."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            found.append((path.relative_to(ROOT).as_posix(), content.decode("utf-8")))
    return tuple(found)


def commands(document: Path) -> list[list[str]]:
    """Return the words of each command in an indented or fenced block and in a code span of the document."""
    text = document.read_text(encoding="utf-8")
    lines = re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE) + re.findall(r"`([^`\n]+)`", text)
    parts = chain.from_iterable(line.split("|") for line in lines)
    wanted = (part.strip() for part in parts if re.match(r"\s*(?:make|soat|\.venv/bin/soat) [a-z]", part))
    return [shlex.split(part, comments=True) for part in wanted]


@pytest.mark.parametrize("pattern", [INDEX, ONE_MACHINE], ids=["package index", "one machine's path"])
def test_no_file_names_what_holds_on_one_machine_only(pattern: re.Pattern[str]) -> None:
    """Neither a package index's address nor a path of somebody's machine stands in the repository."""
    places = [
        f"{name}: {match.group()}"
        for name, text in texts()
        for match in pattern.finditer(text)
        if name != "tests/test_house.py"
    ]
    assert not places


@pytest.mark.parametrize(
    ("pattern", "text", "caught"),
    [
        (INDEX, "--index-" + "url=x", True),
        (INDEX, "PIP_EXTRA_INDEX_" + "URL = x", True),
        (INDEX, "see https://example.org/" + "simple/six", True),
        (INDEX, "https://example.org/about", False),
        (ONE_MACHINE, "open('/home/" + "an/report.pdf')", True),
        (ONE_MACHINE, "cd /root/" + "x", True),
        (ONE_MACHINE, "$HOME/work/x and ~/root/x", False),
    ],
)
def test_the_search_finds_what_it_is_for(pattern: re.Pattern[str], text: str, *, caught: bool) -> None:
    """The patterns of these laws catch what they forbid, and nothing else."""
    assert bool(pattern.search(text)) is caught


def test_data_holds_no_program() -> None:
    """Nothing under data/ is Python: knowledge is data."""
    assert not [path for path in tracked() if path.is_relative_to(ROOT / "data") and path.suffix in {".py", ".pyc"}]


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_explained_in_the_guide(code: Code) -> None:
    """Each code of a problem has a row in the users' guide, with what to do."""
    assert re.search(rf"^\| `{code}` \|[^|]+\|[^|]+\|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_guide_explains_no_code_that_is_none() -> None:
    """The guide's tables of codes name nothing that the program never says."""
    section = GUIDE.read_text(encoding="utf-8").split("## 6.")[1].split("## 7.")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(Code)


def test_the_changelog_starts_with_what_is_not_released() -> None:
    """The first version of the changelog is Unreleased, and it tells something in sentences."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[(.+)\]", text, re.MULTILINE).group(1) == "Unreleased"
    entries = re.findall(r"^- (.+(?:\n  .+)*)", text, re.MULTILINE)
    assert entries
    assert all(entry.endswith(".") for entry in entries)


@pytest.mark.parametrize("document", TOLD, ids=lambda path: path.name)
def test_every_command_told_exists(document: Path) -> None:
    """Each `make` target and each `soat` command with its options that a document tells is there."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = commands(document)
    assert told
    for program, *words in told:
        if program == "make":
            assert {word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)} <= targets, words
        else:
            check_soat(words)


def check_soat(words: list[str]) -> None:
    """Follow the words down the command line's groups; every option must be one of the last command's."""
    command = get_command(app)
    while subcommands := getattr(command, "commands", None):
        assert words[0] in subcommands, words
        command, words = subcommands[words[0]], words[1:]
    known = {"--help", *chain.from_iterable((*one.opts, *one.secondary_opts) for one in command.params)}
    assert {word for word in words if word.startswith("--")} <= known, words


def test_every_variable_told_is_a_setting() -> None:
    """A `SOAT_…` variable in a document or message is one that the settings read."""
    known = {f"SOAT_{name.upper()}" for name in (*Settings.model_fields, *Notices.model_fields)} | OTHER_VARIABLES
    told = {
        (name, variable) for name, text in texts() for variable in re.findall(r"(?<![\w.])SOAT_[A-Z_]*[A-Z]\b", text)
    }
    assert {(name, variable) for name, variable in told if variable not in known} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    """A relative link or picture in a document is a file of the repository."""
    for path in tracked():
        if path.suffix == ".md" and not path.is_relative_to(ROOT / "data"):
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
                assert (path.parent / target).is_file(), f"{path.name}: {target}"


@cache
def pins(lock: str) -> dict[tuple[str, str], str]:
    """Return the versions of a lock by name and marker."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {(found["name"], found["marker"] or ""): found["version"] for found in PIN.finditer(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_versions_with_hashes_and_nothing_else(lock: str) -> None:
    """Every line is a pinned package, a hash of it or a comment; PyTorch is not drawn in."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    others = [line for line in text.splitlines() if not re.match(r"\s*#|    --hash=sha256:[0-9a-f]{64}( \\)?$", line)]
    assert [line for line in others if not PIN.match(line)] == []
    assert "torch" not in {name for name, _ in pins(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_package_locked_with_extras_is_locked_without_them_too(lock: str) -> None:
    """Older pips look for another version of a package that is asked for in a form that has no pin of its own."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    with_extras = re.findall(r"^([\w.-]+)\[.+?\](==.+)$", text, re.MULTILINE)
    assert with_extras
    assert all(f"\n{name}{pin}\n" in text for name, pin in with_extras)


def test_the_locks_fit_the_project() -> None:
    """What pyproject.toml asks for is locked in a version that it admits, and the locks agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {"requirements.lock": project["project"]["dependencies"]}
    for extra, lines in project["project"]["optional-dependencies"].items():
        wanted[f"requirements-{extra}.lock"] = [*wanted["requirements.lock"], *lines]
    wanted["requirements-dev.lock"] = [*chain(*wanted.values()), *project["dependency-groups"]["dev"]]
    assert wanted.keys() == set(LOCKS)
    for lock, lines in wanted.items():
        for requirement in map(Requirement, lines):
            name = canonicalize_name(requirement.name)
            versions = [version for (locked, _), version in pins(lock).items() if locked == name]
            assert versions, f"{lock}: {requirement} is not locked: make lock"
            assert all(Version(version) in requirement.specifier for version in versions), f"{lock}: {requirement}"
    for lock in LOCKS:
        assert pins("requirements.lock").items() <= pins(lock).items() <= pins("requirements-dev.lock").items()
