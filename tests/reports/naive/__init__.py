"""The report computed a second time, from domain.md 6.2, 6.3 and decisions.md alone: plain loops over folded deals.

Nothing here knows how toolkit/reports computes; of it only the records are used.
"""
