/** Whether a revision that was read is the one that is meant. A commit may be told in short. */
export function isRevision(read: string, meant: string): boolean {
  if (read === meant) return true;
  const [short = "", long = ""] = [read, meant]
    .map((one) => one.toLowerCase())
    .toSorted((a, b) => a.length - b.length);
  return [short, long].every((one) => /^[0-9a-f]{7,40}$/.test(one)) && long.startsWith(short);
}
