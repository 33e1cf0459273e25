"""What is installed holds nothing of where it was built."""

from __future__ import annotations

from leaks import leaks


def test_nothing_tells_where_the_package_was_built() -> None:
    assert leaks() == []
