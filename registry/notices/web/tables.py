"""The table of notices. Addresses are shown by their end only: whom a notice is for stands in its row's reference."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from registry.accounts.web.cells import chip_cell
from registry.common.display import Chip
from registry.notices.choices import NoticeState
from registry.notices.models import Notice
from registry.notices.web.words import kind_word, problem_word

TONES = {
    NoticeState.HELD: "warn",
    NoticeState.WAITING: "calm",
    NoticeState.SENT: "good",
    NoticeState.FAILED: "bad",
    NoticeState.DROPPED: "unknown",
    NoticeState.UNREACHABLE: "warn",
}
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


def state_chip(notice: Notice) -> Chip:
    """Return where a notice stands."""
    return Chip(notice.get_state_display(), TONES[NoticeState(notice.state)])


def shortened(to: str) -> str:
    """Return the end of an address, enough to recognise it and not enough to use it."""
    return f"…{to[-4:]}" if to else ""


class NoticeTable(tables.Table):
    """Notices, newest first."""

    id = tables.LinkColumn(
        "notices:page", args=[tables.A("pk")], verbose_name=_("Number"), attrs={"td": {"class": "key nowrap"}, "th": {}}
    )
    kind = tables.Column(verbose_name=_("Kind"))
    channel = tables.Column(verbose_name=_("Way"))
    to = tables.Column(verbose_name=_("Address ends with"), orderable=False, default="")
    state = tables.Column(verbose_name=_("State"))
    attempts = tables.Column(verbose_name=_("Tries"), attrs=NUMBER)
    ubigeo = tables.Column(verbose_name=_("Place"), default=_("not known"), attrs=NUMBER)
    created_at = tables.DateTimeColumn(verbose_name=_("Written at"), short=True)
    problem = tables.Column(verbose_name=_("Problem"), orderable=False, default="")

    class Meta:
        """Only what the page shows."""

        model = Notice
        fields = ("id", "kind", "channel", "to", "state", "attempts", "ubigeo", "created_at", "problem")

    def render_state(self, record: Notice) -> str:
        """Word, sign and colour."""
        return chip_cell(state_chip(record))

    def render_to(self, value: str) -> str:
        """Only the end."""
        return shortened(value)

    def render_kind(self, value: str) -> str:
        """Say what it is about."""
        return kind_word(value)

    def render_problem(self, record: Notice) -> str:
        """Say why it failed."""
        return problem_word(record)
