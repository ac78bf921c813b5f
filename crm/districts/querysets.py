"""Finding a district or school by what people call it. Public facts: no organization, no wall."""

from typing import Self

from django.db import models


class DistrictQuerySet(models.QuerySet):
    def named_like(self, text: str) -> Self:
        """Every word of `text` stands in the name, the county, the city, or is the state."""
        found = self
        for word in text.replace(",", " ").replace("·", " ").split():
            matches = (
                models.Q(name__icontains=word)
                | models.Q(county__icontains=word)
                | models.Q(city__icontains=word)
            )
            found = found.filter(matches | models.Q(state=word.upper()) if len(word) == 2 else matches)
        return found

    def called(self, label: str) -> Self:
        """Exactly what a picker wrote: "Alder County, NC" or "CUSD 4, IL · Adams"."""
        label, _, county = (part.strip() for part in label.partition("·"))
        name, _, state = (part.strip() for part in label.rpartition(","))
        found = (
            self.filter(name__iexact=name, state=state.upper()) if name else self.filter(name__iexact=label)
        )
        return found.filter(county__iexact=county) if county else found


class SchoolQuerySet(models.QuerySet):
    def named_like(self, text: str) -> Self:
        found = self
        for word in text.split():
            found = found.filter(name__icontains=word)
        return found

    def of_place(self, text: str) -> Self:
        """Every word stands in its name or in its district's, or is the state; one at least in its own name."""
        found, named = self, models.Q()
        for word in text.replace(",", " ").replace("·", " ").split():
            own = models.Q(name__icontains=word)
            place = models.Q(district__name__icontains=word) | models.Q(district__city__icontains=word)
            if len(word) == 2:
                place |= models.Q(district__state=word.upper())
            found, named = found.filter(own | place), named | own
        return found.filter(named)


class EnrollmentQuerySet(models.QuerySet):
    def latest_year(self) -> str | None:
        return self.order_by("-year").values_list("year", flat=True).first()

    def by_race(self) -> dict[str, int]:
        """Students of these schools and years by race; "" is all of them."""
        rows = self.order_by().values_list("race").annotate(n=models.Sum("students"))
        return dict(rows.values_list("race", "n"))
