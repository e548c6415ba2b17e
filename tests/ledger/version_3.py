"""A ledger file as salesdocs laid it out in version 3 of its tables, when files were not claimed yet."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

TABLES: Final = """
CREATE TABLE meta (
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE arrival (
	id VARCHAR NOT NULL,
	name TEXT NOT NULL,
	digest VARCHAR NOT NULL,
	form VARCHAR NOT NULL,
	outcome VARCHAR NOT NULL,
	day DATE NOT NULL,
	first_seen VARCHAR,
	dropped TEXT NOT NULL,
	detail TEXT NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT arrival_outcome CHECK (outcome IN ('accepted', 'returned', 'duplicate', 'waiting', 'failed'))
);
CREATE INDEX arrival_by_day ON arrival (day);
CREATE INDEX arrival_by_outcome ON arrival (outcome);
CREATE INDEX arrival_by_digest ON arrival (digest);
CREATE TABLE series (
	prefix VARCHAR NOT NULL,
	year INTEGER NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (prefix, year)
);
CREATE TABLE reference (
	number VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	deal VARCHAR,
	customer VARCHAR,
	PRIMARY KEY (number)
);
CREATE INDEX reference_by_deal ON reference (deal);
CREATE TABLE deal (
	number VARCHAR NOT NULL,
	customer VARCHAR NOT NULL,
	stage VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	opened_on DATE NOT NULL,
	moved_on DATE NOT NULL,
	updated_on DATE NOT NULL,
	PRIMARY KEY (number)
);
CREATE INDEX deal_by_stage ON deal (stage);
CREATE INDEX deal_by_customer ON deal (customer);
CREATE TABLE customer (
	number VARCHAR NOT NULL,
	name TEXT NOT NULL,
	name_key TEXT NOT NULL,
	core_key TEXT NOT NULL,
	uscc VARCHAR NOT NULL,
	phone VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (number)
);
CREATE INDEX customer_by_phone ON customer (phone);
CREATE INDEX customer_by_uscc ON customer (uscc);
CREATE INDEX customer_by_name_key ON customer (name_key);
CREATE TABLE comparison (
	customer VARCHAR NOT NULL,
	other VARCHAR NOT NULL,
	name_key TEXT NOT NULL,
	name TEXT NOT NULL,
	is_same BOOLEAN NOT NULL,
	reason TEXT NOT NULL,
	"by" TEXT NOT NULL,
	day DATE NOT NULL,
	PRIMARY KEY (customer, other, name_key)
);
CREATE INDEX comparison_by_other ON comparison (other);
CREATE INDEX comparison_by_name_key ON comparison (name_key);
CREATE TABLE person (
	name VARCHAR NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE product (
	code VARCHAR NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (code)
);
CREATE TABLE research (
	number VARCHAR NOT NULL,
	day DATE NOT NULL,
	record TEXT NOT NULL,
	PRIMARY KEY (number)
);
CREATE TABLE event (
	id INTEGER NOT NULL,
	day DATE NOT NULL,
	kind VARCHAR NOT NULL,
	subject VARCHAR NOT NULL,
	deal VARCHAR,
	facts TEXT NOT NULL,
	arrival VARCHAR,
	PRIMARY KEY (id),
	FOREIGN KEY(arrival) REFERENCES arrival (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX event_by_day ON event (day);
CREATE INDEX event_by_subject ON event (subject, id);
CREATE INDEX event_by_arrival ON event (arrival);
CREATE INDEX event_by_deal ON event (deal, id);
CREATE TABLE effect (
	id INTEGER NOT NULL,
	arrival VARCHAR,
	seq INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	payload TEXT NOT NULL,
	state VARCHAR NOT NULL,
	tries INTEGER NOT NULL,
	last_error TEXT NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT effect_state CHECK (state IN ('todo', 'done')),
	UNIQUE (arrival, seq),
	FOREIGN KEY(arrival) REFERENCES arrival (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX effect_by_state ON effect (state, id);
CREATE TABLE accepted (
	form VARCHAR NOT NULL,
	digest VARCHAR NOT NULL,
	arrival VARCHAR NOT NULL,
	PRIMARY KEY (form, digest),
	FOREIGN KEY(arrival) REFERENCES arrival (id) DEFERRABLE INITIALLY DEFERRED
);
"""

ROWS: Final = """
INSERT INTO meta VALUES ('schema', '3');
INSERT INTO arrival VALUES
    ('a-1', '线索登记表.xlsx', 'd1', 'F02', 'accepted', '2026-06-16', '2026-06-16T09:30:00', '收件箱/线索登记表.xlsx',
     '{"numbers":["KH-2026-0001"]}'),
    ('a-2', '成本核算表.xlsx', 'd2', 'F05', 'returned', '2026-07-01', NULL, '收件箱/成本核算表.xlsx',
     '{"findings":["M-REQ"]}'),
    ('a-3', '谈判记录.xlsx', 'd3', 'F07', 'waiting', '2026-07-02', NULL, '收件箱/谈判记录.xlsx', '{}');
INSERT INTO event VALUES
    (1, '2026-06-16', 'customer registered', 'KH-2026-0001', NULL,
     '{"values":{"customer_name":"上海启明精密制造有限公司","contact_phone":"13812345678"},"owner":"王芳"}', 'a-1'),
    (2, '2026-06-16', 'deal opened', 'SJ-2026-0001', 'SJ-2026-0001',
     '{"customer":"KH-2026-0001","owner":"王芳"}', 'a-1'),
    (3, '2026-06-16', 'moved', 'SJ-2026-0001', 'SJ-2026-0001', '{"transition":"T1","stage":"潜在客户"}', 'a-1'),
    (5, '2026-06-17', 'person listed', '王芳', NULL, '{"values":{"name":"王芳","role":"销售代表"}}', NULL);
INSERT INTO effect VALUES
    (1, 'a-1', 1, 'write receipt', '{"file":"已归档/2026-06/回执.txt","digest":"d4"}', 'done', 0, ''),
    (2, 'a-1', 2, 'move original', '{"file":"收件箱/线索登记表.xlsx","folder":"已归档/2026-06","digest":"d1"}',
     'todo', 1, '盘满');
INSERT INTO accepted VALUES ('F02', 'd1', 'a-1');
INSERT INTO series VALUES ('KH', 2026, 1), ('SJ', 2026, 1);
INSERT INTO customer VALUES ('KH-2026-0001', '旧', '旧', '旧', '', '', '', '{}');
"""
"""Three files, what one of them brought about, and an effect that is still to be done; one event was never kept."""


def lay_out(path: Path) -> None:
    """Make such a file."""
    with sqlite3.connect(path) as made:
        made.executescript(TABLES + ROWS)
    made.close()
