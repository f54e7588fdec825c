import { expect, test } from "vitest";
import { explainMissing, members } from "../../src/basics/missingMember.js";
import * as floe from "../../src/index.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";

test("the lists are what users can import", () => {
  const { likelihoods, priors, random } = floe;
  expect(members).toEqual({
    floe: Object.keys(floe).sort(),
    priors: Object.keys(priors).sort(),
    likelihoods: Object.keys(likelihoods).sort(),
    random: Object.keys(random).sort(),
  });
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
    'unknown function of priors "lognormal"; did you mean "logNormal"? Known: beta, dirichlet, ',
  );
});

test("what floe exports, or nearly exports, is said to be so", () => {
  const explained = {
    "The requested module 'floe' does not provide an export named 'boxx'": 'floe exports no "boxx"; did you mean "box"?',
    "floe.gausianScores is not a function": 'floe exports no "gausianScores"; did you mean "gaussianScores"?',
    "box is not defined":
      'box is not defined: floe exports it, and this file does not import it. Write import { box } from "floe"',
    "gausianScores is not defined": 'gausianScores is not defined; did you mean floe\'s "gaussianScores"?',
  };
  for (const [message, words] of Object.entries(explained)) expect(explainMissing(message)).toBe(words);
});

test("other messages stay as they are", () => {
  for (const message of [
    "x.y is not a function",
    "rate is not defined",
    "key is not a function",
    "floe.box is not a function",
    "priors.normal is not a function",
    "no",
  ])
    expect(explainMissing(message)).toBe(message);
});
