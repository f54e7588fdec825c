import type { TaskFamily } from "../types.js";
import { communitySine } from "./sines.js";

export const community5: TaskFamily = communitySine(5);
