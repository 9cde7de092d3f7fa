// A browser, pages opened in it in every way that people do, and what must hold on each of them.

import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const SITE = new URL(process.env.COCKET_URL ?? "http://127.0.0.1:8080");
const CHROMIUM = process.env.COCKET_CHROMIUM ?? "/usr/bin/chromium";
const SHOTS = process.env.COCKET_SHOTS;

// What a public page may weigh on first view, with everything it loads, as it comes over the wire.
const FIRST_VIEW = 50 * 1024;

const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } };
const DIRECTIONS = { en: "ltr", fr: "ltr", ar: "rtl" };

/** The ways to look at a page: every pair of width, language and script once. */
export const WAYS = [
  { width: "phone", lang: "ar", js: true },
  { width: "desk", lang: "en", js: true },
  { width: "phone", lang: "en", js: false },
  { width: "desk", lang: "ar", js: false },
];

/** A way in words. */
export const told = ({ width, lang, js }) => `${width}, ${lang}, ${js ? "with" : "without"} script`;

/** Starts the browser with a new profile, which goes when it is closed. */
export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A visitor: a fresh profile without cookies or cache, one page, and what the page did.
 *
 * `go` opens a path in the visitor's language, `check` says what must hold, `shot` keeps a picture.
 */
export class Visitor {
  static async arrive(browser, way) {
    const context = await browser.newContext({
      viewport: WIDTHS[way.width],
      javaScriptEnabled: way.js,
      locale: way.lang,
      hasTouch: way.width === "phone",
      reducedMotion: "reduce",
    });
    const visitor = new Visitor(context, await context.newPage(), way);
    await visitor.#listen();
    return visitor;
  }

  constructor(context, page, way) {
    Object.assign(this, { context, page, way, complaints: [], weight: 0, first: undefined, status: 0 });
  }

  leave() {
    return this.context.close();
  }

  async #listen() {
    const { page } = this;
    page.on("pageerror", (error) => this.complaints.push(`script: ${error.message}`));
    page.on("console", (message) => {
      // The browser tells of an answer like 404 as an error; `go` and `check` judge the answer themselves.
      const answer = /^Failed to load resource/.test(message.text()) && message.location().url === page.url();
      if (message.type() === "error" && !answer) this.complaints.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== SITE.origin) this.complaints.push(`asks elsewhere: ${url.href.slice(0, 200)}`);
    });
    page.on("response", (answer) => {
      if (answer.request().isNavigationRequest()) this.status = answer.status();
    });
    page.on("requestfinished", async (request) => {
      const answer = await request.response().catch(() => null);
      const asset = request.resourceType() !== "document";
      if (asset && answer && answer.status() >= 400) {
        this.complaints.push(`${answer.status()} for ${request.url()}`);
      }
    });
    const wire = await this.context.newCDPSession(page);
    await wire.send("Network.enable");
    wire.on("Network.loadingFinished", ({ encodedDataLength }) => (this.weight += encodedDataLength));
  }

  /** Opens a path and expects an answer. The language is in the address, as a link would have it. */
  async go(path, { status = 200 } = {}) {
    const url = new URL(path, SITE);
    url.searchParams.set("lang", this.way.lang);
    const answer = await this.page.goto(url.href, { waitUntil: "load" });
    assert.equal(answer.status(), status, `${path} answers ${answer.status()}`);
    this.first ??= this.weight;
    return answer;
  }

  /** Clicks what leads to another page, and waits for that page, which must be there unless it is said not to be. */
  async follow(locator, { found = true } = {}) {
    await Promise.all([this.page.waitForEvent("load"), locator.click()]);
    assert.equal(this.status !== 404 && this.status < 500, found, `${this.path()} answers ${this.status}`);
  }

  /** Where the page is: the path without the site. */
  path() {
    return new URL(this.page.url()).pathname;
  }

  /** What must hold on every page. A page for the public must also be light. */
  async check({ light = false } = {}) {
    const { page, way } = this;
    const where = `${this.path()} (${told(way)})`;
    const seen = await page.evaluate(measure);
    assert.deepEqual(
      [seen.lang, seen.dir],
      [way.lang, DIRECTIONS[way.lang]],
      `${where}: language and direction of the page`,
    );
    assert.equal(seen.headings, 1, `${where}: one main heading`);
    if (way.lang === "ar") assert.match(seen.words, /[\u0600-\u06ff]/, `${where}: said in Arabic`);
    assert.notEqual(seen.title, "", `${where}: a title`);
    assert.deepEqual(seen.wide, [], `${where}: wider than the window`);
    assert.deepEqual(await this.#serious(), [], `${where}: accessibility`);
    assert.deepEqual(this.complaints, [], `${where}: complaints of the browser`);
    if (light) {
      assert.ok(this.first <= FIRST_VIEW, `${where}: first view weighs ${this.first} bytes, limit ${FIRST_VIEW}`);
    }
  }

  /**
   * What axe finds that is serious or critical. It is evaluated past the page's policy, not through it.
   * Without scripts axe cannot run; the server sends the same page then, and the visitor with scripts looks at it.
   */
  async #serious() {
    if (!this.way.js) return [];
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.html) }));
    });
    return found
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, where }) => `${id}: ${where.slice(0, 3).join(" | ").slice(0, 600)}`);
  }

  /** Keeps a picture of the whole page where `COCKET_SHOTS` says. */
  async shot(name) {
    if (SHOTS === undefined) return;
    mkdirSync(SHOTS, { recursive: true });
    const { width, lang, js } = this.way;
    const file = `${name}.${width}.${lang}${js ? "" : ".noscript"}.png`;
    await this.page.screenshot({ path: join(SHOTS, file), fullPage: true });
  }
}

/** Runs in the page. Everything that stands out of the window is named, to be found. */
function measure() {
  const html = document.documentElement;
  const wide = [];
  if (html.scrollWidth > html.clientWidth) {
    wide.push(`page: ${html.scrollWidth} of ${html.clientWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      const { left, right, width } = element.getBoundingClientRect();
      if (width > 1 && (right > html.clientWidth + 1 || left < -1)) {
        wide.push(`${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
      }
    }
  }
  return {
    lang: html.lang,
    dir: html.dir,
    title: document.title.trim(),
    headings: document.querySelectorAll("h1").length,
    words: document.querySelector("main")?.textContent ?? "",
    wide: wide.slice(0, 8),
  };
}
