"""docxtpl is imported once, by our own door, before any test does it by itself."""

from __future__ import annotations

from toolkit.documents.compile.borrowed import docxtpl

docxtpl()
