"""The build backend: maturin's, told to keep the builder's paths out of what it compiles.

Where a panic could come from is a path in the binary: that of the cargo home, with the registry's name in it, and that of this folder.
Neither is anybody's business, and with them two machines would build two packages.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from maturin import (
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

HERE = Path(__file__).resolve().parent
SEPARATOR = "\x1f"


def remapped() -> list[str]:
    """The flags that rename paths. Of several that fit a path the last counts, so the narrower come later."""
    cargo = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")).resolve()
    # Registries' folders are named after their hosts, and are there once something was fetched.
    # A source distribution has the crate where the repository has it.
    crate = HERE / "bindings" / "python"
    manifest = (crate if crate.is_dir() else HERE) / "Cargo.toml"
    subprocess.run(["cargo", "fetch", "--quiet", "--manifest-path", manifest], check=False, stdin=subprocess.DEVNULL)
    registries = sorted((cargo / "registry" / "src").glob("*"))
    repository = HERE.parents[1] if (HERE.parents[1] / "core" / "Cargo.toml").is_file() else HERE
    paths = {Path.home(): "home", cargo: "cargo", repository: "burgee"} | dict.fromkeys(registries, "crates")
    return [f"--remap-path-prefix={path}={name}" for path, name in paths.items()]


def inherited() -> list[str]:
    """The flags that the caller sets, which those of this package come on top of."""
    encoded = os.environ.get("CARGO_ENCODED_RUSTFLAGS")
    return encoded.split(SEPARATOR) if encoded else os.environ.get("RUSTFLAGS", "").split()


os.environ["CARGO_ENCODED_RUSTFLAGS"] = SEPARATOR.join(inherited() + remapped())
