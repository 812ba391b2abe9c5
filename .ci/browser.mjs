// Drives Swagger UI in headless Chromium, as a newcomer would: starts the demo, opens the page, authorizes, tries a
// GET and a POST, and reloads. No request may leave the service.
//
//   node .ci/browser.mjs [PROGRAM]     screenshots go to $SCREENSHOTS, else to a new folder under /tmp

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
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${origin}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("the demo is not ready within 10 s");
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
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
  return page;
}

/** Opens Swagger UI and waits for its operations. */
async function openDocs(page, origin) {
  await page.goto(`${origin}/docs/`);
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
  const coordinator = told.accounts.find(({ side, role }) => side === "library" && role === "coordinator");
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
  await page.locator(".opblock").first().waitFor();
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

let demo;
let browser;
try {
  const started = await startDemo();
  demo = started.demo;
  await ready(started.told.base_url);
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
  await drive(browser, started.told);
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
