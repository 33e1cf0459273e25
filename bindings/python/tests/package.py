"""Installs the package into an empty environment and runs the README's examples there, and looks into what was installed.

python package.py [WHEEL | sdist]    without either, from this folder, as `pip install .` does; `sdist` makes one and installs that
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PIP = ["-m", "pip", "--disable-pip-version-check", "--quiet"]


def sdist(python: Path, folder: Path) -> Path:
    """A source distribution, made as build front ends make it."""
    subprocess.run([python, *PIP, "install", "build"], check=True)
    subprocess.run([python, "-m", "build", "--sdist", "--outdir", folder, HERE], check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tar.gz"))


def environment(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        what = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
        if sys.argv[1:] == ["sdist"]:
            what = sdist(environment(folder / "builder"), folder)
        python = environment(folder / "empty")
        # Elsewhere than this folder, so that nothing but what was installed is imported.
        subprocess.run([python, *PIP, "install", what], cwd=folder, check=True)
        subprocess.run([python, "-c", "import burgee; print(burgee.__file__)"], cwd=folder, check=True)
        subprocess.run([python, HERE / "tests" / "leaks.py"], cwd=folder, check=True)
        # The extra, for the README's examples of it.
        subprocess.run([python, *PIP, "install", f"burgee[openfeature] @ {what.as_uri()}"], cwd=folder, check=True)
        subprocess.run([python, "-m", "doctest", "-o", "ELLIPSIS", HERE / "README.md"], cwd=folder, check=True)


if __name__ == "__main__":
    main()
