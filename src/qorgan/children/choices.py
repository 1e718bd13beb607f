"""The vocabularies of the register of children.

Relations are those of the field's standard (CPIMS+, lookup-family-relationship); care arrangements and disability too. What the
field has no word for is ours and says so.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """Sex as the field records it (lookup-gender); empty where nobody said."""

    MALE = "male", _("boy")
    FEMALE = "female", _("girl")


class CaregiverSex(TextChoices):
    """The same codes in words for adults."""

    MALE = "male", _("man")
    FEMALE = "female", _("woman")


class Citizenship(TextChoices):
    """What kind of citizen a child is. Ours: help is due to every child, and the kind decides which papers are needed."""

    OWN = "own", _("citizen of this country")
    FOREIGN = "foreign", _("citizen of another country")
    STATELESS = "stateless", _("without citizenship")
    REFUGEE = "refugee", _("refugee or asylum seeker")


class Disability(TextChoices):
    """Disability (lookup-disability-type, and the two answers that are none). Sealed: it is a fact of health."""

    NONE = "none", _("no disability known")
    PHYSICAL = "physical_disability", _("physical disability")
    MENTAL = "mental_disability", _("mental disability")
    BOTH = "both", _("physical and mental disability")


class Relation(TextChoices):
    """What somebody is to the child (lookup-family-relationship, with the step-parents and the unrelated carers of
    lookup-care-arrangements-type)."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    STEP_PARENT = "step_parent", _("step-parent")
    GRANDMOTHER = "grandmother", _("grandmother")
    GRANDFATHER = "grandfather", _("grandfather")
    SISTER = "sister", _("sister")
    BROTHER = "brother", _("brother")
    AUNT = "aunt", _("aunt")
    UNCLE = "uncle", _("uncle")
    FOSTER_CARER = "foster_care", _("foster carer")
    OTHER_FAMILY = "other_family", _("another relative")
    OTHER = "other_nonfamily", _("not a relative")


class LegalBasis(TextChoices):
    """By what somebody represents the child in law. Source: Code on marriage (matrimony) and family, the forms of care that it
    names; to be confirmed by the operator's lawyer."""

    PARENT = "parent", _("parent")
    ADOPTER = "adopter", _("adoptive parent")
    GUARDIAN = "guardian", _("guardian of a child under 14")
    TRUSTEE = "trustee", _("trustee of a child from 14 on")
    PATRONAGE = "patronage", _("patronage carer")
    FOSTER = "foster", _("foster family")
    INSTITUTION = "institution", _("head of an institution")


class RegistrationWay(TextChoices):
    """How a child came into the register."""

    BY_HAND = "by_hand", _("entered by hand")
    CONTACT = "contact", _("from a contact of the helpline")
    IMPORT = "import", _("from a list")
    SPLIT = "split", _("parted from another record")
    WORK = "work", _("the organisation works for the child")


class Purpose(TextChoices):
    """Why somebody searched; kept in the journal."""

    REGISTER = "register", _("while registering")
    SEARCH = "search", _("on the search page")
