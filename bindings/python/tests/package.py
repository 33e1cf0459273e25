"""Installs the package into an empty environment and runs the README's examples there.

python package.py [WHEEL]    without a wheel, from this folder, as `pip install .` does
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def main() -> None:
    what = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "empty"
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        # Elsewhere than this folder, so that nothing but what was installed is imported.
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", what], cwd=folder, check=True)
        subprocess.run([python, "-m", "doctest", "-o", "ELLIPSIS", HERE / "README.md"], cwd=folder, check=True)
        subprocess.run([python, "-c", "import burgee; print(burgee.__file__)"], cwd=folder, check=True)


if __name__ == "__main__":
    main()
