"""Seeded faults in templates, in values and in files: none may reach a reader."""
