/** Options of the library: checked once, complete afterwards, and the nearest name for every slip. */
import { expect, test } from "vitest";
import { InputError } from "../../src/basics/errors.js";
import { didYouMean, pick } from "../../src/basics/names.js";
import { checkDesignOptions, type DesignInput } from "../../src/options/check.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { flagOf, optionTable } from "../../src/options/table.js";

test("what is left out is filled in, what is undefined counts as left out", () => {
  const options = checkDesignOptions({ simulator: "linear", training: { steps: 5, batch: undefined } as object });
  expect(options).toEqual({
    simulator: "linear",
    seed: 0,
    backend: "auto",
    processes: 1,
    training: { steps: 5 },
    evaluation: {},
  });
  expect("batch" in options.training).toBe(false); // spread over defaults it would erase one
});

test.each<[object, string]>([
  [{ simulator: "linear", sead: 1 }, 'unknown option "sead"; did you mean "seed"?'],
  [{ simulator: "linear", training: { stesp: 1 } }, 'unknown option "training.stesp"; did you mean "steps"?'],
  [{ simulator: "linear", evaluation: { sampels: 1 } }, 'unknown option "evaluation.sampels"; did you mean "samples"?'],
  [
    { simulator: "linear", training: { steps: Number.NaN } },
    'option "training.steps" must be a whole number of at least 1, got NaN',
  ],
  [{ simulator: "linear", training: { hidden: [8, 0] } }, 'option "training.hidden.1" must be whole numbers of at least 1'],
  [{ simulator: "linear", backend: "gpu" }, 'option "backend" must be one of auto, native, wasm, cpu, got "gpu"'],
  [
    { simulator: "linear", settings: { noise: null } },
    'option "settings.noise" must be a number, a text, true or false, got null',
  ],
  [{ simulator: 3 }, 'option "simulator" must be a name, the path of a file, or a simulator, got 3'],
  [{}, 'option "simulator" is missing: it must be a name'],
])("%j is refused", (input, message) => {
  expect(() => checkDesignOptions(input as DesignInput)).toThrow(InputError);
  expect(() => checkDesignOptions(input as DesignInput)).toThrow(message);
});

test("every training option of the library can be set on the command line", () => {
  const { estimator: _, ...fields } = trainingDefaults;
  expect(Object.keys(optionTable)).toEqual(expect.arrayContaining(Object.keys(fields)));
  expect(flagOf("validateEvery")).toBe("--validate-every");
});

test("the defaults keep the limits of the table", () => {
  expect(() => checkDesignOptions({ simulator: "linear", training: trainingDefaults })).not.toThrow();
});

test("only names that are near are suggested, whatever their capitals and hyphens", () => {
  const names = ["infoNce", "flo", "pharmacokinetic"];
  expect(didYouMean("infonce", names)).toBe('; did you mean "infoNce"?');
  expect(didYouMean("info-nce", names)).toBe('; did you mean "infoNce"?');
  expect(didYouMean("pharmocokinetics", names)).toBe('; did you mean "pharmacokinetic"?');
  expect(didYouMean("zzzzzzzz", names)).toBe("");
  expect(didYouMean("x", [])).toBe("");
  expect(() => pick({ flo: 1 }, "constructor", "estimator")).toThrow(/unknown estimator "constructor"/);
});
