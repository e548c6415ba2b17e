"""A whole number out of a table: unlike other amounts it may be printed as it is."""

from __future__ import annotations

from decimal import Decimal


class Whole(Decimal):
    """A count, a year, a code: `{{ 数量 }}` prints it, and filters take it as the Decimal that it is."""

    def __html__(self) -> str:
        """The digits, which need no escaping: this is how templates know what may be printed without a filter."""
        return str(self)
