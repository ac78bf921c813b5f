"""Search among the million, as the application's role: python -m bench._search_run. Prints JSON."""

import json
import os
import random
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Q  # noqa: E402

from bench import million  # noqa: E402
from bench._million_names import slip  # noqa: E402
from contacts import search  # noqa: E402
from contacts.models import Contact  # noqa: E402
from contacts.search import fitting  # noqa: E402
from contacts.search.fitting import nearest  # noqa: E402
from crm.access.actors import Member  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.demo.partners import PARTNERS  # noqa: E402
from crm.lib import names, nicknames  # noqa: E402
from crm.search import finders  # noqa: E402

SOUGHT, SHOWN, WARM_UP, NAMESAKES = 500, 20, 40, 10
AT_A_TIME = 25  # ours and theirs take turns, so that both meet the same machine


def main() -> dict:
    dice = random.Random(20)
    wanted = [one for partner in PARTNERS for one in sought(million.actor(partner.key), dice)]
    dice.shuffle(wanted)
    told = {"slip": spelt(wanted, slipped, dice), "swapped": spelt(wanted, swapped, dice)}
    told["nickname"] = spelt([one for one in wanted if nicknames.forms(one[2][0])], called, dice)
    found: dict = {kind: measured(texts, first_people) for kind, texts in told.items()}
    turns = [told["slip"][n : n + AT_A_TIME] for n in range(0, len(told["slip"]), AT_A_TIME)]
    found["ours"], found["theirs"] = [], []
    for turn in turns:
        found["ours"] += measured(turn, ours, warm_up=0)["ms"]
        found["theirs"] += measured(turn, by_ilike, warm_up=0)["ms"]
    found["box"] = measured(told["slip"][:200], whole_box)
    found["typing"] = measured(typed(told["slip"][:100]), first_people)
    return found


def sought(actor: Member, dice: random.Random) -> list[tuple[Member, str, list[str]]]:
    """People of one organization, more of a large one: two names or more, a word long enough for a slip, and no crowd
    of namesakes in which nobody could find anyone."""
    with tenant(actor.organization_id):
        people = Contact.objects.visible_to(actor).current()
        ids, found = list(people.order_by("pk").values_list("pk", flat=True)), []
        for pk in dice.sample(ids, SOUGHT * 3 * len(ids) // million.people() + 2):
            person = people.get(pk=pk)
            words = [*names.tokens(person.given_name), *names.tokens(person.family_name)]
            many = Contact.objects.visible_to(actor).filter(sort_name=person.sort_name).count()
            if person.given_name and person.family_name and many <= NAMESAKES and max(map(len, words)) >= 4:
                found.append((actor, str(person.pk), words))
    return found


def spelt(wanted: list, how: Callable, dice: random.Random) -> list[tuple[Member, str, str]]:
    return [(actor, pk, how(words, dice)) for actor, pk, words in wanted[:SOUGHT]]


def slipped(words: list[str], dice: random.Random) -> str:
    place = dice.choice([n for n, word in enumerate(words) if len(word) >= 4])
    return " ".join([*words[:place], slip(dice, words[place]), *words[place + 1 :]])


def swapped(words: list[str], _dice: random.Random) -> str:
    return " ".join(reversed(words))


def called(words: list[str], dice: random.Random) -> str:
    return " ".join([dice.choice(sorted(nicknames.forms(words[0]))), *words[1:]])


def typed(texts: list[tuple[Member, str, str]]) -> list[tuple[Member, str, str]]:
    """The same, letter by letter, as the box asks while somebody types."""
    return [(actor, pk, text[:end]) for actor, pk, text in texts for end in range(1, len(text) + 1, 2)]


def measured(
    texts: list[tuple[Member, str, str]], ask: Callable[[Member, str], list[str]], warm_up: int = WARM_UP
) -> dict:
    for actor, _pk, text in texts[:warm_up]:
        with tenant(actor.organization_id):
            ask(actor, text)
    taken, hits, missed = [], 0, []
    for actor, pk, text in texts:
        with tenant(actor.organization_id):
            started = time.perf_counter()
            urls = ask(actor, text)
            taken.append((time.perf_counter() - started) * 1000)
        hit = any(pk in url for url in urls)
        hits += hit
        if not hit:
            missed.append(text)
    return {"ms": taken, "hits": hits, "asked": len(texts), "missed": missed[:10]}


def first_people(actor: Member, text: str) -> list[str]:
    return [hit.url for hit in search.find_people(actor, text, SHOWN)]


def whole_box(actor: Member, text: str) -> list[str]:
    return [hit.url for group in finders.everything(actor, text, limit=5) for hit in group.hits]


def ours(actor: Member, text: str) -> list[str]:
    return [f"/{person.pk}/" for person in nearest(actor, text, SHOWN)]


def by_ilike(actor: Member, text: str) -> list[str]:
    """What others do: each word somewhere in one of three columns. The same people in sight, as many of them."""
    found = Contact.objects.visible_to(actor).current().only(*fitting.SHOWN)
    for word in text.split():
        found = found.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(chosen_name__icontains=word)
        )
    return [f"/{person.pk}/" for person in found.order_by("sort_name", "pk")[:SHOWN]]


if __name__ == "__main__":
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        if cursor.fetchone()[0]:
            raise SystemExit("this login walks through walls: nothing to measure")
    print(json.dumps(main()))
