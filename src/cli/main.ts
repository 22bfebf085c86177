#!/usr/bin/env node
import { processIo } from "./process-io.ts";
import { runProgram } from "./program.ts";

await runProgram(processIo(), process.argv.slice(2));
