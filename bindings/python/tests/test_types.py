"""The stubs: two type checkers read them with a program that uses them, and a third tool holds them against the module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from usage import test_usage

__all__ = ["test_usage"]

HERE = Path(__file__).resolve().parents[1]
TOOLS = {"mypy": ["mypy"], "pyright": ["pyright", "--pythonpath", sys.executable], "stubtest": ["mypy.stubtest", "burgee"]}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_checker_has_nothing_to_say(tool: str) -> None:
    ended = subprocess.run([sys.executable, "-m", *TOOLS[tool]], cwd=HERE, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
