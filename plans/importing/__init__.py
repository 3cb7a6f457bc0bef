"""Existing plans out of files: sections of Markdown and DOCX, tasks of XLSX and CSV."""
