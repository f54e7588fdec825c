import type { TaskFamily } from "../types.js";
import { communitySine } from "./sines.js";

export const community10: TaskFamily = communitySine(10);
