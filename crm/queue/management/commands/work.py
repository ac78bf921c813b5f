"""Do jobs without Celery or a broker: a second way out, and the way of one-off scripts."""

import logging
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from crm.access.login_check import refuse_a_strong_login
from crm.queue.running import drain
from crm.queue.ticking import tick

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


class Command(BaseCommand):
    help = "Do background jobs in this process, without Celery and without a broker. Ticks by itself."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then leave")

    def handle(self, *, once: bool, **options):
        refuse_a_strong_login()
        if once:
            tick()
            self.stdout.write(f"{drain()} jobs")
            return
        ticked_at = 0.0
        while True:
            try:
                if time.monotonic() - ticked_at >= 15:
                    tick()
                    ticked_at = time.monotonic()
                if not drain(seconds=15):
                    time.sleep(LOOK_EVERY_S)
            except OperationalError as error:
                logger.warning("the database is away (%s)", type(error).__name__)
                connections.close_all()
                time.sleep(LOOK_EVERY_S)
