"""Screens of this room parsed into clean values. Nothing here saves."""

from contacts.forms.choosing import PeopleFilter, address_of
from contacts.forms.customs import FieldForm
from contacts.forms.deeds import DEED_FORMS, DeedForm
from contacts.forms.kin import HouseholdForm, LivesWithForm, RelationForm
from contacts.forms.ladders import AssessmentForm, RungForm, RungNameForm
from contacts.forms.parts import (
    ConsentForm,
    EndForm,
    ExternalIdForm,
    MethodForm,
    StakeForm,
    TagForm,
    TagMergeForm,
    TagNameForm,
)
from contacts.forms.person import EditForm, NewForm, refuse
from contacts.forms.suppressions import CloseForm, LiftForm

__all__ = [
    "DEED_FORMS",
    "AssessmentForm",
    "CloseForm",
    "ConsentForm",
    "DeedForm",
    "EditForm",
    "EndForm",
    "ExternalIdForm",
    "FieldForm",
    "HouseholdForm",
    "LiftForm",
    "LivesWithForm",
    "MethodForm",
    "NewForm",
    "PeopleFilter",
    "RelationForm",
    "RungForm",
    "RungNameForm",
    "StakeForm",
    "TagForm",
    "TagMergeForm",
    "TagNameForm",
    "address_of",
    "refuse",
]
