/** Run folders in parcels: byte for byte at the other end, and nothing beside the folder. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packed, unpack } from "../../../src/studies/queue/parcels.js";
import { contentOf, temporaryFolder } from "../../cli/support.js";

let place: string;
beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => rmSync(place, { recursive: true }));

test("a folder arrives as it was, without its lock, in the place of what was there", () => {
  const [from, to] = [join(place, "from"), join(place, "to")];
  mkdirSync(join(from, "figures"), { recursive: true });
  mkdirSync(to);
  writeFileSync(join(from, "config.json"), '{\n"seed": 0 }\n');
  writeFileSync(join(from, "empty"), "");
  writeFileSync(
    join(from, "figures", "bound.svg"),
    Uint8Array.from({ length: 3000 }, (_, i) => i % 256),
  );
  writeFileSync(join(to, "old"), "");
  const before = contentOf(from);
  writeFileSync(join(from, "lock"), "1");
  unpack(packed(from), to);
  expect(contentOf(to)).toEqual(before);
  expect(readdirSync(place).sort()).toEqual(["from", "to"]);
});

test.each(["../evil", "/evil", "a/../../evil", "", "a//b", "..", "a\\b"])("a file called %j is not unpacked", (name) => {
  const content = gzipSync(`${JSON.stringify([{ name, bytes: 1 }])}\nx`);
  expect(() => unpack(content, join(place, "to"))).toThrow("what a worker sent is no run folder");
  expect(readdirSync(place)).toEqual([]);
});

test("what ended too early is not unpacked", () => {
  const content = gzipSync(`${JSON.stringify([{ name: "a", bytes: 2 }])}\nx`);
  expect(() => unpack(content, join(place, "to"))).toThrow("no whole run folder");
  expect(readdirSync(place)).toEqual([]);
});
