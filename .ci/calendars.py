"""Reads a calendar with libraries that others wrote, icalendar here and ical.js in calendars.mjs: they see what the API tells.

    .ci/venv/bin/python .ci/calendars.py [PROGRAM]
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import icalendar
import requests

HERE = Path(__file__).resolve().parent
TITLE = "Côte à côte; weekly, at nine\\o'clock"
AGENDA = "One, two;\nthree " + "é" * 80


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


def by_ical_js(text):
    read = subprocess.run(["node", HERE / "calendars.mjs"], input=text.encode(), stdout=subprocess.PIPE, check=False)
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
        finally:
            demo.terminate()
            demo.wait(15)


main()
