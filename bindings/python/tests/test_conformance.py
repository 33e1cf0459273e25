"""Every fixture, through the package. There is no list of exceptions."""

from __future__ import annotations

from pathlib import Path

import conformance
import pytest

FILES = sorted(conformance.FIXTURES.glob("*/*.json"))


def test_there_are_files_of_every_kind() -> None:
    assert {path.parent.name for path in FILES} == set(conformance.KINDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_case_gives_what_it_says(path: Path) -> None:
    file, cases = conformance.read(path)
    ask = conformance.KINDS[file["kind"]]
    assert cases
    for case in cases:
        try:
            ask(file, case)
        except Exception as error:
            raise AssertionError(f"{path.name}: {case['name']}: {error}") from error
