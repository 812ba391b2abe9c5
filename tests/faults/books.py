"""The database read by SQL: no write without its event, no event without its row, nothing half done, nothing twice."""

from load import BY_JOB, IMPORTED
from verdict import Lost

RECORDED = ["organization", "contact", "location", "phone", "note", "round", "evaluation", "session"]
PARTS = ["contact", "location", "phone"]
# A row is made or changed once for each version, and each time its keeper gets an event.
KEEPER = {"note": "tenant", "round": "tenant", "evaluation": "evaluation", "session": "person"}
KEEPER |= {part: "steward" for part in PARTS}

# By what an answer that was kept can be about.
ROW = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE id = kept.row_id)" for table in [*RECORDED, "job"])


def faults(name):
    """Queries by what each of their rows would be."""
    for table in RECORDED:
        yield f"{table} without the event that made it", f"""
            SELECT id FROM {table} WHERE NOT EXISTS (SELECT 1 FROM event
                WHERE resource = '{table}' AND resource_id = {table}.id AND before IS NULL)"""
        yield f"event of a {table} that is not there", f"""
            SELECT sequence FROM event WHERE resource = '{table}'
                AND NOT EXISTS (SELECT 1 FROM {table} WHERE id = event.resource_id)"""
    for table, audience in KEEPER.items():
        # Without statistics SQLite would search by the audience, which is nearly all events; an expression has no index.
        yield f"{table} with another number of events than of versions", f"""
            SELECT id, version FROM {table} WHERE version <> (SELECT count(*) FROM event
                WHERE resource = '{table}' AND resource_id = {table}.id AND audience || '' = '{audience}')"""
    # A write to a part is one of the entry, too; an import makes entries with their parts in one write.
    yield "organization with another number of events than of versions", f"""
        SELECT id, version FROM organization WHERE name LIKE '{name} %' AND version <>
            (SELECT count(*) FROM event WHERE resource = 'organization' AND resource_id = organization.id
                AND audience IN ('tenant', 'operator'))
            + (SELECT count(*) FROM event WHERE audience = 'steward' AND audience_id = organization.id
                AND resource IN ('contact', 'location', 'phone') AND operation <> 'import_organizations')"""
    yield "entry that no search finds", """
        SELECT id FROM organization WHERE deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM organization_search WHERE organization_id = organization.id)"""
    yield "entry without its facet", f"""
        SELECT id FROM organization WHERE name LIKE '{name} %' AND name NOT LIKE '% row %' AND NOT EXISTS
            (SELECT 1 FROM organization_facet WHERE organization_id = organization.id AND kind = 'offer')"""
    yield "entry that is not listed by its city", f"""
        SELECT organization_id FROM location WHERE name LIKE '{name} %' AND NOT EXISTS (SELECT 1 FROM organization_place
            WHERE organization_id = location.organization_id AND kind = 'city' AND value = 'riverside')"""
    yield "location without its address", f"""
        SELECT id FROM location WHERE name LIKE '{name} %'
            AND 1 <> (SELECT count(*) FROM address WHERE location_id = location.id)"""
    yield "entry that was made twice", f"""
        SELECT name FROM organization WHERE name LIKE '{name} %' GROUP BY name HAVING count(*) > 1"""
    for table in [*PARTS, "note", "round"]:
        yield f"{table} that was made twice", f"""
            SELECT organization_id FROM {table} WHERE organization_id IN
                (SELECT id FROM organization WHERE name LIKE '{name} %')
            GROUP BY organization_id HAVING count(*) > 1"""
    yield "imported entry without its contact, phone, location or id", f"""
        SELECT id FROM organization WHERE name LIKE '{name} % row %' AND NOT (
            EXISTS (SELECT 1 FROM contact WHERE organization_id = organization.id)
            AND EXISTS (SELECT 1 FROM phone WHERE organization_id = organization.id)
            AND EXISTS (SELECT 1 FROM location JOIN address ON location_id = location.id
                WHERE organization_id = organization.id)
            AND EXISTS (SELECT 1 FROM external_identifier WHERE organization_id = organization.id))"""
    yield "half import", f"""
        SELECT source, count(*) FROM external_identifier WHERE source LIKE '{name}-%' GROUP BY source
        HAVING count(*) <> CASE WHEN source LIKE '%-job' THEN {BY_JOB} ELSE {IMPORTED} END"""
    yield "job with another number of rows than of reports", """
        SELECT id FROM job WHERE state = 'succeeded' AND CAST(options AS text) LIKE '%-job%'
            AND rows_done <> (SELECT count(*) FROM job_row WHERE job_id = job.id)"""
    yield "kept answer about a row that is not there", f"""
        SELECT key FROM idempotency AS kept WHERE row_id IS NOT NULL AND NOT ({ROW})"""


def balance(database, name="Fault"):
    """Looks for every fault there may be; how many events there are."""
    queries = dict(faults(name))
    counts = [f"SELECT '{what}', count(*) FROM ({sql}) AS found" for what, sql in queries.items()]
    for what, count in database.query(" UNION ALL ".join(counts)):
        if int(count):
            raise Lost(f"{count} times a {what}, such as {database.query(queries[what])[:5]}")
    return int(database.query("SELECT count(*) FROM event")[0][0])
