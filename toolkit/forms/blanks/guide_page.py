"""The filling guide as one web page: nothing to load, light, fit to be printed."""

from __future__ import annotations

from jinja2 import Environment, StrictUndefined

from toolkit.forms import layout
from toolkit.forms.guide import HEADERS, WORDS, Guide, both, notices, returns, rules, sections
from toolkit.model.text import Lang

_PAGE = """<!DOCTYPE html>
<html lang="{{ 'zh-CN' if lang == 'zh' else 'en' }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
  body { font: 15px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", system-ui, sans-serif;
         color: #222; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1.2rem; }
  h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
  h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
  .stamp { color: #777; font-size: .85rem; margin: .2rem 0 1.2rem; }
  table { border-collapse: collapse; width: 100%; font-size: .87rem; }
  th, td { border: 1px solid #ccc; padding: .35rem .5rem; text-align: left; vertical-align: top; }
  thead th { background: #eee; } tbody th { background: #f7f7f7; font-weight: normal; }
  tbody th.needed { font-weight: 600; } .facts th { width: 9em; }
  .answers th, .answers td { width: 18%; } .answers td:last-child { width: 28%; }
  .advice td:first-child { width: 6em; white-space: nowrap; }
  small { display: block; color: #777; } .star { color: #c00000; }
  td p { margin: 0; } .notice { color: #555; font-size: .87rem; }
  @media print { body { margin: 0; max-width: none; font-size: 10pt; } thead { display: table-header-group; }
                 tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; } @page { size: A4; margin: 15mm; } }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p class="stamp">{{ stamp }}</p>
<table class="facts"><tbody>
{%- for fact in facts %}
<tr><th scope="row">{{ fact.name.said(lang) | capital }}</th>
<td>{% for told in fact.told %}<p>{{ told.said(lang) | capital }}</p>{% endfor %}</td></tr>
{%- endfor %}
</tbody></table>
<h2>{{ words.rules.said(lang) }}</h2>
<ol>{% for rule in rules %}<li>{{ rule.said(lang) }}</li>{% endfor %}</ol>
<h2>{{ words.answers.said(lang) }}</h2>
{%- for section in sections %}
{% if section.heading.zh %}<h3>{{ section.heading.said(lang) }}</h3>{% endif %}
<table class="answers">
<thead><tr>{% for header in headers %}<th scope="col">{{ header.said(lang) }}</th>{% endfor %}</tr></thead>
<tbody>
{%- for entry in section.entries %}{% set cells = entry.cells(lang) %}
<tr><th scope="row"{% if entry.is_required %} class="needed"{% endif %}>{{ cells[0] }}
{%- if entry.is_required %} <span class="star">*</span>{% endif %}
<small>{{ entry.label.said(other) | capital }}</small></th>
{%- for cell in cells[1:] %}<td>{% for line in cell.split("\\n") %}<p>{{ line }}</p>{% endfor %}</td>{% endfor %}</tr>
{%- endfor %}
</tbody></table>
{%- endfor %}
{%- for notice in notices %}
<p class="notice">{{ notice.said(lang) }}</p>
{%- endfor %}
<h2>{{ words.returned.said(lang) }}</h2>
<ol>{% for told in returns %}<li>{{ told.said(lang) }}</li>{% endfor %}</ol>
{%- if advice %}
<h3>{{ words.advice.said(lang) }}</h3>
<table class="advice">
<thead><tr>
{%- for word in ("code", "message", "fix") %}<th scope="col">{{ words[word].said(lang) }}</th>{% endfor %}</tr></thead>
<tbody>
{%- for one in advice %}
<tr><td>{{ one.code }}</td><td>{{ one.shown(lang) }}</td><td>{{ one.fix.said(lang) }}</td></tr>
{%- endfor %}
</tbody></table>
{%- endif %}
</body>
</html>
"""


def guide_page(guide: Guide, lang: Lang) -> str:
    """The guide as HTML, whole in itself; what is written into it is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["capital"] = layout.capital
    form = guide.form
    version = WORDS["version"].said(lang).replace("{version}", form.version)
    return environment.from_string(_PAGE).render(
        lang=lang,
        other=both(lang)[1],
        words=WORDS,
        title=WORDS["title"].said(lang).replace("{form}", layout.capital(form.title.said(lang))),
        stamp=f"{form.id} · {form.word} · {version}",
        facts=guide.facts,
        rules=rules(form),
        headers=HEADERS,
        sections=tuple(sections(form)),
        notices=notices(form),
        returns=returns(form),
        advice=guide.advice,
    )
