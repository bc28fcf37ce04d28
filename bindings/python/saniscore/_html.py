"""The little HTML that notebooks show. Every text goes through one escaping function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = "text-align:{};padding:0 .6em"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], numbers: frozenset[int] = frozenset()) -> str:
    """A table; the columns in `numbers` are set to the right."""

    def cells(row: Sequence[object], tag: str) -> str:
        return "".join(
            f'<{tag} style="{_STYLE.format("right" if k in numbers else "left")}">{escape(str(cell))}</{tag}>'
            for k, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def page(caption: str, *parts: str) -> str:
    return f"<div><p>{escape(caption)}</p>{''.join(parts)}</div>"
