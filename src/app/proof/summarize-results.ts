/** Joins the results of `proof verify` that several runs wrote as lines. */
import { parseVerificationLine } from '../../core/proof/verification-line.ts';
import { SummaryBuilder, type VerificationSummary } from '../../core/proof/verification-summary.ts';

export interface LineSource {
  /** As it is called in errors. */
  readonly name: string;
  readonly lines: AsyncIterable<Uint8Array>;
}

/** @throws StellaError INPUT_INVALID or UNSUPPORTED_VERSION, naming the line; and what the sources throw */
export async function summarizeResults(sources: readonly LineSource[]): Promise<VerificationSummary> {
  const builder = new SummaryBuilder();
  for (const { name, lines } of sources) {
    let number = 0;
    for await (const bytes of lines) {
      const what = `line ${++number} of ${name}`;
      if (bytes.length > 0) builder.add(parseVerificationLine(bytes, what), what);
    }
  }
  return builder.summary;
}
