"""Looking for people who are here twice."""

from django.utils.translation import gettext_lazy as _

from contacts.duplicates.finding import find_duplicates
from crm.queue.registry import Run, job


@job("contacts.find_duplicates", label=_("Look for people who are here twice"), noun=_("people"))
def find(run: Run) -> None:
    """Who is new or changed since the last time, with everybody."""
    with run.step() as step:
        found = find_duplicates(by=run.actor)
        step.done = step.total = found.people


@job("contacts.compare_everybody", label=_("Compare all people with each other"), noun=_("people"))
def compare(run: Run) -> None:
    with run.step() as step:
        found = find_duplicates(by=run.actor, everybody=True)
        step.done = step.total = found.people
