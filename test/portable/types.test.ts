/** The runtime imports nothing, so what it shares with the rest is written twice: both are the same type. */
import { expectTypeOf, test } from "vitest";
import type { OutcomeKind } from "../../src/contracts/simulator.js";
import type { PortableSpace } from "../../src/contracts/space.js";
import type { Scale } from "../../src/contracts/values.js";
import type * as portable from "../../src/portable/types.js";
import type { PolicyFile } from "../../src/records/types.js";

// The type check (npm run typecheck) is what fails here; the test runs so that the file is one.
test("what is said in the contracts and in the runtime is the same", () => {
  expectTypeOf<portable.SpaceData>().toEqualTypeOf<PortableSpace>();
  expectTypeOf<portable.Scale>().toEqualTypeOf<Scale>();
  expectTypeOf<portable.OutcomeRange["kind"]>().toEqualTypeOf<OutcomeKind>();
  expectTypeOf<PolicyFile>().toExtend<portable.PolicyData>();
});
