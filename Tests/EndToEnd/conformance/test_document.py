"""docs/conformance.md and the tests beside this file name the same modules."""

import importlib
import re

import pytest

from cardea.commands import REPOSITORY

DOCUMENT = REPOSITORY / "docs/conformance.md"
PLAN = re.compile(r"^`(?P<plan>[a-z-]+-test-plan)`, played by \[(?P<file>\w+)\.py\]\((?P<link>\S+?)\)", re.MULTILINE)
ROW = re.compile(r"^\| `(?P<module>oidcc-[a-z0-9-]+)` \|(?:.*\|)? `(?P<test>test_\w+)` \|$", re.MULTILINE)
PLANS = {
    "oidcc-basic-certification-test-plan": "test_basic",
    "oidcc-config-certification-test-plan": "test_config",
    "oidcc-formpost-basic-certification-test-plan": "test_form_post",
    "oidcc-rp-initiated-logout-certification-test-plan": "test_rp_initiated_logout",
    "oidcc-backchannel-rp-initiated-logout-certification-test-plan": "test_backchannel_logout",
}


def sections():
    """Each plan's section of the document, and of each the file that it names and its rows."""
    for section in DOCUMENT.read_text().split("\n## ")[1:]:
        for plan in PLAN.finditer(section):
            assert (DOCUMENT.parent / plan["link"]).is_file(), plan["link"]
            yield plan["plan"], plan["file"], [(row["module"], row["test"]) for row in ROW.finditer(section)]


def played(file):
    """The tests of one file, as pytest finds them."""
    return [name for name in vars(importlib.import_module(f"conformance.{file}")) if name.startswith("test_")]


def test_the_document_has_every_plan():
    assert {plan: file for plan, file, _ in sections()} == PLANS


def test_no_file_of_tests_is_left_out():
    files = {path.stem for path in (REPOSITORY / "Tests/EndToEnd/conformance").glob("test_*.py")}
    assert files == {*PLANS.values(), "test_document"}


@pytest.mark.parametrize("plan", PLANS)
def test_the_rows_are_the_tests(plan):
    ((file, rows),) = [(file, rows) for name, file, rows in sections() if name == plan]
    assert all(test == "test_" + module.replace("-", "_") for module, test in rows)
    tests = [test for _, test in rows]
    assert len(set(tests)) == len(tests), "a module stands twice"
    assert set(tests) == set(played(file))


def test_the_form_post_plan_is_the_basic_plan():
    rows = {plan: [module for module, _ in rows] for plan, _, rows in sections()}
    assert rows["oidcc-formpost-basic-certification-test-plan"] == rows["oidcc-basic-certification-test-plan"]
