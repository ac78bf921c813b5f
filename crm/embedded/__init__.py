"""The cellar: embedded PostgreSQL and Valkey, the supervisor behind `make run`. Imports nothing of ours."""

from crm.embedded.lease import Lease
from crm.embedded.places import DATABASE, home, kv_socket, run_dir, secret, superuser
from crm.embedded.trouble import CannotStart

__all__ = ["DATABASE", "CannotStart", "Lease", "home", "kv_socket", "run_dir", "secret", "superuser"]
