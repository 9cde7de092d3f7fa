// What pages do better with a script; every page works without it.
// All words stand in the pages, none here.
"use strict";

(() => {
  const html = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const KEYS_OFF = "cocket-keys-off";

  // The browser may forbid to remember anything.
  const remembered = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const remember = (name, value) => {
    try {
      value ? localStorage.setItem(name, value) : localStorage.removeItem(name);
    } catch {} // Then it holds for this page only.
  };

  // What is of use with a script only is hidden in the page: `hidden data-script`.
  for (const element of all("[data-script]")) element.hidden = false;

  // Errors: the summary gets the focus, and its links lead into the field.
  const summary = document.querySelector(".govuk-error-summary");
  if (summary) {
    summary.tabIndex = -1;
    summary.addEventListener("blur", () => summary.removeAttribute("tabindex"), { once: true });
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.closest(".govuk-form-group") ?? field).scrollIntoView();
      field.focus({ preventScroll: true });
    });
    summary.focus();
  }

  // A list goes on at the row that its address names: `[data-open][data-go-on]`.
  if (!summary) document.querySelector("[data-open][data-go-on]")?.focus();

  // Choices that follow another, each group for one answer: `<select data-follows="NAME">`, `<optgroup data-of>`.
  for (const select of all("select[data-follows]")) {
    const follow = () => {
      const answer = select.form.querySelector(`[name="${select.dataset.follows}"]:checked`)?.value;
      if (!answer) return;
      const groups = all("optgroup", select);
      for (const group of groups) group.hidden = group.disabled = group.dataset.of !== answer;
      const fits = groups.find((group) => group.dataset.of === answer);
      if (fits && !fits.contains(select.selectedOptions[0])) select.value = fits.querySelector("option").value;
    };
    select.form.addEventListener("change", (event) => event.target !== select && follow());
    follow();
  }

  // Forms that take their time say so, and are sent once: `<p data-progress hidden>…</p>`, `form[data-once]`.
  const sent = new Set();
  const hide = (form, hidden) => all("[data-progress]", form).forEach((note) => (note.hidden = hidden));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once], :has([data-progress])")) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    hide(form, false);
  });
  // The page comes back from the history as it was left.
  addEventListener("pageshow", () => {
    for (const form of sent) hide(form, true);
    sent.clear();
  });

  // Live parts: `<div id="…" data-live="SECONDS">` is fetched again with its page, and stands still while
  // somebody reads it by pointer, focus or selection, or while nobody sees it.
  const inUse = (element) =>
    element.matches(":hover") ||
    element.contains(document.activeElement) ||
    !(getSelection()?.isCollapsed ?? true);
  const seconds = () => Math.min(...all("[data-live][id]").map((element) => Number(element.dataset.live) || 30));
  let failures = 0;

  const refresh = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of all("[data-live][id]")) {
      const fresh = page.getElementById(old.id);
      if (!fresh) continue;
      // What somebody opened stays open.
      all("details", fresh).forEach((it, at) => (it.open = all("details", old)[at]?.open ?? false));
      if (!inUse(old) && !fresh.isEqualNode(old)) old.replaceWith(fresh);
    }
  };
  const wait = () => {
    if (!Number.isFinite(seconds())) return;
    setTimeout(async () => {
      const idle = all("[data-live][id]").some((element) => !inUse(element));
      if (!document.hidden && idle) {
        // A server that is away is asked ever more rarely.
        await refresh().then(() => (failures = 0), () => (failures = Math.min(failures + 1, 5)));
      }
      wait();
    }, seconds() * 1000 * 2 ** failures);
  };
  wait();

  // Keys: single letters, so they can be switched off (WCAG 2.1.4) and never act while somebody types.
  const keyed = document.querySelector("[data-row], form[data-keys]");
  if (!keyed) return;

  let off = remembered(KEYS_OFF) === "1";
  const show = () => {
    html.dataset.keys = off ? "off" : "on";
    for (const box of all("[data-keys-off]")) box.checked = off;
  };
  show();
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-off]")) return;
    off = event.target.checked;
    remember(KEYS_OFF, off && "1");
    show();
  });

  const typing = (element) =>
    element.isContentEditable ||
    element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])");

  // The letter printed on the key where the layout has no Latin letters.
  const letter = (event) =>
    /^[\x20-\x7e]$/.test(event.key) ? event.key : (/^Key([A-Z])$/.exec(event.code)?.[1] ?? "").toLowerCase();

  const move = (by) => {
    const links = all("[data-row] [data-open]");
    const at = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    links[next]?.focus();
    links[next]?.scrollIntoView({ block: "nearest" });
  };

  const press = (element) => {
    element.scrollIntoView({ block: "nearest" });
    element.focus();
    if (!typing(element)) element.click();
  };

  document.addEventListener("keydown", (event) => {
    if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = letter(event);
    // A key held down moves on, but decides nothing.
    if (key === "" || typing(event.target) || (event.repeat && key !== "j" && key !== "k")) return;
    if (key === "?") {
      const help = document.querySelector("details[data-keyhelp]");
      if (!help) return;
      help.open = !help.open;
      help.querySelector("summary").focus();
    } else if ((key === "j" || key === "k") && document.querySelector("[data-row] [data-open]")) {
      move(key === "j" ? 1 : -1);
    } else {
      const target = all("form[data-keys] [data-key]").find((it) => it.dataset.key === key && !it.disabled);
      if (!target) return;
      press(target);
    }
    event.preventDefault();
  });
})();
