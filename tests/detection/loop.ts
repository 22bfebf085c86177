import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Backend } from "../../src/fixtures/backend/index.ts";
import { faults, startFaulty } from "../../src/fixtures/faults/index.ts";

/** A backend that runs, and a command that replaces it on its port. */
export interface Replaceable {
  readonly url: string;
  /** For the shell: deploys the healthy build, `r2`. */
  readonly command: string;
}

/** Revision `r1` with a fault, until somebody deploys `r2` without it. */
export async function replaceable(fault: string): Promise<Replaceable> {
  const broken = faults.filter(({ id }) => id === fault);
  let running: Backend = await startFaulty(broken, { revision: "r1" });
  const { port, url } = running;
  const control = createServer((_, response) => {
    replace().then(
      () => response.end("deployed r2"),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  async function replace(): Promise<void> {
    await running.stop();
    running = await startFaulty([], { revision: "r2", port });
  }
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    control.close();
    await running.stop();
  });
  const { port: own } = control.address() as AddressInfo;
  return { url, command: asking(`http://127.0.0.1:${own}`) };
}

function asking(url: string): string {
  const script = `fetch("${url}").then(async (answer) => {
    console.log(await answer.text());
    process.exitCode = answer.ok ? 0 : 1;
  })`;
  return `"${process.execPath}" -e '${script.replaceAll(/\s+/g, " ")}'`;
}
