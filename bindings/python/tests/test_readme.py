"""The examples of the README, run."""

from __future__ import annotations

import doctest


def test_every_example_prints_what_it_says() -> None:
    failed, attempted = doctest.testfile("../README.md", optionflags=doctest.ELLIPSIS, encoding="utf-8")
    assert attempted > 15
    assert failed == 0
