"""What was answered about the rows of a file, made ready for the run."""

import uuid
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from contacts.importers.judging import NOTHING, Decided
from contacts.importers.person import Person
from contacts.models import Contact
from crm.imports.models import ImportBatch, ImportQuestion, ImportRow

Answer = ImportQuestion.Answer
OPEN = frozenset({"", str(Answer.LATER)})
Place = tuple[int, int]  # line and part


class Household(NamedTuple):
    """This row lives with somebody: a record, or the person of another row."""

    place: Place
    contact: uuid.UUID | None
    other: Place
    relation: str = ""


class Decisions:
    """Of one import. Whoever was merged since stands for the one they were merged into."""

    def __init__(self, batch: ImportBatch):
        self._batch = batch
        self._about: dict[Place, Decided] = {}
        self._households: dict[Place, list[Household]] = {}
        self._at_home: dict[Place, list[Household]] = {}  # by the row with whose person they live
        self.same_rows: dict[Place, Place] = {}
        questions = list(
            ImportQuestion.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk)
        )
        current = self._current({q.object_id for q in questions if q.object_id})
        for question in questions:
            if question.answer in OPEN:
                self._leave(question, current)
            else:
                self._take(question, current)

    def _current(self, ids: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
        people = Contact.objects.filter(organization_id=self._batch.organization_id, pk__in=ids).exclude(
            status="erased"
        )
        return {pk: merged or pk for pk, merged in people.values_list("pk", "merged_into_id")}

    def _take(self, answer: ImportQuestion, current: dict[uuid.UUID, uuid.UUID]) -> None:
        place, other = (answer.line, answer.part), (answer.other_line, answer.other_part)
        contact = current.get(answer.object_id) if answer.object_id else None
        if answer.object_id and contact is None:
            return  # gone since
        before = self._about.get(place, NOTHING)
        if answer.answer == Answer.SAME and contact:
            self._about[place] = before._replace(same=contact)
        elif answer.answer == Answer.SAME:
            self.same_rows[place] = other
        elif contact:
            self._about[place] = before._replace(others=before.others | {contact})
        if answer.answer == Answer.HOUSEHOLD:
            lives = Household(place, contact, other)
            self._households.setdefault(place, []).append(lives)
            if contact is None:
                self._at_home.setdefault(other, []).append(lives)

    def _leave(self, question: ImportQuestion, current: dict[uuid.UUID, uuid.UUID]) -> None:
        """Nobody said whether they are that person of a like name: written as somebody new, and marked so."""
        contact = current.get(question.object_id) if question.object_id else None
        if contact and question.why == ImportQuestion.Why.LIKE:
            place = (question.line, question.part)
            before = self._about.get(place, NOTHING)
            self._about[place] = before._replace(maybe=before.maybe | {contact})

    def about(self, person: Person) -> Decided:
        place = (person.line, person.part)
        decided = self._about.get(place, NOTHING)
        if place in self.same_rows and not decided.same:
            return decided._replace(same=self._written(self.same_rows[place]))
        return decided

    def of(self, people: Sequence[Person]) -> Iterator[int]:
        """The numbers of those about whom something was said."""
        if self._about or self.same_rows:
            for n, person in enumerate(people):
                if (place := (person.line, person.part)) in self._about or place in self.same_rows:
                    yield n

    def households(self, people: Sequence[Person]) -> Iterator[Household]:
        """Of these people, and of earlier rows that live with one of them."""
        if self._households:
            for person in people:
                place = (person.line, person.part)
                yield from self._households.get(place, ())
                yield from self._at_home.get(place, ())

    def _written(self, place: Place) -> uuid.UUID | None:
        """Whom an earlier chunk wrote for that row."""
        rows = ImportRow.objects.filter(
            organization_id=self._batch.organization_id, line=place[0], part=place[1]
        )
        return rows.of_batch(self._batch.pk).values_list("object_id", flat=True).first()
