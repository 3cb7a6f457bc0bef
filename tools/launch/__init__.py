"""From a bare machine to a running platform: what `make run` and `make test` do first.

Everything but `serve` and `prepare_data` runs on the system's Python with its standard
library only, because there is no virtual environment yet.
"""
