import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";

/** A container that is removed, whatever state it is in, when disposed. */
export interface Started extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
}

/** What a container is made of, in the engine API's own words. */
export interface ContainerPlan {
  readonly Image: string;
  readonly Cmd: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Healthcheck?: object;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly HostConfig?: object;
}

/** The writing half of the engine API, for tests: what is under test only reads. */
export class EngineClient implements AsyncDisposable {
  readonly #agent: Agent;

  constructor(socketPath: string) {
    this.#agent = new Agent({ connect: { socketPath }, headersTimeout: 60_000 });
  }

  async call(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<string> {
    const answer = await request(`http://localhost${path}`, {
      dispatcher: this.#agent,
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode < 400) return text;
    throw new Error(`${method} ${path}: HTTP ${answer.statusCode} ${text}`);
  }

  /** Makes an image of a tar archive of a root file system. */
  async importImage(name: string, archive: Readable): Promise<void> {
    const answer = await request(
      `http://localhost/images/create?fromSrc=-&repo=${encodeURIComponent(name)}&tag=latest`,
      {
        dispatcher: this.#agent,
        method: "POST",
        headers: { "content-type": "application/x-tar" },
        body: archive,
      },
    );
    const text = await answer.body.text();
    if (answer.statusCode >= 400 || text.includes('"error"')) throw new Error(text);
  }

  async create(name: string, plan: ContainerPlan): Promise<Started> {
    const created = JSON.parse(
      await this.call("POST", `/containers/create?name=${name}`, plan),
    ) as { Id: string };
    const remove = (): Promise<string> => this.call("DELETE", `/containers/${created.Id}?force=1`);
    return {
      id: created.Id,
      name,
      async [Symbol.asyncDispose]() {
        await remove();
      },
    };
  }

  async run(name: string, plan: ContainerPlan): Promise<Started> {
    const container = await this.create(name, plan);
    try {
      await this.call("POST", `/containers/${container.id}/start`);
      return container;
    } catch (error) {
      await container[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits until a container's description says something; rejects with the last one when it never does. */
  async said(id: string, pattern: RegExp): Promise<void> {
    let last = "";
    for (let tries = 0; tries < 100; tries += 1) {
      last = await this.call("GET", `/containers/${id}/json`);
      if (pattern.test(last)) return;
      await sleep(100);
    }
    throw new Error(`never said ${pattern}: ${last}`);
  }

  async removeEverything(): Promise<void> {
    const all = JSON.parse(await this.call("GET", "/containers/json?all=1")) as { Id: string }[];
    await Promise.all(
      all.map(({ Id }) => this.call("DELETE", `/containers/${Id}?force=1`).catch(() => undefined)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}
