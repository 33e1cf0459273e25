"""Every hostile context in its own process: no crash, no hang, nothing raised, and the expected decision."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_rows import ROWS

RUNNER = Path(__file__).with_name("hostile.py")


@pytest.mark.parametrize("name", ROWS)
def test_a_hostile_context_is_decided(name: str) -> None:
    row = ROWS[name]
    ended = subprocess.run([sys.executable, str(RUNNER), name], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    came = json.loads(ended.stdout)
    assert came["decision"] == list(row.expected)
    assert came["error"] == ("INVALID_CONTEXT" if row.expected.reason == "ERROR" else None)
    if row.same_built:
        assert came["built"] == (None if row.expected.reason == "ERROR" else list(row.expected[:3]))


def test_there_are_enough() -> None:
    assert len(ROWS) >= 40
