import { arrive, speak } from "../arrive.ts";
import type { Walk } from "../walk.ts";

/**
 * A fresh connection with a user's token, welcomed as the contract promises, and then alive: a server that greets
 * and dies of it greets all the same.
 */
export const websocketWalk: Walk = {
  journey: "websocket",
  goal: "welcomed",
  requests: 0,
  // A contract without routes and carriers is none, so there is always somewhere to connect to.
  obstacle: () => undefined,
  async walk(scene) {
    const { ping } = scene.context.contract.websocket;
    const session = await arrive(scene);
    // Where no application answers pings, whoever speaks WebSocket does (RFC 6455 section 5.5.2).
    const isAlive = (): Promise<unknown> =>
      ping === undefined ? session.ping() : session.exchange(ping);
    await speak(session, isAlive);
  },
};
