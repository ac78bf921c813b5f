"""What the team writes to each other under a step."""

from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit.services import record
from tasks.models import Comment, Task
from tasks.services import noticing

LONGEST = 1000


def comment_on(*, by: Actor, task: Task, body: str) -> Comment:
    """Under a step that one sees, open or closed. Its owner gets a notice. Raises DomainError for no words."""
    require(by, Permission.WORK_TASKS)
    seen = Task.objects.visible_to(by).select_related("owner__user").filter(pk=task.pk).first()
    if seen is None or by.membership_id is None:
        raise NotAllowed
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())[:LONGEST]
    if not body:
        raise DomainError(_("Write a word, or leave it."), field="body")
    made = Comment.objects.create(
        organization_id=by.organization_id, task=seen, author_id=by.membership_id, body=body
    )
    record("tasks.commented", by=by, target=seen, details={"comment": str(made.pk)})
    if seen.owner_id != by.membership_id:
        noticing.tell(seen.owner, _("A comment on your next step"), task=seen)
    return made
