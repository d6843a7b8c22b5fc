"""Text broken into lines: Japanese anywhere but before closing signs, words of letters whole."""

from __future__ import annotations

import re

from csops_tui.text.width import width

_PIECES = re.compile(r"\s+|[!-~]+|.")
# These never begin a line.
_CLOSING = frozenset("。、」』）)】・ーっゃゅょッャュョ!?！？,.:;")


def fold(text: str, cells: int) -> list[str]:
    """The lines of `text` in at most `cells` cells each; a word longer than a line stands alone and is not broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECES.findall(paragraph):
            if not line or width(line + piece.rstrip()) <= cells:
                line += piece if line or not piece.isspace() else ""
            elif piece[0] in _CLOSING:
                # The sign takes the character before it along.
                lines.append(line[:-1].rstrip())
                line = line[-1] + piece
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
        lines.append(line.rstrip())
    return lines
