"""What a file of ours calls its own properties, forms and documents alike. Source: decisions.md 25."""

from __future__ import annotations

from typing import Final

KIND: Final = "salesdocs.kind"
"""`F05` of a form, `G03` of a document."""
VERSION: Final = "salesdocs.version"
NUMBER: Final = "salesdocs.number"
DEAL: Final = "salesdocs.deal"
HASH: Final = "salesdocs.hash"
"""Fingerprint of a form's declaration, digest of a document's figures."""
