"""Whether our compiled templates say what docxtpl says: the same templates and values through both, compared.

Where we differ on purpose, and how it is compared all the same:

- core properties: docxtpl escapes a value in them twice (`A&amp;B`), we once; it leaves tags in keywords and category
  as they are, we render them; python-docx makes up properties for a file that has none, we do not;
- pictures in a header: docxtpl gives all of them one id, we each its own;
- what is no XML once it is filled in (a loop that begins in a row and ends in a paragraph): docxtpl leaves out what
  does not fit, or writes it into headers and footnotes as it is; we refuse it;
- a plain text with control characters or half a tag, and half a tag that the template prints: refused;
- a bracket right before a tag, in the next run or paragraph even: docxtpl takes both for one tag, and where that works
  by luck the text around is lost; we refuse it.

What needs more than text: rich text, listings, pictures and sub-documents are compared. A filter of one's own is, too,
though no template of the house has one. Links made while rendering (`build_url_id`, `InlineImage(anchor=...)`) are not
offered; rich text may name a link that the template has.
"""
