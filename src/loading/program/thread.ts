/** The thread in which programs are asked, while the one that computes waits. */
import { answerCalls } from "../../basics/processes/blocking.js";
import { openProcesses } from "./processes.js";

answerCalls(openProcesses);
