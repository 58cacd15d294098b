"""What an approval does. Settings name it: ``WAGTAIL_FINISH_WORKFLOW_ACTION``.

Wagtail imports this module while it makes its own models: nothing may be imported here that needs them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import WorkflowState


def publish_approved(workflow_state: "WorkflowState", user: Any = None) -> None:
    """Publish what was approved.

    The approval is the authorisation: moderators hold no right to publish outside a workflow, for which Wagtail's own
    action would refuse the last step.
    """
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
