"""Mails to customers, as drafts that a person opens, reads and sends. Nothing here sends anything: decisions.md 22."""
