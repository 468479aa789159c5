"""Tables of overlap runs."""

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.web.cells import chip_cell
from registry.common.display import Chip
from registry.common.models import Job
from registry.territory.models import OverlapRun

JOB_TONES = {Job.State.WAITING: "calm", Job.State.RUNNING: "calm", Job.State.DONE: "good", Job.State.FAILED: "bad"}
ASKED_BY = {
    "footprint_changed": gettext_lazy("a boundary or a place changed"),
    "layer_loaded": gettext_lazy("a layer was loaded"),
    "layer_broken": gettext_lazy("a layer was taken out of use"),
    "tolerance_changed": gettext_lazy("a tolerance changed"),
    "left_behind": gettext_lazy("an earlier run left it behind"),
    "asked": gettext_lazy("somebody asked"),
    "demo_seeded": gettext_lazy("the demo was made"),
}
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


def run_chip(run: OverlapRun) -> Chip:
    """Return where the run stands."""
    if run.finished_at:
        return Chip(_("finished"), "good")
    if run.job is None:
        return Chip(_("job not known"), "unknown")
    return Chip(run.job.get_state_display(), JOB_TONES[Job.State(run.job.state)])


def asked_by(run: OverlapRun) -> str:
    """Return what asked for a run in words; a reason without a word is shown as it is."""
    return str(ASKED_BY.get(run.reason, run.reason))


class RunTable(tables.Table):
    """Overlap runs."""

    id = tables.LinkColumn(
        "territory:run_page",
        args=[tables.A("pk")],
        verbose_name=gettext_lazy("Run"),
        attrs={"td": {"class": "key nowrap"}, "th": {}},
    )
    reason = tables.Column(verbose_name=gettext_lazy("Asked by"))
    state = tables.Column(verbose_name=gettext_lazy("State"), empty_values=(), orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Asked at"), short=True)
    finished_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Finished at"), short=True, default="")
    findings = tables.Column(
        accessor="counts__findings", verbose_name=gettext_lazy("Findings"), default="", attrs=NUMBER, orderable=False
    )

    class Meta:
        """Only what the page shows."""

        model = OverlapRun
        fields = ("id", "reason", "state", "created_at", "finished_at", "findings")

    def render_state(self, record: OverlapRun) -> str:
        """Word, sign and colour."""
        return chip_cell(run_chip(record))

    def render_reason(self, record: OverlapRun) -> str:
        """Say it in words."""
        return asked_by(record)
