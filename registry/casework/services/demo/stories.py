"""The stories of the demo, one function each: what happened so many days ago, by whom."""

from collections.abc import Callable

from registry.casework.models import CaseFile, Lifting
from registry.casework.services.challenges import (
    DecisionData,
    challenge_admit,
    challenge_decide,
    challenge_effect_suspend,
    challenge_file,
)
from registry.casework.services.demo.stage import Stage
from registry.casework.services.desk import message_receive, message_send, note_add
from registry.casework.services.observations import observation_cure
from registry.casework.services.requests import (
    Decided,
    Opponent,
    RequestData,
    lifting_decide,
    lifting_file,
    opposition_file,
)
from registry.casework.services.rights import Destination, change_file, change_owner_serve
from registry.casework.services.serving import service_fault
from registry.formalization.models import Registration

READY = ("surface_land:stands", "concession_right:stands", "archaeology:stands")
IGAFOM = ("igafom_corrective:filed", "igafom_preventive:filed")
TEXT = "Falta el pago del derecho de trámite y la firma de un profesional colegiado."


def straight(stage: Stage, row: Registration) -> None:
    """Everything in order: formalised, accredited and published."""
    stage.land(row, 160)
    file = stage.open(row, 150, officer="ministry")
    stage.steps(file, 148, *IGAFOM, *READY)
    stage.act(file, 130, "approve_igafom", authority="DGAAM", served=129)
    stage.act(file, 120, "authorise", cause="authorisation_granted", served=118)
    stage.act(file, 110, "accredit", served=109)
    stage.act(file, 105, "publish_formalised", authority="MINEM")


def cured_late(stage: Stage, row: Registration) -> None:
    """One observation, cured after its last day: received and shown as late."""
    stage.land(row, 100)
    file = stage.open(row, 90, officer="ministry")
    stage.steps(file, 88, *IGAFOM)
    observation = stage.observe(file, 75, TEXT)
    observation_cure(
        observation=observation, cured_on=stage.day(40), cure="Recibo y firma (demo)",
        rules=stage.rules(file.region), by=stage.who("ministry"), at=stage.moment(40),
    )  # fmt: skip
    message_receive(
        registration=row, file=file, subject="Mi subsanación", text="Entregué los papeles en la oficina.",
        language="es", by=stage.who("ministry"), at=stage.moment(40),
    )  # fmt: skip


def observed(stage: Stage, row: Registration) -> None:
    """Observed and served; the applicant's term runs."""
    stage.land(row, 30)
    file = stage.open(row, 25, officer="ministry")
    stage.steps(file, 20, *IGAFOM)
    stage.observe(file, 8, TEXT)
    message_send(
        registration=row, file=file, subject="Falta un papel", text="Le falta el pago. Puede traerlo a la oficina.",
        language="es", by=stage.who("ministry"), at=stage.moment(6),
    )  # fmt: skip


def opinion_refused(stage: Stage, row: Registration) -> None:
    """SERNANP is against: disapproved, and an exclusion waits for the second officer."""
    stage.land(row, 100, buffer_zone=True)
    file = stage.open(row, 95, officer="ministry")
    stage.steps(file, 93, *IGAFOM)
    for opinion in stage.opinions(file, 92):
        stage.opine(opinion, 75, "unfavourable")
    stage.act(file, 60, "disapprove_igafom", authority="DGAAM", served=59)
    stage.act(file, 2, "exclude", cause="unfavourable_opinion_buffer")
    note_add(registration=row, file=file, text="Espera la segunda firma.", by=stage.who("ministry"), at=stage.moment(2))


def opinions_open(stage: Stage, row: Registration) -> None:
    """Three authorities are asked; one has answered."""
    stage.land(row, 60, buffer_zone=True, forest_concession=True, water_body=True)
    file = stage.open(row, 50, officer="ministry")
    stage.steps(file, 45, *IGAFOM)
    for opinion in stage.opinions(file, 44):
        if opinion.authority == "SERFOR":
            stage.opine(opinion, 30, "favourable")


def challenged(stage: Stage, row: Registration) -> None:
    """Excluded, challenged in time, admitted, the effect suspended; it waits for the Consejo de Minería."""
    file = stage.open(row, 120, kind="state", officer="ministry")
    act = stage.second(stage.act(file, 119, "exclude", cause="transfer_or_misuse"), 115)
    stage.serve(act, 110)
    challenge = challenge_file(
        act=act, kind="review", filed_on=stage.day(100), grounds="No hubo transferencia (demo).",
        rules=stage.rules(file.region), by=stage.who("ministry"), at=stage.moment(100),
    )  # fmt: skip
    challenge_admit(challenge=challenge, admitted_on=stage.day(95), by=stage.who("ministry"), at=stage.moment(95))
    challenge_effect_suspend(
        challenge=challenge, from_on=stage.day(90), document="RCM 11 (demo)", by=stage.who("ministry2"),
        at=stage.moment(90),
    )  # fmt: skip


def restored(stage: Stage, row: Registration) -> None:
    """Revoked, challenged, upheld: in force again."""
    file = stage.open(row, 200, kind="state", officer="ministry")
    act = stage.second(stage.act(file, 199, "revoke", cause="opposition_upheld"), 198)
    stage.serve(act, 195)
    challenge = challenge_file(
        act=act, kind="review", filed_on=stage.day(185), grounds="El área es otra (demo).",
        rules=stage.rules(file.region), by=stage.who("ministry"), at=stage.moment(185),
    )  # fmt: skip
    challenge_decide(
        challenge=challenge, data=DecisionData("upheld", "CM", "RCM 12 (demo)", stage.day(90), "Fundada (demo)."),
        rules=stage.rules(file.region), by=stage.who("ministry2"), at=stage.moment(90),
    )  # fmt: skip


def refused_by_second(stage: Stage, row: Registration) -> None:
    """A second officer refuses an exclusion; the entry stays in force."""
    file = stage.open(row, 40, kind="state", officer="ministry")
    stage.second(stage.act(file, 39, "exclude", cause="no_activity"), 35, agrees=False)


def suspended(stage: Stage, row: Registration) -> None:
    """Suspended; the act was only sent, so it is not notified."""
    file = stage.open(row, 45, kind="state", officer="ministry")
    act = stage.act(file, 44, "suspend", cause="permanence_production")
    stage.serve(act, 40, channel="paper", proof="")


def lifted(stage: Stage, row: Registration) -> None:
    """Suspended, served badly and again, the requirement met, the suspension lifted."""
    file = stage.open(row, 130, kind="state", officer="ministry")
    act = stage.act(file, 129, "suspend", cause="permanence_ruc", served=125)
    service = act.services.get()
    service_fault(
        service=service, defect="Otra dirección (demo).", rules=stage.rules(row.ubigeo[:2]), by=stage.who("ministry"),
        at=stage.moment(124),
    )  # fmt: skip
    stage.serve(act, 120, channel="paper")
    lifting = _lifting(stage, row, 60)
    lifting_decide(
        lifting=lifting, cause="requirement_met", rules=stage.rules(row.ubigeo[:2]), by=stage.who("ministry"),
        at=stage.moment(50),
        data=Decided(True, "DGFM", "RD 90 (demo)", stage.day(50), "El RUC está activo (demo)."),
    )  # fmt: skip


def lifting_asked(stage: Stage, row: Registration) -> None:
    """Suspended, and the lifting is asked: it waits for the officer."""
    file = stage.open(row, 75, kind="state", officer="ministry")
    stage.act(file, 74, "suspend", cause="permanence_production", served=72)
    _lifting(stage, row, 10)


def _lifting(stage: Stage, row: Registration, ago: int) -> Lifting:
    row.refresh_from_db()
    file = stage.open(row, ago, kind="lifting", officer="ministry")
    return lifting_file(
        file=file, data=RequestData(stage.day(ago), "El requisito se cumplió (demo)."), requirement="permanence_ruc",
        evidence="Ficha RUC (demo)", by=stage.who("ministry"), at=stage.moment(ago),
    )  # fmt: skip


def opposed(stage: Stage, row: Registration) -> None:
    """An opposition, not answered by the region in time: overdue."""
    file = stage.open(row, 60, kind="opposition", officer="ministry")
    opposition_file(
        file=file, data=RequestData(stage.day(60), "Área con autorización vigente (demo)."),
        opponent=Opponent("Titular Inventado S.A. (demo)", "concession_holder", "b", stage.day(80)),
        rules=stage.rules(file.region), by=stage.who("ministry"), at=stage.moment(60),
    )  # fmt: skip


def change_of_right(stage: Stage, row: Registration) -> None:
    """A change of the declared right: the holder's ten days run."""
    file = stage.open(row, 12, kind="change_of_right", officer="ministry")
    change = change_file(
        file=file, data=RequestData(stage.day(12), "Cambio de frente (demo)."),
        to=Destination("99999999D99", owner_name="Titular Inventada (demo)"), by=stage.who("ministry"),
        at=stage.moment(12),
    )  # fmt: skip
    change_owner_serve(
        change=change, served_on=stage.day(5), proof="Cargo (demo)", rules=stage.rules(file.region),
        by=stage.who("ministry"), at=stage.moment(5),
    )  # fmt: skip


def on_community_land(stage: Stage, row: Registration) -> None:
    """Everything stands but the consultation question: the authorisation waits."""
    stage.land(row, 80, community_land=True)
    file = stage.open(row, 70, officer="ministry")
    stage.steps(file, 65, *IGAFOM, *READY, "community_assembly:authorised")
    stage.act(file, 50, "approve_igafom", authority="DGAAM", served=49)


def land_unknown(stage: Stage, row: Registration) -> None:
    """Nobody has looked at the land yet: unknown holds the last step."""
    file = stage.open(row, 35, officer="ministry")
    stage.steps(file, 33, *IGAFOM, *READY)


def overdue(stage: Stage, row: Registration) -> None:
    """The evaluation has overstayed its thirty days; it lies in the queue."""
    stage.land(row, 75)
    file = stage.open(row, 70)
    stage.steps(file, 65, *IGAFOM)


def abandoned(stage: Stage, row: Registration) -> None:
    """The preventive aspect never came: abandonment."""
    stage.land(row, 150)
    file = stage.open(row, 140, officer="ministry")
    stage.steps(file, 138, "igafom_corrective:filed")
    stage.act(file, 30, "abandon_igafom", authority="DGAAM", served=28)


def late_preventive(stage: Stage, row: Registration) -> None:
    """The three months for the preventive aspect have passed and nobody has acted."""
    stage.land(row, 120)
    file = stage.open(row, 115, officer="ministry")
    stage.steps(file, 110, "igafom_corrective:filed")


def fresh(stage: Stage, row: Registration) -> None:
    """Opened last week, in the queue."""
    stage.open(row, 6)


STORIES: tuple[Callable[[Stage, Registration], None], ...] = (
    straight, cured_late, observed, opinion_refused, opinions_open, challenged, restored, refused_by_second, suspended,
    lifted, lifting_asked, opposed, change_of_right, on_community_land, land_unknown, overdue, abandoned,
    late_preventive, fresh,
)  # fmt: skip
TWICE = (straight, observed, opinions_open, overdue, overdue, late_preventive, land_unknown, fresh, fresh)


def regional(stage: Stage, row: Registration) -> CaseFile:
    """A file that still lies with its region, to be handed over."""
    return stage.open(row, 20, kind="state", region=row.ubigeo[:2])
