// Checks a certificate in the browser, by the key of the record that stands in the page: no network is needed.
// All words stand in the page, none here.
"use strict";

(() => {
  const page = document.querySelector("[data-check]");
  if (!page) return;
  const all = (selector) => [...page.querySelectorAll(selector)];
  const form = page.querySelector("form");
  const field = form.querySelector("[name=code]");
  const FIRST = "cocket-certificate-v1";
  const NAMES = [
    "kind", "number", "issuer", "holder", "about", "consignment", "origin_country", "valid_from", "valid_until",
    "issued", "record",
  ];
  const DAY = /^\d{4}-\d\d-\d\d$/;
  // The longest code, with room for an address before it.
  const MOST = 2000;

  const bytes = (text) => {
    try {
      return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    } catch {
      return undefined;
    }
  };

  // What a text says, if it has the lines of a certificate and no others.
  const read = (text) => {
    const lines = text.split("\n");
    if (lines.length !== NAMES.length + 2 || lines.shift() !== FIRST || lines.pop() !== "") return undefined;
    const said = {};
    for (const [at, name] of NAMES.entries()) {
      if (!lines[at].startsWith(`${name} `)) return undefined;
      const value = lines[at].slice(name.length + 1);
      said[name] = value === "-" ? "" : value;
    }
    return DAY.test(said.valid_from) && DAY.test(said.valid_until) ? said : undefined;
  };

  const opened = (code) => {
    const parts = /^CKT1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/.exec(code);
    const [text, signature] = parts ? [bytes(parts[1]), bytes(parts[2])] : [];
    if (!text || !signature) return undefined;
    try {
      const said = read(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
      return said && { text, signature, said };
    } catch {
      return undefined;
    }
  };

  // The key, or nothing where this browser does not know Ed25519.
  const key = (async () => {
    try {
      const raw = bytes(page.dataset.key);
      return await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return undefined;
    }
  })();

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  // As the rest of the page writes days.
  const { lang: spoken } = document.documentElement;
  const lang = { en: "en-GB", ar: "ar-u-nu-latn" }[spoken] ?? spoken;
  const words = {
    day: (text) => {
      const day = new Date(`${text}T00:00:00Z`);
      const format = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" });
      return Number.isNaN(day.getTime()) ? text : format.format(day);
    },
    moment: (text) => {
      const at = new Date(text);
      const format = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" });
      return Number.isNaN(at.getTime()) ? text : format.format(at);
    },
    country: (code) => {
      try {
        return `${new Intl.DisplayNames([lang], { type: "region" }).of(code)} (${code})`;
      } catch {
        return code;
      }
    },
  };
  const WORDED = {
    valid_from: words.day,
    valid_until: words.day,
    issued: words.moment,
    origin_country: words.country,
  };

  const tell = (verdict, said, note) => {
    for (const block of all("[data-verdict]")) block.hidden = block.dataset.verdict !== verdict;
    for (const block of all("[data-note]")) block.hidden = block.dataset.note !== note;
    for (const gone of all("[data-by-server]")) gone.hidden = true;
    page.querySelector("[data-said]").hidden = !said;
    for (const row of all("[data-of]")) {
      const text = said?.[row.dataset.of] ?? "";
      row.hidden = text === "";
      const place = row.querySelector("[data-text]");
      if (place && text !== "") place.textContent = (WORDED[row.dataset.of] ?? String)(text);
    }
    const kinds = all("[data-kind]");
    for (const kind of kinds) kind.hidden = kind.dataset.kind !== said?.kind;
    // A kind that this page has no word for is shown as it stands.
    const other = page.querySelector("[data-other-kind]");
    other.textContent = kinds.some((kind) => !kind.hidden) ? "" : (said?.kind ?? "");
  };

  // What the record knows of it now; nothing without a network.
  const asked = async (number) => {
    if (!navigator.onLine) return undefined;
    try {
      const answer = await fetch(`/v1/certificates/${encodeURIComponent(number)}`, {
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(5000),
      });
      if (answer.status === 404) return "unknown";
      return answer.ok ? (await answer.json()).status : undefined;
    } catch {
      return undefined;
    }
  };

  let turn = 0;
  const check = async (code) => {
    const mine = ++turn;
    const certificate = code.length <= MOST ? opened(code) : undefined;
    if (!certificate) return tell("unreadable");
    const known = await key;
    if (!known) return mine === turn && tell("unable");
    const { text, signature, said } = certificate;
    const isGood = await crypto.subtle.verify("Ed25519", known, signature, text).catch(() => false);
    if (mine !== turn) return;
    if (!isGood) return tell("forged");
    const day = today();
    const here = day < said.valid_from ? "not_yet" : day > said.valid_until ? "expired" : "valid";
    tell(here, said, "unasked");
    const status = await asked(said.number);
    if (mine !== turn) return;
    const isTold = status && all("[data-verdict]").some((block) => block.dataset.verdict === status);
    tell(isTold ? status : here, said, isTold ? "asked" : "offline");
  };

  const codeIn = (text) => text.trim().split("#").pop();
  const fromAddress = () => {
    const code = location.hash.slice(1);
    if (!code.startsWith("CKT")) return;
    field.value = code;
    check(code);
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();

  // Where the browser cannot check, the form goes to the server as it does without a script.
  key.then((known) => {
    if (!known) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = codeIn(field.value);
      history.replaceState(null, "", code.startsWith("CKT1.") ? `#${code}` : location.pathname + location.search);
      check(code);
      page.querySelector("h1").scrollIntoView();
    });
  });

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker
      .register("/check-worker.js", { scope: "/check" })
      .then(() => navigator.serviceWorker.ready)
      .then(async () => {
        if (await key) page.querySelector("[data-kept]").hidden = false;
      })
      .catch(() => {}); // Then the page needs the network, and says nothing else.
  }
})();
