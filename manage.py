#!/usr/bin/env python
"""Django's command line. The embedded servers, where they are used, run for as long as the command does."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from crm import embedded

WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "help",
    "makemessages",
    "spectacular",
    "version",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    needs_servers = len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_SERVERS
    try:
        with embedded.Lease() if needs_servers else nullcontext():
            execute_from_command_line(sys.argv)
    except embedded.CannotStart as trouble:
        sys.exit(str(trouble))
