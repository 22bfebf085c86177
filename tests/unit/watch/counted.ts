import type { Backstage } from "../../../src/fixtures/backend/backstage.ts";
import { bend } from "../../../src/fixtures/faults/bend.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import type { WatchPlace } from "../../../src/harness/watch/watch-place.ts";
import { placeOf } from "./stage.ts";

/** Counts what a backend is asked, by path. */
export class Counted {
  readonly paths = new Map<string, number>();

  readonly prepare = ({ front }: Backstage): void => {
    bend(front, "respond", (healthy) => (request, line) => {
      const { pathname } = new URL(request.url);
      this.paths.set(pathname, this.of(pathname) + 1);
      return healthy(request, line);
    });
  };

  /** Answers some requests to a path in another way, by which one it is, from 1. */
  answering(path: string, answer: (n: number) => Response | undefined) {
    return (backstage: Backstage): void => {
      bend(backstage.front, "respond", (healthy) => (request, line) => {
        const isIt = request.url.endsWith(path);
        return (isIt ? answer(this.of(path)) : undefined) ?? healthy(request, line);
      });
      this.prepare(backstage);
    };
  }

  of(path: string): number {
    return this.paths.get(path) ?? 0;
  }
}

/** Somebody else's deployment, where one has to register. */
export function remote(
  backend: Parameters<typeof placeOf>[0],
  change: Partial<WatchPlace> = {},
): WatchPlace {
  const place = placeOf(backend, { credentials: {}, ...change });
  return { ...place, target: { ...place.target, remote: true } };
}

/** The machine's own clock, whose hands a test may put forward. */
export class ForwardClock implements Clock {
  #aheadMs = 0;

  forward(ms: number): void {
    this.#aheadMs += ms;
  }

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  date(): Date {
    return new Date(systemClock.date().getTime() + this.#aheadMs);
  }

  after(delayMs: number, callback: () => void): () => void {
    return systemClock.after(delayMs, callback);
  }
}
