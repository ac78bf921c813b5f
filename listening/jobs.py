"""The background work of listening. The rules are in services."""

from django.utils.translation import gettext_lazy as _

from crm.queue.registry import Run, job
from listening import services


@job("listening.forget_files", noun=_("files"), label=_("Delete recordings and photos whose time is over"))
def forget_files(run: Run) -> None:
    done = run.done
    while True:
        with run.step() as step:
            count = services.purge_attachments(by=run.actor)
            done += count
            step.done = done
        if not count:
            break
    with run.step():
        services.sweep_lost_files(by=run.actor)
