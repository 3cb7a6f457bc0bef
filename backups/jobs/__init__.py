"""Celery tasks of this app, one module per part; `backups.tasks` names them."""
