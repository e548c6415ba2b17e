"""What each kind of document must say, declared once beside its figures, and looked for in what was written."""
