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
TEMPLATE: Final = "salesdocs.template"
"""SHA-256 of the template a document was made from."""
LANG: Final = "salesdocs.lang"
"""`en` of a rendition in English; absent in Chinese ones."""
VARIANT: Final = "salesdocs.variant"
"""Whose copy it is, or which option; absent where there is one only."""
