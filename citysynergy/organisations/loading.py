"""Loads municipalities, missions, the ministry and associations from the reference files."""

from collections import defaultdict
from typing import Any

from citysynergy.organisations.models import (
    Organisation,
    OrganisationCode,
    OrganisationKind,
    OrganisationName,
    Ressort,
    Succession,
)
from citysynergy.taxonomy.files import read_reference
from citysynergy.taxonomy.loading import text
from citysynergy.taxonomy.models import Area, City, Country, Network, Theme
from citysynergy.taxonomy.sync import ManyToMany, Outcome, Rows, Synchroniser, by_natural_key

REGISTER = "CBS, GeoNames (CC BY 4.0)"
Row = dict[str, Any]


class _World:
    """The records that organisations refer to, by natural key."""

    def __init__(self) -> None:
        self.countries = by_natural_key(Country)
        self.areas = by_natural_key(Area)
        self.cities = by_natural_key(City)
        self.networks = by_natural_key(Network)
        self.themes = by_natural_key(Theme)


def load() -> list[Outcome]:
    """Load all records of this room; return what was done, one outcome a model."""
    world = _World()
    rows = [*_municipalities(world), *_missions(world), *_others(world)]
    synchroniser = Synchroniser(
        Organisation,
        "slug",
        related={
            "other_names": Rows(OrganisationName, "organisation", ("name", "kind")),
            "codes": Rows(OrganisationCode, "organisation", ("scheme", "value")),
            "networks": ManyToMany(Organisation, "networks", world.networks),
            "lead_themes": ManyToMany(Organisation, "lead_themes", world.themes),
            "ressorts": Rows(
                Ressort,
                "mission",
                ("country", "area", "subject", "valid_to"),
                {"country": world.countries, "area": world.areas},
            ),
        },
    )
    organisations = synchroniser.run([{k: v for k, v in row.items() if k != "succeeded_by"} for row in rows])
    # Successors are organisations themselves, so they are joined when all of these are there.
    successions = Synchroniser(
        Organisation,
        "slug",
        related={"succeeded_by": Rows(Succession, "predecessor", ("successor", "on"), {"successor": organisations})},
    )
    successions.run([{"slug": row["slug"], "succeeded_by": row["succeeded_by"]} for row in rows if row["succeeded_by"]])
    synchroniser.outcome.kept += successions.outcome.kept
    return [synchroniser.outcome]


def _row(world: _World, record: Row, **more: Any) -> Row:
    """What the rows of all kinds of organisations share."""
    point = record["point"]
    row: Row = {
        "slug": record["slug"],
        "name": text(record["name"]),
        "kind": record["kind"],
        "may_write": True,
        "country": world.countries[record["country"]],
        "province": world.areas.get(record.get("province", "")),
        "latitude": point["latitude"],
        "longitude": point["longitude"],
        "valid_from": record.get("valid_from") or None,
        "valid_to": record.get("valid_to") or None,
        "other_names": [],
        "codes": [],
        "networks": [],
        "lead_themes": [],
        "ressorts": [],
        "succeeded_by": [[slug, record.get("valid_to") or None] for slug in record.get("successors", [])],
    }
    return row | more


def _municipalities(world: _World) -> list[Row]:
    leads = defaultdict(list)
    for theme in read_reference("themes")["themes"]:
        if theme.get("lead"):
            leads[theme["lead"]].append(theme["slug"])
    variant = OrganisationName.Kind.VARIANT.value
    return [
        _row(
            world,
            record,
            # A dissolved municipality keeps its pages; its successor writes.
            may_write=not record.get("valid_to"),
            size_class=record.get("size_class", ""),
            source=REGISTER,
            other_names=[[name, variant] for name in record.get("other_names", [])],
            codes=[[OrganisationCode.Scheme.CBS.value, record["code"]]] if record["code"] else [],
            networks=record.get("networks", []),
            lead_themes=leads[record["code"]],
        )
        for record in read_reference("municipalities")
    ]


def _missions(world: _World) -> list[Row]:
    return [
        _row(
            world,
            {**record, "kind": OrganisationKind.MISSION.value},
            may_write=not record["valid_to"],
            city=world.cities.get(record["city"]),
            ressorts=[
                [row.get("country"), row.get("area"), row.get("subject", ""), row.get("valid_to")]
                for row in record["ressort"]
            ],
        )
        for record in read_reference("missions")
    ]


def _others(world: _World) -> list[Row]:
    return [
        _row(
            world,
            record,
            may_write=record["may_write"],
            website=record["website"],
            other_names=[[row["name"], row["kind"]] for row in record["other_names"]],
        )
        for record in read_reference("organisations")
    ]
