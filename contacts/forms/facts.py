"""Race and ethnicity, and further languages: facts with many answers, inside the form of a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import races
from contacts.languages import LANGUAGES
from contacts.models import Contact

RACE = ("race_source", "race_ethnicity", "race_words")


def add_races(form: forms.Form, contact: Contact) -> None:
    """`race_source` says whether anybody asked; seven groups, and in `race_<group>` what lies below."""
    form.fields["race_source"] = forms.ChoiceField(
        label=_("Race and ethnicity, as they told us"),
        choices=races.SOURCES,
        widget=forms.RadioSelect,
        required=False,
    )
    form.fields["race_ethnicity"] = forms.MultipleChoiceField(
        label=_("Any that they named"),
        choices=[(code, words) for code, (words, _below) in races.GROUPS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Never guessed from a name or a face."),
    )
    for code, (words, below) in races.GROUPS.items():
        form.fields[f"race_{code}"] = forms.MultipleChoiceField(
            label=words,
            choices=[(f"{code}:{finer}", said) for finer, said in below.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
    form.fields["race_words"] = forms.CharField(label=_("In their own words"), max_length=120, required=False)
    groups = races.settled(contact.race_ethnicity)
    form.initial |= {
        "race_source": contact.race_source or "not_asked",
        "race_ethnicity": [code for code in groups if ":" not in code],
        "race_words": contact.race_words,
        **{f"race_{group}": [one for one in groups if one.startswith(f"{group}:")] for group in races.GROUPS},
    }


def races_in(form: forms.Form) -> dict[str, Any]:
    """Fields of Contact. An answer is theirs; whoever declined named none."""
    given = form.cleaned_data
    codes = races.settled(
        [*given.get("race_ethnicity", ()), *(c for g in races.GROUPS for c in given.get(f"race_{g}", ()))]
    )
    return {
        "race_source": given["race_source"],
        "race_ethnicity": codes,
        "race_words": given.get("race_words", ""),
    }


def check_races(form: forms.Form) -> None:
    if not form.cleaned_data.get("race_source"):
        return
    told = races_in(form)
    named = bool(told["race_ethnicity"] or told["race_words"])
    if named and told["race_source"] != "self":
        form.add_error("race_source", _("They named something below: choose “They told us”, or take it off."))
    if not named and told["race_source"] == "self":
        form.add_error("race_ethnicity", _("Mark what they told us, or write their own words."))


def add_languages(form: forms.Form, contact: Contact) -> None:
    known = [key for key, _words in LANGUAGES]
    others = [(key, key) for key in contact.other_languages if key not in known]
    form.fields["other_languages"] = forms.MultipleChoiceField(
        label=_("Also speaks"),
        choices=[*LANGUAGES, *others],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    form.initial["other_languages"] = contact.other_languages
