// Drives Swagger UI in headless Chromium, as a newcomer would: starts the demo, opens the page, authorizes, tries a
// GET and a POST, and reloads. No request may leave the service. Then it looks at pictures and pages to print: they fit a telephone
// and a desk, and the longest pitch fits one sheet.
//
//   node .ci/browser.mjs [PROGRAM]     screenshots and sheets go to $SCREENSHOTS, else to a new folder under /tmp

import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { chromium } from "playwright-core";

const PUBLIC_NAME = "ligature.example";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--host-resolver-rules=MAP ${PUBLIC_NAME} 127.0.0.1`,
];

const program = resolve(process.argv[2] ?? "target/debug/ligature");
const folder = mkdtempSync(join(tmpdir(), "ligature-browser."));
const screenshots = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "ligature-screenshots."));
mkdirSync(screenshots, { recursive: true });

/** Ends the test unless `holds`. */
function check(holds, what) {
  if (!holds) throw new Error(what);
  console.log(`browser: ${what}`);
}

/** Starts `demo --json` on a free port; answers the process and its JSON line. */
async function startDemo() {
  const demo = spawn(program, ["demo", "--json"], {
    cwd: folder,
    env: { PATH: process.env.PATH, LIGATURE_LISTEN: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await Promise.race([
    once(createInterface(demo.stdout), "line").then(([text]) => text),
    once(demo, "exit").then(([code]) => Promise.reject(new Error(`demo ended with ${code} before its JSON line`))),
    once(demo, "error").then(([error]) => Promise.reject(error)),
    after(120, "demo printed no JSON line"),
  ]);
  return { demo, told: JSON.parse(line) };
}

function after(seconds, fault) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`${fault} in ${seconds} s`)), seconds * 1000).unref());
}

/** Waits for the service: the JSON line may come just before it listens. */
async function ready(origin) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await fetch(`${origin}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("the demo is not ready within 60 s");
}

/** A page that blocks and collects every request to another origin, and collects script errors. */
async function openPage(browser, allowed, faults) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
  await context.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (allowed.includes(url.origin)) return route.continue();
    faults.push(`request to ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  // Swagger UI resolves the whole document for each operation that is opened: 5 to 10 s on two quiet cores.
  page.setDefaultTimeout(120_000);
  page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
  return page;
}

/** Opens Swagger UI and waits for its operations. */
async function openDocs(page, origin) {
  await page.goto(`${origin}/docs/`);
  await untilShown(page);
}

async function untilShown(page) {
  await page.locator(".opblock").first().waitFor();
}

function operation(page, id) {
  return page.locator(`.opblock[id$="-${id}"]`);
}

/** Tries an operation with the values shown; answers the status and the body that the page shows. */
async function tryOut(page, id) {
  const block = operation(page, id);
  if (!(await block.locator(".opblock-body").isVisible())) {
    await block.locator(".opblock-summary-control").first().click();
  }
  await block.locator(".try-out__btn").first().waitFor();
  const tryButton = block.locator(".try-out__btn:not(.cancel):not(.reset)");
  if (await tryButton.isVisible()) await tryButton.click();
  const clear = block.locator(".btn-clear");
  if (await clear.isVisible()) await clear.click();
  await block.locator("button.execute").click();
  const answer = block.locator(".live-responses-table tr.response").first();
  await answer.waitFor();
  await answer.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(screenshots, `${id}.png`) });
  const status = Number.parseInt(await answer.locator(".response-col_status").innerText(), 10);
  const body = await answer.locator(".highlight-code code, .highlight-code .microlight").first().innerText();
  return { status, body };
}

async function authorize(page, token) {
  await page.locator(".scheme-container button.authorize").click();
  const dialog = page.locator(".dialog-ux");
  await dialog.locator("#auth-bearer-value").fill(token);
  await dialog.locator("button.modal-btn.authorize[type=submit]").first().click();
  await page.screenshot({ path: join(screenshots, "authorize.png") });
  await dialog.locator("button.btn-done").first().click();
}

/** Lets the page ask for a token as a program, with all scopes. */
async function authorizeProgram(page, client) {
  await page.locator(".scheme-container button.authorize").click();
  const form = page.locator(".dialog-ux .auth-container").filter({ has: page.locator("#client_id_clientCredentials") });
  await form.locator("#client_id_clientCredentials").fill(client.client_id);
  await form.locator("#client_secret_clientCredentials").fill(client.client_secret);
  await form.locator(".scopes a", { hasText: "select all" }).first().click();
  await form.locator("button.modal-btn.authorize").click();
  await page.locator(".dialog-ux button", { hasText: "Logout" }).waitFor();
  await page.screenshot({ path: join(screenshots, "authorize-program.png") });
  await page.locator(".dialog-ux button.btn-done").first().click();
}

async function expectTry(page, id, status, excerpt) {
  const answer = await tryOut(page, id);
  check(answer.status === status, `${id} answers ${status} in the page (it showed ${answer.status})`);
  check(answer.body.includes(excerpt), `${id} shows ${excerpt} in its body`);
}

async function drive(browser, told) {
  const origin = told.base_url;
  const coordinator = coordinatorOf(told);
  check(Boolean(coordinator?.access_token), "the JSON line has a library's coordinator with a token");

  const faults = [];
  const page = await openPage(browser, [origin], faults);
  await openDocs(page, origin);
  await page.screenshot({ path: join(screenshots, "docs.png") });
  const first = await page.locator(".opblock").first().getAttribute("id");
  check(first.endsWith("-create_session"), `create_session is the first operation (it is ${first})`);

  const refused = await tryOut(page, "list_organizations");
  check(refused.status === 401, `without a token list_organizations answers 401 (it showed ${refused.status})`);
  await authorize(page, coordinator.access_token);
  await expectTry(page, "list_organizations", 200, '"items"');
  await expectTry(page, "create_organization", 201, '"id"');

  await page.reload();
  await untilShown(page);
  check(await page.locator(".scheme-container button.authorize.locked").isVisible(), "a reload keeps the authorization");
  await expectTry(page, "list_organizations", 200, '"items"');
  check(faults.length === 0, `no request left the service and no script failed ${faults.join("; ")}`.trim());

  const programFaults = [];
  const programPage = await openPage(browser, [origin], programFaults);
  await openDocs(programPage, origin);
  await authorizeProgram(programPage, told.clients[0]);
  await expectTry(programPage, "list_rounds", 200, '"items"');
  check(programFaults.length === 0, `a program's token is asked for by the page ${programFaults.join("; ")}`.trim());

  // On a loopback address Swagger UI leaves out its online validator: a public name would show it.
  const publicFaults = [];
  const publicOrigin = origin.replace(new URL(origin).hostname, PUBLIC_NAME);
  const publicPage = await openPage(browser, [publicOrigin], publicFaults);
  await openDocs(publicPage, publicOrigin);
  await publicPage.waitForLoadState("networkidle");
  check(publicFaults.length === 0, `nor under a public name ${publicFaults.join("; ")}`.trim());
}

/** Asks the service as the coordinator; a body makes it a POST. */
async function ask(told, path, body) {
  const headers = { authorization: `Bearer ${coordinatorOf(told).access_token}`, "content-type": "application/json" };
  const answer = await fetch(told.base_url + path, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function coordinatorOf(told) {
  return told.accounts.find(({ side, role }) => side === "library" && role === "coordinator");
}

/** A page that is signed in without a script. */
async function signedIn(browser, told) {
  const extraHTTPHeaders = { authorization: `Bearer ${coordinatorOf(told).access_token}` };
  const context = await browser.newContext({ extraHTTPHeaders });
  return context.newPage();
}

/** What of a page is wider than the window, and what of its pictures stands outside their frame. */
function overflowing() {
  const root = document.documentElement;
  const wide = root.scrollWidth > innerWidth ? [`the page is ${root.scrollWidth} px wide`] : [];
  const shown = ({ left, right, top, bottom }) => [left, top, right, bottom].map(Math.round).join(" ");
  for (const picture of document.querySelectorAll("svg")) {
    const frame = picture.getBoundingClientRect();
    if (frame.right > innerWidth) wide.push(`a picture ends at ${frame.right} px`);
    for (const text of picture.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      const inside = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
      if (!inside) wide.push(`${text.textContent.trim()} at ${shown(box)} of ${shown(frame)}`);
    }
  }
  return wide;
}

async function fits(page, name, url) {
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 1000 });
    const answer = await page.goto(url);
    check(answer.status() === 200, `${name} is answered`);
    const wide = await page.evaluate(overflowing);
    // Of a picture alone, one of the whole page never ends.
    const fullPage = answer.headers()["content-type"].startsWith("text/html");
    await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage });
    check(wide.length === 0, `${name} fits ${width} px ${wide.join("; ")}`.trim());
  }
}

/** Opens what is drawn of comparisons. */
async function look(browser, told) {
  const { items } = await ask(told, "/v1/rounds?status=closed");
  const rounds = items.filter(({ instrument }) => instrument.code === "potential-partners-worksheet");
  const compared = rounds.map(({ id }) => `round_id=${id}`).join("&");
  const [{ organization, instrument }] = rounds;
  const page = await signedIn(browser, told);
  const seen = {
    comparison: `comparisons.svg?${compared}`,
    table: `comparisons.html?${compared}`,
    report: `comparisons/report.html?${compared}`,
    robustness: `comparisons/robustness.svg?${compared}`,
    trend: `trend.svg?organization_id=${organization.id}&instrument=${instrument.code}`,
  };
  for (const [name, path] of Object.entries(seen)) await fits(page, name, `${told.base_url}/v1/${path}`);
}

const WORDS = "Whoever helps us to save the pictures and logs of the old harbor keeps a piece of the town, and is seen beside it. ";
const LETTERS = { words: WORDS, capitals: WORDS.toUpperCase(), unbroken: "W" };

/** Prints the longest pitch in several kinds of letters. */
async function print(browser, told) {
  const page = await signedIn(browser, told);
  const every = (await (await fetch(`${told.base_url}/openapi.json`)).json()).components.schemas;
  const [needs, audiences] = [every.ResourceKind.enum, every.PitchAudience.enum];
  for (const [place, [kind, letters]] of Object.entries(LETTERS).entries()) {
    const long = (length) => letters.repeat(length).slice(0, length - 1) + "W";
    const many = Array.from({ length: 50 }, () => long(1000));
    const texts = { name: long(300), cause: long(20000), target_groups: many, goals: many, rewards: many };
    const initiative = await ask(told, "/v1/initiatives", { ...texts, needs });
    const organization = await ask(told, "/v1/organizations", { name: long(300), offers: needs, needs });
    for (let point = 0; point < 6; point += 1) {
      await ask(told, "/v1/talking-points", { text: long(500), audiences: [audiences[place]] });
    }
    const query = `initiative_id=${initiative.id}&audience=${audiences[place]}`;
    await fits(page, `pitch-${kind}`, `${told.base_url}/v1/organizations/${organization.id}/pitch.html?${query}`);
    for (const format of ["Letter", "A4"]) {
      const sheet = await page.pdf({ format, path: join(screenshots, `pitch-${kind}-${format}.pdf`) });
      const pages = sheet.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
      check(pages === 1, `the longest pitch in ${kind} is one page on ${format} (it has ${pages})`);
    }
  }
}

let demo;
let browser;
try {
  const started = await startDemo();
  demo = started.demo;
  await ready(started.told.base_url);
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
  await drive(browser, started.told);
  await look(browser, started.told);
  await print(browser, started.told);
} catch (error) {
  console.error(`browser: FAILED: ${error.message}`);
  await browser?.contexts().at(-1)?.pages().at(-1)?.screenshot({ path: join(screenshots, "failure.png") }).catch(() => {});
  process.exitCode = 1;
} finally {
  await browser?.close();
  if (demo && demo.exitCode === null) {
    demo.kill("SIGTERM");
    await Promise.race([once(demo, "exit"), after(15, "demo did not end")]).catch(() => demo.kill("SIGKILL"));
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(`browser: screenshots in ${screenshots}`);
}
