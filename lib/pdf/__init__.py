"""Tagged PDFs out of HTML, part by part, joined at the end. Knows no model and no report.

WeasyPrint's time and memory grow faster than the page count, so a long document is rendered
in parts. A part is kept as bytes (a killed worker's successor goes on from there) and the
parts become one file whose tags, links, bookmarks and page numbers run through.
"""
