// Reads a calendar from stdin with ical.js, and prints its events as JSON.

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  if (event.isRecurring()) throw new Error("an event of its own recurs");
  const day = event.startDate.isDate;
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    url: component.getFirstPropertyValue("url") ?? "",
    from: day ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    to: day ? null : event.endDate.toJSDate().toISOString(),
    cancelled: component.getFirstPropertyValue("status") === "CANCELLED",
  };
});
console.log(JSON.stringify(events));
