/** One name for all spellings: `WEBSOCKET_PING-TIMEOUT`, `websocket.ping.timeout`, `websocket_ping_timeout`. */
export function plainKey(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
}
