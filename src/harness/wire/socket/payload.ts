/** What a frame's text holds. */
export interface Payload {
  /** The JSON value, or the text itself when it is none. */
  readonly message: unknown;
  readonly json: boolean;
}

/** Reads a text frame; a frame that is no JSON stays the text it is. */
export function readPayload(text: string): Payload {
  try {
    const message: unknown = JSON.parse(text);
    return { message, json: true };
  } catch {
    return { message: text, json: false };
  }
}

/** The same of a whole frame; a binary one's message is its bytes. */
export function readData(
  data: Buffer,
  binary: boolean,
): Payload & { readonly text: string; readonly binary: boolean; readonly bytes: number } {
  const text = data.toString();
  const payload = binary ? { message: data, json: false } : readPayload(text);
  return { ...payload, text, binary, bytes: data.byteLength };
}
