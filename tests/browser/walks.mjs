// What is walked in the browser: one entry for each job of each door. A new page gets a line here.

import assert from "node:assert/strict";

/** Given to the questions of forms by the name of the field, where a page asks them. */
const ANSWERS = {
  goods: { en: "cotton t-shirt", ar: "قمصان قطنية" },
  from: "CN",
  value: "180",
  currency: "USD",
  freight: "5",
  quantity: "1",
};

/** Hostile words, which every page must show as words. They are typed wherever a visitor may type. */
const HOSTILE = `<script>document.title="x"</script><img src=x onerror=alert(1)>=1+1\u202e${"w".repeat(300)}`;

/** A page that is only looked at. */
const look = (path) => async (visitor) => {
  await visitor.go(path);
};

export const WALKS = [
  // For everybody.
  { name: "front", light: true, walk: look("/") },
  { name: "estimate", light: true, walk: estimate },
  { name: "estimate-without-answers", walk: leaveOut("/estimate") },
  { name: "estimate-large", ways: { width: "phone" }, walk: large },
  { name: "estimate-hostile", walk: ask("/estimate", "goods", HOSTILE) },
  { name: "track", light: true, walk: look("/track") },
  { name: "track-unknown", light: true, walk: (visitor) => visitor.go("/track/ZZ000000000XX", { status: 404 }) },
  { name: "track-unknown-asked", walk: ask("/track", "number", "ZZ000000000XX", { found: false }) },
  { name: "track-hostile", walk: ask("/track", "number", HOSTILE, { found: false }) },
  { name: "thresholds", light: true, walk: look("/thresholds") },
  { name: "figures", light: true, walk: look("/figures") },
  { name: "record", light: true, walk: look("/record") },
  { name: "check", light: true, walk: look("/check") },
  { name: "sign-in", light: true, walk: look("/sign-in") },
  { name: "sign-in-wrong", walk: signInWrongly },
  { name: "nothing-here", walk: (visitor) => visitor.go("/no/such/page", { status: 404 }) },

  // The doors of the demonstration, each with the first page behind it.
  { name: "demo", light: true, walk: look("/demo") },
  { name: "door-shopper", light: true, walk: shopper },
  { name: "door-filer", walk: door("filer", "/trade") },
  { name: "door-officer", walk: door("officer", "/control") },
  { name: "door-agency", walk: door("agency", "/agency") },
  { name: "door-admin", walk: door("admin", "/admin") },

  // Behind the doors.
  { name: "officer-consignment", walk: behind("officer", "/control", "[data-row] [data-open]") },
  { name: "officer-keys", ways: { js: true, width: "desk" }, walk: keys },
  { name: "officer-chooses-nothing", walk: chooseNothing },
  { name: "officer-decides", ways: { js: true, width: "desk", lang: "en" }, walk: decides },
  { name: "officer-after-release", walk: afterRelease },
  { name: "officer-assesses-again", ways: { js: true, width: "desk", lang: "en" }, walk: assessesAgain },
  { name: "who-has-looked", walk: whoHasLooked },
  { name: "participants", walk: participants },
  { name: "forget", walk: forget },
  { name: "officer-returns", walk: behind("officer", "/control/returns") },
  { name: "officer-leaving", walk: behind("officer", "/control/lists/leaving") },
  { name: "agency-referral", walk: behind("agency", "/agency", "[data-row] [data-open]") },
  { name: "trade-upload", walk: upload },
  { name: "trade-phase", walk: behind("filer", "/trade", "a[href*='/trade/consignments?phase=']") },
  { name: "trade-document", walk: bringDocument },
  { name: "trade-consignment", walk: behind("filer", "/trade", "[data-row] [data-open]") },
  { name: "trade-quality", walk: behind("filer", "/trade/quality") },
  { name: "statements", walk: behind("filer", "/statements") },
  { name: "statement", walk: behind("filer", "/statements", "[data-row] [data-open]") },
  { name: "vendors", walk: behind("admin", "/vendors") },
  { name: "vendor", walk: behind("admin", "/vendors", "[data-row] [data-open]") },
  { name: "certificates", walk: behind("agency", "/certificates") },
  { name: "certificate", walk: certifies },
  { name: "certificate-checked", walk: checks },
  { name: "certificate-checked-offline", ways: { js: true }, walk: checksOffline },
  { name: "certificate-revoked", ways: { js: true, width: "desk" }, walk: revokes },
];

/** The button of the form in the main part of a page. */
const send = (visitor) => visitor.page.locator("main form button").first();

/** What it costs, in three pages: the goods, their value, the sum, which has an address that keeps. */
async function estimate(visitor) {
  const { page } = visitor;
  await visitor.go("/estimate");
  for (let steps = 0; steps < 3 && (await page.locator(".cocket-sum").count()) === 0; steps += 1) {
    await visitor.check();
    await visitor.shot(`estimate-${steps + 1}`);
    await answer(visitor);
    await visitor.follow(send(visitor));
  }
  const sum = page.locator(".cocket-sum").first();
  assert.equal(await page.locator(".cocket-sum").count(), 1, `no sum after three pages, at ${page.url()}`);
  const due = (await sum.locator("tfoot td").last().innerText()).trim();
  assert.match(due, /\d/);
  const permalink = await page.locator(`main a[href*="/estimate?"]`).last().getAttribute("href");
  await visitor.go(permalink);
  assert.equal((await page.locator(".cocket-sum tfoot td").last().innerText()).trim(), due, "the same sum again");
}

/** The largest sum that anybody asks about still fits the narrowest window. */
async function large(visitor) {
  await visitor.page.setViewportSize({ width: 320, height: 640 });
  await visitor.go("/estimate?goods=cotton+t-shirt&from=CN&code=61091010&currency=USD&value=999999999999.99");
  assert.equal(await visitor.page.locator(".cocket-sum").count(), 1, "there is a sum");
}

/** Fills in what a page asks for; of choices between goods the first is taken. */
async function answer({ page, way }) {
  for (const [name, said] of Object.entries(ANSWERS)) {
    const value = said[way.lang] ?? said;
    const field = page.locator(`main form [name="${name}"]:not([type=hidden])`);
    if ((await field.count()) === 0) continue;
    const isSelect = (await field.first().evaluate((it) => it.tagName)) === "SELECT";
    await (isSelect ? field.selectOption(value) : field.first().fill(value));
  }
  const first = page.locator("main form input[type=radio]").first();
  if ((await first.count()) > 0) await first.check({ force: true });
}

/** A form sent without answers comes back with a summary of what is missing, whose links lead into the fields. */
function leaveOut(path) {
  return async (visitor) => {
    await visitor.go(path);
    await visitor.follow(send(visitor));
    const { page } = visitor;
    const links = page.locator(".govuk-error-summary a");
    assert.notEqual(await links.count(), 0, "nothing is said to be missing");
    for (const link of await links.all()) {
      const field = (await link.getAttribute("href")).slice(1);
      assert.equal(await page.locator(`[id="${field}"]`).count(), 1, `the summary leads to no field \`${field}\``);
    }
    if (visitor.way.js) {
      const isOnSummary = () => document.activeElement?.classList.contains("govuk-error-summary");
      assert.ok(await page.evaluate(isOnSummary), "the focus is on the summary");
    }
  };
}

/** One question asked in a page's form. Whatever is typed, the page that answers is a page. */
function ask(path, name, words, answer) {
  return async (visitor) => {
    await visitor.go(path);
    await visitor.page.locator(`main form [name="${name}"]`).first().fill(words);
    await visitor.follow(send(visitor), answer);
    assert.equal(await visitor.page.locator("main script, main img").count(), 0, "typed words became elements");
    assert.notEqual(await visitor.page.title(), "x", "typed words ran");
  };
}

async function signInWrongly(visitor) {
  const { page } = visitor;
  await visitor.go("/sign-in");
  await page.locator("#name").fill("nobody");
  await page.locator("#password").fill("not the password");
  await visitor.follow(send(visitor));
  assert.equal(visitor.path(), "/sign-in");
  assert.notEqual(await page.locator(".govuk-error-summary").count(), 0, "a wrong password is said to be wrong");
}

/** The shopper's door needs no account: every step in it is a link that leads somewhere. */
async function shopper(visitor) {
  const { page } = visitor;
  await visitor.go("/demo");
  const steps = page.locator(".cocket-door").first().locator("a[href]");
  const links = await steps.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(links.length >= 3, "the shopper has a few steps");
  for (const link of links) {
    await visitor.go(link);
    await visitor.check();
  }
}

/** Goes through a door of the demonstration, which signs the visitor in. */
async function enter(visitor, name) {
  await visitor.go("/demo");
  await visitor.follow(visitor.page.locator(`form[action*="/demo/enter/${name}"] button`));
}

function door(name, path) {
  return async (visitor) => {
    await enter(visitor, name);
    assert.match(visitor.path(), new RegExp(`^${path}(/|$)`), `the door of the ${name}`);
  };
}

/** A page behind a door, or the page that the first link of a kind on it leads to. */
function behind(name, path, link) {
  return async (visitor) => {
    await enter(visitor, name);
    await visitor.go(path);
    if (link === undefined) return;
    await visitor.follow(visitor.page.locator(link).first());
    assert.notEqual(visitor.path(), path, "the link leads to a page of its own");
  };
}

/** A filer sends the file that the demonstration offers, sees what to correct, and can have it as a file. */
async function upload(visitor) {
  const { page, context } = visitor;
  await enter(visitor, "filer");
  await visitor.go("/demo");
  const offered = await page.locator("a[download]").first().getAttribute("href");
  const file = await context.request.get(new URL(offered, page.url()).href);
  assert.equal(file.status(), 200, "the file is offered");
  await visitor.go("/trade");
  const csv = { name: "parcels.csv", mimeType: "text/csv", buffer: await file.body() };
  await page.locator("main form input[type=file]").setInputFiles(csv);
  await visitor.follow(send(visitor));
  assert.match(visitor.path(), /^\/trade\/files\/./);
  assert.notEqual(await page.locator("main tbody tr").count(), 0, "lines to correct are shown");
  const corrections = await page.locator("main a[download]").first().getAttribute("href");
  const answer = await context.request.get(new URL(corrections, page.url()).href);
  assert.match(answer.headers()["content-type"], /^text\/csv/, "the corrections are a file");
}

/** A filer leaves the type out, is told so, brings an invoice, and can save it; an officer finds it. */
async function bringDocument(visitor) {
  const { page, context } = visitor;
  await enter(visitor, "filer");
  await visitor.go("/trade");
  await visitor.follow(page.locator("[data-row] [data-open]").first());
  const shown = visitor.path();
  const form = page.locator("form[action*='/documents']");
  await form.locator("#type").fill("");
  await visitor.follow(form.locator("button[type=submit]"));
  assert.equal(await page.locator(".govuk-error-summary a").first().getAttribute("href"), "#type");
  await visitor.check();
  await form.locator("#type").fill("invoice");
  const number = `INV-${Math.random()}`;
  await form.locator("#number").fill(number);
  const pdf = { name: "invoice.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.4 ${Math.random()}`) };
  await form.locator("input[type=file]").setInputFiles(pdf);
  await visitor.follow(form.locator("button[type=submit]"));
  assert.equal(visitor.path(), shown, "back on the page of the consignment");
  assert.equal(await page.locator("main [role=status]").count(), 1, "it is said to be kept");
  // Another visitor may bring one at the same time.
  const saved = page.locator("main .govuk-summary-list__row", { hasText: number }).locator("a[href*='/documents/d_']");
  const answer = await context.request.get(new URL(await saved.getAttribute("href"), page.url()).href);
  assert.match(answer.headers()["content-disposition"], /^attachment/, "it is a file to save");
  assert.deepEqual(await answer.body(), pdf.buffer);
}

/** An officer goes down the list, opens a consignment and chooses without a pointer; keys can be switched off. */
async function keys(visitor) {
  const { page } = visitor;
  await enter(visitor, "officer");
  await visitor.go("/control");
  const at = () =>
    page.evaluate(() => {
      const rows = [...document.querySelectorAll("[data-row]")];
      return rows.findIndex((row) => row.contains(document.activeElement));
    });
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await at(), 1);
  await page.keyboard.press("k");
  assert.equal(await at(), 0);
  await visitor.follow({ click: () => page.keyboard.press("Enter") });
  assert.match(visitor.path(), /^\/control\/./, "`Enter` opens the consignment");

  await page.keyboard.press("?");
  assert.ok(await page.locator("details[data-keyhelp]").evaluate((help) => help.open), "`?` opens the help");
  const choice = page.locator("form[data-keys] [data-key][type=radio]").first();
  const key = await choice.getAttribute("data-key");
  await page.locator("[data-keys-off]").check();
  await page.keyboard.press(key);
  assert.ok(!(await choice.isChecked()), "keys are off");
  await page.locator("[data-keys-off]").uncheck();
  await page.keyboard.press(key);
  assert.ok(await choice.isChecked(), `\`${key}\` chooses`);
}

/** An officer carries out without a choice, is told so, and can read the page in another language. */
async function chooseNothing(visitor) {
  const { page } = visitor;
  await enter(visitor, "officer");
  await visitor.go("/control/lists/document");
  await visitor.follow(page.locator("[data-row] [data-open]").first());
  const [path, where] = [visitor.path(), new URL(page.url()).searchParams.get("list")];
  await visitor.follow(page.locator("form[data-keys] button[type=submit]"));
  const link = page.locator(".govuk-error-summary a").first();
  assert.equal(await link.getAttribute("href"), "#decision");
  assert.equal(await page.locator("input#decision").count(), 1, "the summary leads into the choices");
  await visitor.shot("officer-chose-nothing");
  await visitor.check();
  await visitor.follow(page.locator(`.cocket-language__list a[hreflang=fr]`));
  assert.deepEqual([visitor.path(), new URL(page.url()).searchParams.get("list")], [path, where]);
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  await visitor.go(`${path}?list=${where}`);
}

/** An officer decides with two keys: the reason follows the decision, and the list goes on at the row after. */
async function decides(visitor) {
  const { page } = visitor;
  await enter(visitor, "officer");
  await visitor.go("/control/lists/payment");
  const rows = page.locator("[data-row] [data-open]");
  const path = async (at) => new URL(await rows.nth(at).getAttribute("href"), page.url()).pathname;
  const after = await path(3);
  await visitor.follow(rows.nth(2));
  const reason = () => page.locator("#reason").inputValue();
  assert.equal(await reason(), "", "no reason is chosen beforehand");
  await page.keyboard.press("r");
  assert.equal(await reason(), "release:no_objection");
  await page.keyboard.press("n");
  assert.equal(await reason(), "refuse_entry:forbidden", "the reason follows the decision");
  assert.equal(await page.locator("#reason optgroup:not([disabled])").count(), 1, "no other reason can be chosen");
  await visitor.shot("officer-chose");
  await visitor.follow({ click: () => page.keyboard.press("Enter") });
  assert.equal(visitor.path(), "/control/lists/payment");
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  assert.equal(new URL(focused, page.url()).pathname, after, "the list goes on at the row after");
  await visitor.shot("officer-goes-on");
  await visitor.follow(page.locator(".govuk-notification-banner a"));
  assert.equal(await page.locator("form[data-keys] [data-key=n]").count(), 0, "what is refused is not refused again");
  await visitor.shot("officer-refused");
}

/** The page of a consignment that was released, with what can be done after that laid open. */
async function afterRelease(visitor) {
  const { page } = visitor;
  await enter(visitor, "officer");
  for (let number = 2; number < 60; number += 1) {
    await visitor.go(`/control/c_${String(number).padStart(13, "0")}`);
    if ((await page.locator("#waiver-reason").count()) > 0) break;
  }
  for (const summary of await page.locator("main summary:visible").all()) await summary.click();
  assert.equal(await page.locator("#waiver-reason:visible").count(), 1, "a released consignment is found");
}

/** Of a consignment for which nothing waits an officer sees who is in it once they say what for. */
async function saysWhatFor(visitor) {
  const { page } = visitor;
  await enter(visitor, "officer");
  for (let number = 2; number < 60; number += 1) {
    await visitor.go(`/control/c_${String(number).padStart(13, "0")}`);
    if ((await page.locator("#purpose-appeal").count()) > 0) break;
  }
  assert.equal(await page.locator("#purpose-appeal").count(), 1, "a consignment for which nothing waits is found");
  await visitor.shot("officer-asked-what-for");
  await visitor.check();
  await page.locator("#purpose-appeal").check({ force: true });
  await page.locator("#access-note").fill("2026-17");
  await visitor.follow(page.locator("form.cocket-access button"));
  assert.equal(await page.locator("#purpose-appeal").count(), 0, "the parties are shown");
}

/** Their superior sees that they have looked, once they said what for. */
async function whoHasLooked(visitor) {
  await saysWhatFor(visitor);
  await visitor.go("/accesses");
  assert.match(await visitor.page.locator("tbody").innerText(), /2026-17/);
  await visitor.page.locator("tbody summary").first().click();
}

/** Whoever is to be forgotten is tried out first; without a name the page leads to the field. */
async function forget(visitor) {
  const { page } = visitor;
  await enter(visitor, "admin");
  await visitor.go("/forget");
  await visitor.follow(send(visitor));
  assert.equal(await page.locator(".govuk-error-summary a").first().getAttribute("href"), "#identifier");
  await visitor.check();
  await page.locator("#name").fill("Nobody At All");
  await page.locator("#reason").check({ force: true });
  await page.locator("#legal_basis").fill("XA Privacy Act s.17");
  await visitor.follow(send(visitor));
  assert.match(await page.locator("main [role=status]").innerText(), /0/);
}

/** Somebody is to be frozen out without a reason: the page says so, and nothing is done. */
async function participants(visitor) {
  const { page } = visitor;
  await enter(visitor, "admin");
  await visitor.go("/participants");
  await page.locator("tbody summary").first().click();
  await visitor.check();
  await visitor.follow(page.locator("tbody form button:visible").first());
  assert.equal(await page.locator(".govuk-error-summary a").getAttribute("href"), "#reason");
  assert.equal(await page.locator("#reason:visible").count(), 1, "the summary leads into the field");
}

/** An officer finds another price after release, is told what is wrong, and assesses again. */
async function assessesAgain(visitor) {
  const { page } = visitor;
  await afterRelease(visitor);
  const path = visitor.path();
  const again = () => page.locator("form[action*='/correction'] button");
  const value = page.locator("form[action*='/correction'] input[name^='value-']").first();
  const worth = String(Number(await value.inputValue()) * 3 + 100);
  await value.fill(worth);
  await visitor.follow(again());
  assert.equal(await page.locator(".govuk-error-summary a").getAttribute("href"), "#correction-reason");
  assert.equal(await value.inputValue(), worth, "what was typed is still there");
  await visitor.check();
  await page.locator("#correction-reason").fill("the invoice says another price");
  await visitor.follow(again());
  assert.equal(visitor.path(), path);
  assert.match(await page.locator("main").innerText(), /is charged instead of|Assessed again after release/);
}

/** An authority issues a certificate, and gets its page with the QR code. Gives the code. */
async function issue(visitor, { from, until }) {
  const { page } = visitor;
  await enter(visitor, "agency");
  await visitor.go("/certificates/new");
  await page.locator("#kind").selectOption("origin");
  await page.locator("#holder").fill("شركة Bright Shop Ltd.");
  await page.locator("#about").fill("Coffee <b>beans</b>, 60 kg");
  await page.locator("#origin_country").selectOption("CN");
  await page.locator("#valid_from").fill(from);
  await page.locator("#valid_until").fill(until);
  await visitor.follow(send(visitor));
  assert.match(visitor.path(), /^\/certificates\/cert_\d{13}$/);
  return page.locator("#code").inputValue();
}

/** A day before that of the demonstration, whose clock is another than that of this machine. */
const LONG_AGO = "2025-06-01";

/** The day so many days from today, by the clock of this machine. */
function day(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A certificate is issued; what was left out is said. */
async function certifies(visitor) {
  const { page } = visitor;
  await enter(visitor, "agency");
  await visitor.go("/certificates/new");
  await visitor.follow(send(visitor));
  for (const link of await page.locator(".govuk-error-summary a").all()) {
    const field = (await link.getAttribute("href")).slice(1);
    assert.equal(await page.locator(`[id="${field}"]`).count(), 1, `the summary leads to no field \`${field}\``);
  }
  await visitor.check();
  await visitor.shot("certificate-wrong");
  await issue(visitor, { from: LONG_AGO, until: day(300) });
  assert.equal(await page.locator("main svg[role=img] path").count(), 1, "there is a QR code");
  assert.equal(await page.locator("main b").count(), 0, "typed words became elements");
}

/** A code that is typed is checked: by the server without a script. */
async function checks(visitor) {
  const { page } = visitor;
  const code = await issue(visitor, { from: LONG_AGO, until: day(300) });
  await visitor.go("/check");
  const shown = async () => page.locator("[data-verdict]:visible").getAttribute("data-verdict");
  const answer = async (text) => {
    await page.locator("#code").fill(text);
    if (visitor.way.js) await page.locator("main form button").click();
    else await visitor.follow(send(visitor));
    await page.locator("[data-verdict]:visible").waitFor();
    return shown();
  };
  assert.equal(await answer("nonsense"), "unreadable");
  assert.equal(await answer(`https://customs.example/check#${code}`), "valid");
  await page.locator('[data-note="asked"]:visible').waitFor();
  assert.match(await page.locator("[data-said]").innerText(), /Bright Shop Ltd\.[^]*Coffee <b>beans<\/b>, 60 kg/);
}

/** A policeman at the road without a network: the page was opened once before, and still tells good from altered. */
async function checksOffline(visitor) {
  const { page, context, way } = visitor;
  const good = await issue(visitor, { from: LONG_AGO, until: day(300) });
  const later = await issue(visitor, { from: day(20), until: day(300) });
  await visitor.go("/check");
  await page.locator("[data-kept]:visible").waitFor();
  await context.setOffline(true);
  const shown = (verdict) => page.locator(`[data-verdict="${verdict}"]:visible`).waitFor({ timeout: 10_000 });
  // As the camera opens it: another page first, so that this one is loaded anew.
  const scan = async (code) => {
    await page.goto("about:blank");
    await page.goto(new URL(`/check?lang=${way.lang}#${code}`, process.env.COCKET_URL).href);
  };
  await scan(good);
  await shown("valid");
  await page.locator('[data-note="offline"]:visible').waitFor();
  assert.match(await page.locator("[data-said]").innerText(), /Bright Shop Ltd\./);
  assert.equal(await page.locator("form[action*='/sign-out']").count(), 0, "nobody is signed in on the page that is kept");
  await visitor.shot("check-offline-valid");
  // The browser tells of what it could not load: that there is no network is what is tried.
  visitor.complaints = visitor.complaints.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED"));
  await visitor.check();
  const [, text, signature] = good.split(".");
  const altered = Buffer.from(text, "base64url").toString().replace("60 kg", "90 kg");
  await scan(`CKT1.${Buffer.from(altered).toString("base64url")}.${signature}`);
  await shown("forged");
  assert.equal(await page.locator("[data-said]:visible").count(), 0, "what a forged one says is not shown");
  await visitor.shot("check-offline-forged");
  await scan(later);
  await shown("not_yet");
  // Its last day is over, by the clock of the phone.
  await page.clock.setFixedTime(new Date(Date.now() + 400 * 86_400_000));
  await scan(good);
  await shown("expired");
  await visitor.shot("check-offline-expired");
  // A browser that does not know the signatures must not call anything good.
  await page.addInitScript(() => {
    // The blank page between has none at all.
    if (globalThis.SubtleCrypto) SubtleCrypto.prototype.importKey = () => Promise.reject(new Error("unknown"));
  });
  await scan(good);
  await shown("unable");
  visitor.complaints = visitor.complaints.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED"));
  await context.setOffline(false);
}

/** A certificate is revoked; whoever has its code and a network is told. */
async function revokes(visitor) {
  const { page } = visitor;
  const code = await issue(visitor, { from: LONG_AGO, until: day(300) });
  await page.locator("#reason").fill("issued in error");
  await visitor.follow(page.locator("form[action*='/revocation'] button"));
  assert.equal(await page.locator("form[action*='/revocation']").count(), 0, "it is not revoked twice");
  await visitor.shot("certificate-revoked");
  await visitor.go("/check");
  await page.locator("#code").fill(code);
  await page.locator("main form button").click();
  await page.locator('[data-verdict="revoked"]:visible').waitFor();
}
