const headerBytes = 8;

/**
 * Takes an engine's log apart: without a terminal, each piece of either stream has a header of eight
 * bytes (stream, three zeros, length, big-endian), in the order they were written. With a terminal there
 * are no headers, and no engine of ours says which it is, so the bytes decide.
 *
 * Docker Engine API v1.41, "Attach to a container", stream format.
 */
export function logText(bytes: Buffer): string {
  const frames = readFrames(bytes);
  return Buffer.concat(frames ?? [bytes]).toString("utf8");
}

/** `undefined` unless headers and pieces make up the whole; a last piece may be cut off. */
function readFrames(bytes: Buffer): readonly Buffer[] | undefined {
  const frames: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (!isHeader(bytes.subarray(at, at + headerBytes))) return undefined;
    const start = at + headerBytes;
    at = start + bytes.readUInt32BE(at + 4);
    frames.push(bytes.subarray(start, at));
  }
  return frames;
}

function isHeader(bytes: Buffer): boolean {
  const [stream = 255, ...zeros] = bytes.subarray(0, 4);
  return bytes.length === headerBytes && stream <= 2 && zeros.every((byte) => byte === 0);
}
