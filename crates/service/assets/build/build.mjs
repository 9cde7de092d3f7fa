// Compiles cocket.scss, leaves out what no page of ours uses, paints the rest in our colours,
// and writes the sheet and its right-to-left twin into the directory given.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import postcss from "postcss";
import rtlcss from "rtlcss";
import * as sass from "sass";

const LIMIT = 16 * 1024;

const NOTICE =
  "/*! Contains parts of govuk-frontend 6.6.0, MIT licence, see LICENSE-govuk-frontend.txt; changed. */\n";

// Selectors that need a script or a picture we do not have, or that no page uses.
const UNUSED = [
  /--inverse/,
  /govuk-frontend-supported|js-enabled|exit-this-page/,
  /service-navigation__toggle/,
  /file-upload-(button|wrapper)|drop-zone/,
  /button--start|button__start-icon/,
  /link-image|__link--no-underline|link--(muted|success|error)/,
  /(checkboxes|radios)__conditional/,
  /tag--(turquoise|pink|magenta)/,
  /section-break--(l|xl)/,
  /panel--interruption|pagination--block/,
  /table__caption--xl|legend--xl|label--xl/,
  /moz-focus-inner/,
  /\[href\^=/, // addresses printed after links
  /govuk-!-(static|padding|text-align|font-tabular)/,
  /govuk-!-margin(-(left|right))?-\d/,
  /govuk-!-margin-(left|right)-/,
  /govuk-!-margin-(top|bottom)-[789]/,
  /govuk-!-font-size-(14|27|36|48|80)|govuk-!-font-weight-regular/,
  /govuk-!-display-(inline|block|inline-block)$/,
];

// Colours that components take from the palette of govuk-frontend itself.
const PAINT = {
  "#0b5c3e": "#073d44", // button under the pointer
  "#083d29": "#052b30", // shadow of a button
  "#0f7a52": "#1c6b45", // green
  "#cfe4dc": "#d3ebdd",
  "#0f385c": "#073d44", // blue
  "#d2e2f1": "#d5eae8",
  "#1d70b8": "#0b5a63",
  "#f4f8fb": "#f5f9f8",
  "#8eb8dc": "#8fcabf",
  "#ca3535": "#a8321f", // red
  "#982828": "#85220f",
  "#651b1b": "#6b1e10",
  "#f4d7d7": "#f8ddd7",
  "#0b0c0c": "#10272d", // black
  "#484949": "#4a5e63",
  "#858686": "#70868a",
  "#cecece": "#c9d6d5",
  "#f3f3f3": "#e9f2f1",
};

const unused = (selector) => UNUSED.some((pattern) => pattern.test(selector));

/// Leaves out unused selectors, then rules and blocks that are empty, then rules for browsers long gone.
function prune(root) {
  root.walkRules((rule) => {
    const used = rule.selectors.filter((selector) => !unused(selector));
    if (used.length === 0) rule.remove();
    else rule.selectors = used;
  });
  root.walkAtRules((rule) => {
    if (rule.params.includes("0\\0")) rule.remove();
  });
  root.walkDecls((decl) => {
    const inherited = decl.prop === "font-family" && decl.value === "inherit";
    const controls = /button|input|select|textarea|file-upload/.test(decl.parent.selector ?? "");
    if (/font-smoothing$|decoration-skip$/.test(decl.prop) || (inherited && !controls)) decl.remove();
  });
  root.walk((node) => {
    if (node.nodes?.length === 0) node.remove();
  });
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
}

/// Colours in the place of variables that nothing sets, and ours in the place of theirs.
function paint(root) {
  root.walkDecls((decl) => {
    if (decl.prop.startsWith("--govuk-")) return decl.remove();
    decl.value = decl.value
      .replace(/var\(--govuk-[a-z-]+, ?(#[0-9a-f]+|[a-z]+)\)/gi, "$1")
      .replace(/#[0-9a-f]{6}\b/gi, (colour) => PAINT[colour.toLowerCase()] ?? colour);
  });
}

function withoutComments(css) {
  const root = postcss.parse(css);
  root.walkComments((comment) => comment.remove());
  return root.toString();
}

function write(directory, name, css) {
  const text = NOTICE + withoutComments(css).trim() + "\n";
  if (/url\(|var\(--govuk|@import|@font-face|GDS|crest|crown/i.test(text)) throw new Error(`${name} fetches something`);
  const packed = gzipSync(text, { level: 9 }).length;
  console.log(`${name}: ${text.length} bytes, ${packed} packed`);
  if (packed > LIMIT) throw new Error(`${name} is too heavy`);
  writeFileSync(join(directory, name), text);
}

const directory = process.argv[2] ?? "..";
const compiled = sass.compile("cocket.scss", {
  loadPaths: ["node_modules"],
  style: "compressed",
  quietDeps: true,
});
const root = postcss.parse(compiled.css);
paint(root);
prune(root);
const css = root.toString();
write(directory, "cocket.css", css);
write(directory, "cocket.rtl.css", rtlcss.process(css));
