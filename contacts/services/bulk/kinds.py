"""What can be done with many people at once, in the order of the page that offers it."""

from contacts.services.bulk.deed import DeedKind
from contacts.services.bulk.fields import Assign, SetDistrict, SetLanguage, SetStatus
from contacts.services.bulk.links import PutInTurf, PutTag, TakeTag

KINDS: dict[str, DeedKind] = {
    kind.key: kind
    for kind in (PutTag(), TakeTag(), Assign(), PutInTurf(), SetLanguage(), SetDistrict(), SetStatus())
}
