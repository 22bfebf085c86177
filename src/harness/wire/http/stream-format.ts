import { createParser } from "eventsource-parser";

/** A record as the format holds it. */
export interface RawRecord {
  readonly text: string;
  /** Server-sent events name it, or do not. */
  readonly event?: string | undefined;
  readonly id?: string | undefined;
}

/** Hears what stands in a stream. */
export interface RecordSink {
  readonly onRecord: (record: RawRecord) => void;
  /** What is no record: comments, fields nobody knows. */
  readonly onAside: (text: string) => void;
}

/** Takes a stream apart. */
export interface RecordReader {
  feed(text: string): void;
  /** Nothing follows. */
  end(): void;
}

const formats: ReadonlyMap<string, (sink: RecordSink) => RecordReader> = new Map([
  ["text/event-stream", serverSentEvents],
  ["application/x-ndjson", lines],
  ["application/jsonl", lines],
]);

/** How a body of this media type is taken apart; `undefined` when it is no stream of records. */
export function recordReader(contentType: string, sink: RecordSink): RecordReader | undefined {
  const [mediaType = ""] = contentType.toLowerCase().split(";", 1);
  return formats.get(mediaType.trim())?.(sink);
}

/**
 * Server-sent events. What is left at the end without its blank line is no record.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
function serverSentEvents({ onRecord, onAside }: RecordSink): RecordReader {
  const parser = createParser({
    onEvent: ({ data, event, id }) => onRecord({ text: data, event, id }),
    onComment: (comment) => onAside(`: ${comment}`),
    onError: ({ line, message }) => onAside(line ?? message),
  });
  return { feed: (text) => parser.feed(text), end: () => parser.reset({ consume: true }) };
}

/** One JSON value per line; blank lines mean nothing. */
function lines({ onRecord }: RecordSink): RecordReader {
  let rest = "";
  const take = (line: string): void => {
    if (line.trim() !== "") onRecord({ text: line.replace(/\r$/, "") });
  };
  return {
    feed(text) {
      const whole = (rest + text).split("\n");
      rest = whole.pop() ?? "";
      for (const line of whole) take(line);
    },
    end() {
      take(rest);
      rest = "";
    },
  };
}
