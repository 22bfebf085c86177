/** What is written down about a cause. Prose, with configuration in backticks. */
export interface Entry {
  /** What users see of it. */
  readonly looksLike: string;
  /** What proves it, against the causes it is most easily taken for. */
  readonly proof: string;
  /** What to do, with the concrete configuration where one is known. */
  readonly remedy: string;
}
