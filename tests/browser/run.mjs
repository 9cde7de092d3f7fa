// Walks every page in every way: phone and desk, English and Arabic, with and without script.
//
//   COCKET_URL       where the demonstration runs
//   COCKET_CHROMIUM  the browser, /usr/bin/chromium where nothing is said
//   COCKET_SHOTS     a directory for pictures of the pages
//   COCKET_WALKS     names of walks with commas between them, to walk only these

import { after, before, describe, test } from "node:test";
import { launch, told, Visitor, WAYS } from "./harness.mjs";
import { WALKS } from "./walks.mjs";

const only = process.env.COCKET_WALKS?.split(",");
const walks = WALKS.filter(({ name }) => only === undefined || only.includes(name));
const fits = (way, ways = {}) => Object.entries(ways).every(([key, value]) => way[key] === value);

describe("pages", { concurrency: 2 }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  for (const { name, light, ways, walk } of walks) {
    for (const way of WAYS.filter((way) => fits(way, ways))) {
      test(`${name} (${told(way)})`, { timeout: 60_000 }, async () => {
        const visitor = await Visitor.arrive(browser, way);
        try {
          await walk(visitor);
          await visitor.shot(name);
          await visitor.check({ light });
        } finally {
          await visitor.leave();
        }
      });
    }
  }
});
