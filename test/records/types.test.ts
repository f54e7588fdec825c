/** Records are checked by schemas; where their parts are the contracts', both say the same, optional parts included. */
import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { MetaResult, MetaTraining } from "../../meta/records.js";
import type { ReferenceLevels, Settings } from "../../meta/types.js";
import type { Gain, NamedGain } from "../../src/contracts/gain.js";
import type { EvaluationOptions, TrainingOptions } from "../../src/contracts/options.js";
import type { FeatureScaling, PackedTensor, SettingValue } from "../../src/contracts/values.js";
import type { Recorded } from "../../src/records/checked.js";
import type { gainSchema } from "../../src/records/schemas/result.js";
import type { evaluationSchema, trainingSchema } from "../../src/records/schemas/run.js";
import type { BeliefsFile, DesignResult, PolicyResult, PortableCritic, RunConfig } from "../../src/records/types.js";

// The type check (npm run typecheck) is what fails here; the test runs so that the file is one.
test("what the contracts know by name, the schemas know by the same parts", () => {
  expectTypeOf<Recorded<typeof gainSchema>>().toEqualTypeOf<Gain>();
  expectTypeOf<DesignResult["baselines"]>().toEqualTypeOf<readonly NamedGain[]>();
  expectTypeOf<Recorded<typeof trainingSchema>>().toEqualTypeOf<TrainingOptions>();
  expectTypeOf<Recorded<typeof evaluationSchema>>().toEqualTypeOf<EvaluationOptions>();
  expectTypeOf<PortableCritic["scaling"]>().toEqualTypeOf<FeatureScaling>();
  expectTypeOf<PortableCritic["parameters"]>().toEqualTypeOf<Readonly<Record<string, PackedTensor>>>();
  expectTypeOf<RunConfig["settings"]>().toEqualTypeOf<Readonly<Record<string, SettingValue>>>();
});

test("records are not changed, and hold no part that is not known", () => {
  expectTypeOf<keyof BeliefsFile>().toEqualTypeOf<
    "kind" | "version" | "simulator" | "simulatorHash" | "settings" | "horizon" | "learned"
  >();
  expectTypeOf<PolicyResult["gain"]>().toEqualTypeOf<Gain>();
  expectTypeOf<Recorded<z.ZodArray<z.ZodArray<z.ZodNumber>>>>().toEqualTypeOf<readonly (readonly number[])[]>();
});

test("levels of a family are the contracts' too", () => {
  expectTypeOf<MetaResult["levels"]>().toEqualTypeOf<ReferenceLevels>();
  expectTypeOf<MetaTraining["settings"]>().toEqualTypeOf<Settings>();
});
