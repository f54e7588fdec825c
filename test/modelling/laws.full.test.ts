/** Simulators made of a law and nothing else pass the rehearsal that every user's simulator passes. */
import { expect, test } from "vitest";
import { checkSimulator } from "../../src/loading/rehearse.js";
import { key } from "../../src/numbers/keys.js";
import { lawCases, simulatorOf } from "./laws.js";

test.each(Object.entries(lawCases))("of %s", async (_, { law }) => {
  await expect(checkSimulator(simulatorOf(law, 2), key(8))).resolves.toBeUndefined();
});
