"""What a report can be limited to: each filter knows its field, its check and its words.

`reports.filters.known` has those in use; a kind lists the ones it takes (`Kind.filters`).
"""
