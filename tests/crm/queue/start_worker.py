"""A real worker on a test database: python -m tests.crm.queue.start_worker DATABASE NAME"""

import os
import sys
from importlib import import_module

import django
from django.db import connections

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
    django.setup()
    database, name = sys.argv[1:]
    for login in connections.settings.values():
        login["NAME"] = database
    import_module("tests.crm.queue.killable")
    import_module("crm.celery").app.worker_main(
        [
            "worker",
            "--concurrency",
            "2",
            "--without-mingle",
            "--without-gossip",
            "--hostname",
            name,
            "--loglevel",
            "INFO",
        ]
    )
