"""The facts of a person and of a group as their pages show them."""

from django.utils.translation import gettext_lazy as _

from miners.models import Group, Person
from registry.accounts.web.placing import place_fact
from registry.common.display import Fact

ANSWERS = {True: _("yes"), False: _("no"), None: None}


def person_facts(person: Person) -> list[Fact]:
    """Return what is known of a person, and what is not."""
    document = f"{person.get_document_type_display()} {person.document_number}" if person.document_number else None
    return [
        Fact(str(_("Document")), document),
        Fact(str(_("RUC")), person.ruc),
        Fact(str(_("Gender")), person.get_gender_display() if person.gender else None),
        Fact(str(_("Date of birth")), person.birth_date),
        Fact(str(_("Country")), person.nationality),
        Fact(str(_("Language for messages")), person.language),
        Fact(str(_("Phone")), person.phone),
        Fact(str(_("Mail address")), person.email),
        Fact(str(_("Postal address")), person.address),
        place_fact(person.ubigeo),
        Fact(str(_("First came from")), person.source),
    ]


def group_facts(group: Group) -> list[Fact]:
    """Return what is known of a group, and what is not."""
    return [
        Fact(str(_("RUC")), group.ruc),
        Fact(str(_("Entry in SUNARP")), group.sunarp_entry),
        Fact(str(_("Founded on")), group.founded_on),
        Fact(
            str(_("All members natural persons")),
            ANSWERS[group.members_all_natural_persons],
            note=group.members_evidence,
        ),
        Fact(str(_("Phone")), group.phone),
        Fact(str(_("Mail address")), group.email),
        Fact(str(_("Postal address")), group.address),
        place_fact(group.ubigeo),
        Fact(str(_("First came from")), group.source),
    ]
