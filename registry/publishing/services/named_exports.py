"""The register in the words of others: EITI requirement 2.3 and the mine site of the ICGLR.

EITI 2.3 asks of each licence: holders, coordinates (or size and place), day of application, day of award, duration,
commodity. It publishes no file format; the columns are named after its words.
Source: https://legacy.eiti.org/document/guidance-note-eiti-requirement-23 (guidance note on requirement 2.3).

The ICGLR publishes the terms of a mine site (MD.01, 2025): https://icglr.org/docs/md-01-mine-site. Peru is no member
state: there is no ICGLR number and no certification, and these terms are null rather than guessed. So are the state of
the activity and the minerals, which the cadastre does not give. Names and documents are those of the public list.
"""

from pathlib import Path

from concessions.disclosure import RIGHTS
from registry.api.reading import Form, copy_out, inner_query
from registry.common.disclosure import PLACE
from registry.publishing.services.open_files import json_write, pieces_write

EITI_SOURCE = "https://legacy.eiti.org/document/guidance-note-eiti-requirement-23"
ICGLR_SOURCE = "https://icglr.org/docs/md-01-mine-site"

EITI_COLUMNS = (
    ("license_number", "p.public_code", "string", "Code of the right."),
    (
        "license_holder",
        "(SELECT string_agg(h->>'name', '; ') FROM unnest(p.public_holders) h)",
        "string",
        "Holders as the cadastre names them.",
    ),
    ("license_type", "p.public_kind", "string", "Kind of right."),
    ("status", "p.public_state", "string", "State of the right; unknown is never in force."),
    ("date_of_application", "(p.public_filed_at AT TIME ZONE 'America/Lima')::date", "date", "Day of filing."),
    ("date_of_award", "p.public_titled_on", "date", "Day of the title."),
    ("duration", "NULL::text", "string", "Not on file: a Peruvian concession has no fixed end."),
    ("commodity", "p.public_substance_class", "string", "Class of substance; the mineral itself is not on file."),
    ("size_ha", "p.public_declared_hectares", "number", "Hectares as the title states."),
    ("location", "p.public_place_published", "string", "District, province and department as published."),
    ("coordinates", f"ST_AsText(p.{PLACE}, 8)", "string", "Shape in longitude and latitude (WKT)."),
)
_SITE = f"""json_build_object(
  'icglrId', NULL, 'addressCountry', 'PE', 'nationalId', p.public_code, 'certificationStatus', NULL,
  'activityStatus', NULL, 'mineral', json_build_array(),
  'mineSiteLocation', json_build_object(
    'geolocalization', CASE WHEN p.{PLACE} IS NULL THEN NULL ELSE json_build_object(
      'latitude', round(ST_Y(ST_PointOnSurface(p.{PLACE}))::numeric, 8),
      'longitude', round(ST_X(ST_PointOnSurface(p.{PLACE}))::numeric, 8)) END,
    'nationalCadasterLocalization', p.public_code,
    'localGeographicDesignation', json_build_object('country', 'PE', 'addressLocalityText', p.public_place_published),
    'polygon', ST_AsGeoJSON(p.{PLACE}, 8, 0)::json),
  'license', json_build_array(json_build_object(
    'licenseId', p.public_code, 'grantedDate', p.public_titled_on,
    'owner', (SELECT json_agg(json_build_object('name', h->>'name')) FROM unnest(p.public_holders) h))))::text"""  # noqa: S608 - our own names


def _inner() -> tuple[str, tuple[object, ...]]:
    return inner_query(RIGHTS.queryset().order_by(RIGHTS.column("code").alias), RIGHTS, Form(RIGHTS.names), PLACE)


def eiti_write(path: Path) -> int:
    """Write the register of licences in the words of EITI 2.3; return how many rows there are."""
    sql, params = _inner()
    columns = ", ".join(f"{expression} AS {name}" for name, expression, _kind, _says in EITI_COLUMNS)
    pieces_write(path, copy_out(f"SELECT {columns} FROM ({sql}) p", params))  # noqa: S608 - names are ours
    return int(RIGHTS.rows().count())


def icglr_write(path: Path) -> int:
    """Write the rights in the terms of the ICGLR's mine site; return how many there are."""
    sql, params = _inner()
    json_write(path, f"SELECT {_SITE} FROM ({sql}) p", params)  # noqa: S608 - names are ours
    return int(RIGHTS.rows().count())
