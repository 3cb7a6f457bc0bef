"""Translations without GNU gettext on the machine.

`python -m tools.messages update`   finds the strings and brings locale/ up to date
`python -m tools.messages compile`  writes the .mo files (never committed)
`python -m tools.messages check`    fails for a string missing, untranslated, fuzzy, or whose
                                    placeholders differ from the original's
"""
