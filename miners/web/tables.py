"""Tables of persons and groups."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from miners.models import Group, Person
from registry.accounts.web.placing import place_cell

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class PersonTable(tables.Table):
    """Persons."""

    full_name = tables.LinkColumn(
        "miners:person_page", args=[tables.A("pk")], verbose_name=_("Name"), attrs={"td": {"class": "key"}}
    )
    document_number = tables.Column(verbose_name=_("Document"), empty_values=())
    ruc = tables.Column(verbose_name=_("RUC"), default=_("not known"), attrs=NUMBER)
    ubigeo = tables.Column(verbose_name=_("Place"), default=_("not known"), attrs=NUMBER)

    class Meta:
        """Only what the page shows."""

        model = Person
        fields = ("full_name", "document_number", "ruc", "ubigeo")

    def render_document_number(self, record: Person) -> SafeString | str:
        """Show kind and number together."""
        if not record.document_number:
            return record.get_document_type_display()
        return format_html('{} <span class="num">{}</span>', record.get_document_type_display(), record.document_number)

    def render_ubigeo(self, record: Person, value: str) -> str:
        """Code with name; a code that the list of places does not know is flagged."""
        return place_cell(value, record.place_name)  # type: ignore[attr-defined] # annotated by the list


class GroupTable(tables.Table):
    """Groups."""

    name = tables.LinkColumn(
        "miners:group_page", args=[tables.A("pk")], verbose_name=_("Name"), attrs={"td": {"class": "key"}}
    )
    kind = tables.Column(verbose_name=_("Kind"))
    ruc = tables.Column(verbose_name=_("RUC"), default=_("not known"), attrs=NUMBER)
    members = tables.Column(verbose_name=_("Members"), attrs=NUMBER)
    ubigeo = tables.Column(verbose_name=_("Place"), default=_("not known"), attrs=NUMBER)

    class Meta:
        """Only what the page shows."""

        model = Group
        fields = ("name", "kind", "ruc", "members", "ubigeo")

    def render_ubigeo(self, record: Group, value: str) -> str:
        """Code with name; a code that the list of places does not know is flagged."""
        return place_cell(value, record.place_name)  # type: ignore[attr-defined] # annotated by the list
