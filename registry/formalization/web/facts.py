"""The facts of a registration as its page shows them."""

from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from miners.models import Person
from registry.accounts.web.placing import place_fact
from registry.common.display import Fact
from registry.formalization.models import Registration
from registry.formalization.web.equipment import equipment_words


def registration_facts(row: Registration) -> list[Fact]:
    """Return what is known of a registration; what is not is said."""
    return [
        _registrant(row),
        Fact(_("Activity"), row.get_activity_display() if row.activity else None),
        Fact(
            _("Declared right"), row.right_code_declared,
            url=reverse("rights:page", args=[row.right_id]) if row.right_id else "",
            note=row.right_name_declared or _not_found(row),
        ),
        Fact(_("Deposit"), row.get_deposit_class_display()),
        Fact(_("Installed capacity, t/day"), _amount(row.capacity_t_per_day)),
        Fact(_("Installed capacity, m³/day"), _amount(row.capacity_m3_per_day)),
        Fact(_("Habitual activity"), _answer(row.is_habitual)),
        Fact(_("Means of livelihood"), _answer(row.is_means_of_livelihood)),
        Fact(_("Manual methods or basic equipment"), _answer(row.is_manual_or_basic)),
        Fact(_("Equipment"), _equipment(row.equipment), note=row.methods),
        Fact(_("Mercury"), row.get_mercury_use_display()),
        Fact(_("Explosives"), _answer(row.uses_explosives)),
        Fact(_("Women at work"), row.workers_women),
        Fact(_("Men at work"), row.workers_men),
        Fact(_("Enrolled on"), row.enrolled_on or row.enrolled_year),
        place_fact(row.ubigeo),
        Fact(_("Status code for the miner"), row.status_code),
        Fact(_("Source"), row.source, note=str(row.published_on or "")),
    ]  # fmt: skip


def _registrant(row: Registration) -> Fact:
    who = row.registrant
    if who is None:
        return Fact(_("Registrant"), None)
    room = "person_page" if isinstance(who, Person) else "group_page"
    return Fact(_("Registrant"), str(who), url=reverse(f"miners:{room}", args=[who.pk]))


def _not_found(row: Registration) -> str:
    return _("not in the register") if row.right_code_declared and not row.right_id else ""


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else number_format(value.normalize(), force_grouping=True)


def _answer(value: bool | None) -> str | None:  # noqa: FBT001 - a stored answer
    return {True: _("yes"), False: _("no"), None: None}[value]


def _equipment(codes: list[str] | None) -> str | None:
    if codes is None:
        return None
    return equipment_words(codes) or _("none")
