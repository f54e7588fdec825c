import { expect, test } from "vitest";
import { explainMissing, members } from "../../src/basics/missingMember.js";
import * as floe from "../../src/index.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";

test("the lists are what users can import", () => {
  const { priors, random } = floe;
  expect(members).toEqual({ priors: Object.keys(priors).sort(), random: Object.keys(random).sort() });
});

test("a prior that does not exist is refused with the ones that do", () => {
  const family = defineSimulator({
    name: "mine",
    summary: "s",
    use: "u",
    settings: {},
    defaultDesigns: 1,
    create: () => (floe.priors as unknown as { lognormal(): never }).lognormal(),
  });
  expect(() => createSimulator(family)).toThrow(
    'unknown function of priors "lognormal"; did you mean "logNormal"? Known: gamma, ',
  );
});

test("other messages stay as they are", () => {
  for (const message of ["x.y is not a function", "priors.normal is not a function", "no"])
    expect(explainMissing(message)).toBe(message);
});
