/** A run that is repeated from its config.json, as kinds.test.ts has it, to the same result. */
import { expect, test } from "vitest";
import { kinds } from "../../src/cli/kinds.js";
import type { RunKind } from "../../src/contracts/runKind.js";
import { atPath } from "../../src/studies/results/path.js";
import { carriedOut, type KindName, smallest } from "./kinds.js";

test.each(Object.keys(kinds) as KindName[])(
  "%s: repeated from its config.json, the same result",
  async (name) => {
    const kind: RunKind = await kinds[name].load();
    const first = await carriedOut(kind, smallest[name]);
    expect(await carriedOut(kind, kind.asked(first.config))).toEqual(first);
    const [path = ""] = Object.values(kind.numbers?.paths ?? {}); // what a study compares
    expect(typeof atPath(JSON.parse(first.result), path), path).toBe("number");
  },
  300_000,
);
