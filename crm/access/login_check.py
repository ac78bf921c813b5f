"""Refuse to serve under a database login that walks through row security."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

POWERS = """
select r.rolname, r.rolsuper, r.rolbypassrls, exists (
  select from pg_class c where c.relrowsecurity and pg_has_role(current_user, c.relowner, 'member'))
from pg_roles r where r.rolname = current_user
"""


def refuse_a_strong_login() -> None:
    """Called when web and workers start, not by migrate. Raises ImproperlyConfigured."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        role, *powers = cursor.fetchone()
    if any(powers):
        raise ImproperlyConfigured(
            f"{role} is a superuser, bypasses row security or owns tables; web and workers log in as the app role"
        )
