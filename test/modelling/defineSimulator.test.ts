import { describe, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import { linear } from "../../simulators/linear.js";
import { InputError } from "../../src/basics/errors.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { completeSettings, createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";

const good: SimulatorFamily = {
  name: "good",
  summary: "a simulator for tests",
  use: "never",
  settings: {
    size: { default: 3, min: 1, max: 5, unit: "m", help: "a number" },
    kind: { default: "one", choices: ["one", "two"], help: "a choice" },
    fast: { default: true, help: "a switch" },
  },
  defaultDesigns: 2,
  create: (designs, settings) => ({ ...linear.create(designs, { ...defaultsOfLinear }), settings }),
};
const defaultsOfLinear = completeSettings(linear);

/** The InputError that `action` throws, as text. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("nothing was refused");
}

describe("defineSimulator", () => {
  test("returns what it was given", () => expect(defineSimulator(good)).toBe(good));

  test.each<[string, object, string]>([
    ["no name", { name: undefined }, "a simulator's name must be a letter followed by letters and digits, got undefined"],
    ["a name with a space", { name: "my model" }, 'got "my model"'],
    ["no summary", { summary: "" }, 'simulator "good": summary must be one line of text'],
    ["no create", { create: undefined }, 'simulator "good": create(designs, settings) must be a function'],
    ["half a design", { defaultDesigns: 1.5 }, "defaultDesigns must be a positive whole number, got 1.5"],
    ["no settings", { settings: undefined }, "settings must be an object; write {} when there are none"],
    ["a bare value", { settings: { size: 3 } }, 'setting "size" must be an object with a default and a help text'],
    ["no help", { settings: { size: { default: 3 } } }, 'setting "size" needs a help text'],
    [
      "a list",
      { settings: { size: { default: [1], help: "x" } } },
      "must have a number, a text, true or false as its default, got [1]",
    ],
    ["a default out of range", { settings: { size: { default: 9, max: 5, help: "x" } } }, "must be at most 5, got 9"],
    ["a default not chosen", { settings: { kind: { default: "x", choices: ["y"], help: "x" } } }, 'must be one of y, got "x"'],
    ["numbers to choose from", { settings: { kind: { default: 1, choices: ["1"], help: "x" } } }, "has choices"],
  ])("refuses %s", (_, part, message) => {
    expect(refusal(() => defineSimulator({ ...good, ...part } as SimulatorFamily))).toContain(message);
  });
});

describe("settings", () => {
  test("defaults fill in what is not given", () => {
    expect(completeSettings(good, { size: 2 })).toEqual({ size: 2, kind: "one", fast: true });
    expect(createSimulator(good, 2, { kind: "two" }).settings).toEqual({ size: 3, kind: "two", fast: true });
  });

  test.each<[string, Record<string, never>, string]>([
    [
      "a misspelt name",
      { siz: 2 } as never,
      'unknown setting of simulator "good" "siz"; did you mean "size"? Known: size, kind, fast',
    ],
    ["an inherited name", { toString: 1 } as never, "Known: size, kind, fast"],
    ["a text for a number", { size: "3" } as never, 'setting "size" of simulator "good" must be a number, got "3"'],
    ["NaN", { size: Number.NaN } as never, "must be a finite number, got NaN"],
    ["too little", { size: 0 } as never, "must be at least 1 m, got 0"],
    ["too much", { size: 6 } as never, "must be at most 5 m, got 6"],
    ["no choice", { kind: "three" } as never, 'must be one of one, two, got "three"'],
    ["a text for a switch", { fast: "yes" } as never, 'must be true or false, got "yes"'],
  ])("refuses %s", (_, settings, message) => {
    expect(refusal(() => createSimulator(good, 2, settings))).toContain(message);
  });

  test("a simulator without settings says so", () => {
    expect(refusal(() => completeSettings({ ...good, settings: {} }, { size: 1 }))).toContain("has no settings");
  });
});

describe("createSimulator", () => {
  test.each([0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d designs", (designs) => {
    expect(refusal(() => createSimulator(good, designs))).toContain("the number of designs must be a positive whole number");
  });

  const made = linear.create(2, defaultsOfLinear);
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "it returned undefined"],
    ["no prior", { ...made, prior: undefined }, "its prior needs names and sample(key, n)"],
    ["units missing", { ...made, prior: { ...made.prior, units: [] } }, "one unit a parameter"],
    ["support of another number of parameters", { ...made, prior: { ...made.prior, support: [{}] } }, "one entry a parameter"],
    [
      "support upside down",
      { ...made, prior: { ...made.prior, support: [{ low: 2, high: 1 }, {}] } },
      "support of intercept must be numbers with low below high",
    ],
    ["no design space", { ...made, designs: 2 }, "its designs must be a design space"],
    ["another dimension", linear.create(3, defaultsOfLinear), "has designs of 3 numbers, and 2 were given or asked for. Give 3;"],
    ["no outcome names", { ...made, outcome: { names: [], unit: "" } }, "its outcome needs names"],
    ["a unit that is none", { ...made, outcome: { ...made.outcome, unit: 3 } }, "its outcome's unit must be a text"],
    ["no simulate", { ...made, simulate: undefined }, "it needs simulate(theta, design, noise)"],
    ["no draw", { ...made, draw: undefined }, "it needs either draw(key, n) or a bank, and has neither"],
    ["both sources", { ...made, bank: {} }, "and has both"],
  ])("refuses %s", (_, result, message) => {
    expect(refusal(() => createSimulator({ ...good, create: () => result as never }, 2))).toContain(message);
  });

  test("a create that throws becomes one message", () => {
    const failing = { ...good, create: () => (undefined as never as { x: number }).x as never };
    expect(refusal(() => createSimulator(failing, 2))).toContain('simulator "good" failed in create: Cannot read');
  });
});

test("every registered simulator keeps the rules of its definition, under its own name", () => {
  for (const [name, family] of Object.entries<SimulatorFamily>(simulators)) {
    expect(family.name).toBe(name);
    expect(defineSimulator(family)).toBe(family);
  }
});

test("outcomes without a unit have none", () => {
  const { unit: _, ...outcome } = linear.create(2, defaultsOfLinear).outcome;
  const bare = { ...linear, create: () => ({ ...linear.create(2, defaultsOfLinear), outcome }) } as unknown as typeof linear;
  expect(createSimulator(bare, 2).outcome.unit).toBe("");
});
