"""What loading raises. Evaluation raises nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burgee._burgee import Diagnostic

__all__ = ["ContextError", "LoadError"]


class LoadError(ValueError):
    """A document that was refused; whatever was served before keeps serving.

    ``diagnostics`` says what is wrong, in the order of the texts.
    """

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message, diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return str(self.args[0])


class ContextError(ValueError):
    """Text that is no context: a stable code, and where."""

    code: str
    line: int
    column: int

    def __init__(self, message: str, code: str, line: int, column: int) -> None:
        super().__init__(message, code, line, column)
        self.code = code
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return str(self.args[0])
