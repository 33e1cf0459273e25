"""Looks into the installed package for what is nobody's business: the builder's folders, and the hosts of registries.

python leaks.py    prints what is found, and fails if there is something
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import files
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
HOSTS = ["crates.io", "github.com", "pypi.org", "pythonhosted", "registry/src"]


def leaks() -> list[str]:
    """What is found, each with the file that it is in."""
    words = [*HOSTS, str(Path.home()), os.environ.get("CARGO_HOME", str(Path.home())), str(HERE.parents[1])]
    installed = [Path(str(file.locate())) for file in files("burgee") or [] if file.suffix != ".pyc"]
    assert any("_burgee" in file.name and file.suffix != ".pyi" for file in installed)
    return [f"{word} in {file.name}" for file in installed if file.is_file() for word in words if of_build(file, word.encode())]


def of_build(file: Path, word: bytes) -> bool:
    """Whether a file has a word that the build put there. What pip writes about the installation does not count, nor does prose."""
    return file.name not in {"direct_url.json", "RECORD", "METADATA"} and word in file.read_bytes()


if __name__ == "__main__":
    found = leaks()
    print("\n".join(found))
    sys.exit(bool(found))
