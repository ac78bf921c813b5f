"""Letters of invitation."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from crm.organizations.services import invitations
from crm.queue.registry import Run, job


@job("organizations.send_invitation", label=_("Send an invitation"))
def send_invitation(run: Run, *, invitation_id: str) -> None:
    """Tried again after a failure, it writes a new letter: the link of one that may have been lost is void."""
    with run.step(done=0, total=1):
        letter = invitations.letter(UUID(invitation_id), by=run.actor)
    if letter is not None:
        letter.send()
