"""Places by code, name or point, and the scopes that imports are given in words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from django.contrib.gis.geos import Point
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.importing.columns import folded
from registry.common.importing.systems import Scope, zone_scope
from registry.common.spatial.files import SourceError, parse_source, read_shapes
from registry.common.spatial.repair import repair
from registry.common.spatial.srids import UTM_SOUTH, WGS84, reproject
from registry.places.models import Place

ZONE = re.compile(r"(?:(?:zone|zona|utm|huso)[:\s]*)?(?:327)?(1[789])\s*s?", re.IGNORECASE)
DEPARTMENT = re.compile(r"(?:department|departamento|region|región|dep)[:\s]+(.+)", re.IGNORECASE)
COUNTRY = frozenset({"country", "peru", "pais"})
AMBIGUOUS = frozenset(str(zone) for zone in UTM_SOUTH)

DistrictKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """What the list of places says of a code: its name, or in `note` why there is none."""

    code: str
    name: str = ""
    note: str = ""


def place_said(ubigeo: str) -> PlaceSaid:
    """Return the name of a place code, or the sentence that says why it has none; nothing of an empty code."""
    if not ubigeo:
        return PlaceSaid("")
    place = Place.objects.filter(ubigeo=ubigeo).order_by("-valid_from").first()
    if place is not None:
        return PlaceSaid(ubigeo, place.name)
    if not Place.objects.exists():
        return PlaceSaid(ubigeo, note=_("No list of places is loaded yet, so the code was not compared with any."))
    return PlaceSaid(ubigeo, note=_("This code is not in the list of places (UBIGEO). Check it; it was kept as given."))


def place_name(column: str = "ubigeo") -> Subquery:
    """Return the name of the place in that column as an expression; null where the list does not know the code."""
    return Subquery(Place.objects.filter(ubigeo=OuterRef(column)).order_by("-valid_from").values("name")[:1])


def place_words(codes: Iterable[str]) -> dict[str, str]:
    """Return each place code with the names known of it: `170103 Inambari, Tambopata, Madre de Dios`; one query.

    A code that the list does not know stays alone: a name is never made up.
    """
    asked = set(codes)
    levels = {code[:digits] for code in asked for digits in (2, 4, 6)}
    # By day: of a code with several periods the newest name counts.
    found = Place.objects.filter(ubigeo__in=levels).order_by(F("valid_from").asc(nulls_first=True))
    names = dict(found.values_list("ubigeo", "name"))
    return {code: f"{code} {', '.join(_levels(code, names))}".strip() for code in asked}


def _levels(code: str, names: dict[str, str]) -> list[str]:
    """Return the names of a place and of those that hold it, smallest first; none where its own is not known."""
    own = [names[code[:digits]] for digits in range(len(code), 0, -2) if code[:digits] in names]
    return own if code in names else []


class MissingBoundaryError(DomainError):
    """A place is named whose boundary is not in the register yet."""


def department_at(longitude: float, latitude: float) -> str:
    """Return the name of the department at a point in degrees; '' where no loaded boundary holds it."""
    place = Place.objects.filter(
        level=Place.Level.DEPARTMENT, boundary__contains=Point(longitude, latitude, srid=WGS84)
    ).first()
    return place.name if place else ""


def district_codes() -> dict[DistrictKey, str]:
    """Return the UBIGEO by folded names of department, province and district; '' for the levels below.

    A name that two places of the present list share is left out.
    """
    rows = {p.ubigeo: folded(p.name) for p in Place.objects.filter(valid_until=None).only("ubigeo", "name")}
    codes: dict[DistrictKey, str] = {}
    twice = set()
    for ubigeo in rows:
        names = [rows.get(ubigeo[:size], "") for size in range(2, len(ubigeo) + 1, 2)]
        key = _key(names)
        if key in codes:
            twice.add(key)
        codes[key] = ubigeo
    return {key: code for key, code in codes.items() if key not in twice}


def _key(names: Sequence[str]) -> DistrictKey:
    department, province, district = (*names, "", "", "")[:3]
    return department, province, district


def ubigeo_of(codes: dict[DistrictKey, str], department: str, province: str, district: str) -> str:
    """Return the code of the smallest place whose names, from the department down, are known; '' for none."""
    names = tuple(folded(name) for name in (department, province, district))
    for size in (3, 2, 1):
        key = _key(names[:size])
        if all(key[:size]) and key in codes:
            return codes[key]
    return ""


def scope_parse(text: str, *, is_coverage: bool = False) -> Scope:
    """Return the scope that a person names: zones (`17S`), departments (`department:06`, a name) or a polygon.

    Several are joined by commas; `country` is every department. A polygon is well-known text in degrees, or a
    file. The bare numbers 17, 18 and 19 are zones; in a coverage, which is no matter of zones, departments.

    Raises:
        DomainError: it is none of these.
        MissingBoundaryError: a department has no boundary in the register.
    """
    if re.match(r"\s*(multi)?polygon\s*\(", text, re.IGNORECASE):
        return Scope(text[:80], _one(shapely.from_wkt(text)))
    path = text.partition(":")[2] if text.lower().startswith("polygon:") else text
    if "/" in path or Path(path.partition(":")[0]).suffix or Path(path).is_file():
        return Scope(Path(path).name, _of_file(path))
    parts = [_part(part.strip(), is_coverage=is_coverage) for part in text.split(",") if part.strip()]
    if not parts:
        raise DomainError(
            _("Name a scope: a zone (zone:17), a department (department:06) or a file with a polygon."), field="scope"
        )
    zones = (
        frozenset().union(*(part.zones for part in parts)) if all(part.zones for part in parts) else frozenset[int]()
    )
    return Scope(text, shapely.union_all([part.area for part in parts]), zones)


def _part(text: str, *, is_coverage: bool) -> Scope:
    if folded(text) in COUNTRY:
        return Scope(text, shapely.union_all([department_boundary(code) for code in _departments()]))
    # 17, 18 and 19 are zones and departments. None of those departments lies in the zone of its own number, so a
    # scope that was read the other way fits no row, and is refused when the rows are looked at.
    if (found := ZONE.fullmatch(text)) and not (is_coverage and text in AMBIGUOUS):
        return zone_scope(frozenset({int(found[1])}), text)
    named = DEPARTMENT.fullmatch(text)
    return Scope(text, department_boundary(named[1].strip() if named else text))


def _departments() -> list[str]:
    codes = list(Place.objects.filter(level=Place.Level.DEPARTMENT, valid_until=None).values_list("ubigeo", flat=True))
    if not codes:
        raise MissingBoundaryError(
            _("The register has no boundaries of departments yet: load them with import_boundaries first."),
            field="scope",
            code="boundary_missing",
        )
    return codes


def department_boundary(name: str) -> shapely.Geometry:
    """Return the boundary, in degrees, of a department by its code or name.

    Raises:
        MissingBoundaryError: the register has no boundary of it.
        DomainError: there is no such department.
    """
    departments = Place.objects.filter(level=Place.Level.DEPARTMENT, valid_until=None)
    found = [place for place in departments if name.zfill(2) == place.ubigeo or folded(name) == folded(place.name)]
    if not found and departments.exists():
        raise DomainError(_("There is no department %(name)s.") % {"name": name}, field="scope", code="scope_unknown")
    if not found or found[0].boundary is None:
        raise MissingBoundaryError(
            _("The register has no boundary of the department %(name)s yet: load it with import_boundaries first.")
            % {"name": name},
            field="scope",
            code="boundary_missing",
        )
    return shapely.from_wkb(bytes(found[0].boundary.wkb))


def _of_file(text: str) -> shapely.Geometry:
    source = parse_source(text)
    table = read_shapes(source.path, source.layer)
    if table.srid is None:
        raise SourceError(
            _("%(name)s names no reference system, so nobody can say which ground it covers.")
            % {"name": source.path.name}
        )
    sound = repair(table.shapes).shapes
    return _one(shapely.union_all(reproject(sound, table.srid, WGS84)))


def _one(shape: shapely.Geometry) -> shapely.Geometry:
    sound: shapely.Geometry | None = repair(np.array([shape], dtype=object)).shapes[0]
    if sound is None:
        raise DomainError(_("The polygon of the scope encloses no area."), field="scope", code="scope_empty")
    return sound
