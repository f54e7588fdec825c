/** A meta-training as config.json has it; its family is to be told beside it. */
export const training = {
  ...{ method: "cnp", family: "harmonics", support: 2, query: 3, tasks: 4, steps: 5 },
  ...{ hidden: [4], rate: 0.1, criticRate: 0.1, settings: {}, seed: 0 },
};
