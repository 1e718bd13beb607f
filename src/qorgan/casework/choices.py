"""The vocabularies of casework. Ids are those of the inter-agency forms, so that records travel; labels are ours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Whether somebody works on the case."""

    OPEN = "open", pgettext_lazy("case", "open")
    CLOSED = "closed", pgettext_lazy("case", "closed")


class Risk(models.TextChoices):
    """How great the risk to the child is judged to be, by a person. Inter-agency levels; the limits are policies of the pack."""

    HIGH = "high", pgettext_lazy("risk", "high")
    MEDIUM = "medium", pgettext_lazy("risk", "medium")
    LOW = "low", pgettext_lazy("risk", "low")
    NO_ACTION = "no_action", pgettext_lazy("risk", "no action needed")


class Stage(models.TextChoices):
    """Where the work stands; worked out from the record (`rules.stage`), never chosen."""

    NEW = "new", _("New")
    ASSESSMENT = "assessment", _("Assessment")
    CASE_PLAN = "case_plan", _("Plan")
    SERVICE_PROVISION = "service_provision", _("Services under way")
    SERVICES_IMPLEMENTED = "services_implemented", _("Services done")
    REOPENED = "reopened", _("Reopened")
    CLOSED = "closed", _("Closed")


class Sheet(models.TextChoices):
    """The forms of a case, each an XLSForm of the country pack named `case_<value>`."""

    REGISTRATION = "registration", _("Registration")
    CONSENT = "consent", _("Consent")
    RISK_ASSESSMENT = "risk_assessment", _("Risk assessment")
    PLAN = "plan", _("Case plan")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CLOSURE = "closure", _("Closure form")

    @property
    def form_key(self) -> str:
        """The name of the form definition."""
        return f"case_{self.value}"

    @property
    def may_repeat(self) -> bool:
        """Whether a case may have several that are final."""
        return self in (Sheet.CONSENT, Sheet.RISK_ASSESSMENT, Sheet.PLAN, Sheet.FOLLOW_UP, Sheet.CLOSURE)


class TaskKind(models.TextChoices):
    """What a task asks for. All but the manual ones arise from the record and end with it."""

    ASSESSMENT = "assessment", _("Assess the risk")
    CASE_PLAN = "case_plan", _("Make the case plan")
    PLAN_ACTION = "plan_action", _("Carry out a step of the plan")
    FOLLOW_UP = "follow_up", _("Follow up")
    PLAN_REVIEW = "plan_review", _("Review the plan")
    SERVICE = "service", _("See that the service is given")
    ANSWER = "answer", _("Tell the outcome")
    MANUAL = "manual", _("Other task")


class TaskState(models.TextChoices):
    """Whether it is still to be done."""

    OPEN = "open", pgettext_lazy("task", "to do")
    DONE = "done", pgettext_lazy("task", "done")
    DROPPED = "dropped", pgettext_lazy("task", "dropped")


class ApprovalState(models.TextChoices):
    """What became of a request for approval."""

    PENDING = "pending", _("Waits for a decision")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ApprovalFor(models.TextChoices):
    """What a second person must agree to."""

    CLOSURE = "closure", _("Closing the case")
    CASE_PLAN = "case_plan", _("The case plan")


class TransferState(models.TextChoices):
    """What became of handing a case to another organisation."""

    IN_PROGRESS = "in_progress", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Declined")
    REVOKED = "revoked", _("Taken back")


class ServiceState(models.TextChoices):
    """A service that the plan asks for."""

    PLANNED = "planned", _("Planned")
    REFERRED = "referred", _("Asked for")
    IMPLEMENTED = "implemented", _("Given")
    NOT_GIVEN = "not_given", _("Not given")
