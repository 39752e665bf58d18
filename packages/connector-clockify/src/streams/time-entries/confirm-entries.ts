import { SourceError } from '@millrace/core/plugin'
import type { Confirmation, Logger } from '@millrace/core/plugin'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import type { Finding } from './find-entries.ts'

/**
 * Findings as the engine wants them. When the requests of this hour are used up it ends early: what was found by then counts, so
 * that the runs of a Free plan get through many deletions together.
 */
export async function* confirmEntries(
  findings: AsyncIterable<Finding>,
  toRecord: (entry: ClockifyObject) => ClockifyObject,
  logger: Logger,
): AsyncGenerator<Confirmation> {
  try {
    for await (const finding of findings) {
      if (finding.type === 'found') yield { record: toRecord(finding.entry) }
      else yield finding.type === 'gone' ? { gone: finding.id } : { unknown: finding.id }
    }
  } catch (error) {
    if (!SourceError.isInstance(error) || error.retryAt === undefined) throw error
    logger.warn(
      { until: error.retryAt },
      'requests are used up: entries that were not looked up are kept until a later run',
    )
  }
}
