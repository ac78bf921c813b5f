"""An exchange file as a job goes through it: read outside of any transaction, written step by step."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from crm.queue.registry import Run
from listening.exchange.sheets import read_sheet
from listening.models import ExchangeFile
from listening.refi.documents import Codes, TextSource
from listening.refi.reading import ProjectReader, Refused, read_codebook
from listening.services.exchange import exchanging, taking_in, undoing

SOURCES = 20  # a step


def bring_in(run: Run, file: ExchangeFile) -> None:
    path = exchanging.upload_of(file)
    try:
        if file.kind == ExchangeFile.Kind.QDPX:
            with ProjectReader(path) as project:
                _whole(run, file, project)
        else:
            codes = read_codebook(path) if file.kind == ExchangeFile.Kind.QDC else read_sheet(path)
            counts = _codes(run, file, codes, "")
            with run.step(done=1, total=1):
                exchanging.exchange_taken_in(by=run.actor, file=file, counts=dict(counts))
    except Refused as refused:
        with run.step():
            exchanging.refuse_exchange(by=run.actor, file=file, code=refused.code)


def take_back(run: Run, file: ExchangeFile) -> None:
    counts: Counter[str] = Counter()
    while True:
        with run.step() as step:
            some = undoing.take_back_some(run.actor, file)
            if some is None:
                undoing.close(run.actor, file)
                exchanging.exchange_taken_back(by=run.actor, file=file, counts=dict(counts))
                return
            counts += some
            step.done = run.done + sum(some.values())


def _whole(run: Run, file: ExchangeFile, project: ProjectReader) -> None:
    # Everything is looked at before anything is written: a file that is refused leaves nothing behind.
    unread = sum(isinstance(source, str) for source in project.sources())
    counts = _codes(run, file, project.head.codes, project.head.name)
    done = 0
    for lot in _lots(project):
        with run.step(total=project.source_count) as step:
            maker = exchanging.maker_of(file)
            for source in lot:
                counts += taking_in.take_source(maker, file, file.codebook, source, project.head.users)
            done += len(lot)
            step.done = done
    counts["texts_unread"] = unread
    with run.step(done=project.source_count, total=project.source_count):
        exchanging.exchange_taken_in(by=run.actor, file=file, counts=dict(+counts))
        # The tables of codes are asked for next. Planned for the few rows there were before, they would take minutes.
        taking_in.tell_sizes()


def _lots(project: ProjectReader) -> Iterator[list[TextSource]]:
    texts = (source for source in project.sources() if isinstance(source, TextSource))
    while lot := list(islice(texts, SOURCES)):
        yield lot


def _codes(run: Run, file: ExchangeFile, codes: Codes, name: str) -> Counter[str]:
    with run.step():
        maker = exchanging.maker_of(file)
        book = taking_in.take_codebook(maker, file, codes, name)
        return taking_in.take_codes(maker, file, book, codes)
