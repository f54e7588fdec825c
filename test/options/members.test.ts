import { expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { critics, densities } from "../../src/critics/index.js";
import { estimators, preferred } from "../../src/estimators/index.js";
import { isTrainable } from "../../src/estimators/sorts.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { defaultMembers } from "../../src/options/members.js";
import { policyOptions } from "../../src/options/table.js";

test("what is taken where nothing is asked for is in the registries, and what the help says", () => {
  expect(Object.keys(critics)).toEqual(expect.arrayContaining([defaultMembers.critic, defaultMembers.pairCritic]));
  expect(Object.keys(densities)).toContain(defaultMembers.density);
  expect(Object.keys(adaptivePolicies)).toContain(defaultMembers.policy);
  expect(defaultMembers.estimator).toBe(preferred.without);
  expect(trainingDefaults).toMatchObject({ estimator: defaultMembers.estimator, critic: defaultMembers.critic });
  expect(policyOptions.policy.help).toContain(`(default ${defaultMembers.policy})`);
});

test("what evaluates where there is no likelihood is a bound of scores that are right up to a function of the outcome", () => {
  const evaluating = estimators[preferred.evaluating];
  expect(isTrainable(evaluating) && evaluating.scores).toBe("critic");
  expect(evaluating.truth).toBe("r + c(outcome)"); // what beliefs need of it: src/posteriors/beliefs.ts
});
