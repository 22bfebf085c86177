#!/usr/bin/env -S node --
// `--`, because Node takes an `--env-file` anywhere on its command line for its own.
import { processIo } from "./process-io.ts";
import { runProgram } from "./program.ts";

await runProgram(processIo(), process.argv.slice(2));
