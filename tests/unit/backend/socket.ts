import WebSocket, { type RawData } from "ws";

/** A parsed frame. */
export type Frame = Record<string, unknown> & { type: string; data: Record<string, unknown> };

interface Waiting {
  readonly isMatch: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

/** A bare client that keeps every frame from the first on. */
export class Socket implements AsyncDisposable {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #waiting: Waiting[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: RawData) => this.#receive(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        resolve({ code, reason: String(reason) });
        const seen = this.frames.map(({ type }) => type).join(" ");
        const error = new Error(`closed with ${code} after: ${seen}`);
        for (const { reject } of this.#waiting) reject(error);
      });
    });
  }

  static async open(
    url: string,
    protocols: string[] = [],
    headers: Record<string, string> = {},
  ): Promise<Socket> {
    const socket = new WebSocket(url, protocols, { headers });
    const opened = new Socket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.on("error", reject);
    });
    return opened;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  sendBinary(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** The first frame of this type, already here or still to come. */
  async next(type: string, isMatch: (frame: Frame) => boolean = () => true): Promise<Frame> {
    return await this.where((frame) => frame.type === type && isMatch(frame));
  }

  /** The first frame that matches, already here or still to come. */
  async where(isMatch: (frame: Frame) => boolean): Promise<Frame> {
    const found = this.frames.find(isMatch);
    if (found !== undefined) return found;
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ isMatch, resolve, reject });
    });
  }

  async close(code = 1000): Promise<{ code: number; reason: string }> {
    this.#socket.close(code);
    return await this.closed;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #receive(frame: Frame): void {
    this.frames.push(frame);
    const satisfied = this.#waiting.filter(({ isMatch }) => isMatch(frame));
    this.#waiting = this.#waiting.filter((waiting) => !satisfied.includes(waiting));
    for (const { resolve } of satisfied) resolve(frame);
  }
}

/** The subprotocols a browser client offers. */
export function offer(token: string): string[] {
  return ["jwt-auth", `jwt.${Buffer.from(token).toString("base64url")}`];
}

/** Whether this frame ends a run. */
export function isLast(frame: Frame): boolean {
  return frame.type === "agent_completed" && frame.agent_name === "Supervisor";
}
