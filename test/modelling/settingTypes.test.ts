/** What a table of settings says of types: who writes a simulator reads its settings without a cast. */
import { expectTypeOf, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { sir } from "../../simulators/sir.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { SettingSpecs, SettingsOf, SettingValue } from "../../src/contracts/values.js";
import { completeSettings, createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";

// The type check (npm run typecheck) is what fails here; the test runs so that the file is one.
test("create receives the settings in the types of their defaults, and choices as the texts that they are", () => {
  const family = defineSimulator({
    name: "typed",
    summary: "a simulator for its types",
    use: "never",
    settings: {
      size: { default: 3, min: 1, unit: "m", help: "a number" },
      kind: { default: "one", choices: ["one", "two"], help: "a choice" },
      label: { default: "x", help: "a text" },
      fast: { default: true, help: "a switch" },
    },
    defaultDesigns: 2,
    create(designs, settings) {
      expectTypeOf(designs).toBeNumber();
      expectTypeOf(settings).toEqualTypeOf<{
        readonly size: number;
        readonly kind: "one" | "two";
        readonly label: string;
        readonly fast: boolean;
      }>();
      return {} as Simulator;
    },
  });
  expectTypeOf(family).toExtend<SimulatorFamily>();
  // @ts-expect-error: there is no such setting
  defineSimulator({ ...family, create: (_, { colour }) => ({ colour }) as unknown as Simulator });
  expectTypeOf<Parameters<typeof linear.create>[1]["noise"]>().toEqualTypeOf<"scale" | "rate">();
});

test("whoever makes a simulator is held to its settings; of a family that is only known to be one, any are taken", () => {
  const make = () => [
    createSimulator(sir, 2, { preset: "flo", dt: 0.1 }),
    // @ts-expect-error: a number of people
    createSimulator(sir, 2, { population: "500" }),
    // @ts-expect-error: no such preset
    createSimulator(sir, 2, { preset: "fl" }),
    createSimulator(sir as SimulatorFamily, 2, { preset: "fl" }),
  ];
  expectTypeOf(make).returns.toEqualTypeOf<Simulator[]>();
  expectTypeOf(completeSettings(linear).priorSd).toBeNumber();
  expectTypeOf<SettingsOf<SettingSpecs>>().toEqualTypeOf<Readonly<Record<string, SettingValue>>>();
});
