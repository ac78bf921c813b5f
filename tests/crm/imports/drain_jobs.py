"""A process that does jobs of a test database until it is killed: python -m tests.crm.imports.drain_jobs DATABASE"""

import os
import sys
import time
from importlib import import_module

import django
from django.db import connections

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
    django.setup()
    for login in connections.settings.values():
        login["NAME"] = sys.argv[1]
    drain = import_module("crm.queue.running").drain
    while True:
        drain()
        time.sleep(0.1)
