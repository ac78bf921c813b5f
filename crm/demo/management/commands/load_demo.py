"""manage.py load_demo: fictional people and places in which to try Earshot."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crm.demo import services, signins


class Command(BaseCommand):
    help = "Load demonstration data into an empty installation. Everybody in it is fictional."

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=["small", "full", "stress"], default="small")
        parser.add_argument("--contacts", type=int, help="how many people in all, with --size stress")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where organizations exist already"
        )

    def handle(self, *, size: str, contacts: int | None, if_empty: bool, **options):
        try:
            if if_empty and not settings.PRODUCTION and not services.is_empty():
                self.stdout.write("There are organizations already: nothing to do.")
                return
            loaded = services.load(size, contacts=contacts, say=self._say)
        except services.Refused as why:
            raise CommandError(str(why)) from why
        self.stdout.write(f"{loaded.people} fictional people, {loaded.rows} rows, {loaded.seconds:.1f} s.")
        self.stdout.write(signins.path().read_text())

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
