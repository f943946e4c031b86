"""The rules of the house, held against every file that is tracked."""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import yaml

from accompany.cli.main import accompany

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "accompany"
RULEBOOK = PACKAGE / "rulebook"
SHARED = ROOT.parent / "shared"
MODULES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tools").glob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DUTIES = sorted(
    path for path in RULEBOOK.glob("*/*/*.yaml") if not path.name.endswith(".cases.yaml")
)
README = ROOT / "README.md"


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tracked() -> list[Path]:
    """Return the files git knows of; the test is skipped where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git clone, so nothing says which files are the project's")
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    yield from enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)


# ---- the code


def test_there_is_something_to_hold_to_the_rules() -> None:
    assert len(MODULES) > 100
    assert len(DUTIES) > 100


LONGER = {
    "src/accompany/duties/judge.py": 460,  # one definition, to be read in one piece
    "src/accompany/duties/rules.py": 480,  # one language, its words and its faults together
}


def test_a_module_has_at_most_400_lines() -> None:
    counted = {shown(path): len(list(lines_of(path))) for path in MODULES}
    assert not {name: n for name, n in counted.items() if n > LONGER.get(name, 400)}


def test_a_function_has_at_most_50_lines() -> None:
    long = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in [*MODULES, *TESTS]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert not long


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("__init__.py")), ids=shown)
def test_a_package_says_in_one_sentence_what_it_is(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    assert said.endswith(".")
    assert "\n" not in said
    assert not re.search(r"[.!?] ", said), "more than one sentence"


def test_every_folder_of_code_is_a_package() -> None:
    bare = {shown(path.parent) for path in PACKAGE.rglob("*.py")} - {
        shown(path.parent) for path in PACKAGE.rglob("__init__.py")
    }
    assert not bare


def test_what_a_module_offers_is_listed_in_order() -> None:
    for path in MODULES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                offered = ast.literal_eval(node.value)
                assert list(offered) == sorted(set(offered)), shown(path)
                name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
                module = importlib.import_module(name.removesuffix(".__init__"))
                assert all(hasattr(module, one) for one in offered), shown(path)


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "services", "manager", "handler"])
def test_no_module_is_named_for_nothing(word: str) -> None:
    assert not [
        shown(path)
        for path in PACKAGE.rglob("*")
        if path.stem.lower().rstrip("s") == word.rstrip("s")
    ]


def test_sql_is_indented_with_spaces_and_ends_with_a_line() -> None:
    for path in PACKAGE.rglob("*.sql"):
        text = path.read_text("utf-8")
        assert text.endswith("\n"), shown(path)
        assert not re.search(r"\t|[ ]+$", text, re.M), shown(path)


# ---- sources and duties


def adapters() -> list[str]:
    found = [path for path in (PACKAGE / "sources" / "us").glob("*.py") if path.stem != "__init__"]
    return ["plain", *sorted(f"us/{path.stem}" for path in found)]


@pytest.mark.parametrize("name", adapters())
def test_every_adapter_reads_a_golden_extract_with_a_faulty_row(name: str) -> None:
    outcomes = set()
    for expected in (ROOT / "tests" / "golden" / name).rglob("expected.json"):
        assert list(expected.parent.glob("extract.*")), shown(expected)
        for problem in json.loads(expected.read_text("utf-8"))["problems"]:
            outcomes.add(problem["outcome"])
    assert "set aside" in outcomes


def test_every_duty_has_cases() -> None:
    without = [
        shown(path)
        for path in DUTIES
        if not path.with_suffix(".cases.yaml").is_file()
        or not yaml.safe_load(path.with_suffix(".cases.yaml").read_text("utf-8"))
    ]
    assert not without


def test_every_file_of_cases_has_its_duty() -> None:
    for cases in RULEBOOK.rglob("*.cases.yaml"):
        assert cases.with_name(cases.name.replace(".cases.", ".")) in DUTIES, shown(cases)


def test_a_duty_is_called_as_its_file() -> None:
    for path in DUTIES:
        assert yaml.safe_load(path.read_text("utf-8"))["duty"] == path.stem, shown(path)


# ---- dependencies


def requirement_lines() -> list[str]:
    listed, inside = [], False
    for _, line in lines_of(ROOT / "pyproject.toml"):
        if re.match(
            r"(requires|dependencies|build|check|febrl|constraint-dependencies) = \[", line
        ):
            inside = "]" not in line
            listed += [line] if not inside else []
        elif line.startswith("]"):
            inside = False
        elif inside and line.strip().startswith('"'):
            listed.append(line)
    return listed


def test_every_dependency_says_why_it_is_here() -> None:
    listed = requirement_lines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [one for group in project["dependency-groups"].values() for one in group]
    declared = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(one for one in groups if isinstance(one, str)),
        *project["tool"]["uv"]["constraint-dependencies"],
    ]
    assert len(listed) == len(declared)
    assert not [line for line in listed if not re.search(r"#\s+\w.{15,}", line)]


def pinned(name: str) -> dict[str, str]:
    """Return each pinned requirement of a file with the block of lines that holds its hashes."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    return {block.splitlines()[0].rstrip("\\ "): block for block in blocks}


@pytest.mark.parametrize("name", ["run.txt", "check.txt"])
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    pins = pinned(name)
    assert pins
    for pin, block in pins.items():
        assert re.match(r"[a-z0-9.-]+==[\w.]+", pin), pin
        assert "--hash=sha256:" in block, pin
        assert "://" not in block, pin
        assert " @ " not in block, pin


def test_what_runs_is_what_was_checked() -> None:
    assert pinned("run.txt").items() <= pinned("check.txt").items()


@pytest.mark.parametrize("name", ["run.txt", "check.txt"])
def test_every_dependency_is_pinned(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"]]
    if name == "check.txt":
        wanted += [one for one in groups["check"] if isinstance(one, str)]
    pins = {pin.split("==")[0] for pin in pinned(name)}
    assert {re.split(r"[<>=!~]", one)[0].lower() for one in wanted} <= pins


# ---- what may not be in the repository

# written so that they do not find themselves
MACHINE = re.compile(r"/[w]ork/|/[t]mp/w\b|(?<![\w.~-])/[r]oot\b")
REGISTRY = re.compile(r"[p]ypi\.org|files\.[p]ythonhosted|[n]pmjs\.(org|com)|[d]ebian\.org")


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine paths", "registries"])
def test_no_tracked_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = [
        f"{shown(path)}:{number}"
        for path in tracked()
        for number, line in lines_of(path)
        if pattern.search(line)
    ]
    assert not found


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE.search("see _work_main".replace("_", "/"))
    assert MACHINE.search("HOME=_root".replace("_", "/"))
    assert not MACHINE.search("tests/root")
    assert REGISTRY.search("https://pypi-org/simple".replace("-", "."))


def test_tables_are_tracked_only_where_made_up_or_public() -> None:
    homes = (
        "tests/", "examples/", "src/accompany/core/", "src/accompany/sources/synonyms.csv",
        "src/accompany/simulate/words/",
    )  # fmt: skip
    data = (".csv", ".xlsx", ".tsv", ".parquet", ".zip", ".gz", ".db", ".duckdb", ".jsonl")
    tables = [shown(path) for path in tracked() if path.suffix.lower() in data]
    assert tables
    assert not [name for name in tables if not name.startswith(homes)]
    assert not [name for name in tables if name.endswith((".parquet", ".zip", ".gz", ".duckdb"))]


def test_no_tracked_file_is_large() -> None:
    assert not [shown(path) for path in tracked() if path.stat().st_size > 1_500_000]


def test_every_folder_of_examples_says_it_is_made_up() -> None:
    for path in (ROOT / "examples").rglob("*.csv"):
        above = path.relative_to(ROOT / "examples").parents
        marks = [ROOT / "examples" / folder / "SIMULATED" for folder in above]
        assert any(mark.is_file() for mark in marks), shown(path)


@pytest.mark.real
@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real public data is not here")
def test_no_tracked_file_is_a_copy_of_real_data() -> None:
    by_size: dict[int, list[Path]] = {}
    for path in (SHARED / "data").rglob("*"):
        if path.is_file() and path.stat().st_size > 0:
            by_size.setdefault(path.stat().st_size, []).append(path)
    for path in tracked():
        same = by_size.get(path.stat().st_size, [])
        ours = hashlib.sha256(path.read_bytes()).digest()
        assert all(ours != hashlib.sha256(one.read_bytes()).digest() for one in same), shown(path)


# ---- the commands and the pages


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name} ")


@pytest.mark.parametrize(("name", "command"), list(commands(accompany)), ids=str)
def test_every_command_shows_an_example(name: str, command: click.Command) -> None:
    assert command.help, name
    assert re.search(rf"Examples?\b.*:\n\s+accompany {name}\b", command.help), name
    assert command.get_short_help_str(limit=200).endswith("."), name


def test_the_table_of_commands_in_the_readme_is_the_commands_there_are() -> None:
    text = README.read_text("utf-8")
    table = re.search(r"<!-- commands -->\n(.*?)<!-- end of commands -->", text, re.S)
    assert table
    assert re.findall(r"^\| \[`([\w-]+)`\]", table[1], re.M) == list(accompany.commands)


def test_the_readme_speaks_of_no_command_or_target_there_is_not() -> None:
    text = README.read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert set(re.findall(r"\baccompany ([a-z-]+)\b(?=[^\n]*[`\n])", _code(text))) <= set(
        accompany.commands
    )
    assert set(re.findall(r"\bmake ([a-z-]+)", _code(text))) <= set(targets)


def _code(markdown: str) -> str:
    """Return what a page shows as code: its blocks and what stands between backticks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", markdown, re.M | re.S)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```\w*\n.*?^```", "", markdown, flags=re.M | re.S))
    return "\n".join([*blocks, *spans]) + "\n"


def test_every_make_target_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)", text, re.M)
    assert phony
    names = set(phony[1].replace("\\\n", " ").split()) - {"help"}
    assert set(re.findall(r"^([a-z-]+):.*## \S", text, re.M)) == names


def test_numbers_of_decisions_are_unique() -> None:
    records = [path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")]
    numbers = [name[:4] for name in records]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in records)


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    broken = [
        f"{shown(page)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken
