// Reads a calendar from stdin with ical.js, and prints its events as JSON.
//
//   node .ci/calendars.mjs             each event as it is written; none may recur
//   node .ci/calendars.mjs FROM UNTIL  when the events take place by their rules: moments by uid

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const components = calendar.getAllSubcomponents("vevent");
const moved = components.filter((component) => component.hasProperty("recurrence-id"));
const uid = (component) => component.getFirstPropertyValue("uid");

/** When an event takes place from one moment to another, as ical.js follows its rule, exceptions and time zone. */
function expanded(component, from, until) {
  // ical.js would take those of all others too.
  const exceptions = moved.filter((one) => uid(one) === uid(component));
  const event = new ICAL.Event(component, { exceptions });
  const found = [];
  const walk = event.iterator();
  // Nothing is moved from one year to another.
  for (let next = walk.next(); next && next.year <= Number(until.slice(0, 4)); next = walk.next()) {
    const at = event.getOccurrenceDetails(next).startDate.toJSDate().toISOString();
    if (at >= from && at < until) found.push(at);
  }
  return found.sort();
}

function written(component) {
  const event = new ICAL.Event(component);
  if (event.isRecurring()) throw new Error("an event of its own recurs");
  const day = event.startDate.isDate;
  return {
    uid: uid(component),
    summary: event.summary,
    description: event.description,
    url: component.getFirstPropertyValue("url") ?? "",
    from: day ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    to: day ? null : event.endDate.toJSDate().toISOString(),
    cancelled: component.getFirstPropertyValue("status") === "CANCELLED",
  };
}

const [from, until] = process.argv.slice(2);
if (from) {
  const recurring = components.filter((component) => component.hasProperty("rrule"));
  const found = recurring.map((component) => [uid(component), expanded(component, from, until)]);
  console.log(JSON.stringify(Object.fromEntries(found)));
} else {
  console.log(JSON.stringify(components.map(written)));
}
