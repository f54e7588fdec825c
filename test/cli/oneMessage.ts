/** How the program says what was wrong. */
import { expect } from "vitest";

/** Exactly one message: it begins with the program's name, has no stack and no second message. */
export function expectOneMessage(stderr: string, words: readonly string[]): void {
  expect(stderr).toMatch(/^floe: [^\n]+\n$/);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|defect|undefined is not/);
  for (const word of words) expect(stderr).toContain(word);
}
