"""One night's journey: expire quotes, gather, write, lay in place, tell, write the day down."""

from toolkit.nightly.expiry import expire_quotes
from toolkit.nightly.report import write, write_report

__all__ = ["expire_quotes", "write", "write_report"]
