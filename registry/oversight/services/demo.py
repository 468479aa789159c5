"""Invented reports for a demo register: each kind, each state, some of them late."""

from datetime import datetime, timedelta
from random import Random

from django.contrib.gis.geos import Point

from registry.accounts.models import User
from registry.audit.services import Actor
from registry.oversight.choices import ReportKind, ReportState
from registry.oversight.models import Report
from registry.oversight.services.reports import (
    ReportData,
    report_acknowledge,
    report_answer,
    report_receive,
    report_reopen,
)

COUNT = 48
WORDS = {
    ReportKind.NO_ENTRY: "Dos equipos trabajan de noche junto al río inventado. Nadie muestra un código.",
    ReportKind.OUTSIDE_ENTRY: "Cavan fuera de los hitos que muestra el plano inventado.",
    ReportKind.PROTECTED_LAND: "Hay una trocha nueva y carpas dentro de la comunidad inventada.",
    ReportKind.WATER_MERCURY: "El agua de la quebrada inventada baja turbia desde hace una semana.",
    ReportKind.FALSE_ENTRY: "Un mismo código se muestra en tres lugares distintos.",
    ReportKind.WORK: "Trabajan menores de edad en el turno de la noche.",
    ReportKind.OFFICE: "La oficina inventada pide un pago que no está en la lista.",
    ReportKind.THREAT: "Amenazaron a quien habló en la asamblea inventada.",
    ReportKind.OTHER: "Hay un derrumbe en el camino inventado.",
}
ENDINGS = (
    (ReportState.ACTED, "La oficina fue al lugar y dejó constancia."),
    (ReportState.NOTHING_FOUND, "La oficina fue al lugar y no encontró a nadie."),
    (ReportState.REFUSED, "El aviso no dice dónde. La oficina no pudo ir."),
    (ReportState.FORWARDED, "El aviso pasó a la autoridad del agua."),
)
BY = Actor.system("demo")


def reports_seed(*, at: datetime, seed: int = 1) -> int:
    """Make the invented reports, the same each time; nothing where there are some already. Returns how many."""
    if Report.objects.exists():
        return 0
    random = Random(seed)  # noqa: S311 (a demo shall repeat itself)
    owner = User.objects.filter(username="region17").first()
    for number in range(COUNT):
        came = at - timedelta(days=4 * (COUNT - number), hours=random.randrange(12))
        kind = list(ReportKind)[number % len(ReportKind)]
        department = "17" if number % 3 else "20"
        place = Point(-70.5 + random.random(), -13 + random.random(), srid=4326) if number % 4 else None
        data = ReportData(kind=kind, text=WORDS[kind], department=department, place=place, language="es")
        report, _secret = report_receive(data=data, by=BY, at=came)
        if owner is not None and number % 5:
            _carry_on(report, number, owner, came)
    return COUNT


def _carry_on(report: Report, number: int, owner: User, came: datetime) -> None:
    report = report_acknowledge(report=report, owner=owner, by=BY, at=came + timedelta(days=1 + number % 9))
    if number % 4 == 3:
        return
    outcome, told = ENDINGS[(number // 2) % len(ENDINGS)]
    ended = came + timedelta(days=12 + number % 30)
    report = report_answer(report=report, outcome=outcome, told=told, by=BY, at=ended)
    if number % 11 == 1:
        report_reopen(report=report, why="Siguen trabajando en el mismo lugar.", by=BY, at=ended + timedelta(days=3))
