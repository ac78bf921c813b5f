"""The background work of listening. The rules are in services."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access.tenancy import tenant
from crm.queue.registry import Links, Run, job
from listening.exchange import running
from listening.models import ExchangeFile, ReportEdition
from listening.services.notes import attaching
from listening.services.reports import recalling, rendering


def _report_links(*, edition_id: str) -> Links:
    return Links(result=reverse("listening:edition", args=[edition_id]), result_label=_("See the files"))


@job("listening.forget_files", noun=_("files"), label=_("Delete recordings and photos whose time is over"))
def forget_files(run: Run) -> None:
    done = run.done
    while True:
        with run.step() as step:
            count = attaching.purge_attachments(by=run.actor)
            done += count
            step.done = done
        if not count:
            break
    with run.step():
        attaching.sweep_lost_files(by=run.actor)


def _exchange_links(*, file_id: str) -> Links:
    return Links(
        result=reverse("listening:exchange_file", args=[file_id]), result_label=_("See what came of it")
    )


@job("listening.bring_in_codings", noun=_("texts"), label=_("Bring in codings"), links=_exchange_links)
def bring_in_codings(run: Run, *, file_id: str) -> None:
    running.bring_in(run, _exchange(run, file_id))


@job("listening.take_back_codings", label=_("Take back codings"), links=_exchange_links)
def take_back_codings(run: Run, *, file_id: str) -> None:
    running.take_back(run, _exchange(run, file_id))


def _exchange(run: Run, file_id: str) -> ExchangeFile:
    with tenant(run.organization_id):
        files = ExchangeFile.objects.visible_to(run.actor).select_related("codebook", "project", "session")
        return files.get(pk=file_id)


@job("listening.render_edition", noun=_("files"), label=_("Files of a report-back"), links=_report_links)
def render_edition(run: Run, *, edition_id: str) -> None:
    """What is said is read in a transaction; the files are set outside of it."""
    with tenant(run.organization_id):
        edition = ReportEdition.objects.visible_to(run.actor).select_related("report").get(pk=edition_id)
        told = rendering.tell_all(by=run.actor, edition=edition)
    for number, (kind, language) in enumerate(rendering.FORMS, start=1):
        if number <= run.done:
            continue
        body = rendering.set_file(told[language], kind)
        with run.step(done=number, total=len(rendering.FORMS)):
            rendering.keep_file(by=run.actor, edition=edition, kind=kind, language=language, body=body)


@job("listening.recall", single=True, label=_("Look for published words that were taken back"))
def recall(run: Run) -> None:
    """A merge or a change of age may forbid what a line of the ledger did not."""
    recalling.recall(by=run.actor)
