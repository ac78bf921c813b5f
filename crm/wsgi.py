"""The web's entry. Refuses to serve under a database login that walks through row security."""

import os

from django.core.wsgi import get_wsgi_application

from crm.celery import app as celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = get_wsgi_application()

__all__ = ["application", "celery_app"]
