/** Says how far a long run is: over and over in a terminal, every tenth elsewhere. */
export class ProgressLine {
  #done = 0;
  #said = 0;

  /** @param total - undefined until it is known */
  step(total: number | undefined): void {
    this.#done += 1;
    if (total === undefined || total === 0) return;
    const share = this.#done / total;
    const step = process.stderr.isTTY ? 0.005 : 0.1;
    if (share - this.#said < step) return;
    this.#said = share;
    const text = `${Math.round(share * 100)} % of ${total} checks`;
    process.stderr.write(process.stderr.isTTY ? `\r${text}` : `${text}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }
}
