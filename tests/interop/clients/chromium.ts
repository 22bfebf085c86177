import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathOf, programMissing } from "../program.ts";
import type { Connected, Wish } from "./client.ts";

/** Asks for one connection after another and tells how each went. */
const page = `<!doctype html><script>
function connect({ url, offer, patienceMs }) {
  return new Promise((resolve) => {
    let socket;
    try {
      socket = new WebSocket(url, offer);
    } catch (error) {
      resolve({ opened: false, said: String(error) });
      return;
    }
    const late = setTimeout(() => resolve({ opened: false, said: "not answered" }), patienceMs);
    socket.onopen = () => resolve({ opened: true, said: "subprotocol " + socket.protocol });
    socket.onclose = ({ code }) => resolve({ opened: false, said: "closed with " + code });
    socket.addEventListener("open", () => { clearTimeout(late); socket.close(); });
  });
}
(async () => {
  for (;;) {
    const asked = await (await fetch("/next")).json();
    void connect(asked).then((told) =>
      fetch("/told?id=" + asked.id, { method: "POST", body: JSON.stringify(told) }));
  }
})();
</script>`;

/** Why there is no Chromium here, or `undefined` when there is. */
export function chromiumMissing(): string | undefined {
  return programMissing("chromium") === undefined
    ? undefined
    : "chromium is not installed here (Debian: apt-get install chromium)";
}

/** Chromium without a window, showing a page on loopback that connects as it is told. */
export class Chromium implements AsyncDisposable {
  readonly #server: Server;
  readonly #folder = mkdtempSync(join(tmpdir(), "gapproof-chromium-"));
  readonly #queue: (Wish & { readonly id: number })[] = [];
  readonly #waiting: Map<string, (connected: Connected) => void> = new Map();
  #child: ChildProcess | undefined;
  #asking: ServerResponse | undefined;
  #count = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<Chromium> {
    const chromium = new Chromium();
    const server = chromium.#server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const quiet = ["--headless=new", "--disable-gpu", "--no-first-run", "--disable-sync"];
    const alone = ["--disable-background-networking", "--disable-component-update"];
    // In a container there are no user namespaces for its sandbox; the page is our own.
    const args = [...quiet, ...alone, "--no-sandbox", `--user-data-dir=${chromium.#folder}`];
    chromium.#child = spawn(pathOf("chromium"), [...args, `http://127.0.0.1:${port}/`], {
      stdio: "ignore",
    });
    return chromium;
  }

  /** Headers are left out: a page cannot set any. */
  connect(wish: Wish): Promise<Connected> {
    const id = ++this.#count;
    const connected = new Promise<Connected>((resolve) => this.#waiting.set(String(id), resolve));
    this.#queue.push({ ...wish, id });
    this.#handOut();
    return connected;
  }

  /** What its page is served from, as its Origin header says it. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child !== undefined) {
      const ended = once(child, "exit");
      if (child.kill("SIGTERM")) await ended;
    }
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    // Its other processes go a moment after the first, and write until then.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://page");
    if (url.pathname === "/next") {
      this.#asking = response;
      this.#handOut();
    } else if (url.pathname === "/told") {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      this.#waiting.get(url.searchParams.get("id") ?? "")?.(JSON.parse(body));
      response.end();
    } else {
      response.setHeader("content-type", "text/html").end(page);
    }
  }

  #handOut(): void {
    const response = this.#asking;
    const next = response === undefined ? undefined : this.#queue.shift();
    if (next === undefined) return;
    this.#asking = undefined;
    response?.end(JSON.stringify(next));
  }
}
