"""Reads a calendar with libraries that others wrote, icalendar here and ical.js in calendars.mjs: they see what the API tells.
Rules are followed by ical.js and dateutil too, since the service's own calendar has none.

    .ci/venv/bin/python .ci/calendars.py [PROGRAM]
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import zoneinfo
from pathlib import Path

import icalendar
import requests
from dateutil.rrule import rrulestr

HERE = Path(__file__).resolve().parent
TITLE = "Côte à côte; weekly, at nine\\o'clock"
AGENDA = "One, two;\nthree " + "é" * 80

# The first and the last day on which rules are followed.
FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2026, 12, 31)
# When two zones change their clocks: the first time and the rule, forth and back, and the offsets in winter and summer.
CLOCKS = {
    "America/Los_Angeles": ("20070311T020000", "BYMONTH=3;BYDAY=2SU", "20071104T020000", "BYMONTH=11;BYDAY=1SU", "-0800", "-0700"),
    "Europe/Berlin": ("19960331T020000", "BYMONTH=3;BYDAY=-1SU", "19961027T030000", "BYMONTH=10;BYDAY=-1SU", "+0100", "+0200"),
}
# Rules, and when the meeting begins.
RULES = {
    "FREQ=DAILY;INTERVAL=3": "2023-12-30T09:00:00",
    "FREQ=DAILY;COUNT=900": "2024-02-01T23:30:00",
    "FREQ=DAILY;BYMONTH=3,10,11": "2024-03-01T03:00:00",
    "FREQ=DAILY;BYMONTH=3": "2024-03-01T02:30:00",
    "FREQ=DAILY;BYMONTH=10": "2023-10-01T02:30:00",
    "FREQ=DAILY;BYMONTH=11": "2023-11-01T01:30:00",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH": "2019-05-06T00:15:00",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE;WKST=SU": "2023-01-04T17:00:00",
    "FREQ=WEEKLY;UNTIL=20260601T164500Z": "2023-06-05T18:45:00",
    "FREQ=MONTHLY;BYDAY=1TU": "2023-03-07T17:00:00",
    "FREQ=MONTHLY;BYDAY=-1FR": "2023-12-29T08:00:00",
    "FREQ=MONTHLY;BYMONTHDAY=31": "2023-01-31T12:00:00",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1,15": "2023-11-15T12:00:00",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2": "2023-10-30T10:00:00",
    "FREQ=YEARLY;BYMONTH=1,6,12;BYDAY=2SA": "2015-01-10T10:00:00",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": "2000-02-29T10:00:00",
}


def require(holds, what):
    if not holds:
        sys.exit(f"calendars: FAILED: {what}")
    print(f"calendars: {what}", flush=True)


def moment(text):
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc).isoformat()


class Api:
    def __init__(self, base, token):
        self.base, self.headers = base, {"Authorization": f"Bearer {token}"}

    def get(self, path, **query):
        answer = requests.get(self.base + path, headers=self.headers, params=query, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def post(self, path, body):
        answer = requests.post(self.base + path, headers=self.headers, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()


def plan(api, partnership, today):
    """A weekly meeting since more than a year, with an occurrence that is left out, one that is moved and one that is cancelled."""
    day = lambda weeks, hour: f"{today + datetime.timedelta(weeks=weeks)}T{hour}:00:00"
    meeting = api.post("/v1/meetings", {
        "partnership_id": partnership, "title": TITLE, "agenda": AGENDA, "place": "Jetty",
        "url": "https://meet.example/a?b=1,2;3", "starts_at": day(-60, "09"), "time_zone": "America/New_York",
        "duration_minutes": 90, "rule": "FREQ=WEEKLY",
        "exceptions": [{"occurs_at": day(2, "09")}, {"occurs_at": day(3, "09"), "starts_at": day(3, "14")}],
    })
    api.post("/v1/minutes", {
        "partnership_id": partnership, "meeting_id": meeting["id"], "occurs_at": day(4, "09"), "cancelled": True,
    })
    return meeting["id"]


def told(api, meeting, first, last):
    """The occurrences as the API tells them: begin, end, whether cancelled."""
    found = api.get(f"/v1/meetings/{meeting}/occurrences", **{"from": first, "until": last})["occurrences"]
    return [(moment(one["starts_at"]), moment(one["ends_at"]), one["cancelled"]) for one in found]


def follow(api, partnership, rule, start, name):
    """A meeting by a rule, with an occurrence that is left out and one that is moved; and when it begins, by dateutil."""
    zone = zoneinfo.ZoneInfo(name)
    given = rrulestr(rule, dtstart=datetime.datetime.fromisoformat(start).replace(tzinfo=zone))
    first, last = (datetime.datetime.combine(day, datetime.time(), zone) for day in (FIRST, LAST))
    _, left, moved = given.xafter(first, 3)
    later = moved + datetime.timedelta(hours=26)
    local = lambda at: at.replace(tzinfo=None).isoformat()
    meeting = api.post("/v1/meetings", {
        "partnership_id": partnership, "title": f"{rule} from {start} in {name}", "starts_at": start, "time_zone": name,
        "duration_minutes": 60, "rule": rule,
        "exceptions": [{"occurs_at": local(left)}, {"occurs_at": local(moved), "starts_at": local(later)}],
    })
    times = [at for at in given.between(first, last) if at not in (left, moved)]
    return meeting, [moment(at.isoformat()) for at in [*times, later]]


def as_rules(meetings):
    """The meetings as a calendar that leaves rules and zones to its reader."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for name, (forth, spring, back, autumn, winter, summer) in CLOCKS.items():
        lines += ["BEGIN:VTIMEZONE", f"TZID:{name}"]
        for part, at, rule, old, new in ("DAYLIGHT", forth, spring, winter, summer), ("STANDARD", back, autumn, summer, winter):
            lines += [f"BEGIN:{part}", f"DTSTART:{at}", f"RRULE:FREQ=YEARLY;{rule}"]
            lines += [f"TZOFFSETFROM:{old}", f"TZOFFSETTO:{new}", f"END:{part}"]
        lines.append("END:VTIMEZONE")
    for meeting in meetings:
        at = lambda text: f";TZID={meeting['time_zone']}:{text.replace('-', '').replace(':', '')}"
        left, moved = meeting["exceptions"]
        lines += ["BEGIN:VEVENT", f"UID:{meeting['id']}", f"DTSTART{at(meeting['starts_at'])}"]
        lines += [f"RRULE:{meeting['rule']}", f"EXDATE{at(left['occurs_at'])}", "END:VEVENT"]
        lines += ["BEGIN:VEVENT", f"UID:{meeting['id']}", f"DTSTART{at(moved['starts_at'])}"]
        lines += [f"RECURRENCE-ID{at(moved['occurs_at'])}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def by_rules(api, partnership, today):
    """What dateutil and ical.js make of rules, and what a link of the one partnership shows, against what the API tells."""
    meetings = [follow(api, partnership, *case, name) for case in RULES.items() for name in CLOCKS]
    expanded = by_ical_js(as_rules(meeting for meeting, _ in meetings), f"{FIRST}T", f"{LAST}T")
    link = api.post("/v1/calendar-links", {"partnership_id": partnership})["link"]
    shown = by_icalendar(requests.get(link, timeout=10).content.decode())
    require(all(DETAILS["partnership"] in one["description"] for one in shown), "a link of one partnership shows no other")
    days = today - datetime.timedelta(days=360), today + datetime.timedelta(days=725)
    for meeting, by_dateutil in meetings:
        same(api, meeting, "dateutil", by_dateutil, FIRST, LAST)
        # It tells times that the clock skips or shows twice by the clock after the change; by RFC 5545, 3.3.5, it is that before.
        if meeting["starts_at"][11:16] not in ("01:30", "02:30"):
            same(api, meeting, "ical.js", map(moment, expanded[meeting["id"]]), FIRST, LAST)
        same(api, meeting, "the link", [moment(one["from"]) for one in shown if one["summary"] == meeting["title"]], *days)
    require(True, f"dateutil and ical.js see the occurrences of {len(meetings)} meetings by rules, and so does a reader of the link")


def same(api, meeting, name, seen, first, last):
    inside = lambda times: {at for at in times if str(first) < at[:10] < str(last)}
    seen, expected = inside(seen), inside(begin for begin, _, _ in told(api, meeting["id"], first, last))
    if seen != expected:
        require(False, f"{meeting['title']}: only {name} {sorted(seen - expected)}, only the API {sorted(expected - seen)}")


def by_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    return [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event["DESCRIPTION"]),
            "url": str(event.get("URL", "")),
            "from": event.decoded("DTSTART").isoformat(),
            "to": event.decoded("DTEND").isoformat() if "DTEND" in event else None,
            "cancelled": str(event.get("STATUS", "")) == "CANCELLED",
        }
        for event in calendar.walk("VEVENT")
    ]


def by_ical_js(text, *span):
    read = subprocess.run(["node", HERE / "calendars.mjs", *span], input=text.encode(), stdout=subprocess.PIPE, check=False)
    require(read.returncode == 0, "ical.js reads the calendar")
    return json.loads(read.stdout)


def agree(name, events, expected, first, last):
    ours = [event for event in events if event["summary"] == TITLE]
    inside = [one for one in ours if str(first) < one["from"][:10] < str(last)]
    seen = [(moment(one["from"]), moment(one["to"]), one["cancelled"]) for one in inside]
    expected = [one for one in expected if str(first) < one[0][:10] < str(last)]
    require(len(expected) > 100 and sorted(seen) == sorted(expected), f"{name} sees the {len(expected)} occurrences of the API")
    hours = {begin[11:13] for begin, _, _ in expected}
    require({"13", "14"} <= hours, f"{name} sees them keep their time of day when the clock is changed")
    require(sum(cancelled for _, _, cancelled in seen) == 1, f"{name} sees the one that is cancelled")
    told_of = f"{DETAILS['partnership']}\n{AGENDA}"
    require(all(one["description"] == told_of for one in inside), f"{name} reads texts as they were written")
    require(all(one["url"] == "https://meet.example/a?b=1,2;3" for one in inside), f"{name} reads the web address")
    require(len({one["uid"] for one in events}) == len(events), f"{name} tells all {len(events)} events apart")


DETAILS = {}


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else "target/debug/ligature").resolve()
    with tempfile.TemporaryDirectory(prefix="ligature-calendars.") as folder:
        environment = {"PATH": os.environ["PATH"], "LIGATURE_LISTEN": "127.0.0.1:0", "LIGATURE_LOG": "warn"}
        demo = subprocess.Popen(
            [program, "demo", "--json"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            printed = json.loads(demo.stdout.readline())
            account = next(one for one in printed["accounts"] if one["email"] == "coordinator@riverside.example")
            api = Api(printed["base_url"], account["access_token"])
            partnership = api.get("/v1/partnerships", state="active")["items"][0]
            DETAILS["partnership"] = partnership["name"]
            today = datetime.date.today()
            meeting = plan(api, partnership["id"], today)
            first, last = today - datetime.timedelta(days=360), today + datetime.timedelta(days=725)
            expected = told(api, meeting, first, last)
            link = api.post("/v1/calendar-links", {})["link"]
            answer = requests.get(link, timeout=10)
            require(answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar"), "a calendar is answered")
            again = requests.get(link, headers={"If-None-Match": answer.headers["etag"]}, timeout=10)
            require(again.status_code == 304, "and not sent again while nothing changed")
            text = answer.content.decode()
            one, other = by_icalendar(text), by_ical_js(text)
            agree("icalendar", one, expected, first, last)
            agree("ical.js", other, expected, first, last)
            days = lambda events: sorted((event["summary"], event["from"]) for event in events if event["to"] is None)
            require(len(days(one)) > 3 and days(one) == days(other), "both see the same days on which something is due")
            by_rules(api, partnership["id"], today)
        finally:
            demo.terminate()
            demo.wait(15)


main()
