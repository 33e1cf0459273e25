"""The examples of the README, run; and those of the recipes that are in Python."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]


def test_every_example_prints_what_it_says() -> None:
    failed, attempted = doctest.testfile("../README.md", optionflags=doctest.ELLIPSIS, encoding="utf-8")
    assert attempted > 15
    assert failed == 0


def test_the_recipe_of_why_prints_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    recipe = str(REPOSITORY / "docs/scenarios/16-why.md")
    failed, attempted = doctest.testfile(recipe, module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8")
    assert attempted >= 5
    assert failed == 0
