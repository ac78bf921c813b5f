"""The web's entry. Refuses to serve under a database login that walks through row security."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from crm.access.login_check import refuse_a_strong_login

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = get_wsgi_application()
refuse_a_strong_login()
connections.close_all()  # not this thread's any more
