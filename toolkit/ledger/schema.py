"""The tables of the ledger.

`event`, `arrival`, `effect`, `notice`, `series` and `accepted` are what happened; all others but `meta` are
projections, rebuilt from the events at any time (architecture.md, promise 5).
"""

from __future__ import annotations

from typing import Final, get_args

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from toolkit.model.arrival import Outcome
from toolkit.model.notice import NoticeState

SCHEMA_VERSION: Final = 6

tables: Final = MetaData()

meta: Final = Table(
    "meta",
    tables,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

arrival: Final = Table(
    "arrival",
    tables,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("form", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("first_seen", String),
    Column("dropped", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("claim", String, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    CheckConstraint(f"outcome IN ({', '.join(map(repr, get_args(Outcome)))})", name="arrival_outcome"),
    Index("arrival_by_day", "day"),
    Index("arrival_by_outcome", "outcome"),
    Index("arrival_by_digest", "digest"),
    Index("arrival_by_claim", "claim"),
)


def _from_arrival() -> Column[str]:
    """The file that caused it; empty for a command. Checked at the end of the deciding transaction."""
    return Column("arrival", String, ForeignKey("arrival.id", deferrable=True, initially="DEFERRED"))


event: Final = Table(
    "event",
    tables,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("deal", String),
    Column("facts", Text, nullable=False),
    _from_arrival(),
    Index("event_by_deal", "deal", "id"),
    Index("event_by_subject", "subject", "id"),
    Index("event_by_kind", "kind", "id"),
    Index("event_by_day", "day"),
    Index("event_by_arrival", "arrival"),
)

effect: Final = Table(
    "effect",
    tables,
    Column("id", Integer, primary_key=True),
    _from_arrival(),
    Column("seq", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    CheckConstraint("state IN ('todo', 'done')", name="effect_state"),
    UniqueConstraint("arrival", "seq"),
    Index("effect_by_state", "state", "id"),
)

notice: Final = Table(
    "notice",
    tables,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("day", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", String, nullable=False),
    Column("failing_since", String, nullable=False),
    Column("reached", Text, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("closed_on", Date),
    _from_arrival(),
    CheckConstraint(f"state IN ({', '.join(map(repr, get_args(NoticeState)))})", name="notice_state"),
    Index("notice_by_state", "state", "id"),
)
"""What people are to be told; moments are UTC, '' for none. Neither addresses nor secrets of channels stand here."""

series: Final = Table(
    "series",
    tables,
    Column("prefix", String, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

accepted: Final = Table(
    "accepted",
    tables,
    Column("form", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("arrival", String, ForeignKey("arrival.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Index("accepted_by_arrival", "arrival"),
)

reference: Final = Table(
    "reference",
    tables,
    Column("number", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("deal", String),
    Column("customer", String),
    Index("reference_by_deal", "deal"),
)

deal: Final = Table(
    "deal",
    tables,
    Column("number", String, primary_key=True),
    Column("customer", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("moved_on", Date, nullable=False),
    Column("updated_on", Date, nullable=False),
    Index("deal_by_customer", "customer"),
    Index("deal_by_stage", "stage"),
)

customer: Final = Table(
    "customer",
    tables,
    Column("number", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("uscc", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("record", Text, nullable=False),
    Column("latest_on", Date, nullable=False),
    Index("customer_by_name_key", "name_key"),
    Index("customer_by_uscc", "uscc"),
    Index("customer_by_phone", "phone"),
)

slim_deal: Final = Table(
    "slim_deal",
    tables,
    Column("number", String, primary_key=True),
    Column("customer", String, nullable=False),
    Column("latest_on", Date, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
"""Every deal as reports need it, up to its latest event. Source: `toolkit.ledger.slim`."""

core_piece: Final = Table(
    "core_piece",
    tables,
    Column("piece", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("core", Text, nullable=False),
    Index("core_piece_by_customer", "customer"),
)
"""By which the customers are found whose name has a core like that of another. Source: `toolkit.model.likeness`."""

comparison: Final = Table(
    "comparison",
    tables,
    Column("customer", String, primary_key=True),
    Column("other", String, primary_key=True),
    Column("name_key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_same", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("day", Date, nullable=False),
    Index("comparison_by_other", "other"),
    Index("comparison_by_name_key", "name_key"),
)
"""Of two registered customers the lower number stands first and `name_key` is ''; of a mere name `other` is ''."""

person: Final = Table(
    "person",
    tables,
    Column("name", String, primary_key=True),
    Column("record", Text, nullable=False),
)

product: Final = Table(
    "product",
    tables,
    Column("code", String, primary_key=True),
    Column("record", Text, nullable=False),
)

research: Final = Table(
    "research",
    tables,
    Column("number", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("record", Text, nullable=False),
    Index("research_by_day", "day", "number"),
)

projections: Final = (reference, deal, slim_deal, customer, core_piece, comparison, person, product, research)
"""What `rebuild` clears and makes again."""
