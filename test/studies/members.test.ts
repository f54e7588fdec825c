/** Names and settings that only registries know, in the cells of a study: told before anything runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkMembers } from "../../src/cli/study/members.js";
import type { StudyInput } from "../../src/studies/check.js";
import { parseYaml } from "../../src/studies/yaml.js";
import { root } from "../support/sourceFiles.js";
import { planned } from "./sweeps.js";

const told = async (study: StudyInput): Promise<string> => {
  const { cells } = await planned(study);
  return checkMembers(cells, "sweep.yaml").then(
    () => "",
    (error: unknown) => String(error),
  );
};

test.each<[StudyInput, string]>([
  [{ run: "design linear", vary: { estimator: ["flo", "floo"] } }, 'unknown estimator "floo"; did you mean "flo"?'],
  [{ run: "design linear", vary: { critic: ["joint", "jont"] } }, 'unknown critic "jont"'],
  [{ run: "design", vary: { simulator: ["linear", "linaer"] } }, 'unknown simulator "linaer"; did you mean "linear"?'],
  [{ run: "design linear", options: { set: { noize: "rate" } } }, 'unknown setting of simulator "linear" "noize"'],
  [{ run: "design linear --estimator smile", options: { estimatorSetting: { tau: -1 } } }, 'setting "tau" of estimator "smile"'],
  [{ run: "train linear --policy recurent" }, 'unknown adaptive policy "recurent"'],
  [{ run: "infer linear --data x.csv --posterior mcm" }, 'unknown posterior "mcm"'],
  [{ run: "benchmark", vary: { task: ["gausian"] } }, 'unknown task "gausian"; did you mean "gaussian"?'],
  [{ run: "benchmark gaussian --set dimension=3" }, 'did you mean "dimensions"?'],
  [{ run: "estimate pairs.csv", vary: { estimator: ["auto", "ksgg"] } }, 'unknown estimator "ksgg"; did you mean "ksg"?'],
  [{ run: "estimate pairs.csv", vary: { estimator: ["all", "pce"] } }, "pce needs a simulator's likelihood or prior"],
  [{ run: "estimate pairs.csv", options: { estimatorSetting: { k: 5 } } }, "name it with --estimator"],
  [{ run: "estimate pairs.csv --estimator ksg", options: { estimatorSetting: { k: 0 } } }, 'setting "k" of estimator "ksg"'],
  [{ run: "estimate pairs.csv --critic sperable" }, 'unknown critic "sperable"'],
  [{ run: "meta train", vary: { method: ["metaFlo", "fomml"] } }, 'unknown method "fomml"'],
  [{ run: "meta train", vary: { method: ["metaFlo", "oracle"] } }, "oracle is a level to compare with"],
  [{ run: "meta train fomaml", vary: { "set.innerate": [0.1] } }, 'did you mean "innerRate"?'],
  [{ run: "meta train fomaml", options: { set: { innerRate: "fast" } } }, 'must be a number, got "fast"'],
  [{ run: "meta train metaFlo", vary: { family: ["sine", "sines"] } }, 'unknown task family "sines"; did you mean "sine"?'],
  [{ run: "meta compare --quick", vary: { family: ["sine", "sinus"] } }, 'unknown task family "sinus"'],
])("%j: %s", async (study, said) => {
  const text = await told(study);
  expect(text).toContain(said);
  expect(text).toContain("sweep.yaml: ");
  expect(text).toContain("nothing was begun");
});

test.each<StudyInput>([
  { run: "design own.ts", options: { set: { anything: 1 } }, vary: { estimator: ["flo", "nwj"] } },
  { run: "benchmark gaussian", vary: { critic: ["best", "separable"] } },
  { run: "design linear --estimator smile", vary: { "estimatorSetting.tau": [1, 5] } },
  {
    run: "estimate pairs.csv",
    cases: [{ estimator: "all" }, { estimator: "ksg", "estimatorSetting.k": 5 }, { critic: "joint" }],
  },
  { run: "meta train fomaml", vary: { "set.innerRate": [0.01, 0.1], family: ["sine", "own.ts"] } },
])("nothing is said of what is right, or is a file's own: %j", async (study) => {
  expect(await told(study)).toBe("");
});

test("what floe init writes for a study is one, of a few short cells", async () => {
  const text = readFileSync(join(root, "examples", "sweep.yaml"), "utf8");
  const study = parseYaml(text, "sweep.yaml") as StudyInput;
  const { cells } = await planned(study);
  expect(cells).toHaveLength(12);
  expect(await told(study)).toBe("");
});
