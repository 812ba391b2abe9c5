"""Fills a database that `ligature demo` made with as many organizations as asked for, always the same ones."""

import datetime
import itertools
import json
import math
import random
import uuid

OFFERS = ["audiences", "collections", "expertise", "funding", "marketing", "networks", "outreach", "training_space"]
# The kinds of resources, in the order of their bits.
KINDS = [
    "expertise", "resources", "student_talent", "facilities", "equipment", "personnel", "collections", "audiences", "networks",
    "outreach", "funding", "in_kind_contributions", "programming", "workspace", "training_space", "technology_skills", "marketing",
]
VISIBILITIES = ["public"] * 6 + ["partners"] * 3 + ["internal"]
LIBRARY = uuid.UUID("019b8d62-7a80-7aba-8000-000000000001")
STEWARDS = [LIBRARY, uuid.UUID(int=LIBRARY.int + 1), uuid.UUID(int=LIBRARY.int + 2), None, None]
WORKSHEET = uuid.UUID("01900000-0000-7000-8000-0000000e0001")
# Rounds to compare: how many, and with how many sheets each.
COMPARED = {"few": (10, 3), "many": (50, 10)}
CITIES = 400


def words(count):
    """Invented words that stemming leaves alone, each with its weight: a few are in many entries, most in few."""
    syllables = [a + b for a in "bdfgklmnprtvz" for b in ("a", "o", "u")]
    made = sorted({a + b + c + "o" for a in syllables for b in syllables for c in "bdgkmnprt"})
    random.Random(1).shuffle(made)
    return made[:count], list(itertools.accumulate(1 / (place + 5) for place in range(count)))


WORDS, WEIGHTS = words(5000)


def search_words():
    """Words that about one entry in five hundred has, to search for."""
    return WORDS[60:260]


def city(number):
    return WORDS[1000 + number].capitalize()


def at(number):
    return (datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=number)).isoformat()


def numbered(kind, number):
    """An id of version 7, in the order of the numbers."""
    milliseconds = 1_769_904_000_000 + number * 1000
    return uuid.UUID(int=(milliseconds << 80) | (0x7000 + kind << 64) | (0x8 << 60) | number)


def dump(value):
    return json.dumps(value, separators=(",", ":"))


def organizations(count, terms):
    """What is random of each entry, worked out once for all its tables."""
    rng = random.Random(7)
    for number in range(count):
        chosen = rng.choices(WORDS, cum_weights=WEIGHTS, k=22)
        own = {terms[int(len(terms) * rng.random() ** 2)] for _ in range(rng.choice((1, 1, 2)))}
        yield {
            "number": number,
            "id": numbered(1, number),
            "at": at(number),
            "name": " ".join(word.capitalize() for word in chosen[:3]),
            "text": " ".join(chosen[3:]),
            "steward": rng.choice(STEWARDS),
            "visibility": rng.choice(VISIBILITIES),
            "terms": sorted(own),
            "offers": sorted(rng.sample(OFFERS, rng.choice((0, 1, 2)))),
            "needs": sorted(rng.sample(OFFERS, rng.choice((0, 1)))),
            "city": int(CITIES * rng.random() ** 2),
            "place": (rng.uniform(25, 48), rng.uniform(-122, -72)),
        }


ORGANIZATION = (
    "id created_at updated_at version name name_key description email website year_incorporated legal_status"
    " organization_identifiers additional_websites offers needs terms visibility steward_id shared_at shared_name"
).split()


def organization(entry):
    name, key = entry["name"], entry["name"].lower()
    host = key.replace(" ", "-") + ".example"
    identifiers = dump([{"identifier_scheme": "US-EIN", "identifier_type": "EIN", "identifier": str(entry["number"])}])
    return (
        entry["id"], entry["at"], entry["at"], 1, name, key, entry["text"].capitalize() + ".", f"info@{host}",
        f"https://{host}", 1900 + entry["number"] % 125, "Nonprofit", identifiers, "[]", dump(entry["offers"]),
        dump(entry["needs"]), dump([term for term, _ in entry["terms"]]), entry["visibility"], entry["steward"],
        entry["at"], name,
    )


def facets(entry):
    found = {("term", part) for _, path in entry["terms"] for part in path.split("/") if part}
    found |= {("offer", word) for word in entry["offers"]} | {("need", word) for word in entry["needs"]}
    bits = sum(1 << KINDS.index(word) for word in entry["offers"])
    return [(kind, value, entry["id"], entry["name"].lower(), bits) for kind, value in sorted(found)]


def location(entry):
    latitude, longitude = entry["place"]
    north, east = math.radians(latitude), math.radians(longitude)
    x, y, z = math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)
    empty = dict.fromkeys(("address_2", "attention", "region"))
    where = {"city": city(entry["city"]), "country": "US", "postal_code": f"{10000 + entry['city']}"}
    address = {**empty, **where, "address_1": "1 Main Street", "address_type": "physical", "state_province": "CA"}
    return (
        numbered(2, entry["number"]), entry["at"], entry["at"], 1, entry["id"], "public", "physical", latitude,
        longitude, x, y, z, dump([address]),
    )


def address(entry):
    place = entry["city"]
    key = city(place).lower()
    return numbered(3, entry["number"]), numbered(2, entry["number"]), key, f"{10000 + place}", "US"


def places(entry):
    found = {"city": city(entry["city"]).lower(), "postal_code": f"{10000 + entry['city']}", "country": "US"}
    return [(kind, value, entry["id"], entry["name"].lower()) for kind, value in found.items()]


def events(entry):
    keeper = ("operator", None) if entry["steward"] is None else ("tenant", entry["steward"])
    audiences = [keeper] if entry["visibility"] == "internal" else [keeper, ("directory", entry["id"])]
    return [(entry["at"], "import_organizations", "organization", entry["id"], *audience) for audience in audiences]


STAMPS = ["id", "created_at", "updated_at", "version"]
PLACE = ["organization_id", "visibility", "location_type", "latitude", "longitude", "x", "y", "z", "addresses"]

# Every table that writing an entry fills: its columns, and its rows for one entry.
TABLES = {
    "organization": (ORGANIZATION, lambda entry: [organization(entry)]),
    "organization_facet": (["kind", "value", "organization_id", "name_key", "offers"], facets),
    "organization_search": (
        ["organization_id", "name_tokens", "tokens"],
        lambda entry: [(entry["id"], entry["name"].lower(), entry["text"])],
    ),
    "location": (STAMPS + PLACE, lambda entry: [location(entry)]),
    "address": (["id", "location_id", "city_key", "postal_key", "country"], lambda entry: [address(entry)]),
    "organization_place": (["kind", "value", "organization_id", "name_key"], places),
    "event": (["at", "operation", "resource", "resource_id", "audience", "audience_id"], events),
}


def batches(database, count, size=20_000):
    """Table, columns and rows, some thousand entries at a time, and at last closed rounds to compare."""
    shared = database.rows("SELECT id, path FROM term WHERE library_id IS NULL ORDER BY path")
    entries = organizations(count, [tuple(term) for term in shared])
    others = [*rounds(database), *prospects(database, count), *partnerships(count)]
    while batch := list(itertools.islice(entries, size)):
        for table, (columns, rows_of) in TABLES.items():
            yield table, columns, [row for entry in batch for row in rows_of(entry)]
    yield from others


def rounds(database):
    """Closed rounds of the worksheet."""
    score = database.rows(f"SELECT score FROM round WHERE status = 'closed' AND instrument_id = {literal(database, WORKSHEET)}")
    raters = [uuid.UUID(row[0]) for row in database.rows("SELECT id FROM person ORDER BY id LIMIT 10")]
    sheet = database.rows("SELECT ratings FROM evaluation WHERE status = 'submitted' ORDER BY created_at LIMIT 1")[0][0]
    items = [rating["item"] for rating in json.loads(sheet)]
    rng = random.Random(11)
    made = list(enumerate(sheets for rounds, sheets in COMPARED.values() for _ in range(rounds)))
    columns = ["library_id", "organization_id", "instrument_id", "name", "status", "closed_at", "score"]
    yield "round", STAMPS + columns, [
        (round_id(n), at(n), at(n), 1, LIBRARY, numbered(1, n), WORKSHEET, None, "closed", at(n), score[0][0])
        for n, _ in made
    ]

    def ratings():
        return dump([{"evidence": None, "item": item, "note": None, "value": rng.randint(2, 5)} for item in items])

    columns = ["library_id", "round_id", "rater_id", "status", "ratings", "submitted_at", "reopened"]
    yield "evaluation", STAMPS + columns, [
        (numbered(5, 10 * n + place), at(n), at(n), 1, LIBRARY, round_id(n), rater, "submitted", ratings(), at(n), 0)
        for n, sheets in made
        for place, rater in enumerate(raters[:sheets])
    ]


def compared(which):
    """The ids of the rounds to compare."""
    first = 0 if which == "few" else COMPARED["few"][0]
    return [round_id(first + number) for number in range(COMPARED[which][0])]


PROSPECTS = 5_000
STAGES = [("identified", "open"), ("contacted", "open"), ("evaluated", "open"), ("won", "won"), ("declined", "lost")]
# One that looks everywhere, and one that looks around a place.
PLACE = {"latitude": 37.5, "longitude": -95.0}
INITIATIVES = [None, {**PLACE, "radius_km": 200.0}, {**PLACE, "radius_km": 1_000.0}]


def initiative_id(number):
    return numbered(6, number)


def prospects(database, count):
    """Three initiatives, and prospects of none of them, spread over the directory and over some stages."""
    terms = [row[0] for row in database.rows("SELECT id FROM term WHERE library_id IS NULL ORDER BY path")]
    columns = ["library_id", "name", "cause", "goals", "target_groups", "needs", "terms", "rewards", "place"]
    needs, wanted = dump(["expertise", "networks", "outreach"]), dump(terms[3:6])
    yield "initiative", STAMPS + columns, [
        (initiative_id(n), at(n), at(n), 1, LIBRARY, f"Initiative {n}", "Books.", "[]", "[]", needs, wanted, "[]",
         dump(place) if place else None)
        for n, place in enumerate(INITIATIVES)
    ]
    rng = random.Random(13)
    columns = ["library_id", "organization_id", "stage", "meaning", "stage_since"]
    yield "prospect", STAMPS + columns, [
        (numbered(7, n), at(n), at(n), 1, LIBRARY, numbered(1, organization), *rng.choice(STAGES), at(rng.randrange(10**6)))
        for n, organization in enumerate(rng.sample(range(count), min(PROSPECTS, count)))
    ]


PARTNERSHIPS = 2_000
LARGE = {"parties": 50, "contributions": 5_000}
STATES = ["active", "active", "active", "ended", "draft"]


def partnership_id(number):
    return numbered(8, number)


def partnerships(count):
    """The library with one other organization each: goods both ways, milestones, meetings every month, action items; and a
    large one at the end."""
    chosen = random.Random(17).sample(range(count), min(PARTNERSHIPS, count))
    made = [(n, partnership_id(n), [LIBRARY, numbered(1, other)], STATES[n % len(STATES)]) for n, other in enumerate(chosen)]
    many = [LIBRARY, *(numbered(1, other) for other in chosen[: LARGE["parties"] - 1])]
    made.append((PARTNERSHIPS, partnership_id(PARTNERSHIPS), many, "active"))
    day = "2026-03-01"
    columns = ["name", "lead_id", "state", "terms_version", "purposes", "statement", "starts_on", "activated_at", "ended_at"]
    yield "partnership", STAMPS + columns, [
        (whole, at(n), at(n), 1, f"Partnership {n}", LIBRARY, state, 1, "[]", "Together.", day,
         None if state == "draft" else at(n), at(n) if state == "ended" else None)
        for n, whole, _, state in made
    ]
    columns = ["partnership_id", "organization_id", "part", "kind", "paid", "rewards", "status", "told_from"]
    yield "party", STAMPS + columns, [
        (numbered(9, 2 * n + place), at(n), at(n), 1, whole, party, "partner" if place else "lead", "partner", False, "[]",
         "invited" if state == "draft" else "assented", None if place and state == "draft" else 0)
        for n, whole, parties, state in made
        for place, party in enumerate(parties)
    ]
    columns = ["partnership_id", "from_id", "to_id", "kind", "form", "title", "pledged", "delivered", "currency",
               "pledged_value", "delivered_value", "pledged_on", "due_on"]
    yield "contribution", STAMPS + columns, [
        (numbered(10, 4 * n + place), at(n), at(n), 1, whole, parties[place % len(parties)], parties[place % len(parties) - 1],
         "funding", "money",
         "A share", 1000 + place, 500, "USD", 1000 + place, 500, day, day if n % 7 == place else None)
        for n, whole, parties, _ in made
        for place in range(4 if len(parties) == 2 else LARGE["contributions"])
    ]
    yield "milestone", STAMPS + ["partnership_id", "title", "due_on", "done_on", "owner_id"], [
        (numbered(11, 3 * n + place), at(n), at(n), 1, whole, "A step", day, None if n % 9 == place else day, parties[place % 2])
        for n, whole, parties, _ in made
        for place in range(3)
    ]
    columns = ["partnership_id", "title", "starts_at", "time_zone", "duration_minutes", "rule", "exceptions"]
    yield "meeting", STAMPS + columns, [
        (numbered(12, n), at(n), at(n), 1, whole, "Talk", "2026-03-02T17:00:00", "America/Chicago", 60, "FREQ=MONTHLY", "[]")
        for n, whole, _, _ in made
    ]
    yield "action_item", STAMPS + ["partnership_id", "title", "owner_id", "due_on", "done_on"], [
        (numbered(13, 2 * n + place), at(n), at(n), 1, whole, "Do it", parties[place], day, None if n % 11 == place else day)
        for n, whole, parties, _ in made
        for place in range(2)
    ]


def round_id(number):
    return numbered(4, number)


def literal(database, value):
    return f"x'{value.hex}'" if database.name == "SQLite" else f"'{value}'"
