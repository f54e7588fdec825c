/** Whatever is typed, and whatever is in the files that are named: an answer, or exit 2 with one message. The full test makes more. */
import { rmSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { ofFiles, ofOptions, wholeFiles } from "./generated.js";
import { temporaryFolder } from "./support.js";

const place = temporaryFolder();
afterAll(() => rmSync(place, { recursive: true, force: true }));

const files = wholeFiles(place);

test("options", async () => {
  expect(await ofOptions(60, 3)).toEqual([]);
}, 300_000);

test("files", async () => {
  expect(await ofFiles(place, files, 90, 4)).toEqual([]);
}, 300_000);
